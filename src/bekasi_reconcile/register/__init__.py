"""One run on disk: the register file, its folder, its seal, and who may write there."""
