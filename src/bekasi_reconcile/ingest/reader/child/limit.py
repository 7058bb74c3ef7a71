"""How much of a file is read, and what reading it may take: what run and child agree on."""

MEMORY = 4 * 2**30
"""Bytes of address space of the process that reads."""

SECONDS = 50
"""Of processor, for one file: on a busy machine an honest one takes longer by the clock."""

LARGEST_BINARY = 200 * 2**20
LARGEST_UNPACKED = 2 * 2**30
STEEPEST_RATIO = 120
MOST_ENTRIES = 2_000

MOST_COLUMNS = 1_000
"""Columns of a list of people, with room to spare; a wider sheet is something else."""

MOST_ROWS = 5_000_000
"""Rows of a list, more than anybody lives in a kabupaten; Excel itself ends at 1,048,576."""

READY = "ready\n"
"""What the process that reads says first."""
