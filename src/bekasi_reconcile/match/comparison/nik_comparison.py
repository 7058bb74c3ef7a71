"""The NIK as structure: area (6), birth date (6), serial (4), given that birth dates agree."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from bekasi_reconcile.match.candidate.encode import MISSING, Codes
from bekasi_reconcile.match.comparison.ladder import (
    Flags,
    Ladder,
    Levels,
    digit_matrix,
    distinct_pairs,
    one_slip,
)

TRUSTED = ("VALID", "VALID_FOREIGN_REGION")
DOUBTFUL = "WARN_DATE"
SEX = 4
"""What the first digit of a woman's day of birth has more than a man's."""

Digits = npt.NDArray[np.int8]


class NikComparison(Ladder):
    """How two NIKs of 16 characters, ``?`` for an unknown digit, agree.

    * ``sibling``: one area and date, two small serials or two sexes: twins, or born on one day;
    * ``stranger``: two trusted numbers that no slip explains; ``other``: one is not trusted;
    * ``area_slip``: a slip in the area, which neighbours born on one day share as well;
    * ``slip``: one digit wrong, or two neighbours swapped, elsewhere;
    * ``partial``: one is cut or masked and at least ``at_least.known`` digits agree;
    * ``equal``.

    With fewer known digits in common, all of them equal, the pair says nothing: MISSING.
    """

    name = "identifier"

    def agree(self, left: list[Codes], right: list[Codes]) -> Levels:
        both_trusted = self._is_trustworthy(left) & self._is_trustworthy(right)
        a, b, back = distinct_pairs(left[0], right[0])
        levels = self._level_of_digits(self._digits[a], self._digits[b])[back]
        levels[(levels == self.at("stranger")) & ~both_trusted] = self.at("other")
        return levels

    def _is_trustworthy(self, side: list[Codes]) -> Flags:
        """Return where the status is good, and where it doubts the date, the year is right.

        A number of another year than the person's is likely another person's: a mother's.
        """
        good, doubtful, year_in_nik, year_stated = self._by_code
        same_year = year_in_nik[side[2]] == year_stated[side[3]]
        trusted: Flags = good[side[1]] | (doubtful[side[1]] & same_year)
        return trusted

    @cached_property
    def _by_code(self) -> tuple[Flags, Flags, npt.NDArray[np.int16], npt.NDArray[np.int16]]:
        """Return, by code: status good, status doubtful, year in the NIK, year stated."""
        status = np.append(self.dictionary[1], [""])
        years = [np.array([int(date[:4]) for date in self.dictionary[i]], np.int16) for i in (2, 3)]
        return (
            np.isin(status, TRUSTED),
            status == DOUBTFUL,
            np.append(years[0], np.int16(-1)),
            np.append(years[1], np.int16(-2)),
        )

    @cached_property
    def _digits(self) -> Digits:
        return digit_matrix(self.dictionary[0], 16)

    def _level_of_digits(self, left: Digits, right: Digits) -> Levels:
        legible = (left >= 0) & (right >= 0)
        complete = legible.all(axis=1)
        wrong = (left != right) & legible
        count = wrong.sum(axis=1)
        enough = legible.sum(axis=1) >= self.rule.at_least["known"]
        slip = complete & one_slip(left, right)
        levels = np.full(len(left), self.at("stranger"), dtype=np.int8)
        levels[slip] = self.at("slip")
        levels[slip & wrong[:, :6].any(axis=1)] = self.at("area_slip")
        levels[self._siblings(left, right) & ~wrong[:, :12].any(axis=1)] = self.at("sibling")
        sexes = np.abs(left[:, 6] - right[:, 6]) == SEX
        levels[complete & (count == 1) & sexes] = self.at("sibling")
        levels[(count == 0) & ~complete] = MISSING
        levels[(count == 0) & ~complete & enough] = self.at("partial")
        levels[complete & (count == 0)] = self.at("equal")
        return levels

    def _siblings(self, left: Digits, right: Digits) -> Flags:
        """Return where both serials are known, differ and are as small as issued ones are."""
        small = self.rule.at_least["small"]
        place = np.array([1000, 100, 10, 1])
        serials = [side[:, 12:].astype(np.int32) @ place for side in (left, right)]
        legible = (left[:, 12:] >= 0).all(axis=1) & (right[:, 12:] >= 0).all(axis=1)
        siblings: Flags = (
            legible & (serials[0] != serials[1]) & (serials[0] <= small) & (serials[1] <= small)
        )
        return siblings
