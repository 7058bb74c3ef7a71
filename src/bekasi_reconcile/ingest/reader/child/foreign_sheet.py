"""A sheet as it was found in a file, on its way to the run that asked for it."""

import errno
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bekasi_reconcile.ingest.reader.child.file_type import Unreadable
from bekasi_reconcile.ingest.reader.child.limit import MOST_COLUMNS, MOST_ROWS

if TYPE_CHECKING:
    import pyarrow as pa

FEW_ROWS = 2_000
"""Rows that are handed over as JSON, for which no library need be imported."""

Rows = Sequence[Sequence[str]]


class HandOverError(Exception):
    """The sheet could not be written for the run: the disk's failure and not the file's."""


class ForeignSheet(NamedTuple):
    """One sheet; row 0 of it is Excel's row 1, column 0 its column A.

    ``cells``: rows of text, which may differ in width, or a table with a column ``c<number>`` of
    text and, where a cell is no text, ``k<number>`` of kinds; blank columns are left out of it.
    """

    name: str
    cells: "Rows | pa.Table"
    merges: Sequence[Sequence[int]] = ()
    visible: bool = True
    hidden_rows: int = 0

    def hand_over(self, out: Path, number: int) -> dict[str, object]:
        """Write the cells to ``out`` and return the rest, and what the cells are called there.

        Raises Unreadable where they are no list's, HandOverError where the disk fails.
        """
        cells = self.cells
        if isinstance(cells, Sequence):
            _refuse_vast(len(cells), max(map(len, cells), default=0))
            cells = table_of(cells) if len(cells) > FEW_ROWS else cells
        else:
            _refuse_vast(cells.num_rows, sum(n.startswith("c") for n in cells.column_names))
        try:
            name = _write(cells, out, number)
        except OSError as err:
            raise HandOverError(err.errno or errno.EIO) from None
        return {**self._asdict(), "cells": name}


def _refuse_vast(rows: int, columns: int) -> None:
    if columns > MOST_COLUMNS:
        raise Unreadable("file_too_wide")
    if rows > MOST_ROWS:
        raise Unreadable("file_too_large")


def _write(cells: "Rows | pa.Table", out: Path, number: int) -> str:
    if isinstance(cells, Sequence):
        path = out / f"{number}.json"
        path.write_text(json.dumps(cells), encoding="ascii")
        return path.name
    import pyarrow as pa

    path = out / f"{number}.arrow"
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, cells.schema) as writer:
        writer.write_table(cells)
    return path.name


def table_of(rows: Rows) -> "pa.Table":
    """Return ``rows`` of text as a table; a cell that a row lacks or that is blank is missing."""
    import pyarrow as pa

    width = max(map(len, rows), default=0)
    columns = {
        f"c{j}": pa.array(
            [row[j] if j < len(row) and row[j].strip() else None for row in rows],
            pa.large_string(),
        )
        for j in range(width)
    }
    return pa.table(columns or {"c0": pa.nulls(len(rows), pa.large_string())})
