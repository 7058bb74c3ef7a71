"""Workbooks for people: every cell is text, so Excel cannot damage a NIK.

The rows of a table are written as one text made by column, ten times as fast as cell by cell.
XlsxWriter does all the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from bekasi_reconcile.report import columns, files
from bekasi_reconcile.spreadsheet.fixed_date import CREATED_ON

NEVER = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
BEGIN = b"<sheetData>"
WHOLE_SHEET = "A1:XFD1048576"
MOST_ROWS = 1_000_000
LONGEST_CELL = 32_767
NOT_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
UNHOLDABLE = columns.mask(bytes([*range(9), 11, 12, *range(14, 32), 0xEF]))
"""Bytes with which a character begins that XML cannot hold."""
ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"))
HEAD: dict[str, Any] = {
    "num_format": "@",
    "bold": True,
    "bg_color": "#1F3B4D",
    "font_color": "#FFFFFF",
}
TEXT: dict[str, Any] = {"num_format": "@", "valign": "top"}
UNDERLINED = {"bottom": 1, "bottom_color": "#DDE3E4"}
MARKS: dict[str, dict[str, Any]] = {
    "# ": {"bold": True, "font_size": 14},
    "! ": {"bold": True, "font_color": "#A61C00"},
    "| ": {"border": 1, "border_color": "#C9D3D9"},
}
LINE, HIGHEST = 15, 400
"""The height of a line and of the highest row, in points."""


@dataclass(frozen=True)
class TableSheet:
    """One table as a sheet. ``widths``, ``answers`` and ``shades`` go by column name.

    ``answers`` are the choices of a column's drop-down, or the formula of the range that has them.
    ``filled_in`` are columns that people write into. ``wrapped`` are columns whose cells show all
    their lines. ``shades`` gives the colour of a cell by the text in it.
    """

    title: str
    table: pd.DataFrame
    widths: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, Sequence[str] | str] = field(default_factory=dict)
    filled_in: Sequence[str] = ()
    shades: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    wrapped: Sequence[str] = ()
    frozen: int = 1


class ReportWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook in memory. ``lines`` are the rows of a sheet as XML, by the name of its part."""

    def __init__(self) -> None:
        self.memory = BytesIO()
        self.lines: dict[str, list[memoryview]] = {}
        super().__init__(self.memory, NEVER | {"in_memory": True})
        self.set_properties({"created": CREATED_ON})


@contextmanager
def new_workbook(path: Path) -> Iterator[ReportWorkbook]:
    """Yield a new workbook and write it to ``path``, readable by its owner alone.

    Equal contents give equal bytes. Text is never taken for a formula, a number or a link.
    """
    with ReportWorkbook() as book:
        yield book
    with (
        ZipFile(book.memory) as archive,
        files.create(path, "wb") as file,
        ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as packed,
    ):
        for part in archive.infolist():
            _copy(archive, part, packed, book.lines.get(part.filename, []))


def _copy(archive: ZipFile, part: ZipInfo, to: ZipFile, lines: Sequence[memoryview]) -> None:
    """Write one part of ``archive`` to ``to``, with ``lines`` for its rows if there are any."""
    text = archive.read(part)
    at = text.index(BEGIN) + len(BEGIN) if lines else len(text)
    with to.open(part.filename, "w") as file:  # by name: dated 1980-01-01
        file.write(text[:at])
        for line in lines:
            file.write(line)
        file.write(text[at:])


def add_page(book: Any, layout: TableSheet) -> None:
    """Add a table to ``book``, on several sheets if it has more rows than Excel allows."""
    for first in range(0, max(len(layout.table), 1), MOST_ROWS):
        part = layout.table.iloc[first : first + MOST_ROWS]
        number = f" {first // MOST_ROWS + 1}" if first else ""
        _add_sheet(book, layout, f"{layout.title}{number}", part)


