"""Reads one workbook after another, in a process of its own.

Run as ``python -m``; nothing imports it. It starts without pandas, since the packages above it
hold no code.
"""
