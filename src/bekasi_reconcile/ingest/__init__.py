"""Stage 1, ingest: agencies' files become source rows, and none is lost."""
