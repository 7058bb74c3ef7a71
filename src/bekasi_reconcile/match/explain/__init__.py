"""Why two records are, or are not, one person."""
