"""The reviewers' files as they come back from Excel and LibreOffice: lines with an answer."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bekasi_reconcile.ingest.reader import delimited_text, html_table
from bekasi_reconcile.ingest.reader.file_type import Unreadable, sniff
from bekasi_reconcile.ingest.reader.grid import NUMBER_CELL, Grid
from bekasi_reconcile.ingest.reader.workbook import WorkbookReader
from bekasi_reconcile.reference import words

SUFFIXES = {".csv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".html"}
HEADER_ROWS = 30
"""Lines above the header, at most."""

NOT_WORD = re.compile(r"[^0-9A-Z]+")
MARKED = re.compile(r"^'(?=[=+\-@\t\r\n])")


@dataclass(frozen=True)
class AnswerLine:
    """One answered line. ``value`` is what stands behind the answer's colon or in its column.

    ``number``: the cell of the value was stored as a number, which Excel may have damaged.
    """

    file: str
    sheet: str
    row: int
    sha256: str
    conflict_id: str
    answer: str
    value: str = ""
    number: bool = False
    officer: str | None = None
    decided_on: str | None = None
    note: str | None = None
    fingerprint: str | None = None


@dataclass(frozen=True)
class AnswerFile:
    """One file: its lines with an answer, or the rule that says why it has none."""

    file: str
    lines: tuple[AnswerLine, ...] = ()
    refused: str | None = None


def read(paths: Sequence[Path], work: Path) -> list[AnswerFile]:
    """Return the answers in the files ``paths``, in their order; never raises for their content."""
    with WorkbookReader(work) as workbooks:
        return [_read_file(path, workbooks) for path in paths]


def _read_file(path: Path, workbooks: WorkbookReader) -> AnswerFile:
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        grids = _grids(path, workbooks)
    except (Unreadable, PermissionError):
        return AnswerFile(path.name, refused="keputusan_tidak_terbaca")
    headed = [(grid, found) for grid in grids if (found := _header(grid)) is not None]
    if not headed:
        return AnswerFile(path.name, refused="keputusan_berkas")
    lines = [line for grid, found in headed for line in _lines(path.name, digest, grid, *found)]
    return AnswerFile(path.name, tuple(lines))


def _grids(path: Path, workbooks: WorkbookReader) -> list[Grid]:
    kind = sniff(path)
    if kind == "text":
        return [delimited_text.read(path).grid]
    return [html_table.read(path)] if kind == "html" else workbooks.read(path)


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the row of the header and the column of each thing it names, None without one."""
    for at in range(min(HEADER_ROWS, len(grid.cells))):
        told = [_roles().get(squash(text)) for text in grid.row(at)]
        columns = {role: told.index(role) for role in told if role is not None}
        if {"conflict_id", "answer"} <= set(columns):
            return at, columns
    return None


def _lines(
    file: str, digest: str, grid: Grid, header: int, columns: dict[str, int]
) -> list[AnswerLine]:
    number_cells = {
        role: grid.kinds[column] == NUMBER_CELL
        for role, column in columns.items()
        if column in grid.kinds
    }
    found = []
    for at in range(header + 1, len(grid.cells)):
        cells = grid.row(at)
        told = {role: _without_mark(cells[column]) for role, column in columns.items()}
        if not told["answer"]:
            continue
        answer, _, behind = told["answer"].partition(":")
        stored = number_cells.get("value")
        found.append(
            AnswerLine(
                file,
                grid.name,
                at + 1,
                digest,
                told["conflict_id"].upper().replace(" ", ""),
                answer.strip(),
                behind.strip() or told.get("value", ""),
                number=not behind.strip() and stored is not None and bool(stored[at]),
                officer=told.get("officer") or None,
                decided_on=told.get("decided_on") or None,
                note=told.get("note") or None,
                fingerprint=told.get("fingerprint") or None,
            )
        )
    return found


def _without_mark(text: str) -> str:
    """Return a cell's text without the mark that keeps Excel from running it."""
    return MARKED.sub("", text.strip()).strip()


def squash(text: str) -> str:
    """Return the letters and digits of ``text``, upper case.

    >>> squashed("Id_Konflik ")
    'IDKONFLIK'
    """
    return NOT_WORD.sub("", unicodedata.normalize("NFKC", text).upper())


@cache
def _roles() -> dict[str, str]:
    named = words.lookup("keputusan", "columns")
    return {squash(header): role for header, role in named.items()}
