"""Names: standard form, phonetic key, order, parts, typing errors, alias."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.match.candidate.blocking_key import sound
from bekasi_reconcile.match.candidate.encode import MISSING, Codes
from bekasi_reconcile.match.comparison.ladder import (
    Flags,
    Levels,
    MeasuredLadder,
    distinct_pairs,
    edits,
    similarity,
)
from bekasi_reconcile.match.comparison.token_comparison import (
    CUT,
    CUT_OFF,
    END,
    INITIAL,
    MISTYPED,
    NEAR,
    SAME,
    NameTokens,
    align,
    is_inner_slip,
)

JOINED, LONG = 12, 16
"""Letters from which one edit, or two, are a slip, whatever the words."""


class NameComparison(MeasuredLadder):
    """How two names agree, from the standard form, and if given the phonetic key and the alias.

    * ``different``
    * ``related``: a word of one is, but for a slip, a word of the other or an end of one
    * ``similar``: Jaro–Winkler from ``at_least``
    * ``pet``: each word of one is a word of the other, begins or ends one, or is an edit off
    * ``close``: each word of one is a word of the other, mistyped, an initial or cut off
    * ``part``: the same, and none is mistyped
    * ``typo``: all words agree but one, which is an edit or two off and too long to be another
    * ``slip``: such a word lacks an inner letter, or has two exchanged: nobody is called so
    * ``order``: the same words, or the same name cut off
    * ``key``: the same phonetic key, or the same but for spaces
    * ``exact``

    Words of phonetic keys agree like words of names. An alias counts as a name, up to ``part``.
    Where a ladder leaves out a level, the next lower one that it has stands in.
    """

    name = "name"
    top = "exact"

    def agree(self, left: list[Codes], right: list[Codes]) -> Levels:
        levels = super().agree(left, right)
        if len(self.dictionary) > 1:
            self._raise_by_key(levels, left[1], right[1])
        if len(self.dictionary) > 2:
            self._raise_by_alias(levels, left, right)
        return levels

    def measure(self, left: Codes, right: Codes) -> Levels:
        values = self.dictionary[0]
        levels = self._by_words(self._spelling, left, right)
        near = similarity(values[left], values[right]) >= self.rule.at_least["similar"]
        levels[near] = np.maximum(levels[near], self.at("similar"))
        rows = np.flatnonzero(levels < self.at("typo"))
        levels[rows[self._run_together(left[rows], right[rows])]] = self._at("slip", "typo")
        rows = np.flatnonzero(levels == self.at("part"))
        levels[rows[self._cut_off(left[rows], right[rows])]] = self.at("order")
        joined = self._code_without_spaces[left] == self._code_without_spaces[right]
        levels[joined & (levels < self.at("order"))] = self.at("key")
        return levels

    def _at(self, *levels: str) -> int:
        """Return the first of ``levels`` that this ladder has."""
        return self.at(next(level for level in levels if self.has_level(level)))

    def _by_words(self, names: NameTokens, left: Codes, right: Codes) -> Levels:
        """Return what the words of each distinct unequal pair say, similarity aside."""
        kinds = names.kinds(left, right)
        levels = np.full(len(left), self.at("different"), dtype=np.int8)
        telling = ~(names.everyday[names.codes[left]] & (names.codes[left] >= 0))[:, :, None]
        alike = np.isin(kinds, (END, CUT_OFF, MISTYPED)) | ((kinds == SAME) & telling)
        levels[alike.any(axis=(1, 2))] = self._at("related", "different")
        rows = np.flatnonzero(np.isin(kinds, (END, CUT_OFF, MISTYPED, SAME)).any(axis=(1, 2)))
        by_kind, unmatched, mistyped = align(kinds[rows], names, left[rows], right[rows])
        covered = unmatched.min(axis=1) == 0
        sure = (by_kind[:, NEAR] == 0) | (by_kind[:, MISTYPED:].sum(axis=1) > 0)
        levels[rows[covered & sure]] = self._at("pet", "similar")
        covered &= by_kind[:, [NEAR, END]].sum(axis=1) == 0
        levels[rows[covered]] = self._at("close", "similar")
        plain = covered & (by_kind[:, MISTYPED] == 0) & (by_kind[:, SAME] > 0)
        levels[rows[plain]] = self.at("part")
        all_matched = covered & (unmatched.max(axis=1) == 0)
        clear = all_matched & (by_kind[:, [INITIAL, CUT_OFF]].sum(axis=1) == 0)
        levels[rows[clear & (by_kind[:, MISTYPED] == 0)]] = self.at("order")
        one = np.flatnonzero(clear & (by_kind[:, MISTYPED] == 1))
        levels[rows[one]] = self.at("typo")
        if self.has_level("slip") and len(one):
            inner = is_inner_slip(*(names.words[mistyped[one, side]] for side in (0, 1)))
            levels[rows[one[inner]]] = self.at("slip")
        return levels

    def _raise_by_key(self, levels: Levels, left: Codes, right: Codes) -> None:
        """Lift, in place, the pairs whose phonetic keys agree better than their spelling."""
        same = (left == right) & (left >= 0)
        levels[same] = np.maximum(levels[same], self.at("key"))
        rows = np.flatnonzero((levels < self.at("order")) & (left >= 0) & (right >= 0))
        if len(rows):
            a, b, back = distinct_pairs(left[rows], right[rows])
            levels[rows] = np.maximum(levels[rows], self._by_words(self._sound, a, b)[back])

    @cached_property
    def _spelling(self) -> NameTokens:
        return NameTokens(self.dictionary[0])

    @cached_property
    def _sound(self) -> NameTokens:
        return NameTokens(self.dictionary[1])

    @cached_property
    def _code_without_spaces(self) -> npt.NDArray[np.int64]:
        """Return a code for each name without its spaces, for all that sound alike."""
        return pd.factorize(sound(pd.Series(self.dictionary[0], dtype=object)))[0]

    def _cut_off(self, left: Codes, right: Codes) -> Flags:
        """Return where one name is the other as an old system of 20 letters keeps it."""
        letters, values = self._spelling.length, self.dictionary[0]
        cut: Flags = np.minimum(letters[left], letters[right]) >= CUT
        for at in np.flatnonzero(cut):
            a, b = values[left[at]], values[right[at]]
            cut[at] = a.startswith(b) or b.startswith(a)
        return cut

    def _run_together(self, left: Codes, right: Codes) -> Flags:
        """Return where two long names of other word breaks are an edit apart without spaces."""
        letters, breaks = self._spelling.length, self._spelling.last
        bare = [letters[side] - breaks[side] for side in (left, right)]
        joined: Flags = (breaks[left] != breaks[right]) & (np.minimum(*bare) >= JOINED)
        joined &= np.abs(bare[0] - bare[1]) <= 2
        rows = np.flatnonzero(joined)
        if len(rows):
            one, two = (
                np.array([name.replace(" ", "") for name in self.dictionary[0][side[rows]]], object)
                for side in (left, right)
            )
            most = np.where(np.minimum(*bare)[rows] >= LONG, 2, 1)
            joined[rows] = edits(one, two) <= most
        return joined

    def _raise_by_alias(self, levels: Levels, left: list[Codes], right: list[Codes]) -> None:
        """Lift, in place, the pairs where an alias is the other's name or alias."""
        low = levels < self.at("part")
        rows = np.flatnonzero(low & ((left[2] >= 0) | (right[2] >= 0)))
        shared = pd.Index(self.dictionary[0]).get_indexer(pd.Index(self.dictionary[2]))
        alias = np.append(shared, MISSING - 1)
        a, b = left[2][rows], right[2][rows]
        same = (a == b) & (a >= 0)
        same |= (alias[a] == right[0][rows]) | (alias[b] == left[0][rows])
        levels[rows[same]] = self.at("part")
