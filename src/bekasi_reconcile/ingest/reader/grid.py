"""A sheet as it stands in the file, with text cells at the addresses that Excel shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

TEXT_CELL, NUMBER_CELL, DATE_CELL, OTHER_CELL = 1, 2, 3, 4
"""Kinds of a fill_mask cell; 0 is an empty one."""

PAGE = 64
"""Rows turned into Python's text at a time, where a row is looked at as a whole."""

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of a merged range, from 0."""


@dataclass(frozen=True)
class Grid:
    """One sheet. Row i of ``cells`` is Excel's row i + 1, column j its column j + 1.

    ``cells`` holds Arrow text, missing where the cell is empty. ``kinds`` has an array for every
    column in which some cell is stored as something else than text. ``name`` is empty for a
    text file.
    """

    name: str
    cells: pd.DataFrame
    kinds: dict[int, np.ndarray] = field(default_factory=dict)
    merges: Sequence[Merge] = ()
    visible: bool = True
    hidden_rows: int = 0
    _page: dict[int, list[tuple[str, ...]]] = field(default_factory=dict, repr=False, compare=False)

    def row(self, i: int) -> Sequence[str]:
        """Return the text of row ``i``, '' where a cell is empty."""
        page, at = divmod(i, PAGE)
        if page not in self._page:
            self._page.clear()  # rows are read from top to bottom
            self._page[page] = self._texts(page * PAGE)
        return self._page[page][at]

    def _texts(self, first: int) -> list[tuple[str, ...]]:
        columns = [
            self.column(j)[first : first + PAGE].fill_null("").to_pylist()
            for j in range(len(self.cells.columns))
        ]
        rows = min(PAGE, len(self.cells) - first)
        return list(zip(*columns, strict=True)) if columns else [()] * rows

    def column(self, j: int) -> pa.ChunkedArray:
        """Return column ``j`` as Arrow text."""
        text: pa.ChunkedArray = self.cells[j].array.__arrow_array__()
        return text

    def fill_mask(self) -> np.ndarray:
        """Return which cells hold something, rows by columns."""
        if not len(self.cells.columns):
            return np.zeros((len(self.cells), 0), dtype=bool)
        return np.column_stack([~np.asarray(self.cells[j].array.isna()) for j in self.cells])


def table_cells(table: pa.Table) -> tuple[pd.DataFrame, dict[int, np.ndarray]]:
    """Return the cells of ``table`` and their kinds; a blank column may be left out of it.

    Column ``c<number>`` holds text, ``k<number>``, where a cell is no text, the kinds.
    """
    texts = {int(name[1:]): table[name] for name in table.column_names if name.startswith("c")}
    kinds = {
        int(name[1:]): table[name].to_numpy().astype(np.uint8)
        for name in table.column_names
        if name.startswith("k")
    }
    blank = pa.nulls(table.num_rows, pa.large_string())
    cells = pd.DataFrame(
        {
            j: pd.arrays.ArrowStringArray(texts.get(j, blank))
            for j in range(max(texts, default=-1) + 1)
        },
        index=range(table.num_rows),
        copy=False,
    )
    return cells, kinds
