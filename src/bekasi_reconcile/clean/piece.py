"""Many rows in pieces, each cleaned on its own: in several processes, within bounded memory."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd

from bekasi_reconcile.clean.part import Part

ROWS = 60_000
"""Rows cleaned together, unless one submission has more."""


def pieces(rows: pd.DataFrame, most: int = ROWS) -> list[pd.DataFrame]:
    """Return ``rows`` in pieces of whole submissions, since what a NIK is depends on its file."""
    submission = pd.factorize(rows["submission_id"])[0]
    sizes = np.bincount(submission)
    number = ((np.cumsum(sizes) - sizes) // most)[submission]
    steps = np.diff(number)
    if (steps < 0).any():  # submissions lie between one another
        rows = rows.iloc[number.argsort(kind="stable")]
        steps = np.diff(np.sort(number))
    ends = [0, *(np.flatnonzero(steps) + 1), len(rows)]
    return [rows.iloc[start:end] for start, end in zip(ends[:-1], ends[1:], strict=True)]


def each(
    work: Callable[[pd.DataFrame], Part], parts: Sequence[pd.DataFrame], workers: int
) -> Iterator[Part]:
    """Yield what ``work`` makes of each piece, in their order."""
    if min(workers, len(parts)) < 2:
        yield from map(work, parts)
        return
    # Spawned on every system alike: a forked child of a program with threads may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, parts)
