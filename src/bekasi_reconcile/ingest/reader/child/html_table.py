"""HTML tables that a ministry's web page saved under the name .xls."""

from html.parser import HTMLParser
from pathlib import Path

from bekasi_reconcile.ingest.reader.child.delimited_text import decode
from bekasi_reconcile.ingest.reader.child.file_type import Unreadable
from bekasi_reconcile.ingest.reader.child.foreign_sheet import ForeignSheet
from bekasi_reconcile.ingest.reader.child.limit import MOST_COLUMNS


class _TableParser(HTMLParser):
    """Collect the rows of all tables, spans filled with blanks, in document order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._pending: dict[int, int] = {}  # column → rows still covered from above

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._close_cell()
            self.rows.append([])
        elif tag in ("td", "th"):
            self._close_cell()
            if not self.rows:
                self.rows.append([])
            spans = {key: value or "" for key, value in attrs}
            self._span = (_count(spans.get("rowspan")), _count(spans.get("colspan")))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()
        if tag == "table":
            self._pending.clear()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close_cell(self) -> None:
        if self._cell is None:
            return
        row, (tall, wide) = self.rows[-1], self._span
        self._skip_spans(row)
        if len(row) + wide > MOST_COLUMNS:
            raise Unreadable("file_too_wide")
        at = (len(self.rows) - 1, len(row))
        row.extend([" ".join("".join(self._cell).split())] + [""] * (wide - 1))
        if tall > 1 or wide > 1:
            self.merges.append((*at, at[0] + tall - 1, at[1] + wide - 1))
        for column in range(at[1], at[1] + wide):
            self._pending[column] = at[0] + tall - 1
        self._cell = None

    def _skip_spans(self, row: list[str]) -> None:
        while self._pending.get(len(row), -1) >= len(self.rows) - 1:
            row.append("")


def _count(text: str | None) -> int:
    return min(int(text), 1000) if text and text.isdecimal() and text != "0" else 1


def read(path: Path) -> ForeignSheet:
    """Return the tables of an HTML file as one sheet, as Excel shows them."""
    text, _ = decode(path.read_bytes())
    tables = _TableParser()
    tables.feed(text)
    tables.close()
    return ForeignSheet("", tables.rows, tables.merges)
