"""What ingest and the reports both know of workbooks: cell addresses, the correction mark."""
