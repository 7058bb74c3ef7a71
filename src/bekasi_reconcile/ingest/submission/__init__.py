"""Files become submissions: discovered, read, dated, compared with what was sent before."""
