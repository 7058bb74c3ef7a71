"""Decide what every column of a table means, and which source a file belongs to."""
