"""What one part of the stage hands over."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd


class Part(NamedTuple):
    """Columns of Record, one row per source row; the cells found wrong (problem.found); the
    columns decided (decision.told).
    """

    values: pd.DataFrame
    found: Sequence[pd.DataFrame]
    told: Sequence[pd.DataFrame] = ()


def holds(condition: pd.Series) -> pd.Series:
    """Return ``condition`` as plain booleans: what is not known does not hold."""
    return condition.astype("boolean").fillna(False).astype(bool)


def is_number(cells: pd.Series) -> pd.Series:
    """Return which cells are exactly sixteen digits."""
    return holds(cells.str.fullmatch("[0-9]{16}"))
