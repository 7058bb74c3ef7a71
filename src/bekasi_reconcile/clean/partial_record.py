"""What each part of the stage returns, and operations on text columns."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa


class PartialRecord(NamedTuple):
    """Some columns of Record, one row per source row, and what there is to report of the cells.

    ``problems``: frames of ``cell_problem.broken_cells``. ``codings``: frames of
    ``column_coding.verdict_lines``, the columns whose coding was decided.
    """

    columns: pd.DataFrame
    problems: Sequence[pd.DataFrame]
    codings: Sequence[pd.DataFrame] = ()


def is_true(condition: pd.Series) -> pd.Series:
    """Return ``condition`` as plain booleans: missing is false."""
    plain = condition.to_numpy(dtype=bool, na_value=False)
    return pd.Series(plain, condition.index)


def is_number(cells: pd.Series) -> pd.Series:
    """Return which cells are exactly sixteen digits."""
    return is_true(cells.str.fullmatch("[0-9]{16}"))


def insert_text(values: pd.Series, where: pd.Series, into: pd.Series) -> pd.Series:
    """Return ``into`` with the text of ``values`` in the rows where ``where`` is true.

    ``values`` has one value for each of these rows, in their order.
    """
    mask = where.to_numpy(dtype=bool)
    at = np.where(mask, len(into) + np.cumsum(mask) - 1, np.arange(len(into)))
    both = pa.chunked_array([*_arrow(into).chunks, *_arrow(values).chunks])
    return pd.Series(pd.arrays.ArrowStringArray(both.take(pa.array(at))), into.index)


def _arrow(text: pd.Series) -> Any:
    return text.array.__arrow_array__()
