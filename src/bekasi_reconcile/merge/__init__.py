"""Stage 4, merge: persons' records become claims, the golden register, receipts, conflicts."""
