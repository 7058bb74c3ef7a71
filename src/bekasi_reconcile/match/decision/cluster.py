"""Join linked records into persons, strongest link first, and never against a constraint."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from bekasi_reconcile.match.candidate.encode import Codes

Labels = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Edges(NamedTuple):
    """Pairs of positions, left before right, in order of position."""

    left: Codes
    right: Codes

    def at(self, rows: Rows | Flags) -> "Edges":
        return Edges(self.left[rows], self.right[rows])


def components(count: int, links: Edges) -> Labels:
    """Return, for each position, the least position that links reach from it."""
    graph = coo_array((np.ones(len(links.left), np.int8), links), shape=(count, count))
    _, labels = connected_components(graph, directed=False)
    return least_of(labels)


def least_of(labels: npt.NDArray[np.integer]) -> Labels:
    """Return ``labels`` with each label replaced by its first position."""
    least = np.zeros(int(labels.max(initial=-1)) + 1, dtype=np.int32)
    least[labels[::-1]] = np.arange(len(labels) - 1, -1, -1, dtype=np.int32)  # the last one stays
    by_position: Labels = least[labels]
    return by_position


def inner_pairs(labels: Labels, largest: int) -> Edges:
    """Return every pair of positions within each component of 3 to ``largest`` positions."""
    order = np.argsort(labels, kind="stable").astype(np.int32)
    size = np.bincount(labels, minlength=len(labels))
    wanted = order[(size[labels[order]] > 2) & (size[labels[order]] <= largest)]
    left, right = pairs_within_runs(
        size[labels[wanted[np.flatnonzero(np.diff(labels[wanted], prepend=-1))]]]
    )
    return Edges(wanted[left], wanted[right])


def pairs_within_runs(sizes: npt.NDArray[np.integer]) -> tuple[Codes, Codes]:
    """Return the places of every two members of one run, of consecutive runs of ``sizes``."""
    sizes = sizes.astype(np.int32)
    place = np.arange(int(sizes.sum()), dtype=np.int32)
    end = np.repeat(np.cumsum(sizes, dtype=np.int32), sizes)
    after = end - place - 1
    left = np.repeat(place, after)
    before = np.cumsum(after, dtype=np.int32) - after
    right = np.arange(len(left), dtype=np.int32) - np.repeat(before - place - 1, after)
    return left, right


class Clustering(NamedTuple):
    """The least position of each record's person, and what refused each link that was refused.

    ``refused`` maps the row of a link to the row of the cannot-link pair in its way, or to -1
    where the person would have grown too large.
    """

    labels: Labels
    refused: dict[int, int]


def cluster(
    count: int, links: Edges, weights: npt.NDArray[np.float64], cannot_link: Edges, largest: int
) -> Clustering:
    """Join ``links``, heaviest first, unless that would bring a ``cannot_link`` pair together.

    Components without any such pair are joined whole. The order of joins is that of weight,
    then of position, so that the outcome depends on the records alone.
    """
    labels = components(count, links)
    inside = np.flatnonzero(labels[cannot_link.left] == labels[cannot_link.right])
    too_large = np.bincount(labels, minlength=count) > largest
    disputed = np.zeros(count, dtype=np.bool_)
    disputed[labels[cannot_link.left[inside]]] = True
    disputed |= too_large
    rows = np.flatnonzero(disputed[labels[links.left]])
    rows = rows[np.lexsort((links.right[rows], links.left[rows], -weights[rows]))]
    sets = ConstrainedUnionFind(cannot_link, inside, largest)
    refused = sets.join(links, rows)
    affected = np.flatnonzero(disputed[labels])
    labels = labels.copy()
    labels[affected] = [sets.root(int(at)) for at in affected]
    return Clustering(least_of(labels), refused)


class ConstrainedUnionFind:
    """Disjoint sets that know which positions each of them must not meet."""

    def __init__(self, cannot_link: Edges, rows: Rows, largest: int) -> None:
        self.parent: dict[int, int] = {}
        self.size: dict[int, int] = {}
        self.enemies: dict[int, dict[int, int]] = {}
        self.largest = largest
        left, right = cannot_link.left[rows].tolist(), cannot_link.right[rows].tolist()
        for a, b, row in zip(left, right, rows.tolist(), strict=True):
            self.enemies.setdefault(a, {})[b] = row
            self.enemies.setdefault(b, {})[a] = row

    def root(self, at: int) -> int:
        parent = self.parent
        while (up := parent.get(at, at)) != at:
            parent[at] = parent.get(up, up)
            at = parent[at]
        return at

    def join(self, links: Edges, rows: Rows) -> dict[int, int]:
        """Join what may be joined; return the links refused and what refused them."""
        refused: dict[int, int] = {}
        sides: Iterable[tuple[int, int, int]] = zip(
            links.left[rows].tolist(), links.right[rows].tolist(), rows.tolist(), strict=True
        )
        for left, right, row in sides:
            a, b = self.root(left), self.root(right)
            if a == b:
                continue
            obstacle = self._obstacle(a, b)
            if obstacle is None:
                self._merge(a, b)
            else:
                refused[row] = obstacle
        return refused

    def _obstacle(self, a: int, b: int) -> int | None:
        if self.size.get(a, 1) + self.size.get(b, 1) > self.largest:
            return -1
        ours, theirs = self.enemies.get(a, {}), self.enemies.get(b, {})
        few, other = (ours, b) if len(ours) <= len(theirs) else (theirs, a)
        return min((row for enemy, row in few.items() if self.root(enemy) == other), default=None)

    def _merge(self, a: int, b: int) -> None:
        low, high = min(a, b), max(a, b)
        self.parent[high] = low
        self.size[low] = self.size.get(a, 1) + self.size.get(b, 1)
        if high in self.enemies:
            self.enemies.setdefault(low, {}).update(self.enemies.pop(high))
