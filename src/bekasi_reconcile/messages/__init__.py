"""What the program says to people: catalogues of messages by key, rendered at the two ends."""
