"""The agency's own sheets back, each bad cell coloured and with a note of what to do.

Corrected and sent in again, the workbook takes the place of the files that it holds: it bears
their mark (CorrectionMark), and everything on its sheets reads as it did, at the same
addresses. Of a list with more than LARGEST rows only those with a problem are written, at most
LARGEST of them. Such a workbook is a work list: the agency corrects its own list by it and sends
that; the workbook itself is refused if it comes in (Mark.part says why).
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd
import xlsxwriter

from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.messages.problem_text import with_texts
from bekasi_reconcile.report import files
from bekasi_reconcile.report.correction import instructions, workbook_cache
from bekasi_reconcile.report.correction.sheet import (
    COLOURS,
    CellNote,
    CorrectionSheet,
    merge_notes,
    write_sheet,
)
from bekasi_reconcile.spreadsheet.cell_address import letter
from bekasi_reconcile.spreadsheet.correction_mark import INSTRUCTIONS, CorrectionMark, Origin
from bekasi_reconcile.spreadsheet.fixed_date import CREATED_ON
from bekasi_reconcile.stage_cache import read_attributes

LARGEST = 20_000
"""Rows that somebody still goes through by hand; a longer list is corrected where it is kept."""
CUT = "nomor-kolom-terpotong"
"""The rule of numbers whose last digit Excel took: as text they would look whole (Origin.cut)."""
SHEET = ["file", "sheet"]


def write(
    folder: Path,
    tables: Mapping[str, pd.DataFrame],
    sheet_path: Callable[[str, int], Path],
    language: str,
    work: Path | None = None,
) -> list[Path]:
    """Write a workbook for each source that has a problem into ``folder``; return their paths.

    ``sheet_path`` says where ingest keeps the cells of a submission's sheet. The same tables and
    cells give the same bytes. A workbook that the cache in ``work`` has is copied from there.
    """
    problem = tables["problem"]
    shown = problem["severity"].isin(COLOURS) & problem["row"].notna()
    notes = _notes(problem[shown.to_numpy(dtype=bool)], language)
    if len(notes):
        folder.mkdir(mode=0o700)
    lists = {
        str(source): _CorrectionList(str(source), own, tables, sheet_path)
        for source, own in notes.groupby("source", sort=True)
    }
    writers = {
        source: partial(_write_workbook, corrections=corrections, language=language)
        for source, corrections in lists.items()
    }
    if work is None:
        return [write_one(folder / f"{source}.xlsx") for source, write_one in writers.items()]
    keys = {
        source: workbook_cache.cache_key(corrections.notes, [language, *corrections.made_from()])
        for source, corrections in lists.items()
    }
    workbook_cache.sweep(work, keys)
    return [
        workbook_cache.load_or_write(folder / f"{source}.xlsx", keys[source], work, write_one)
        for source, write_one in writers.items()
    ]


def _notes(problem: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return the problems with a column number (-1: the row), a rank and the words of the note."""
    texts = with_texts(problem, language)
    letters = problem["cell"].str.extract(r"^([A-Z]+)\d", expand=False)
    ranks = {severity: rank for rank, severity in enumerate(COLOURS)}
    notes = problem.assign(
        letter=letters,
        column=letters.map({a: _number(a) for a in letters.dropna().unique()}).fillna(-1),
        rank=problem["severity"].map(ranks).astype(int),
        note=texts["message"] + "\n→ " + texts["remedy"],
    )
    order = [*SHEET, "row", "column", "rank", "field", "rule"]
    return notes.astype({"column": int, "row": int}).sort_values(order, ignore_index=True)


def _number(letters: str) -> int:
    number = 0
    for character in letters:
        number = number * 26 + ord(character) - 64
    return number - 1


