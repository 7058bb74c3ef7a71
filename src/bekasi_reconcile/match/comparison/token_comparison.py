"""Words of names: how each word of one name agrees with each word of another."""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from bekasi_reconcile.match.candidate.encode import MISSING, Codes, Values
from bekasi_reconcile.match.comparison.ladder import Flags, distinct_pairs, edits

TOKENS = 5
"""Words of a name that are compared; the rest rarely tells more."""

NONE, NEAR, END, INITIAL, CUT_OFF, MISTYPED, SAME = range(7)
"""How two words agree, weakest first.

END: one is the beginning or the end of the other. NEAR: an edit apart, and too short for that to
be sure: SITI and SOTI are one if the other words of the names agree, DEDI and DESI are not.
"""

RARE, COMMON = 2, 20
"""In how many names a word is at most, or at least, to be a slip, or what was meant."""

EVERYDAY = 0.02
"""Share of the names from which a word that both have is no sign of one person."""

CUT = 18
"""Letters from which a name may be one that an old system cut off."""

PLAIN = 7
"""Letters from which a word is recognised though one is missing."""

SOLID = 6
"""Letters from which a word may be two edits off; HASAN and HUSEN are twins."""

TAIL = 3
"""Letters that a pet name has at least."""

Matrix = npt.NDArray[np.int32]
Kinds = npt.NDArray[np.int8]


class NameTokens:
    """Names as rows of word codes, the words, and in how many names each word is."""

    def __init__(self, names: Values) -> None:
        self.codes, self.words = token_matrix(names)
        self.count = np.bincount(self.codes[self.codes >= 0], minlength=len(self.words))
        self.letters = np.array([len(word) for word in self.words], dtype=np.int64)
        self.edges = np.array([[ord(w[0]), ord(w[-1])] for w in self.words] or [[0, 0]])
        self.length = np.array([len(name) for name in names], dtype=np.int64)
        self.last = (self.codes >= 0).sum(axis=1) - 1

    @cached_property
    def everyday(self) -> Flags:
        """Return which words so many names have that they say nothing: SITI, MUHAMMAD."""
        everyday: Flags = self.count > max(EVERYDAY * len(self.codes), COMMON)
        return everyday

    def kinds(self, left: Codes, right: Codes) -> Kinds:
        """Return how each word of the left name agrees with each of the right: n x 5 x 5."""
        a = np.broadcast_to(self.codes[left][:, :, None], (len(left), TOKENS, TOKENS))
        b = np.broadcast_to(self.codes[right][:, None, :], a.shape)
        kinds = np.where((a == b) & (a >= 0), np.int8(SAME), np.int8(NONE))
        other = (a != b) & (a >= 0) & (b >= 0)
        if other.any():
            one, two, back = distinct_pairs(a[other], b[other])
            kinds[other] = self._agree(one, two)[back]
        at = np.arange(TOKENS)
        ends = (at == self.last[left][:, None])[:, :, None]
        ends = ends | (at == self.last[right][:, None])[:, None, :]
        whole = np.minimum(self.length[left], self.length[right]) < CUT
        kinds[(kinds == CUT_OFF) & (whole[:, None, None] | ~ends)] = END
        return kinds

    def _agree(self, left: Codes, right: Codes) -> Kinds:
        """Return how two distinct words agree; CUT_OFF where one begins with the other."""
        one, two = self.words[left], self.words[right]
        short = np.minimum(self.letters[left], self.letters[right])
        may_begin, may_end = (self.edges[left] == self.edges[right]).T
        begins = _rows_passing(may_begin, one, two, lambda a, b: a.startswith(b) or b.startswith(a))
        ends = _rows_passing(
            may_end & (short >= TAIL), one, two, lambda a, b: _ends(a, b) or _ends(b, a)
        )
        kinds = np.full(len(left), NONE, dtype=np.int8)
        kinds[ends] = END
        kinds[begins & (short >= 2)] = CUT_OFF
        kinds[begins & (short == 1)] = INITIAL
        alike = np.abs(self.letters[left] - self.letters[right]) <= 2
        rows = np.flatnonzero(alike & (short >= TAIL))
        off = edits(one[rows], two[rows])
        near = rows[(off == 1) | ((off == 2) & (short[rows] >= SOLID))]
        kinds[near] = np.maximum(kinds[near], NEAR)
        kinds[rows[is_misspelling(self.words, self.count, left[rows], right[rows])]] = MISTYPED
        return kinds


