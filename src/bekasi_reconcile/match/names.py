"""Names: standard form, phonetic key, order, parts, typing errors, alias."""

from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.match.keys import sound
from bekasi_reconcile.match.ladder import (
    Flags,
    Levels,
    Unequal,
    distinct_pairs,
    edits,
    similarity,
)
from bekasi_reconcile.match.prepare import MISSING, Codes, Words

TOKENS = 5
"""Words of a name that are compared; the rest rarely tells more."""

RARE, COMMON = 2, 20
"""In how many names a word is at most, or at least, to be a slip, or what was meant."""

EVERYDAY = 0.02
"""Share of the names from which a word that both have is no sign of one person."""

CUT = 18
"""Letters from which a name may be one that an old system cut off."""

JOINED = 12
"""Letters from which one edit is a slip, whatever the words."""

MOST_EDITS = 2
"""Edits that a mistyped word has at most."""

PLAIN = 7
"""Letters from which a word is recognised though one is missing."""

TAIL = 3
"""Letters that a pet name has at least."""

Matrix = npt.NDArray[np.int32]


class Spelt(NamedTuple):
    """Each name's tokens; their texts, their initials, in how many ``names`` each is."""

    tokens: Matrix
    words: Words
    initial: Matrix
    names: npt.NDArray[np.int64]

    @classmethod
    def of(cls, of: Words) -> "Spelt":
        tokens, words = token_matrix(of)
        names = np.bincount(tokens[tokens >= 0], minlength=len(words))
        return cls(tokens, words, initials(words), names)