class _CorrectionList:
    """One source's sheets and their notes. ``part``: the list is too large to go back whole."""

    def __init__(
        self,
        source: str,
        notes: pd.DataFrame,
        tables: Mapping[str, pd.DataFrame],
        sheet_path: Callable[[str, int], Path],
    ) -> None:
        rows = tables["source_row"].loc[lambda t: t["source"] == source, [*SHEET, "row"]]
        self.source, self.rows = source, len(rows)
        self.part = self.rows > LARGEST
        bad = notes[[*SHEET, "row"]].drop_duplicates().head(LARGEST)
        self.notes = notes.merge(bad, validate="many_to_one") if self.part else notes
        self.written = len(bad)
        self._first = rows.groupby(SHEET)["row"].min().to_dict()
        self._cut = notes[notes["rule"] == CUT].groupby(SHEET)["field"].unique().to_dict()
        submission = tables["submission"]
        read = submission[submission["status"] == "read"].sort_values("file")
        self._files: dict[str, str] = {
            str(name): str(key)
            for name, key, sender in read[["file", "submission_id", "source"]].to_numpy().tolist()
            if sender == source
        }
        self._sheets = tables["sheet"].groupby("submission_id", sort=False)["sheet"]
        self._sheet_path = sheet_path
        self.corrects = set(self._files.values())

    def made_from(self) -> list[object]:
        """Return what, besides the notes, decides the workbook."""
        cut = {key: sorted(fields) for key, fields in self._cut.items()}
        sheets = [list(self._sheets.get_group(s)) for s in self._files.values()]
        numbers = [self.source, self.rows, self.part, self.written]
        return [*numbers, self._first, cut, self._files, sheets]

    def pages(self) -> dict[tuple[str, str], CorrectionSheet]:
        """Return the sheets in the order of their files, by file and sheet."""
        pages: dict[tuple[str, str], CorrectionSheet] = {}
        titles = {INSTRUCTIONS.lower(), "history"}
        for file, submission in self._files.items():
            for i, sheet in enumerate(self._sheets.get_group(submission)):
                path = self._sheet_path(submission, i)
                attributes = read_attributes(path)
                self.corrects |= set(attributes["corrects"])
                origin = Origin(
                    title=_title(sheet or Path(file).stem, titles),
                    file=attributes["file"],
                    sheet=attributes["sheet"],
                    cut=tuple(sorted(self._cut.get((file, sheet), ()))),
                )
                first = int(self._first.get((file, sheet), 1)) - 1
                pages[file, sheet] = CorrectionSheet(origin, path, first)
        notes = self.notes[[*SHEET, "row", "column", "severity", "note"]]
        for file, sheet, line, column, severity, text in notes.to_numpy().tolist():
            row = pages[file, sheet].notes.setdefault(line - 1, {})
            row[column] = merge_notes(row.get(column), CellNote(severity, text))
        return pages


def _title(name: str, taken: set[str]) -> str:
    """Return ``name`` as Excel allows it for a sheet and as none is called yet."""
    bare = "".join("_" if c in "[]:*?/\\" or ord(c) < 32 else c for c in name).strip("' ")
    bare, copy, title = bare or "Lembar", 1, ""
    while not title or title.lower() in taken:
        tail = f" ({copy})" if copy > 1 else ""
        title = _short(bare, 31 - len(tail)).rstrip("' ") + tail
        copy += 1
    taken.add(title.lower())
    return title


def _short(text: str, length: int) -> str:
    """Return ``text`` cut to ``length`` as Excel counts it."""
    return text.encode("utf-16-le")[: 2 * length].decode("utf-16-le", "ignore")


def _write_workbook(path: Path, corrections: _CorrectionList, language: str) -> Path:
    pages, part = corrections.pages(), corrections.part
    mark = CorrectionMark(
        source=corrections.source,
        corrects=tuple(sorted(corrections.corrects)),
        sheets=tuple(page.origin for page in pages.values()),
        part=part,
    )
    # in constant memory each cell holds its own text, and rows are written as they come, to
    # files beside the workbook: never to the system's folder for temporary files
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    files.create(path).close()
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": CREATED_ON})
        for name, value in mark.properties().items():
            book.set_custom_property(name, value, "text")
        titles = {key: page.origin.title for key, page in pages.items()}
        numbers = (corrections.written, corrections.rows)
        opening = instructions.opening(corrections.source, *numbers, part=part)
        counts = _counts(corrections.notes, titles, language)
        instructions.write(book, INSTRUCTIONS, opening, counts, language)
        for page in pages.values():
            if page.notes or not part:
                write_sheet(book, page, language, part=part)
    return path


def _counts(
    notes: pd.DataFrame, titles: Mapping[tuple[str, str], str], language: str
) -> dict[tuple[str, str], dict[str, int]]:
    """Return, by sheet and column, how many cells are red, yellow and green."""
    row = Message("correction.whole_row").text(language)
    cells = notes.drop_duplicates([*SHEET, "row", "column"])
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for file, sheet, column, severity in cells[[*SHEET, "column", "severity"]].to_numpy().tolist():
        colour = "cell" if severity == "row" else severity
        place = (titles[file, sheet], letter(column) if column >= 0 else row)
        counts.setdefault(place, dict.fromkeys(instructions.LEGEND, 0))[colour] += 1
    return counts
