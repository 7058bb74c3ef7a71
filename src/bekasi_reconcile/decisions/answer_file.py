"""The reviewers' files as they come back from Excel and LibreOffice: lines with an answer."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bekasi_reconcile.ingest.reader.content import readable_name
from bekasi_reconcile.ingest.reader.file_reader import NOT_OF_THE_FILE, FileContent, FileReader
from bekasi_reconcile.ingest.reader.grid import NUMBER_CELL, Grid
from bekasi_reconcile.reference import words

SUFFIXES = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".html", ".htm"}
HEADER_ROWS = 30
"""Lines above the header, at most."""

NOT_WORD = re.compile(r"[^0-9A-Z]+")
TEXT_MARK = re.compile(r"^'(?=[=+\-@\t\r\n])")


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
    """One file: its lines with an answer, or the rule (``refusal``) that says why it has none."""

    file: str
    lines: tuple[AnswerLine, ...] = ()
    refusal: str | None = None


def read(paths: Sequence[Path], work: Path) -> list[AnswerFile]:
    """Return the answers in the files ``paths``, in their order; never raises for their content."""
    with FileReader(work) as reader:
        return [_read_file(path, reader) for path in paths]


def _read_file(path: Path, reader: FileReader) -> AnswerFile:
    name = readable_name(path.name)
    try:
        return _answers(name, reader.read(path))
    except NOT_OF_THE_FILE:
        raise
    except Exception:  # noqa: BLE001  no file may keep the others from being read
        return AnswerFile(name, refusal="keputusan_tidak_terbaca")


def _answers(name: str, content: FileContent) -> AnswerFile:
    headers = [(grid, header) for grid in content.grids if (header := _header(grid)) is not None]
    if not headers:
        return AnswerFile(name, refusal="keputusan_berkas")
    lines = [
        line for grid, header in headers for line in _lines(name, content.sha256, grid, *header)
    ]
    return AnswerFile(name, tuple(lines))


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the row of the header and the column of each thing it names, None without one."""
    for at in range(min(HEADER_ROWS, len(grid.cells))):
        roles = [_roles().get(squash(text)) for text in grid.row(at)]
        columns = {role: roles.index(role) for role in roles if role is not None}
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
    lines = []
    for at in range(header + 1, len(grid.cells)):
        cells = grid.row(at)
        texts = {role: _without_mark(cells[column]) for role, column in columns.items()}
        if not texts["answer"]:
            continue
        answer, _, behind = texts["answer"].partition(":")
        stored = number_cells.get("value")
        lines.append(
            AnswerLine(
                file,
                grid.name,
                at + 1,
                digest,
                texts["conflict_id"].upper().replace(" ", ""),
                answer.strip(),
                behind.strip() or texts.get("value", ""),
                number=not behind.strip() and stored is not None and bool(stored[at]),
                officer=texts.get("officer") or None,
                decided_on=texts.get("decided_on") or None,
                note=texts.get("note") or None,
                fingerprint=texts.get("fingerprint") or None,
            )
        )
    return lines


def _without_mark(text: str) -> str:
    """Return a cell's text without the mark that keeps Excel from running it."""
    return TEXT_MARK.sub("", text.strip()).strip()


def squash(text: str) -> str:
    """Return the letters and digits of ``text``, upper case.

    >>> squash("Id_Konflik ")
    'IDKONFLIK'
    """
    return NOT_WORD.sub("", unicodedata.normalize("NFKC", text).upper())


@cache
def _roles() -> dict[str, str]:
    role_of = words.lookup("keputusan", "columns")
    return {squash(header): role for header, role in role_of.items()}
