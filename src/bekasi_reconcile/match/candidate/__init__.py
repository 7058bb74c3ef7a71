"""Candidate pairs: records as codes, blocking keys, blocking rules."""
