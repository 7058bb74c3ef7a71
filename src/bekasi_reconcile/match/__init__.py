"""Stage 3, match: find the records that are one person, and the persons that are one family."""
