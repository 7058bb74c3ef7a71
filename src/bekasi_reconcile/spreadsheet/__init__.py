"""Workbooks as ingest and the reports share them, with cell addresses and correction marks."""
