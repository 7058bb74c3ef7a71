"""Read one file of any format into grids of text cells."""
