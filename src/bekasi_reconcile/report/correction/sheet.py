"""One sheet as the agency sent it, with colours and notes in its bad cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
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
BLOCK = 20_000
"""Rows made ready at a time."""

SPECIAL = r"[&<>\x00-\x1f\x{FFFE}\x{FFFF}]|_x[0-9A-Fa-f]{4}_|^[\s\pZ]|[\s\pZ]$"
LONGEST = 32_767
"""What the writer must escape, keep or cut: some characters, outer spaces, longer cells."""

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
    """A sheet of text cells to which whole rows, made ready as XML, can be written."""

    def write_ready(self, at: int, width: int, xml: str) -> None:
        """Write row ``at`` of ``width`` cells; rows are written from the top down."""
        if at > self.previous_row:
            self._write_single_row(at)
        self._check_dimensions(at, 0)
        self._check_dimensions(at, width - 1)
        self.fh.write(xml)


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
    for i, (line, xml) in enumerate(
        zip(zip(*columns, strict=True), ready(cells, styles["plain"]), strict=True)
    ):
        marks = page.marks.get(i, {})
        if part and i >= page.first and not marks:
            continue
        if xml and not marks and not part and i >= page.first:
            sheet.write_ready(at, len(line), xml)
        else:
            _write_line(sheet, at, line, styles["plain" if i >= page.first else "bold"])
        if marks:
            _note(sheet, at, line, _moved(marks, i + 1) if part else marks, styles)
        at += 1
    height = page.first if part else len(cells)
    # merge_range itself would write on to rows whose turn has not come
    sheet.merge.extend(map(list, _merges(cells.attrs["merges"], columns, height)))


def ready(cells: pd.DataFrame, style: Any) -> Iterator[str]:
    """Yield each row of ``cells`` as XML; "" where it is blank or a cell needs the writer's care.

    Ten times as fast as cell by cell, and of a long list hardly a row has a note.
    """
    xf = style._get_xf_index()
    for start in range(0, len(cells), BLOCK):
        block = cells.iloc[start : start + BLOCK]
        number = pa.array([str(i + 1) for i in range(start, start + len(block))])
        made, special = [], pa.array([False] * len(block))
        for j, name in enumerate(block):
            text = pa.array(block[name], pa.string(), from_pandas=True)
            odd = pc.or_(
                pc.match_substring_regex(text, SPECIAL), pc.greater(pc.utf8_length(text), LONGEST)
            )
            special = pc.or_(special, pc.fill_null(odd, False))
            opening = f'" s="{xf}" t="inlineStr"><is><t>'
            cell = _joined(f'<c r="{letter(j)}', number, opening, text, "</t></is></c>")
            made.append(pc.fill_null(cell, ""))
        row = _joined(*made)
        whole = _joined('<row r="', number, '">', row, "</row>")
        yield from pc.if_else(pc.or_(special, pc.equal(row, "")), "", whole).to_pylist()


def _joined(*parts: str | pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


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
