"""Connectors turn a message into a request of the receiver's kind; one file for each kind."""
