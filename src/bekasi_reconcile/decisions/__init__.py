"""Reviewers' answers: collected, checked, logged, and obeyed in every later run."""
