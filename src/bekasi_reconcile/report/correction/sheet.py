"""One sheet as the agency sent it, with colours and notes in its bad cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.worksheet import Worksheet

from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.report.xlsx import WHOLE_SHEET
from bekasi_reconcile.spreadsheet.cell_address import letter
from bekasi_reconcile.spreadsheet.correction_mark import Origin
from bekasi_reconcile.stage_cache import read_table

COLOURS = {"row": "#FFC7CE", "cell": "#FFC7CE", "doubt": "#FFEB9C", "repaired": "#C6EFCE"}
"""By severity; a cell that has several problems shows the first of this order."""

DEEPEST_FREEZE = 20
SAMPLE = 200
NARROWEST, WIDEST = 6, 45
MOST_MERGES, LARGEST_MERGE = 5_000, 1_000
"""More merged ranges, and ranges of more cells, are a damaged file's."""

NOTE = {"author": "reconcile", "width": 320, "height": 140}
BLOCK = 20_000
"""Rows made ready at a time: ten times as fast as cell by cell."""

SPECIAL = r"[&<>\x00-\x1f\x{FFFE}\x{FFFF}]|_x[0-9A-Fa-f]{4}_|^[\s\pZ]|[\s\pZ]$"
LONGEST = 32_767
"""What the writer must escape, keep or cut: some characters, outer spaces, longer cells."""

Flags = npt.NDArray[np.bool_]
Merge = tuple[int, int, int, int]
Column = Sequence[str | None]


class CellNote(NamedTuple):
    """The note of one cell, and the severity that colours it."""

    severity: str
    text: str


@dataclass(frozen=True)
class CorrectionSheet:
    """One sheet to send back. ``first`` is its first row of data, from 0.

    ``notes``: row → column → note, both from 0. Column -1 is the row's first filled cell.
    """

    origin: Origin
    cells: Path
    first: int
    notes: dict[int, dict[int, CellNote]] = field(default_factory=dict)


class _Lines(Worksheet):  # type: ignore[misc]
    """A sheet of text cells to which whole rows can be written as XML."""

    previous_row: int

    def write_rows(self, first: int, last: int, width: int, xml: str) -> None:
        """Write rows ``first`` to ``last`` of ``width`` cells; rows go from the top down."""
        self._write_single_row(last + 1)  # a row that waits to be written has no note of these
        self._check_dimensions(first, 0)
        self._check_dimensions(last, width - 1)
        self.fh.write(xml)

    def note(self, row: int, column: int, text: str) -> None:
        """Put a note on a cell of any row, also of one that is written already."""
        ahead, self.previous_row = self.previous_row, 0
        self.write_comment(row, column, text, NOTE)
        self.previous_row = ahead


def write_sheet(book: Any, page: CorrectionSheet, language: str, *, part: bool) -> None:
    """Add ``page`` to ``book``; of a ``part`` only the rows above the data and those with a note.

    Every cell is text, and so is what is typed into an empty one. A cell longer than Excel allows
    (32,767 characters) is cut.
    """
    cells = read_table(page.cells)
    columns = [pa.array(cells[name], pa.string(), from_pandas=True) for name in cells]
    sheet, styles = book.add_worksheet(page.origin.title, _Lines), _styles(book)
    _set_layout(sheet, columns, page.first, styles["plain"])
    first = min(page.first, len(cells))
    for i in range(first):
        line = _line(columns, i)
        notes = _place_notes(line, page.notes.get(i, {}))
        _write_row(sheet, i, line, "bold", notes, styles)
        for j, note in notes.items():
            sheet.note(i, j, note.text)
    if part:
        numbers = [i for i in sorted(page.notes) if i >= first]
        rows = pa.array(numbers, pa.int64())
        numbered = {
            at: _with_row(page.notes[i], i + 1, language) for at, i in enumerate(numbers, first)
        }
        _write_block(sheet, first, [column.take(rows) for column in columns], numbered, styles)
    else:
        for start in range(first, len(cells), BLOCK):
            block = [column.slice(start, BLOCK) for column in columns]
            _write_block(sheet, start, block, page.notes, styles)
    # merge_range itself would write on to rows whose turn has not come
    sheet.merge.extend(
        map(list, _merges(cells.attrs["merges"], columns, first if part else len(cells)))
    )


def _write_block(
    sheet: Any,
    start: int,
    block: Sequence[pa.Array],
    sheet_notes: Mapping[int, Mapping[int, CellNote]],
    styles: Mapping[str, Any],
) -> None:
    """Write the rows of ``block``, the first of which is row ``start``, and their notes.

    Rows that need escaping, or a colour in an empty cell, are written by XlsxWriter cell by cell;
    all rows between two such are written as one text.
    """
    height = len(block[0]) if block else 0
    numbers = [i for i in range(height) if start + i in sheet_notes]
    rows = pa.array(numbers, pa.int64())
    lines = zip(*(column.take(rows).to_pylist() for column in block), strict=True)
    notes = {
        i: _place_notes(line, sheet_notes[start + i])
        for i, line in zip(numbers, lines, strict=True)
    }
    cell_styles, by_cell = _cell_styles(block, notes, styles)
    xml, special = row_xml(block, start, cell_styles)
    following = 0
    for i in [*np.flatnonzero(by_cell | special).tolist(), height]:
        if text := "".join(xml[following:i].to_pylist()):
            sheet.write_rows(start + following, start + i - 1, len(block), text)
        if i < height:
            _write_row(sheet, start + i, _line(block, i), "plain", notes.get(i, {}), styles)
        following = i + 1
    for i, row_notes in notes.items():
        for j, note in row_notes.items():
            sheet.note(start + i, j, note.text)


