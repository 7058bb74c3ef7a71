"""Ids of persons and families: given once, kept from run to run, redirected, never reused."""
