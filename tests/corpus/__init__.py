"""Sheets as agencies send them, made at test time, each with what ingest must find in it.

``layouts`` are sheets that an officer could send; ``hostile`` are damaged and malicious files.
Every case says next to its builder what is right, from what agencies' sheets are known to look
like and not from what the reader can do. All people are invented: no NIK has a serial above 9000.
"""
