"""The agencies' own sheets sent back, every bad cell coloured, with a note."""