def _cell_styles(
    block: Sequence[pa.Array],
    notes: Mapping[int, Mapping[int, CellNote]],
    styles: Mapping[str, Any],
) -> tuple[list[npt.NDArray[np.int64]], Flags]:
    """Return the style of each column's cells, and the rows in which an empty cell has a note."""
    height = len(block[0]) if block else 0
    cell_styles = [np.full(height, styles["plain"]._get_xf_index()) for _ in block]
    by_cell = np.zeros(height, dtype=bool)
    for i, row_notes in notes.items():
        for j, note in row_notes.items():
            if j < len(block) and block[j][i].is_valid:
                cell_styles[j][i] = styles[note.severity]._get_xf_index()
            else:
                by_cell[i] = True
    return cell_styles, by_cell


def row_xml(
    block: Sequence[pa.Array], start: int, cell_styles: Sequence[npt.NDArray[np.int64]]
) -> tuple[pa.Array, Flags]:
    """Return each row of ``block`` as XML, "" where it is blank, and which rows need escaping.

    ``start`` is the number of the first row, from 0; ``cell_styles`` has a style for each cell.
    """
    height = len(block[0]) if block else 0
    number = pc.cast(pa.array(np.arange(start + 1, start + 1 + height)), pa.string())
    cells, special = [], pa.array(np.zeros(height, dtype=bool))
    for j, text in enumerate(block):
        odd = pc.or_(
            pc.match_substring_regex(text, SPECIAL), pc.greater(pc.utf8_length(text), LONGEST)
        )
        special = pc.or_(special, pc.fill_null(odd, False))
        style = pc.cast(pa.array(cell_styles[j]), pa.string())
        opening = '" t="inlineStr"><is><t>'
        cell = _join(f'<c r="{letter(j)}', number, '" s="', style, opening, text, "</t></is></c>")
        cells.append(pc.fill_null(cell, ""))
    row = _join(*cells)
    whole = _join('<row r="', number, '">', row, "</row>")
    return pc.if_else(pc.equal(row, ""), "", whole), special.to_numpy(zero_copy_only=False)


def _join(*parts: str | pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _styles(book: Any) -> dict[str, Any]:
    text = {"num_format": "@"}
    coloured = {
        severity: book.add_format(text | {"bg_color": colour, "border": 1})
        for severity, colour in COLOURS.items()
    }
    plain, bold = book.add_format(text), book.add_format(text | {"bold": True})
    return {"plain": plain, "bold": bold, **coloured}


def _set_layout(sheet: Any, columns: Sequence[pa.Array], first: int, style: Any) -> None:
    """Set the widths, the text format of empty cells, and the rows that stay in sight."""
    for j, column in enumerate(columns):
        longest = max((len(t) for t in column.slice(first, SAMPLE).to_pylist() if t), default=0)
        sheet.set_column(j, j, min(WIDEST, max(NARROWEST, longest + 2)), style)
    sheet.ignore_errors({"number_stored_as_text": WHOLE_SHEET})
    if 0 < first <= DEEPEST_FREEZE:
        sheet.freeze_panes(first, 0)


def _line(columns: Sequence[pa.Array], row: int) -> Column:
    return [column[row].as_py() for column in columns]


def _write_row(
    sheet: Any,
    at: int,
    line: Column,
    style: str,
    notes: Mapping[int, CellNote],
    styles: Mapping[str, Any],
) -> None:
    """Write ``line`` as row ``at`` of the sheet, cell by cell, in the colours of its notes."""
    for j in range(max([len(line), *(j + 1 for j in notes)])):
        text = line[j] if j < len(line) else None
        cell_style = styles[notes[j].severity if j in notes else style]
        if text is not None:
            sheet.write_string(at, j, _plain(text), cell_style)
        elif j in notes:
            sheet.write_blank(at, j, None, cell_style)


def _plain(text: str) -> str:
    """Return ``text`` such that the writer escapes it: it takes <r>…</r> for markup of its own."""
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


def _with_row(notes: Mapping[int, CellNote], row: int, language: str) -> dict[int, CellNote]:
    """Return ``notes`` with the number of their row in the agency's sheet before the text."""
    line = Message("correction.row", row=row).text(language)
    return {j: CellNote(note.severity, f"{line}\n{note.text}") for j, note in notes.items()}


def _place_notes(line: Column, notes: Mapping[int, CellNote]) -> dict[int, CellNote]:
    """Return the note of each cell of a row; a note on the row goes to its first filled cell."""
    cell_notes: dict[int, CellNote] = {}
    for j, note in notes.items():
        column = j if j >= 0 else next((k for k, text in enumerate(line) if text), 0)
        cell_notes[column] = merge_notes(cell_notes.get(column), note)
    return cell_notes


def merge_notes(one: CellNote | None, other: CellNote) -> CellNote:
    """Return both notes as one; the graver colours the cell."""
    if one is None:
        return other
    graver = min(one.severity, other.severity, key=list(COLOURS).index)
    return CellNote(graver, f"{one.text}\n\n{other.text}")


def _merges(merges: Sequence[Merge], columns: Sequence[pa.Array], height: int) -> Iterator[Merge]:
    """Yield the merged ranges above row ``height`` that hold one text at most and overlap none.

    A range whose text was copied to all its cells when it was read is not merged again.
    """
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in merges[:MOST_MERGES]:
        size = (bottom - top + 1) * (right - left + 1)
        if not 1 < size <= LARGEST_MERGE or bottom >= height:
            continue
        area = {(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)}
        filled = {(i, j) for i, j in area if j < len(columns) and columns[j][i].is_valid}
        if filled <= {(top, left)} and not area & covered:
            covered |= area
            yield top, left, bottom, right
