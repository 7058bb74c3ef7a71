"""Invented people's names, drawn token by token from ``reference/nama.csv``."""

from functools import cache
from importlib.resources import files
from io import StringIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bekasi_reconcile.demo.seed import draw_by_weight

SUKU = ("sunda", "betawi", "jawa", "batak")
SUKU_WEIGHTS = {"3216": (0.42, 0.30, 0.23, 0.05), "3275": (0.22, 0.26, 0.40, 0.12)}

# Which pools the first and the last token of each people come from, and how often.
FIRST = {
    "sunda": {"sunda": 0.5, "umum": 0.3, "betawi": 0.2},
    "betawi": {"betawi": 0.6, "umum": 0.25, "sunda": 0.15},
    "jawa": {"jawa": 0.6, "umum": 0.4},
    "batak": {"umum": 1.0},
    "muda": {"umum": 0.75, "sunda": 0.25},
}
LAST = {
    "sunda": {"sunda": 0.6, "umum": 0.4},
    "betawi": {"sunda": 0.4, "umum": 0.6},
    "jawa": {"umum": 0.7, "sunda": 0.3},
    "batak": {"batak": 1.0},
    "muda": {"umum": 0.7, "sunda": 0.3},
}
FLATTEN = 0.6
"""Power on the counted weights: the counts are of voters, and the uncounted tokens are many."""

YOUNG_FROM = 2000


@cache
def _tokens() -> pd.DataFrame:
    text = (files("bekasi_reconcile.reference") / "nama.csv").read_text(encoding="utf-8")
    return pd.read_csv(StringIO(text), keep_default_na=False, dtype={"bobot": float})


@cache
def _pool(position: str, group: str, sex: str) -> tuple[list[str], list[float]]:
    """Return the tokens that ``group`` gives to ``sex`` at ``position``, with their weights."""
    mixture = (FIRST if position == "depan" else LAST)[group]
    known = _tokens()
    names: list[str] = []
    weights: list[float] = []
    for suku, share in mixture.items():
        fits = known[
            (known["posisi"] == position)
            & (known["suku"] == suku)
            & known["kelamin"].isin([sex, "U"])
        ]
        flat = fits["bobot"].to_numpy() ** FLATTEN
        names += fits["nama"].tolist()
        weights += (flat / flat.sum() * share).tolist()
    return names, weights


def draw(
    rng: np.random.Generator,
    suku: NDArray[np.object_],
    sex: NDArray[np.object_],
    birth_year: NDArray[np.int64],
    poor: NDArray[np.bool_],
) -> NDArray[np.object_]:
    """Return one full name per person, in capitals; old and poor people often have one token."""
    count = len(suku)
    group = np.where((birth_year >= YOUNG_FROM) & (suku != "batak"), "muda", suku).astype(object)
    first = _by_group(rng, "depan", group, sex)
    last = _by_group(rng, "belakang", group, sex)
    middle = _by_group(rng, "depan", np.full(count, "muda", dtype=object), sex)
    words = _word_count(rng, birth_year, poor, suku)
    doubled = (rng.random(count) < 0.07) & (suku == "sunda") & (words == 2) & (group == "sunda")
    return np.array(
        [
            _join_name(f, m, n, w, d)
            for f, m, n, w, d in zip(first, middle, last, words, doubled, strict=True)
        ],
        dtype=object,
    )


def _by_group(
    rng: np.random.Generator,
    position: str,
    group: NDArray[np.object_],
    sex: NDArray[np.object_],
) -> NDArray[np.object_]:
    drawn = np.empty(len(group), dtype=object)
    for name in sorted(set(group.tolist())):
        for one_sex in ("L", "P"):
            here = (group == name) & (sex == one_sex)
            drawn[here] = draw_by_weight(rng, *_pool(position, name, one_sex), int(here.sum()))
    return drawn


def _word_count(
    rng: np.random.Generator,
    birth_year: NDArray[np.int64],
    poor: NDArray[np.bool_],
    suku: NDArray[np.object_],
) -> NDArray[np.int64]:
    single = np.select([birth_year < 1960, birth_year < 1985, birth_year < 2010], [0.55, 0.3, 0.08])
    single = np.where(poor, single * 1.2, single * 0.6)
    single = np.where(suku == "batak", 0.01, single)
    triple = np.where(birth_year >= YOUNG_FROM, 0.28, 0.07)
    luck = rng.random(len(birth_year))
    return np.where(luck < single, 1, np.where(luck > 1 - triple, 3, 2))


def _join_name(first: str, middle: str, last: str, words: int, doubled: bool) -> str:
    if words == 1:
        return first
    if doubled and (pet := pet_name(last)):
        return f"{pet} {last}"
    if first == last:
        return first
    tokens = [first, middle, last] if words == 3 and middle not in (first, last) else [first, last]
    return " ".join(tokens)


def pet_name(last: str) -> str | None:
    """Return the Sundanese pet name that rhymes with ``last``, or None where it has none.

    >>> pet_name("RUHIYAT")
    'YAYAT'
    """
    tail = last[-3:]
    sounds = len(last) >= 6 and tail[0] in "DJKMNTWY" and tail[1] in "AIUE" and tail[2] in "NTRD"
    return tail[:2] + tail if sounds else None
