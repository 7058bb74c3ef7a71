"""One seed, and a stream of random numbers of its own for every part that asks by name."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


def generator(seed: int, *name: str) -> np.random.Generator:
    """Return the stream that belongs to ``name``, independent of all others."""
    return np.random.default_rng([seed, crc32("/".join(name).encode())])


def pick(rng: np.random.Generator, options: Sequence[str]) -> str:
    """Return one of ``options``, all alike likely."""
    return options[int(rng.integers(len(options)))]


def draw_by_weight(
    rng: np.random.Generator, options: Sequence[str], weights: Sequence[float], size: int
) -> NDArray[np.object_]:
    """Return ``size`` of ``options`` as an object array, drawn by ``weights``."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    drawn = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    picks: NDArray[np.object_] = np.asarray(options, dtype=object)[
        np.minimum(drawn, len(options) - 1)
    ]
    return picks