class Alignment(NamedTuple):
    """How many words of two names agree, by kind, how many remain, and the one mistyped pair."""

    by_kind: npt.NDArray[np.int64]
    unmatched: npt.NDArray[np.int64]
    mistyped: Matrix


def align(kinds: Kinds, names: NameTokens, left: Codes, right: Codes) -> Alignment:
    """Give each word of the one name at most one of the other, those that agree best first."""
    words = names.codes[left], names.codes[right]
    free = [side >= 0 for side in words]
    by_kind = np.zeros((len(left), SAME + 1), dtype=np.int64)
    mistyped = np.full((len(left), 2), MISSING, dtype=np.int32)
    for kind in range(SAME, NONE, -1):
        for i in range(TOKENS):
            for j in range(TOKENS):
                rows = np.flatnonzero((kinds[:, i, j] == kind) & free[0][:, i] & free[1][:, j])
                if len(rows) == 0:
                    continue
                free[0][rows, i] = free[1][rows, j] = False
                by_kind[rows, kind] += 1
                if kind == MISTYPED:
                    mistyped[rows] = np.column_stack([words[0][rows, i], words[1][rows, j]])
    return Alignment(by_kind, np.column_stack([side.sum(axis=1) for side in free]), mistyped)


def _rows_passing(rows: Flags, one: Values, two: Values, test: Callable[[str, str], bool]) -> Flags:
    """Return ``rows`` where also the two words pass ``test``."""
    passing = rows.copy()
    passing[rows] = [test(a, b) for a, b in zip(one[rows], two[rows], strict=True)]
    return passing


def _ends(word: str, pet: str) -> bool:
    """Return whether ``word`` ends in the pet name, or in it without its doubled beginning.

    >>> _ends("SAEPUDIN", "UDIN"), _ends("HIDAYAT", "YAYAT"), _ends("MUTMAINAH", "RINAH")
    (True, True, False)
    """
    doubled = len(pet) > TAIL + 1 and pet[0] == pet[2]
    return word.endswith(pet) or (doubled and word.endswith(pet[1:]))


def token_matrix(names: Values) -> tuple[Matrix, Values]:
    """Return the codes of the words of each name, -1 where it has fewer, and the words."""
    split = pc.split_pattern(pa.array(names, pa.large_string()), " ", max_splits=TOKENS)
    name = pc.list_parent_indices(split).to_numpy()
    within = np.arange(len(name)) - split.offsets.to_numpy()[name]
    codes, vocabulary = pd.factorize(split.flatten().to_numpy(zero_copy_only=False), sort=True)
    tokens = np.full((len(names), TOKENS), MISSING, dtype=np.int32)
    first = within < TOKENS
    tokens[name[first], within[first]] = codes[first]
    return tokens, np.asarray(vocabulary, dtype=object)


def is_misspelling(
    vocabulary: Values, count: npt.NDArray[np.int64], left: Codes, right: Codes
) -> Flags:
    """Return where two distinct words are one, mistyped: an edit from 5 letters, two from 8.

    Shorter ones are other names: BUDI and RUDI, DEDI and DESI. They are slips where a letter of
    five, not the first, was left out, or where one is a word hardly any name has (``count``) and
    the other a common one: SII for SITI.
    """
    letters = np.array([len(token) for token in vocabulary])
    short, long = (
        np.minimum(letters[left], letters[right]),
        np.maximum(letters[left], letters[right]),
    )
    rare = np.minimum(count[left], count[right]) <= RARE
    meant = np.maximum(count[left], count[right]) >= COMMON
    off = edits(vocabulary[left], vocabulary[right])
    first = np.array([token[:1] for token in vocabulary], dtype=object)
    left_out = (short == 4) & (long == 5) & (first[left] == first[right])
    odd = rare & meant & (long >= 4)
    slip: Flags = ((off == 1) & ((short >= 5) | left_out | odd)) | ((off == 2) & (short >= 8))
    return slip


def is_inner_slip(left: Values, right: Values) -> Flags:
    """Return where one word is the other with an inner letter left out or two exchanged.

    Names of twins differ otherwise: FAHRI and FAHMI have another letter, NIA and NINA are short.
    """
    inner = [
        len(a) != len(b) or sorted(a) == sorted(b) if a[0] == b[0] and a[-1] == b[-1] else False
        for a, b in zip(left, right, strict=True)
    ]
    longer = np.array([max(len(a), len(b)) for a, b in zip(left, right, strict=True)])
    flags: Flags = np.array(inner, dtype=np.bool_) & (longer >= PLAIN) & (edits(left, right) == 1)
    return flags
