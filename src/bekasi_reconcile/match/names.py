"""Names: standard form, phonetic key, order, parts, typing errors, alias."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

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

Matrix = npt.NDArray[np.int32]


class Name(Unequal):
    """How two names agree, from the standard form, and if given the phonetic key and the alias.

    Levels: ``different``; ``similar`` (Jaro–Winkler from ``at_least``); ``part`` (each word of
    one is a word or an initial of the other); ``typo`` (all words agree but one, which is one or
    two edits off and too long for that to be another name); ``order`` (the same words);
    ``key`` (the same phonetic key, or the same but for spaces); ``exact``. An alias counts as a
    name, up to ``part``.
    """

    name = "name"
    top = "exact"

    def agree(self, left: list[Codes], right: list[Codes]) -> Levels:
        levels = super().agree(left, right)
        if len(self.words) > 1:
            same = (left[1] == right[1]) & (left[1] >= 0)
            levels[same] = np.maximum(levels[same], self.at("key"))
        if len(self.words) > 2:
            self._raise_by_alias(levels, left, right)
        return levels

    def measured(self, left: Codes, right: Codes) -> Levels:
        words = self.words[0]
        levels = np.full(len(left), self.at("different"), dtype=np.int8)
        near = similarity(words[left], words[right]) >= self.rule.at_least["similar"]
        levels[near] = self.at("similar")
        tokens, vocabulary, initial, count = self._tokens
        part, order, alone = _overlap(tokens[left], tokens[right], initial)
        levels[part] = self.at("part")
        rows = np.flatnonzero((alone >= 0).all(axis=1) & ~part)
        if len(rows):
            slipped = rows[misspelt(vocabulary, count, alone[rows, 0], alone[rows, 1])]
            levels[slipped] = self.at("typo")
        levels[self._joined[left] == self._joined[right]] = self.at("key")
        levels[order] = self.at("order")
        return levels

    @cached_property
    def _tokens(self) -> tuple[Matrix, Words, Matrix, npt.NDArray[np.int64]]:
        """Return each name's tokens; their texts, their initials, in how many names each is."""
        tokens, vocabulary = token_matrix(self.words[0])
        count = np.bincount(tokens[tokens >= 0], minlength=len(vocabulary))
        return tokens, vocabulary, initials(vocabulary), count

    @cached_property
    def _joined(self) -> npt.NDArray[np.int64]:
        """Return a code for each name without its spaces."""
        return pd.factorize(pd.Series(self.words[0], dtype=object).str.replace(" ", ""))[0]

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
