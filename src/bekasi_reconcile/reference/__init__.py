"""Reference data, one file a subject, and what reads them."""
