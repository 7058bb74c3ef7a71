"""Discover files, read them as submissions, date them, and find which take others' place."""
