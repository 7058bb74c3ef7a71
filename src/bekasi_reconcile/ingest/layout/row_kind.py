"""The kind of every row of a sheet, data or one of the things an agency writes around its data.

A row that is not clearly something else is data. A stray note that is refused later with its
address does less harm than a family lost here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bekasi_reconcile.ingest.layout.header import Header, is_numbering
from bekasi_reconcile.ingest.layout.line_text import (
    CARD_TEXT,
    FOOTER_CELL,
    TITLE_CELL,
    TOTAL_CELL,
    TOTAL_TEXT,
    continues_family,
    family_line,
    family_values,
    line_of,
    subhead_values,
)
from bekasi_reconcile.ingest.layout.title_area import areas_in_title
from bekasi_reconcile.ingest.mapping.cell_content import id_text
from bekasi_reconcile.ingest.reader.grid import Grid
from bekasi_reconcile.reference.territory import Territory

BLANK, TITLE, HEADER, NUMBERING, GROUP, TOTAL, FOOTER, OTHER, DATA = (
    "blank", "title", "header", "numbering", "group", "total", "footer", "other", "data",
)  # fmt: skip


@dataclass(frozen=True)
class Body:
    """The rows of one table and where its people's columns are (missing ones are -1)."""

    header: Header
    first: int
    last: int
    columns: Sequence[int]
    name: int = -1
    ids: Sequence[int] = ()
    numbers: int = -1


@dataclass
class RowKinds:
    """The kind of every row of a sheet, and what family lines and titles say of rows below."""

    kinds: np.ndarray
    context: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def classify(
    grid: Grid, filled: np.ndarray, bodies: Sequence[Body], territory: Territory
) -> RowKinds:
    """Return what every row of ``grid`` is, ``bodies`` being its tables from top to bottom."""
    kinds = np.full(len(filled), OTHER, dtype=object)
    kinds[~filled.any(axis=1)] = BLANK
    row_kinds = RowKinds(kinds)
    above = 0
    for body in bodies:
        _title_rows(grid, row_kinds, range(above, body.header.first), territory)
        kinds[body.header.first : body.header.last + 1] = HEADER
        _body_rows(grid, filled, body, row_kinds, territory)
        above = body.last + 1
    return row_kinds


def _title_rows(grid: Grid, row_kinds: RowKinds, rows: range, territory: Territory) -> None:
    for i in rows:
        if row_kinds.kinds[i] == BLANK:
            continue
        row = grid.row(i)
        group = bool(family_line(row)) or (
            i > 0 and row_kinds.kinds[i - 1] == GROUP and continues_family(row)
        )
        row_kinds.kinds[i] = GROUP if group else TITLE
        values = family_values(row) if group else areas_in_title(line_of(row), territory)
        if values:
            row_kinds.context.append((i, values))


def _body_rows(
    grid: Grid, filled: np.ndarray, body: Body, row_kinds: RowKinds, territory: Territory
) -> None:
    """Classify the rows of one body; only rows that may be something else are looked at."""
    rows = np.arange(body.first, body.last + 1)
    if not len(rows):
        return
    counts = filled[rows][:, list(body.columns)].sum(axis=1)
    anything = np.asarray(filled[rows].any(axis=1))
    usual = np.median(counts[anything]) if anything.any() else 0
    sparse = counts <= max(1, usual * 0.45)
    suspect = anything & (sparse | _after_gap(anything) | _rows_with_markers(grid, body, rows))
    row_kinds.kinds[rows[anything]] = DATA
    ended = False
    for i in rows[suspect]:
        is_sparse = bool(sparse[i - body.first])
        kind = _kind(grid, body, int(i), territory, sparse=is_sparse, ended=ended)
        if kind == DATA and row_kinds.kinds[i - 1] == GROUP and continues_family(grid.row(int(i))):
            kind = GROUP
        row_kinds.kinds[i] = kind
        ended = kind == FOOTER or (ended and kind != DATA)
        _note_context(grid, int(i), kind, row_kinds, territory)


def _after_gap(anything: np.ndarray) -> np.ndarray:
    """Return the first rows after every blank one and the last rows, where notes are written."""
    gap = np.flatnonzero(~anything)
    near = np.zeros(len(anything), dtype=bool)
    near[-NEAR:] = True
    for step in range(1, NEAR + 1):
        near[gap[gap + step < len(anything)] + step] = True
    return near


