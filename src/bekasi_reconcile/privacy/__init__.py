"""Forgotten persons, and what no output may tell of anybody."""