class Name(Unequal):
    """How two names agree, from the standard form, and if given the phonetic key and the alias.

    Levels: ``different``; ``related`` (a word of one is, but for a slip, a word of the other or
    the end of one: pet names); ``similar`` (Jaro–Winkler from ``at_least``); ``part`` (each word
    of one is a word or an initial of the other, or one is the other cut off); ``typo`` (all words
    agree but one, which is one or two edits off and too long for that to be another name);
    ``slip`` (such a word lacks an inner letter, or has two exchanged: nobody is called so);
    ``order`` (the same words); ``key`` (the same phonetic key, or the same but for spaces);
    ``exact``. Words of phonetic keys agree like words of names. An alias counts as a name, up to
    ``part``.
    """

    name = "name"
    top = "exact"

    def agree(self, left: list[Codes], right: list[Codes]) -> Levels:
        levels = super().agree(left, right)
        if len(self.words) > 1:
            self._raise_by_key(levels, left[1], right[1])
        if len(self.words) > 2:
            self._raise_by_alias(levels, left, right)
        return levels

    def measured(self, left: Codes, right: Codes) -> Levels:
        words = self.words[0]
        levels = self._by_words(self._spelt, left, right)
        near = similarity(words[left], words[right]) >= self.rule.at_least["similar"]
        levels[near] = np.maximum(levels[near], self.at("similar"))
        rows = np.flatnonzero(levels < self.at("part"))
        levels[rows[self._cut_off(left[rows], right[rows])]] = self.at("part")
        together = rows[self._run_together(left[rows], right[rows])]
        levels[together] = self.at("slip" if self.knows("slip") else "typo")
        joined = self._joined[left] == self._joined[right]
        levels[joined & (levels < self.at("order"))] = self.at("key")
        return levels

    def _by_words(self, spelt: "Spelt", left: Codes, right: Codes) -> Levels:
        """Return what the words of each distinct unequal pair say, similarity aside."""
        levels = np.full(len(left), self.at("different"), dtype=np.int8)
        part, order, alone = _overlap(spelt.tokens[left], spelt.tokens[right], spelt.initial)
        levels[part] = self.at("part")
        rows = np.flatnonzero((alone >= 0).all(axis=1) & ~part)
        if len(rows):
            slipped = rows[misspelt(spelt.words, spelt.names, alone[rows, 0], alone[rows, 1])]
            levels[slipped] = self.at("typo")
            if self.knows("slip"):
                one, two = (spelt.words[alone[slipped, side]] for side in (0, 1))
                levels[slipped[mistyped(one, two)]] = self.at("slip")
        levels[order] = self.at("order")
        rows = np.flatnonzero(levels == self.at("different"))
        if len(rows) and self.knows("related"):
            levels[rows[_related(spelt, left[rows], right[rows])]] = self.at("related")
        return levels

    def _raise_by_key(self, levels: Levels, left: Codes, right: Codes) -> None:
        """Lift, in place, the pairs whose phonetic keys agree better than their spelling."""
        same = (left == right) & (left >= 0)
        levels[same] = np.maximum(levels[same], self.at("key"))
        rows = np.flatnonzero((levels < self.at("part")) & (left >= 0) & (right >= 0))
        if len(rows):
            a, b, back = distinct_pairs(left[rows], right[rows])
            levels[rows] = np.maximum(levels[rows], self._by_words(self._heard, a, b)[back])

    @cached_property
    def _spelt(self) -> "Spelt":
        return Spelt.of(self.words[0])

    @cached_property
    def _heard(self) -> "Spelt":
        return Spelt.of(self.words[1])

    @cached_property
    def _joined(self) -> npt.NDArray[np.int64]:
        """Return a code for each name without its spaces, for all that sound alike."""
        return pd.factorize(sound(pd.Series(self.words[0], dtype=object)))[0]

    def _cut_off(self, left: Codes, right: Codes) -> Flags:
        """Return where one name is the other as an old system of 20 letters keeps it."""
        words, (letters, _) = self.words[0], self._written
        found: Flags = np.minimum(letters[left], letters[right]) >= CUT
        for at in np.flatnonzero(found):
            a, b = words[left[at]], words[right[at]]
            found[at] = a.startswith(b) or b.startswith(a)
        return found

    def _run_together(self, left: Codes, right: Codes) -> Flags:
        """Return where two long names of other word breaks are one edit apart without spaces."""
        letters, breaks = self._written
        bare = [letters[side] - breaks[side] for side in (left, right)]
        found: Flags = (breaks[left] != breaks[right]) & (bare[0] >= JOINED)
        found &= np.abs(bare[0] - bare[1]) <= 1
        rows = np.flatnonzero(found)
        if len(rows):
            one, two = (
                np.array([word.replace(" ", "") for word in self.words[0][side[rows]]], object)
                for side in (left, right)
            )
            found[rows] = edits(one, two) <= 1
        return found

    @cached_property
    def _written(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return how many letters, and spaces among them, each name has."""
        letters = np.array([len(word) for word in self.words[0]], dtype=np.int64)
        return letters, np.array([word.count(" ") for word in self.words[0]], dtype=np.int64)

    def _raise_by_alias(self, levels: Levels, left: list[Codes], right: list[Codes]) -> None:
        """Lift, in place, the pairs where an alias is the other's name or alias."""
        low = levels < self.at("part")
        rows = np.flatnonzero(low & ((left[2] >= 0) | (right[2] >= 0)))
        shared = pd.Index(self.words[0]).get_indexer(pd.Index(self.words[2]))
        alias = np.append(shared, MISSING - 1)
        a, b = left[2][rows], right[2][rows]
        same = (a == b) & (a >= 0)
        same |= (alias[a] == right[0][rows]) | (alias[b] == left[0][rows])
        levels[rows[same]] = self.at("part")


def token_matrix(words: Words) -> tuple[Matrix, Words]:
    """Return the token codes of each word, -1 where it has fewer, and the tokens' texts."""
    split = pd.Series(words, dtype=object).str.split(" ", n=TOKENS).explode()
    within = split.groupby(level=0).cumcount().to_numpy()
    codes, vocabulary = pd.factorize(split, sort=True)
    tokens = np.full((len(words), TOKENS), MISSING, dtype=np.int32)
    kept = within < TOKENS
    tokens[split.index.to_numpy()[kept], within[kept]] = codes[kept]
    return tokens, np.asarray(vocabulary, dtype=object)


def initials(vocabulary: Words) -> Matrix:
    """Return, for each token, the code of the token that is its first letter, or none.

    A token of one letter is its own; a letter that never stands alone is nobody's initial.
    """
    first = np.array([token[:1] for token in vocabulary], dtype=object)
    codes = pd.Index(vocabulary).get_indexer(pd.Index(first))
    return np.append(np.where(codes < 0, MISSING - 1, codes), MISSING - 1).astype(np.int32)


def _overlap(left: Matrix, right: Matrix, initial: Matrix) -> tuple[Flags, Flags, Matrix]:
    """Return where one is part of the other, where both have the same tokens, and the tokens
    that are alone on each side where exactly one is (else -1).
    """
    met_left = np.zeros(left.shape, dtype=np.bool_)
    met_right = np.zeros(right.shape, dtype=np.bool_)
    whole = np.zeros(len(left), dtype=np.int8)
    for i in range(TOKENS):
        for j in range(TOKENS):
            a, b = left[:, i], right[:, j]
            free = ~met_left[:, i] & ~met_right[:, j] & (a >= 0) & (b >= 0)
            same = free & (a == b)
            whole += same
            same |= free & ((initial[a] == b) | (initial[b] == a))
            met_left[:, i] |= same
            met_right[:, j] |= same
    rest_left, rest_right = ~met_left & (left >= 0), ~met_right & (right >= 0)
    over = np.column_stack([rest_left.sum(axis=1), rest_right.sum(axis=1)])
    part = (over.min(axis=1) == 0) & (whole > 0)
    order = (over.sum(axis=1) == 0) & (whole == (left >= 0).sum(axis=1))
    rows = np.arange(len(left))
    alone = np.column_stack(
        [left[rows, rest_left.argmax(axis=1)], right[rows, rest_right.argmax(axis=1)]]
    )
    return part, order, np.where((over == 1).all(axis=1)[:, None], alone, MISSING)


def _related(spelt: Spelt, left: Codes, right: Codes) -> Flags:
    """Return where some word of one name is a word of the other, mistyped, or the end of one.

    Words that many names share say nothing: every other family has a SITI or a MUHAMMAD.
    """
    found = np.zeros(len(left), dtype=np.bool_)
    many = spelt.names > max(EVERYDAY * len(spelt.tokens), COMMON)
    letters = np.array([len(word) for word in spelt.words])
    ending = pd.factorize(pd.Series([word[-TAIL:] for word in spelt.words], dtype=object))[0]
    for i in range(TOKENS):
        for j in range(TOKENS):
            a, b = spelt.tokens[left, i], spelt.tokens[right, j]
            rows = np.flatnonzero((a >= 0) & (b >= 0) & ~found)
            rows = rows[np.minimum(letters[a[rows]], letters[b[rows]]) >= TAIL]
            if len(rows) == 0:
                continue
            a, b = a[rows], b[rows]
            alike = (a == b) & ~many[a]
            near = np.abs(letters[a] - letters[b]) <= MOST_EDITS
            other = np.flatnonzero((a != b) & (near | (ending[a] == ending[b])))
            if len(other):
                one, two, back = distinct_pairs(a[other], b[other])
                slip = misspelt(spelt.words, spelt.names, one, two)
                ends = zip(spelt.words[one], spelt.words[two], strict=True)
                tail = np.array([x.endswith(y) or y.endswith(x) for x, y in ends], dtype=np.bool_)
                alike[other] = (slip | tail)[back]
            found[rows[alike]] = True
    return found


def misspelt(vocabulary: Words, count: npt.NDArray[np.int64], left: Codes, right: Codes) -> Flags:
    """Return where two tokens are one, mistyped: one edit from 5 letters on, two from 8 on.

    Shorter ones are other names: BUDI and RUDI, DEDI and DESI. They are slips where a letter of
    five, not the first, was left out, or where one is a word hardly any name has (``count``) and
    the other a common one: SII for SITI.
    """
    a, b, back = distinct_pairs(left, right)
    letters = np.array([len(token) for token in vocabulary])
    short, long = np.minimum(letters[a], letters[b]), np.maximum(letters[a], letters[b])
    rare = np.minimum(count[a], count[b]) <= RARE
    meant = np.maximum(count[a], count[b]) >= COMMON
    off = edits(vocabulary[a], vocabulary[b])
    first = np.array([token[:1] for token in vocabulary], dtype=object)
    left_out = (short == 4) & (long == 5) & (first[a] == first[b])
    odd = rare & meant & (long >= 4)
    slip: Flags = ((off == 1) & ((short >= 5) | left_out | odd)) | ((off == 2) & (short >= 8))
    return slip[back]


def mistyped(left: Words, right: Words) -> Flags:
    """Return where one word is the other with an inner letter left out or two exchanged.

    Names of twins differ otherwise: FAHRI and FAHMI have another letter, NIA and NINA are short.
    """
    found = [
        len(a) != len(b) or sorted(a) == sorted(b) if a[0] == b[0] and a[-1] == b[-1] else False
        for a, b in zip(left, right, strict=True)
    ]
    longer = np.array([max(len(a), len(b)) for a, b in zip(left, right, strict=True)])
    flags: Flags = np.array(found, dtype=np.bool_) & (longer >= PLAIN) & (edits(left, right) == 1)
    return flags
