"""Where a run is kept: the register file and the run folders."""
