"""How two dates of birth agree, also where one is only a year, or a stated age."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from bekasi_reconcile.match.candidate.encode import Codes
from bekasi_reconcile.match.comparison.ladder import (
    Flags,
    Levels,
    MeasuredLadder,
    digit_matrix,
    one_slip,
)

Years = npt.NDArray[np.int16]

NEAR = 2
"""Years by which an age that somebody states by heart may be off."""


class BirthDateComparison(MeasuredLadder):
    """Agreement of ISO dates; a date of a year or a month agrees to that precision only.

    Levels: ``different``, ``near_year`` (a year apart, two where an age is stated), ``year``,
    ``month``, ``in_range`` (one states an age, and the other's year of birth fits it),
    ``one_digit`` (one digit wrong or two swapped), ``in_year`` (one is a year or a month, and the
    other within it), ``swapped`` (day for month), ``derived`` (equal, but one is not stated: the
    second column, of dates as stated, lacks it), ``equal``. The third and fourth column are the
    first and the last year of birth that a stated age leaves; they count where a date is missing.
    """

    name = "date"

    def comparable(self, left: list[Codes], right: list[Codes]) -> Flags:
        if len(self.dictionary) < 4:
            return super().comparable(left, right)
        both: Flags = ((left[0] >= 0) | (left[2] >= 0)) & ((right[0] >= 0) | (right[2] >= 0))
        return both

    def agree(self, left: list[Codes], right: list[Codes]) -> Levels:
        aged = (left[0] < 0) | (right[0] < 0)
        if not aged.any():
            return self._agree_by_date(left, right)
        levels = np.empty(len(left[0]), dtype=np.int8)
        levels[aged] = self._agree_by_age([c[aged] for c in left], [c[aged] for c in right])
        levels[~aged] = self._agree_by_date([c[~aged] for c in left], [c[~aged] for c in right])
        return levels

    def _agree_by_age(self, left: list[Codes], right: list[Codes]) -> Levels:
        """Return how the years that are possible agree, where an age stands for a date."""
        first = [
            np.where(s[0] >= 0, self._year[s[0]], self._years_bounding(2)[s[2]])
            for s in (left, right)
        ]
        last = [
            np.where(s[0] >= 0, self._year[s[0]], self._years_bounding(3)[s[3]])
            for s in (left, right)
        ]
        gap = np.maximum(*first) - np.minimum(*last)
        levels = np.full(len(gap), self.at("different"), dtype=np.int8)
        levels[gap <= NEAR] = self.at("near_year")
        levels[gap <= 0] = self.at("in_range")
        return levels

    def _agree_by_date(self, left: list[Codes], right: list[Codes]) -> Levels:
        levels = super().agree(left, right)
        length = np.append(np.array([len(date) for date in self.dictionary[0]], dtype=np.int8), 0)
        equal = levels == self.at("equal")
        if len(self.dictionary) > 1:
            levels[equal & ((left[1] < 0) | (right[1] < 0))] = self.at("derived")
        levels[equal & (length[left[0]] < 10)] = self.at("in_year")
        return levels

    def measure(self, left: Codes, right: Codes) -> Levels:
        a, b = self._digits[left], self._digits[right]
        full = (a >= 0).all(axis=1) & (b >= 0).all(axis=1)
        years = [d[:, :4] @ np.array([1000, 100, 10, 1]) for d in (a, b)]
        swapped = (a[:, 4:6] == b[:, 6:8]).all(axis=1) & (a[:, 6:8] == b[:, 4:6]).all(axis=1)
        same_year = years[0] == years[1]
        levels = np.full(len(left), self.at("different"), dtype=np.int8)
        levels[np.abs(years[0] - years[1]) == 1] = self.at("near_year")
        levels[same_year] = self.at("year")
        levels[same_year & (a[:, 4] >= 0) & (a[:, 4:6] == b[:, 4:6]).all(axis=1)] = self.at("month")
        levels[full & one_slip(a, b)] = self.at("one_digit")
        agrees = ((a == b) | (a < 0) | (b < 0)).all(axis=1)
        levels[agrees & ~full] = self.at("in_year")
        levels[full & same_year & swapped] = self.at("swapped")
        return levels

    @cached_property
    def _year(self) -> Years:
        """Return the year that each date states."""
        return np.array([int(date[:4]) for date in self.dictionary[0]] + [0], dtype=np.int16)

    def _years_bounding(self, column: int) -> Years:
        return np.array([*self.dictionary[column], 0], dtype=np.int16)

    @cached_property
    def _digits(self) -> npt.NDArray[np.int8]:
        return digit_matrix(
            np.array([date.replace("-", "") for date in self.dictionary[0]], object), 8
        )
