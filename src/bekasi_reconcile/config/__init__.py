"""Everything under configs/, one module a file or folder."""
