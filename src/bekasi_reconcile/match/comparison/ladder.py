"""Comparison features: each gives the level, on its ladder, at which two records agree.

Features see codes only (see ``candidate.encode``); where equality is not enough they look at the
values behind the codes, once per distinct unequal pair of them.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist
from recordlinkage.base import BaseCompareFeature

from bekasi_reconcile.config.matching import Comparison
from bekasi_reconcile.match.candidate.encode import MISSING, Codes, Values

Levels = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Ladder(BaseCompareFeature, ABC):  # type: ignore[misc]
    """Level of agreement of two records; subclasses say how, for pairs where both have a value.

    Level numbers come from ``matching.toml``, weakest first; ``at`` finds them by name. Missing
    on either side is MISSING, whatever else holds.
    """

    def __init__(self, label: str, rule: Comparison, values: Mapping[str, Values]) -> None:
        columns = list(rule.on)
        super().__init__(columns, columns, label=label)
        self.rule = rule
        self.dictionary = [values[column] for column in columns]

    def at(self, level: str) -> int:
        return self.rule.number(level)

    def has_level(self, level: str) -> bool:
        """Return whether this ladder has ``level``; not every ladder has every level."""
        return any(step.name == level for step in self.rule.levels)

    def _compute_vectorized(self, *sides: pd.Series) -> pd.Series:
        half = len(sides) // 2
        left = [side.to_numpy() for side in sides[:half]]
        right = [side.to_numpy() for side in sides[half:]]
        return pd.Series(self.levels(left, right))

    def levels(self, left: list[Codes], right: list[Codes]) -> Levels:
        """Return the level of each pair."""
        levels = np.full(len(left[0]), MISSING, dtype=np.int8)
        rows = self.comparable(left, right)
        if rows.any():
            levels[rows] = self.agree([c[rows] for c in left], [c[rows] for c in right])
        return levels

    def comparable(self, left: list[Codes], right: list[Codes]) -> Flags:
        """Return where both records say enough to be compared."""
        return (left[0] >= 0) & (right[0] >= 0)

    @abstractmethod
    def agree(self, left: list[Codes], right: list[Codes]) -> Levels:
        """Return the level of each pair of records that both state enough."""


class EqualComparison(Ladder):
    """``equal`` or ``different``; ``only`` if equal and one of the values in ``rule.only``."""

    name = "equal"

    def agree(self, left: list[Codes], right: list[Codes]) -> Levels:
        same = left[0] == right[0]
        levels = np.where(same, self.at("equal"), self.at("different")).astype(np.int8)
        if self.rule.only:
            levels[same & np.isin(self.dictionary[0], self.rule.only)[left[0]]] = self.at("only")
        return levels


class MeasuredLadder(Ladder):
    """A ladder whose top is equality and whose other levels are measured on the values."""

    top = "equal"

    def agree(self, left: list[Codes], right: list[Codes]) -> Levels:
        levels = np.full(len(left[0]), self.at(self.top), dtype=np.int8)
        unequal = np.flatnonzero(left[0] != right[0])
        if len(unequal):
            a, b, back = distinct_pairs(left[0][unequal], right[0][unequal])
            levels[unequal] = self.measure(a, b)[back]
        return levels

    @abstractmethod
    def measure(self, left: Codes, right: Codes) -> Levels:
        """Return the level of each distinct unequal pair of values."""


class NumberComparison(MeasuredLadder):
    """``equal``, ``slip`` (one digit wrong, or two neighbours swapped) or ``different``."""

    name = "number"

    def measure(self, left: Codes, right: Codes) -> Levels:
        slip = one_slip(self._digits[left], self._digits[right])
        return np.where(slip, self.at("slip"), self.at("different")).astype(np.int8)

    @cached_property
    def _digits(self) -> npt.NDArray[np.int8]:
        return digit_matrix(self.dictionary[0], 16)


class TextComparison(MeasuredLadder):
    """``equal``, ``similar`` (Jaro–Winkler from ``at_least``) or ``different``."""

    name = "text"

    def measure(self, left: Codes, right: Codes) -> Levels:
        alike = similarity(self.dictionary[0][left], self.dictionary[0][right])
        near = alike >= self.rule.at_least["similar"]
        return np.where(near, self.at("similar"), self.at("different")).astype(np.int8)


class PlaceComparison(Ladder):
    """Columns from the narrowest to the widest: the narrowest that agrees gives the level.

    Levels are as many as columns, and one for none. A column that either record lacks is passed
    over; if nothing that both state agrees, they differ. The narrowest levels come last.
    """

    name = "place"

    def comparable(self, left: list[Codes], right: list[Codes]) -> Flags:
        both = [(a >= 0) & (b >= 0) for a, b in zip(left, right, strict=True)]
        some: Flags = np.logical_or.reduce(both)
        return some

    def agree(self, left: list[Codes], right: list[Codes]) -> Levels:
        levels = np.zeros(len(left[0]), dtype=np.int8)
        whole = np.ones(len(left[0]), dtype=np.bool_)
        for level, column in enumerate(reversed(range(len(left))), start=1):
            same = (left[column] == right[column]) & (left[column] >= 0)
            lacking = (left[column] < 0) | (right[column] < 0)
            whole &= same | lacking
            levels[whole & same] = level
        return levels


def distinct_pairs(left: Codes, right: Codes) -> tuple[Codes, Codes, npt.NDArray[np.int64]]:
    """Return each unordered pair of codes once, and where each pair given is among them."""
    low, high = np.minimum(left, right).astype(np.int64), np.maximum(left, right)
    width = int(high.max()) + 1
    back, pairs = pd.factorize(low * width + high)
    return (pairs // width).astype(np.int32), (pairs % width).astype(np.int32), back


def similarity(left: Values, right: Values) -> Floats:
    """Return the Jaro–Winkler similarity, in [0, 1], of each pair of words."""
    alike: Floats = cpdist(
        left, right, scorer=JaroWinkler.normalized_similarity, dtype=np.float64, workers=1
    )
    return alike


def edits(left: Values, right: Values) -> npt.NDArray[np.int32]:
    """Return how many edits (a swap of neighbours is one) make one word of the other."""
    count: npt.NDArray[np.int32] = cpdist(left, right, scorer=OSA.distance, dtype=np.int32)
    return count


def digit_matrix(values: Values, width: int) -> npt.NDArray[np.int8]:
    """Return one row of ``width`` digits for each word; -1 where a digit is not known."""
    text = np.array([str(word)[:width].ljust(width, "?") for word in values], dtype=f"S{width}")
    digits = text.view(np.uint8).reshape(len(text), width).astype(np.int8) - 48
    digits[(digits < 0) | (digits > 9)] = -1
    return digits


def one_slip(left: npt.NDArray[np.int8], right: npt.NDArray[np.int8]) -> Flags:
    """Return where two numbers differ by one digit, or by two neighbours swapped."""
    wrong = left != right
    count = wrong.sum(axis=1)
    first = wrong.argmax(axis=1)
    rows = np.arange(len(left))
    second = np.minimum(first + 1, left.shape[1] - 1)
    crossed = (left[rows, first] == right[rows, second]) & (
        left[rows, second] == right[rows, first]
    )
    slip: Flags = (count == 1) | ((count == 2) & wrong[rows, second] & crossed)
    return slip
