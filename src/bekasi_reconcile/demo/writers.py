"""The files themselves. Every writer takes lines from the top and gives the same bytes always."""

import csv
import zipfile
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from bekasi_reconcile.demo.errors.row import Cell
from bekasi_reconcile.demo.layout import FormLine
from bekasi_reconcile.demo.lists import Listing
from bekasi_reconcile.spreadsheet.fixed_date import CREATED_ON


class FormBook(Protocol):
    """A file being written, sheet after sheet, line after line."""

    row_limit: int

    def sheet(self, name: str) -> None: ...
    def line(self, row: int, line: FormLine, /) -> None: ...
    def close(self) -> None: ...


def book(path: Path, listing: Listing) -> FormBook:
    """Return a writer of ``path`` in the list's own format."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if listing.format == "text":
        return TextFile(path, listing)
    kinds: dict[str, type[Xlsx] | type[Xls] | type[Ods]] = {"xlsx": Xlsx, "xls": Xls, "ods": Ods}
    return kinds[listing.format](path)


class TextFile:
    """Delimited text; it has one sheet without a name."""

    row_limit = 10**9

    def __init__(self, path: Path, listing: Listing) -> None:
        text = listing.text
        self._stream = path.open("w", encoding=text.encoding, newline="")
        self._csv = csv.writer(
            self._stream,
            delimiter=text.delimiter,
            quoting=csv.QUOTE_ALL if text.quoted else csv.QUOTE_MINIMAL,
            lineterminator="\r\n",
        )

    def sheet(self, name: str) -> None:
        """Do nothing: a text file has no sheets."""

    def line(self, _row: int, line: FormLine, /) -> None:
        self._csv.writerow(line.cells)

    def close(self) -> None:
        self._stream.close()


class Xlsx:
    """A workbook as Excel 2007 and later write it, streamed row by row."""

    row_limit = 1_000_000

    def __init__(self, path: Path) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}
        )
        self._book.set_properties({"created": CREATED_ON})
        self._sheet: Any = None

    def sheet(self, name: str) -> None:
        self._sheet = self._book.add_worksheet(name[:31])

    def line(self, row: int, line: FormLine, /) -> None:
        for column, cell in enumerate(line.cells):
            self._cell(row, column, cell)
        for span in line.spans:
            # merge_range would write the lower rows now, which a streamed sheet cannot take back.
            self._sheet.merge.append([row, span.first, row + span.rows - 1, span.last])

    def _cell(self, row: int, column: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            self._sheet.write_string(row, column, cell)
        elif isinstance(cell, date):
            self._sheet.write_datetime(row, column, cell)
        else:
            self._sheet.write_number(row, column, cell)

    def close(self) -> None:
        self._book.close()


class Xls:
    """A workbook of Excel 97, which ends at 65,536 rows a sheet."""

    row_limit = 60_000

    def __init__(self, path: Path) -> None:
        import xlwt

        self._path = path
        self._book = xlwt.Workbook(encoding="utf-8")
        self._dates = xlwt.easyxf(num_format_str="dd/mm/yyyy")
        self._sheet: Any = None

    def sheet(self, name: str) -> None:
        self._sheet = self._book.add_sheet(name[:31])

    def line(self, row: int, line: FormLine, /) -> None:
        for column, cell in enumerate(line.cells):
            if isinstance(cell, date):
                self._sheet.write(row, column, cell, self._dates)
            elif cell not in (None, ""):
                self._sheet.write(row, column, cell)

    def close(self) -> None:
        self._book.save(str(self._path))


class Ods:
    """A LibreOffice workbook."""

    row_limit = 1_000_000

    def __init__(self, path: Path) -> None:
        from odf.element import Element
        from odf.opendocument import OpenDocumentSpreadsheet

        # odfpy declares in each file every namespace that the process has used before.
        Element.namespaces.clear()
        self._path = path
        self._book = OpenDocumentSpreadsheet()
        self._sheet: Any = None

    def sheet(self, name: str) -> None:
        from odf.table import Table

        self._sheet = Table(name=name)
        self._book.spreadsheet.addElement(self._sheet)

    def line(self, _row: int, line: FormLine, /) -> None:
        from odf.table import TableRow

        row = TableRow()
        for cell in line.cells or [None]:
            row.addElement(_ods_cell(cell))
        self._sheet.addElement(row)

    def close(self) -> None:
        self._book.save(str(self._path))
        _undate(self._path)


def _ods_cell(cell: Cell) -> Any:
    from odf.table import TableCell
    from odf.text import P

    if cell is None or cell == "":
        return TableCell()
    if isinstance(cell, date):
        node = TableCell(valuetype="date", datevalue=cell.isoformat())
    elif isinstance(cell, str):
        node = TableCell(valuetype="string")
    else:
        node = TableCell(valuetype="float", value=repr(cell))
    node.addElement(P(text=str(cell)))
    return node


def _undate(path: Path) -> None:
    """Rewrite the archive with one date for every member: odfpy stamps them with the clock."""
    with zipfile.ZipFile(path) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for info, content in members:
            plain = zipfile.ZipInfo(info.filename, CREATED_ON.timetuple()[:6])
            plain.compress_type = info.compress_type
            archive.writestr(plain, content)
