"""The tables of one sheet, what their columns mean, and the kind of every row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bekasi_reconcile.ingest.layout.header import Header, headers, headless
from bekasi_reconcile.ingest.layout.line_text import TITLE_CELL, TOTAL_CELL
from bekasi_reconcile.ingest.layout.row_kind import BLANK, DATA, OTHER, Body, RowKinds, classify
from bekasi_reconcile.ingest.mapping.assign import body_sample, map_columns
from bekasi_reconcile.ingest.mapping.cell_content import id_text
from bekasi_reconcile.ingest.mapping.column_choice import ColumnMapping
from bekasi_reconcile.ingest.mapping.header_vocabulary import senses, squash
from bekasi_reconcile.ingest.reader.grid import Grid
from bekasi_reconcile.reference.territory import Territory

PEOPLE = ("nik", "nama", "no_kk", "nama_kepala", "nama_nik")


@dataclass(frozen=True)
class SheetTable:
    """One table of a sheet: its header, the meaning of its columns, the rows that are data."""

    header: Header
    mapping: ColumnMapping
    rows: np.ndarray


@dataclass(frozen=True)
class SheetReading:
    """A sheet's tables and the kinds of its rows; merged cells of ``grid`` are filled down."""

    grid: Grid
    tables: tuple[SheetTable, ...]
    row_kinds: RowKinds

    @property
    def has_people(self) -> bool:
        """Whether some table names persons, or asks which of its columns does."""
        return bool(self.tables)


def outline(grid: Grid) -> list[Header]:
    """Return the headers of the sheet's different tables (a page's repeat is not one)."""
    filled = grid.fill_mask()
    all_headers = headers(grid, filled)
    if not all_headers:
        lone = headless(grid, filled)
        return [lone] if lone else []
    tables: list[Header] = []
    for header in all_headers:
        if not tables or _signature(header) != _signature(tables[-1]):
            tables.append(header)
    return tables


def _signature(header: Header) -> list[tuple[int, str]]:
    return sorted((j, squash(" ".join(parts))) for j, parts in header.parts.items())


def read_sheet(
    grid: Grid,
    headings: Sequence[Header],
    profile_fields: Mapping[str, str],
    territory: Territory,
) -> SheetReading:
    """Return ``grid`` read as the tables that begin at ``headings``."""
    grid = _fill_merges_down(grid, headings)
    filled = grid.fill_mask()
    bodies, mappings = [], []
    for i, header in enumerate(headings):
        end = headings[i + 1].first if i + 1 < len(headings) else len(filled)
        body, mapping = _body(grid, filled, (header, end), profile_fields, territory)
        if _is_people(mapping):
            bodies.append(body)
            mappings.append(mapping)
    row_kinds = classify(grid, filled, bodies, territory)
    tables = [
        SheetTable(body.header, mapping, _data_rows(row_kinds, body))
        for body, mapping in zip(bodies, mappings, strict=True)
    ]
    return SheetReading(grid, tuple(tables), row_kinds)


def _is_people(mapping: ColumnMapping) -> bool:
    """Tell a list of people, which names somebody or may once a question is answered."""
    return "question_which_nik" in mapping.questions or any(
        mapping.column(field) is not None for field in PEOPLE
    )


def _data_rows(row_kinds: RowKinds, body: Body) -> np.ndarray:
    rows = np.arange(body.first, body.last + 1)
    return rows[row_kinds.kinds[rows] == DATA] if len(rows) else rows


