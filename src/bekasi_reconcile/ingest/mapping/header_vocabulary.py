"""The meanings of headers, from the field vocabulary in ``reference/fields.toml``."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from bekasi_reconcile.reference.field_name import FORMER, VERSIONED

IGNORED = "lain"
"""The field of headers that are in the vocabulary and of no use."""

SHORTEST = 5
ALIKE = 86
"""Least share of letters, in percent, that a mistyped header shares with the right one."""

NOT_WORD = re.compile(r"[^A-Z0-9]+")
NUMBER_WORD = re.compile(r"^(NOMER|NMR|NMOR|NOM)\b")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def header_words(header: str) -> str:
    """Return ``header`` in upper case, words divided by one space, without punctuation.

    >>> header_words("Tgl.Lahir\\n(dd/mm/yyyy)"), header_words("NoKK_DTKS")
    ('TGL LAHIR DD MM YYYY', 'NO KK DTKS')
    """
    spaced = CAMEL.sub(" ", unicodedata.normalize("NFKC", header[:200]))
    return NUMBER_WORD.sub("NOMOR", NOT_WORD.sub(" ", spaced.upper()).strip())


def squash(header: str) -> str:
    """Return the letters and digits of ``header`` alone, in upper case."""
    return NOT_WORD.sub("", unicodedata.normalize("NFKC", header[:200]).upper())


@dataclass(frozen=True)
class Field:
    """A meaning a column may have, its headers, and what its cells must look like."""

    name: str
    content: str
    synonyms: dict[str, int]
    patterns: tuple[re.Pattern[str], ...]


@cache
def fields() -> dict[str, Field]:
    """Return every field of the vocabulary, in its order of precedence."""
    text = files("bekasi_reconcile.reference").joinpath("fields.toml").read_text(encoding="utf-8")
    vocabulary = {}
    for name, entry in tomllib.loads(text).items():
        ranked: dict[str, int] = {}
        for rank, synonym in enumerate(entry["synonyms"]):
            ranked.setdefault(squash(synonym), rank)
        patterns = tuple(re.compile(p) for p in entry["patterns"])
        vocabulary[name] = Field(name, entry["content"], ranked, patterns)
    former = [replace(vocabulary[n], name=n + FORMER, synonyms={}, patterns=()) for n in VERSIONED]
    return vocabulary | {field.name: field for field in former}


@dataclass(frozen=True)
class HeaderSense:
    """One meaning a header may have; ``strength`` in (0, 1], 1 being the field's own word."""

    field: str
    strength: float
    how: str


@lru_cache(maxsize=20_000)
def senses(header: str) -> tuple[HeaderSense, ...]:
    """Return the meanings of ``header``, strongest first; none if it is unknown."""
    key, text = squash(header), header_words(header)
    if not key:
        return ()
    exact = [
        HeaderSense(f.name, 1 - f.synonyms[key] / 400, "synonym")
        for f in fields().values()
        if key in f.synonyms
    ]
    if exact:
        return tuple(sorted(exact, key=lambda r: -r.strength))
    by_pattern = [f.name for f in fields().values() if any(p.match(text) for p in f.patterns)]
    used = [name for name in by_pattern if name != IGNORED]
    return (
        tuple(HeaderSense(name, 0.6, "synonym") for name in used)
        or _senses_of_typo(key)
        or tuple(HeaderSense(name, 0.6, "synonym") for name in by_pattern)
    )


@cache
def _long_synonyms() -> tuple[str, ...]:
    return tuple(s for f in fields().values() for s in f.synonyms if len(s) >= SHORTEST)


def _senses_of_typo(key: str) -> tuple[HeaderSense, ...]:
    """Return the meanings of the header that ``key`` is a typing error away from."""
    if len(key) < SHORTEST:
        return ()
    best = process.extractOne(key, _long_synonyms(), scorer=fuzz.ratio, score_cutoff=ALIKE)
    meant = senses(best[0]) if best else ()
    return tuple(replace(r, strength=r.strength / 2) for r in meant)
