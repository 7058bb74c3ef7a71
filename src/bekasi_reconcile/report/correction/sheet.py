"""One sheet as the agency sent it, with colours and notes in its bad cells."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from bekasi_reconcile.ingest.correction import Origin
from bekasi_reconcile.ingest.grid import letter

COLOURS = {"row": "#FFC7CE", "cell": "#FFC7CE", "doubt": "#FFEB9C", "repaired": "#C6EFCE"}
"""By severity; a cell that has several problems shows the first of this order."""

DEEPEST_FREEZE = 20
SAMPLE = 200
NARROWEST, WIDEST = 6, 45
MOST_MERGES, LARGEST_MERGE = 5_000, 1_000
"""More merged ranges, and ranges of more cells, are a damaged file's."""

NOTE = {"author": "reconcile", "width": 320, "height": 140}
ESCAPED = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\s|\s$")
EVERYWHERE = "A1:XFD1048576"

Merge = tuple[int, int, int, int]
Column = Sequence[str | None]


class Noted(NamedTuple):
    """What stands in one cell's note, and what colours it."""

    severity: str
    note: str


@dataclass(frozen=True)
class Page:
    """One sheet to send back. ``first`` is its first row of data, from 0.

    ``marks``: row → column → what is noted there, from 0; column -1 is the row's first filled one.
    """

    origin: Origin
    cells: Path
    first: int
    marks: dict[int, dict[int, Noted]] = field(default_factory=dict)


class _Lines(Worksheet):  # type: ignore[misc]
    """A sheet of text cells: those that need no escape are written three times as fast."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        text = getattr(cell, "string", None)
        if text is None or ESCAPED.search(text):
            super()._write_cell(row, col, cell)
        else:
            style = cell.format._get_xf_index()
            at = f"{letter(col)}{row + 1}"
            self.fh.write(f'<c r="{at}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>')


def write_sheet(book: Any, page: Page, *, part: bool) -> None:
    """Add ``page`` to ``book``; of a ``part`` only the rows above the data and the noted ones.

    Every cell is text, and so is what is typed into an empty one. A cell longer than Excel allows
    (32,767 characters) is cut.
    """
    cells = pd.read_parquet(page.cells)
    columns = [pa.array(cells[name], from_pandas=True).to_pylist() for name in cells]
    sheet, styles = book.add_worksheet(page.origin.title, _Lines), _styles(book)
    _set_out(sheet, columns, page.first, styles["plain"])
    at = 0
    for i, line in enumerate(zip(*columns, strict=True)):
        marks = page.marks.get(i, {})
        if part and i >= page.first and not marks:
            continue
        _write_line(sheet, at, line, styles["plain" if i >= page.first else "bold"])
        if marks:
            _note(sheet, at, line, _moved(marks, i + 1) if part else marks, styles)
        at += 1
    height = page.first if part else len(cells)
    # merge_range itself would write on to rows whose turn has not come
    sheet.merge.extend(map(list, _merges(cells.attrs["merges"], columns, height)))


def _styles(book: Any) -> dict[str, Any]:
    text = {"num_format": "@"}
    coloured = {
        severity: book.add_format(text | {"bg_color": colour, "border": 1})
        for severity, colour in COLOURS.items()
    }
    plain, bold = book.add_format(text), book.add_format(text | {"bold": True})
    return {"plain": plain, "bold": bold, **coloured}


def _set_out(sheet: Any, columns: Sequence[Column], first: int, style: Any) -> None:
    """Set the widths, the text format of empty cells, and the rows that stay in sight."""
    for j, column in enumerate(columns):
        longest = max((len(t) for t in column[first : first + SAMPLE] if t), default=0)
        sheet.set_column(j, j, min(WIDEST, max(NARROWEST, longest + 2)), style)
    sheet.ignore_errors({"number_stored_as_text": EVERYWHERE})
    if 0 < first <= DEEPEST_FREEZE:
        sheet.freeze_panes(first, 0)


def _write_line(sheet: Any, at: int, line: Column, style: Any) -> None:
    for j, text in enumerate(line):
        if text is not None:
            sheet.write_string(at, j, _plain(text), style)


def _plain(text: str) -> str:
    """Return ``text`` such that the writer escapes it: it takes <r>…</r> for markup of its own."""
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


def _moved(marks: Mapping[int, Noted], row: int) -> dict[int, Noted]:
    """Return ``marks`` with the row that they were in said first."""
    return {j: Noted(m.severity, f"Baris / row {row}\n{m.note}") for j, m in marks.items()}


def _note(
    sheet: Any, at: int, line: Column, marks: Mapping[int, Noted], styles: Mapping[str, Any]
) -> None:
    placed: dict[int, Noted] = {}
    for j, mark in marks.items():
        column = j if j >= 0 else next((k for k, text in enumerate(line) if text), 0)
        placed[column] = joined(placed.get(column), mark)
    for j, mark in placed.items():
        text = line[j] if j < len(line) else None
        if text is None:
            sheet.write_blank(at, j, None, styles[mark.severity])
        else:
            sheet.write_string(at, j, _plain(text), styles[mark.severity])
        sheet.write_comment(at, j, mark.note, NOTE)


def joined(one: Noted | None, other: Noted) -> Noted:
    """Return both notes as one, the graver colouring the cell."""
    if one is None:
        return other
    graver = min(one.severity, other.severity, key=list(COLOURS).index)
    return Noted(graver, f"{one.note}\n\n{other.note}")


def _merges(merges: Sequence[Merge], columns: Sequence[Column], height: int) -> Iterator[Merge]:
    """Yield the merged ranges above row ``height`` that hold one text at most and overlap none.

    A range whose text was copied to all its cells when it was read is one no more.
    """
    taken: set[tuple[int, int]] = set()
    for top, left, bottom, right in merges[:MOST_MERGES]:
        size = (bottom - top + 1) * (right - left + 1)
        if not 1 < size <= LARGEST_MERGE or bottom >= height:
            continue
        area = {(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)}
        held = {(i, j) for i, j in area if j < len(columns) and columns[j][i] is not None}
        if held <= {(top, left)} and not area & taken:
            taken |= area
            yield top, left, bottom, right
