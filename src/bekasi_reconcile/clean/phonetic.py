"""The phonetic key of a name: how it sounds in Bekasi, for blocking and never for deciding."""

import re
from functools import cache, lru_cache

from bekasi_reconcile.reference import words

DOUBLED = re.compile(r"(.)\1+")
HARD_END = str.maketrans("DB", "TP")


@lru_cache(maxsize=300_000)
def sound(token: str) -> str:
    """Return the phonetic key of one name token in upper case; never empty for letters.

    Old spelling (oe, dj, tj), Arabic and Sundanese variation (f/p, z/j, kh/h, ai/ae, au/ao, o/u),
    doubled letters, a final h and a final d or b all sound alike.

    >>> sound("SOEPARMAN"), sound("SYARIF"), sound("SARIP"), sound("CHAERUDDIN")
    ('SUPARMAN', 'SARIP', 'SARIP', 'HERUDIN')
    """
    return pronounce(alike().get(token, token)) or token


def pronounce(token: str) -> str:
    """Return ``token`` as it sounds, without the table of names that are one name."""
    for written, heard in _sounds():
        token = token.replace(written, heard)
    token = DOUBLED.sub(r"\1", token)
    if len(token) > 2 and token.endswith("H"):
        token = token[:-1]
    return token[:-1] + token[-1:].translate(HARD_END)


@cache
def alike() -> dict[str, str]:
    """Return the tokens that are blocked together as another token."""
    return {r["bentuk"]: r["baku"] for r in words.rows("nama_setara") if r["letak"] == "kunci"}


@cache
def _sounds() -> tuple[tuple[str, str], ...]:
    return tuple((row["tulis"], row["bunyi"]) for row in words.rows("bunyi"))
