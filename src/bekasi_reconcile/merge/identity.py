"""Names for persons, families and conflicts: short, speakable, with a check character."""

import hashlib
from collections.abc import Iterable

import pandas as pd

from bekasi_reconcile.tables import TEXT

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0, 1, I, L, O or U: read aloud or written by hand nothing is taken for another."""

LENGTH = 8


def name(kind: str, key: str) -> str:
    """Return the id of ``key``: ``kind``, eight characters, one to check them.

    >>> name("P", "dtks:abc")
    'P-EJKK-NGHQ-Q'
    """
    number = int.from_bytes(hashlib.blake2b(f"{kind}{key}".encode(), digest_size=8).digest(), "big")
    symbols = ""
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        symbols += ALPHABET[rest]
    return f"{kind}-{symbols[:4]}-{symbols[4:]}-{check(symbols)}"


def check(symbols: str) -> str:
    """Return the check character of ``symbols``; one wrong or two swapped characters change it."""
    total = sum((i + 2) * ALPHABET.index(s) for i, s in enumerate(symbols))
    return ALPHABET[total % 29]


def names(kind: str, keys: pd.Series, taken: Iterable[str] = ()) -> pd.Series:
    """Return the id of each of ``keys``; ids of different keys differ, and from those ``taken``."""
    made: dict[str, str] = {}
    used = set(taken)
    for key in sorted(set(keys.tolist())):
        made[key] = name(kind, key)
        again = 0
        while made[key] in used:  # taken, or by chance: eight characters hold 6e11 ids
            again += 1
            made[key] = name(kind, f"{key}#{again}")
        used.add(made[key])
    return keys.map(made).astype(TEXT)


def is_whole(text: str) -> bool:
    """Tell whether ``text`` is an id with its right check character.

    >>> is_whole("P-EJKK-NGHQ-Q"), is_whole("P-EJKK-NGQH-Q")
    (True, False)
    """
    kind, *parts = text.split("-")
    symbols = "".join(parts)
    known = len(symbols) == LENGTH + 1 and set(symbols) <= set(ALPHABET)
    return kind in {"P", "H", "K"} and known and check(symbols[:LENGTH]) == symbols[LENGTH]
