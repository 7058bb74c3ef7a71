"""What every cell goes through before it is read."""

import unicodedata
from functools import cache

from bekasi_reconcile.reference import words

LIMIT = 1000
"""Characters of a cell that are read. A longer one is not a value, and patterns stay quick."""

EDGES = " .,:;-–—_=*'\"`´‘’“”()[]<>?!#/\\"


def normal_text(text: str) -> str:
    """Return ``text`` in NFKC, its invisible characters out and its spaces squeezed.

    >>> normal_text("  3216\\u200b01\\xa0 "), normal_text("ＡＳＥＰ")
    ('321601', 'ASEP')
    """
    cut = text[:LIMIT]
    if not (cut.isascii() and cut.isprintable()):
        spaced = "".join(" " if c.isspace() else c for c in cut)
        seen = "".join(c for c in spaced if unicodedata.category(c)[0] != "C")
        cut = unicodedata.normalize("NFKC", seen)[:LIMIT]
    return " ".join(cut.split())


def is_empty(tidy: str) -> bool:
    """Return whether a normal text says that there is nothing: ``-``, ``belum ada``, ``#N/A``."""
    return len(tidy) <= 24 and tidy.strip(EDGES).upper() in empty_words()


@cache
def empty_words() -> frozenset[str]:
    """Return the words for "nothing here", in upper case and without EDGES."""
    return frozenset(words.table("kosong")["kata"])
