"""Measure this project beside other tools on one seeded Bekasi."""
