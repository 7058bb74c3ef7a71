"""The formats in which agencies send sheets, with nothing but writers of spreadsheets."""

import html as markup
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
import xlwt
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .sheets import Cell, Sheet, text

Write = Callable[[Path, Sequence[Sheet]], None]


def xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write an .xlsx: text as text, numbers as numbers, dates as date cells, merges, hidden."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for s in sheets:
            sheet = book.add_worksheet(s.name)
            if not s.visible:
                sheet.hide()
            for i in s.hidden:
                sheet.set_row(i - 1, None, None, {"hidden": True})
            for top, left, bottom, right in s.merges:
                sheet.merge_range(top - 1, left, bottom - 1, right, "")
            for i, row in enumerate(s.cells):
                for j, cell in enumerate(row):
                    _xlsx_cell(sheet, (i, j), cell, day)


def _xlsx_cell(sheet: Worksheet, at: tuple[int, int], cell: Cell, day: Format) -> None:
    if isinstance(cell, str) and cell.startswith("=VLOOKUP"):
        sheet.write_formula(*at, cell, None, "#N/A")
    elif isinstance(cell, date):
        sheet.write_datetime(*at, cell, day)
    elif isinstance(cell, str):
        sheet.write_string(*at, cell)
    elif cell is not None:
        sheet.write_number(*at, cell)


def xls(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write an .xls of Excel 97."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for s in sheets:
        sheet = book.add_sheet(s.name, cell_overwrite_ok=True)
        sheet.visibility = 0 if s.visible else 1
        for top, left, bottom, right in s.merges:
            sheet.merge(top - 1, bottom - 1, left, right)
        for i, row in enumerate(s.cells):
            for j, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write(i, j, cell, day)
                elif cell is not None:
                    sheet.write(i, j, cell)
        for i in s.hidden:
            sheet.row(i - 1).hidden = True
    book.save(str(path))


def ods(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write an .ods of LibreOffice."""
    book = OpenDocumentSpreadsheet()
    for s in sheets:
        table = Table(name=s.name)
        for i, row in enumerate(s.cells, start=1):
            line = TableRow(visibility="filter" if i in s.hidden else "visible")
            for j, cell in enumerate(row or [None]):
                line.addElement(_ods_cell(s, i, j, cell))
            table.addElement(line)
        book.spreadsheet.addElement(table)
    with path.open("wb") as file:
        book.write(file)


def _ods_cell(s: Sheet, i: int, j: int, cell: Cell) -> Element:
    span = next((m for m in s.merges if m[0] <= i <= m[2] and m[1] <= j <= m[3]), None)
    if span and (i, j) != span[:2]:
        return CoveredTableCell()
    at = {}
    if span:
        at = {
            "numbercolumnsspanned": span[3] - span[1] + 1,
            "numberrowsspanned": span[2] - span[0] + 1,
        }
    if cell is None:
        return TableCell(**at)
    if isinstance(cell, date):
        made = TableCell(valuetype="date", datevalue=cell.isoformat(), **at)
    elif isinstance(cell, str):
        made = TableCell(valuetype="string", **at)
    else:
        made = TableCell(valuetype="float", value=cell, **at)
    made.addElement(P(text=text(cell) or ""))
    return made


def html(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write what a ministry's web page calls an .xls: an HTML table with Excel's styles."""
    lines = [
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        "<style>.t{mso-number-format:'\\@'}</style></head><body>"
    ]
    for s in sheets:
        lines.append('<table border="1">')
        lines += [_html_row(s, i, row) for i, row in enumerate(s.cells, start=1)]
        lines.append("</table>")
    path.write_text("\n".join([*lines, "</body></html>"]), encoding="utf-8")


def _html_row(s: Sheet, i: int, row: Sequence[Cell]) -> str:
    cells = []
    for j, cell in enumerate(row):
        span = next((m for m in s.merges if m[0] <= i <= m[2] and m[1] <= j <= m[3]), None)
        if span and (i, j) != span[:2]:
            continue
        at = f' colspan="{span[3] - span[1] + 1}" rowspan="{span[2] - span[0] + 1}"' if span else ""
        cells.append(f'<td class="t"{at}>{markup.escape(text(cell) or "")}&nbsp;</td>')
    return f"<tr>{''.join(cells)}</tr>"


def delimited(
    delimiter: str = ";",
    encoding: str = "utf-8",
    end: str = "\r\n",
    first: str = "",
    quote: str = "",
) -> Write:
    """Return a writer of text; ``quote`` is '"' where every cell is quoted."""

    def write(path: Path, sheets: Sequence[Sheet]) -> None:
        lines = [
            delimiter.join(_quoted(text(cell) or "", delimiter, quote) for cell in row)
            for row in sheets[0].cells
        ]
        whole = first + "".join(line + end for line in lines)
        path.write_bytes(whole.encode(encoding))

    return write


def _quoted(cell: str, delimiter: str, quote: str) -> str:
    if quote or delimiter in cell or "\n" in cell or '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def raw(make: Callable[[Sheet], bytes]) -> Write:
    """Return a writer for text that no writer would make: ``make`` gives its bytes."""

    def write(path: Path, sheets: Sequence[Sheet]) -> None:
        path.write_bytes(make(sheets[0]))

    return write
