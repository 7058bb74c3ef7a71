"""Comparisons: the level at which two records agree in one respect."""