def _add_sheet(book: Any, layout: TableSheet, title: str, table: pd.DataFrame) -> None:
    sheet = book.add_worksheet(title)
    head, text = book.add_format(HEAD), book.add_format(TEXT)
    wrap = book.add_format(TEXT | {"text_wrap": True})
    blank = book.add_format(TEXT | {"bg_color": "#FFF8DC", "border": 1, "border_color": "#D9CFA6"})
    names = [str(name) for name in table]
    styles = [
        blank if name in layout.filled_in else wrap if name in layout.wrapped else text
        for name in names
    ]
    for j, name in enumerate(names):
        sheet.set_column(j, j, layout.widths.get(name, 14), styles[j])
    part = f"xl/worksheets/sheet{sheet.index + 1}.xml"
    book.lines[part] = [_header(names, head), _lines(table, styles, layout)]
    bottom = max(len(table), 1)
    sheet.dim_rowmin, sheet.dim_rowmax = 0, len(table)
    sheet.dim_colmin, sheet.dim_colmax = 0, len(names) - 1
    sheet.freeze_panes(1, layout.frozen)
    sheet.autofilter(0, 0, bottom, len(names) - 1)
    sheet.ignore_errors({"number_stored_as_text": WHOLE_SHEET})
    for name, answers in layout.answers.items():
        _drop_down(sheet, names.index(name), bottom, answers)
    line = {"type": "formula", "criteria": "=TRUE", "format": book.add_format(UNDERLINED)}
    sheet.conditional_format(1, 0, bottom, len(names) - 1, line)
    for name, colours in layout.shades.items():
        _shade(book, sheet, names.index(name), bottom, colours)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def add_text(book: ReportWorkbook, title: str, lines: Sequence[str]) -> None:
    """Add a sheet to read and to print: a tab parts cells.

    ``# `` begins a heading, ``! `` a warning, ``| `` a line of a table.
    """
    sheet = book.add_worksheet(title)
    plain = book.add_format(TEXT)
    marked = {mark: book.add_format(TEXT | style) for mark, style in MARKS.items()}
    for j, width in enumerate((30, 34, 30, 30, 12)):
        sheet.set_column(j, j, width, plain)
    for i, line in enumerate(lines):
        style = marked.get(line[:2], plain)
        for j, text in enumerate((line[2:] if line[:2] in MARKS else line).split("\t")):
            sheet.write_string(i, j, text, style)
    sheet.ignore_errors({"number_stored_as_text": WHOLE_SHEET})
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _drop_down(sheet: Any, column: int, bottom: int, answers: Sequence[str] | str) -> None:
    """Offer ``answers``; another text is asked about but taken: BETULKAN: … needs its value."""
    offered = {"validate": "list", "source": answers, "error_type": "warning"}
    sheet.data_validation(1, column, bottom, column, offered)


def _shade(book: Any, sheet: Any, column: int, bottom: int, colours: Mapping[str, str]) -> None:
    for text, colour in colours.items():
        style = book.add_format({"bg_color": colour})
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": style}
        sheet.conditional_format(1, column, bottom, column, rule)


def _header(names: Sequence[str], style: Any) -> memoryview:
    index = style._get_xf_index()
    cells = (
        f'<c r="{xl_col_to_name(j)}1" s="{index}" t="inlineStr"><is><t>{name}</t></is></c>'
        for j, name in enumerate(names)
    )
    return memoryview(f'<row r="1">{"".join(cells)}</row>'.encode())


def _heights(layout: TableSheet, cells: Mapping[str, columns.Column], rows: int) -> columns.Column:
    """Return the height of each row: as many lines as its longest wrapped cell takes."""
    lines = np.ones(rows, dtype=np.int64)
    for name in layout.wrapped:
        wide = pc.divide(pc.utf8_length(cells[name]), layout.widths[name])
        needed = pc.add(pc.add(wide, pc.count_substring(cells[name], "\n")), 1)
        lines = np.maximum(lines, needed.to_numpy(zero_copy_only=False))
    return pa.array(np.minimum(lines * LINE, HIGHEST)).cast(pa.large_string())


def _lines(table: pd.DataFrame, styles: Sequence[Any], layout: TableSheet) -> memoryview:
    """Return the rows of ``table`` as XML."""
    if not len(table):
        return memoryview(b"")
    texts = columns.texts(table)
    heights = _heights(layout, dict(zip(map(str, table), texts, strict=True)), len(table))
    row = pa.array(np.arange(2, len(table) + 2)).cast(pa.large_string())
    cells = [
        _cells(column, row, xl_col_to_name(j), styles[j]._get_xf_index())
        for j, column in enumerate(texts)
    ]
    begin = columns.join(['<row r="', row, '" customHeight="1" ht="', heights, '">'])
    return columns.content(columns.join([begin, *cells, "</row>"]))


def _cells(column: columns.Column, row: columns.Column, at: str, style: int) -> columns.Column:
    """Return the cells of one column; an empty one is left out, the column's style shows."""
    if pc.max(pc.binary_length(column)).as_py() > LONGEST_CELL:
        column = pc.utf8_slice_codeunits(column, 0, LONGEST_CELL)
    if columns.contains_byte(column, UNHOLDABLE):
        column = pc.replace_substring_regex(column, NOT_XML, " ")
    if columns.contains_byte(column, columns.mask(b"x")):
        column = pc.replace_substring_regex(column, "_(x[0-9A-Fa-f]{4}_)", r"_x005F_\1")
    if columns.contains_byte(column, columns.mask(b"&<>\r")):
        column = columns.replace_all(column, ESCAPES)
    style_and_type = f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
    cells = columns.join([f'<c r="{at}', row, style_and_type, column, "</t></is></c>"])
    return columns.where(pc.equal(column, ""), "", cells)
