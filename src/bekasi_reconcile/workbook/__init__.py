"""Reads one workbook after another, in a process of its own.

Run as ``python -m bekasi_reconcile.workbook``, apart from ``ingest`` because it must start without
pandas. Nothing imports it.
"""
