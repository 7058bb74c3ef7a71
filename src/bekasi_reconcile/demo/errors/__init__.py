"""What goes wrong when clerks, programs and spreadsheets copy a value: one module a kind of value.

A corruption takes the cell as the list would show it, the row it stands in and a random stream,
and returns the cell as it was written, or None where it cannot happen to this cell.
"""
