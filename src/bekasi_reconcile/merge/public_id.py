"""Ids of persons, families and conflicts: short, speakable, with a check character."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.arrow_text import is_among, look_up
from bekasi_reconcile.tables import TEXT

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0, 1, I, L, O or U: read aloud or written by hand nothing is taken for another."""

LENGTH = 8


def id_codes(kind: str, keys: Sequence[str]) -> list[str]:
    """Return the id of each of ``keys``: ``kind``, eight characters, one to check them.

    >>> id_codes("P", ["dtks:abc"])
    ['P-EJKK-NGHQ-Q']
    """
    digests = b"".join(blake2b(f"{kind}{key}".encode(), digest_size=8).digest() for key in keys)
    number = np.frombuffer(digests, dtype=">u8").astype(np.uint64)
    digits = np.empty((len(keys), LENGTH + 1), dtype=np.int64)
    for place in range(LENGTH):
        number, digits[:, place] = np.divmod(number, np.uint64(len(ALPHABET)))
    digits[:, LENGTH] = _check(digits[:, :LENGTH])
    symbols = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)[digits]
    dash = np.full((len(keys), 1), ord("-"), dtype=np.uint8)
    first = np.broadcast_to(np.frombuffer(f"{kind}-".encode(), np.uint8), (len(keys), 2))
    parts = [first, symbols[:, :4], dash, symbols[:, 4:LENGTH], dash, symbols[:, LENGTH:]]
    texts = np.ascontiguousarray(np.hstack(parts))
    return [text.decode() for text in texts.view(f"S{texts.shape[1]}").ravel().tolist()]


def _check(digits: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the check digit of each row; one wrong or two swapped characters change it."""
    return digits @ np.arange(2, 2 + LENGTH) % 29


def public_ids(kind: str, keys: pd.Series, taken: Iterable[str] = ()) -> pd.Series:
    """Return the id of each of ``keys``; ids of different keys differ, and from those ``taken``."""
    of_key = pd.Index(keys.unique(), dtype=TEXT)
    ids = pd.Series(id_codes(kind, of_key.tolist()), of_key, dtype=TEXT)
    if ids.duplicated().any() or is_among(ids, taken).any():
        ids = _make_distinct(kind, ids, set(taken))
    return look_up(keys, ids)


def _make_distinct(kind: str, ids: pd.Series, used: set[str]) -> pd.Series:
    """Give another id to each key whose own is ``used``; there are 6e11 ids, so it is rare."""
    distinct = {}
    for key, id_ in ids.sort_index().items():
        attempt, distinct[key] = 0, id_
        while distinct[key] in used:
            attempt += 1
            (distinct[key],) = id_codes(kind, [f"{key}#{attempt}"])
        used.add(distinct[key])
    return pd.Series(distinct, dtype=TEXT)


def is_valid_id(text: str) -> bool:
    """Tell whether ``text`` is an id with its right check character.

    >>> is_valid_id("P-EJKK-NGHQ-Q"), is_valid_id("P-EJKK-NGQH-Q")
    (True, False)
    """
    kind, *parts = text.split("-")
    symbols = "".join(parts)
    spelt = len(symbols) == LENGTH + 1 and set(symbols) <= set(ALPHABET)
    return kind in {"P", "H", "K"} and spelt and _has_right_check(symbols)


def _has_right_check(symbols: str) -> bool:
    digits = np.array([[ALPHABET.index(symbol) for symbol in symbols]])
    return bool(_check(digits[:, :LENGTH])[0] == digits[0, LENGTH])