def _body(
    grid: Grid,
    filled: np.ndarray,
    header_and_end: tuple[Header, int],
    profile_fields: Mapping[str, str],
    territory: Territory,
) -> tuple[Body, ColumnMapping]:
    header, end = header_and_end
    first = header.last + 1
    last = _last_row(grid, filled, first, end)
    columns = _columns(filled, header, first, last)
    counts = filled[first : last + 1][:, columns].sum(axis=1)
    usual = np.median(counts[counts > 0]) if (counts > 0).any() else 0
    dense = first + np.flatnonzero(counts > 0.45 * usual)
    sample = body_sample(grid.cells[columns], dense.tolist())
    sums = _sums_beside(grid, header, columns, (first, last))
    mapping = map_columns(header, sample, profile_fields, sums, territory)
    at = {field: mapping.column(field) for field in (*PEOPLE, "no_urut")}
    names = [at[field] for field in ("nama", "nama_nik", "nama_kepala")]
    name = next((j for j in names if j is not None), -1)
    ids = [j for j in (at["nik"], at["no_kk"]) if j is not None]
    numbers = at["no_urut"]
    body = Body(
        header,
        first,
        last,
        columns,
        name,
        ids,
        -1 if numbers is None else numbers,
    )
    return body, mapping


def _columns(filled: np.ndarray, header: Header, first: int, last: int) -> list[int]:
    """Return the columns that have a header or a cell."""
    used = np.asarray(filled[first : last + 1].any(axis=0))
    return [j for j in range(filled.shape[1]) if j in header.parts or used[j]]


def _sums_beside(
    grid: Grid, header: Header, columns: Sequence[int], rows: tuple[int, int]
) -> set[int]:
    """Return the columns of small tables of sums that stand beside the list, a blank between."""
    groups: list[list[int]] = []
    for j in columns:
        if groups and groups[-1][-1] == j - 1:
            groups[-1].append(j)
        else:
            groups.append([j])
    body = grid.cells.iloc[rows[0] : rows[1] + 1]
    return {
        j
        for group in groups[1:]
        if not any(r.field in PEOPLE for k in group for r in senses(header.text(k)))
        if any(body[k].str.match(TOTAL_CELL).any() for k in group)
        for j in group
    }


def _last_row(grid: Grid, filled: np.ndarray, first: int, end: int) -> int:
    """Return the last row above the titles of the next table, which begins at row ``end``."""
    if end == len(filled):
        return end - 1
    counts = filled.sum(axis=1)
    i = end - 1
    while i > first and end - i <= 8 and 0 < counts[i] <= 3 and not _holds_id(grid.row(i)):
        i -= 1
    if i > first and counts[i] == 0:
        return i
    i = end - 1
    while i > first and counts[i] <= 2 and any(TITLE_CELL.match(c) for c in grid.row(i) if c):
        i -= 1
    return i


def _holds_id(row: Sequence[str]) -> bool:
    return any(id_text(cell) for cell in row if cell)


def _fill_merges_down(grid: Grid, headings: Sequence[Header]) -> Grid:
    """Return ``grid`` with the value of every merged cell below the headers in all its rows."""
    covered = {i for h in headings for i in range(h.first, h.last + 1)}
    start = min((h.last for h in headings), default=0)
    tall = [m for m in grid.merges if m[2] > m[0] > start and not covered & {m[0], m[2]}]
    if not tall:
        return grid
    cells = grid.cells.copy()
    for j in sorted({m[1] for m in tall}):
        column = cells[j].to_numpy(dtype=object, copy=True)
        for top, _, bottom, _ in (m for m in tall if m[1] == j):
            column[top + 1 : bottom + 1] = column[top]
        cells[j] = pd.array(column, dtype="string[pyarrow]")
    return replace(grid, cells=cells)


def rows_by_kind(sheet: SheetReading) -> dict[str, int]:
    """Return how many rows of the sheet are of every kind; they add up to all of its rows."""
    kinds, counts = np.unique(sheet.row_kinds.kinds.astype(str), return_counts=True)
    count = dict(zip(kinds.tolist(), counts.tolist(), strict=True))
    return {k: int(count.get(k, 0)) for k in (*KINDS, OTHER)}


KINDS = (BLANK, "title", "header", "numbering", "group", "total", "footer", DATA)
