"""Outgoing messages: who is notified of what, in which order, and with which result."""
