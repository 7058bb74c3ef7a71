"""NIK and KK numbers: area (6), date (6, women +40), serial (4), unique per first twelve."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Dates = NDArray[np.datetime64]

GAP_SHARE = 0.25
"""How often a serial is skipped: not everybody born that day in that place is in the demo."""


def issue(
    rng: np.random.Generator,
    area: NDArray[np.int64],
    day: Dates,
    female: NDArray[np.bool_],
) -> NDArray[np.object_]:
    """Return one 16-digit number per row, all different, serials rising in row order."""
    stem = area * 1_000_000 + _date_digits(day, female)
    step = 1 + (rng.random(len(stem)) < GAP_SHARE) * rng.integers(1, 4, len(stem))
    serial = pd.Series(step).groupby(stem, sort=False).cumsum().to_numpy()
    numbers = stem * 10_000 + serial
    return np.array([f"{number:016d}" for number in numbers.tolist()], dtype=object)


def _date_digits(day: Dates, female: NDArray[np.bool_]) -> NDArray[np.int64]:
    months = day.astype("datetime64[M]")
    of_month = (day.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64) + 1
    month = months.astype(np.int64) % 12 + 1
    year = (months.astype("datetime64[Y]").astype(np.int64) + 1970) % 100
    digits: NDArray[np.int64] = (of_month + 40 * female) * 10_000 + month * 100 + year
    return digits
