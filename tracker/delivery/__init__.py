"""What leaves the house: who is told of what, by which messages, in which order, and how it went."""
