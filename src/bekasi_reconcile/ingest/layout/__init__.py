"""Find the tables of a sheet, and what each of its rows is."""
