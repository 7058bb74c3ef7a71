"""Stage 2, clean: source rows as text become typed records, and every bad cell a problem."""