NEAR = 6


def _note_context(grid: Grid, i: int, kind: str, row_kinds: RowKinds, territory: Territory) -> None:
    row = grid.row(i)
    values = (
        family_values(row)
        if kind == GROUP
        else subhead_values(line_of(row), territory)
        if kind == TITLE
        else {}
    )
    if values:
        row_kinds.context.append((i, values))


def _rows_with_markers(grid: Grid, body: Body, rows: np.ndarray) -> np.ndarray:
    """Return which rows repeat the header, number the columns, total, or name a family card."""
    repeats = np.zeros(len(rows), dtype=int)
    certain = np.zeros(len(rows), dtype=bool)
    columns = [j for j in body.columns if j in body.header.parts]
    for j in columns[:6]:
        cells = _cells_of(grid, j, rows)
        repeats += _to_mask(pc.equal(cells, body.header.parts[j][-1]))
        certain |= _to_mask(pc.match_substring_regex(cells, TOTAL_TEXT))
    for j in list(body.columns)[:4]:
        cells = _cells_of(grid, j, rows)
        certain |= _to_mask(pc.match_substring_regex(cells, CARD_TEXT))
        certain |= _to_mask(pc.match_substring_regex(cells, r"^\s*[(\[-]\s*1\s*[)\]]?\s*$"))
    certain[: min(3, len(rows))] = True  # a numbering row stands under the header
    return certain | (repeats >= 2)


def _cells_of(grid: Grid, column: int, rows: np.ndarray) -> pa.ChunkedArray:
    return grid.column(column)[rows[0] : rows[-1] + 1]


def _to_mask(mask: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(pc.fill_null(mask, False).to_numpy(), dtype=bool)


def _kind(
    grid: Grid, body: Body, i: int, territory: Territory, *, sparse: bool, ended: bool
) -> str:
    """Return the kind of a row that may be no data."""
    row = grid.row(i)
    if is_numbering(row) and not _has_id(row, body):
        return NUMBERING
    if _repeats(row, body.header):
        return HEADER
    if family_line(row) and not _has_id(row, body):
        return GROUP
    if _has_id(row, body) or _has_running_number(row, body):
        return DATA if not _is_total(row, body) else TOTAL
    if _is_total(row, body):
        return TOTAL
    return _kind_without_number(row, body, territory, sparse=sparse, ended=ended)


def _kind_without_number(
    row: Sequence[str], body: Body, territory: Territory, *, sparse: bool, ended: bool
) -> str:
    """Return the kind of a row without any number of a person."""
    cells = [cell for cell in row if cell]
    named = body.name >= 0 and bool(row[body.name]) and not FOOTER_CELL.match(row[body.name])
    if FOOTER_CELL.match(cells[0]) or (not named and any(map(FOOTER_CELL.match, cells))):
        return FOOTER
    if not sparse and not (ended and len(cells) <= 3):
        return DATA
    if len(cells) == 1 and subhead_values(cells[0], territory):
        return TITLE
    if not named and any(TITLE_CELL.match(cell) for cell in cells):
        return TITLE
    if ended and len(cells) <= 3:
        return FOOTER
    return DATA


def _has_id(row: Sequence[str], body: Body) -> bool:
    return any(id_text(row[j]) != "" for j in body.ids)


def _has_running_number(row: Sequence[str], body: Body) -> bool:
    """Tell whether the row has a running number and a name, as a person has without any more."""
    number = row[body.numbers].strip().rstrip(".") if body.numbers >= 0 else ""
    return number.isdecimal() and body.name >= 0 and bool(row[body.name])


def _is_total(row: Sequence[str], body: Body) -> bool:
    named = body.name >= 0 and row[body.name] and not TOTAL_CELL.match(row[body.name])
    return any(TOTAL_CELL.match(cell) for cell in row if cell) and not (
        named and _has_id(row, body)
    )


def _repeats(row: Sequence[str], header: Header) -> bool:
    """Tell whether ``row`` is a row of the header again, as at the top of every page."""
    cells = {j: cell for j, cell in enumerate(row) if cell}
    same = sum(" ".join(cell.split()) in header.parts.get(j, ()) for j, cell in cells.items())
    return same >= 2 and same >= 0.6 * len(cells)
