"""Text without the numbers that tell who somebody is."""

import re

NUMBER = re.compile(r"(?<!\d)(?!20\d{6}-\d{3}(?!\d))\d(?:[\s.\-]?\d){8,}")
"""Nine digits or more, also written apart (a NIK, a KK, a telephone number), but no run_id."""


def redact(text: str) -> str:
    """Return ``text`` with every long number hidden; dates and counts stay.

    >>> redact("NIK 3216-0101 0180.0001, hasil 20261122-001 pada 2026-11-22")
    'NIK [nomor], hasil 20261122-001 pada 2026-11-22'
    """
    return NUMBER.sub("[nomor]", text)
