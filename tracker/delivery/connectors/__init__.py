"""How a message becomes a request of the receiver's own kind: one file for each kind, all with the same face."""
