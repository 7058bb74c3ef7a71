"""The agency's own sheets back, each bad cell coloured and with a note of what to do.

Corrected and sent in again, the workbook takes the place of the files that it holds: it bears
their mark (ingest.correction), and everything on its sheets reads as it did, at the same
addresses. Of a list with more than LARGEST rows only those with a problem are written, at most
LARGEST of them. Such a workbook is a work list: the agency corrects its own list by it and sends
that; the workbook itself is refused if it comes in (Mark.part says why).
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from bekasi_reconcile.messages.problem_text import problem_text
from bekasi_reconcile.report import files
from bekasi_reconcile.report.correction import instructions, workbook_cache
from bekasi_reconcile.report.correction.sheet import (
    COLOURS,
    CellNote,
    CorrectionSheet,
    merge_notes,
    write_sheet,
)
from bekasi_reconcile.report.xlsx import MADE_ON
from bekasi_reconcile.spreadsheet.cell_address import letter
from bekasi_reconcile.spreadsheet.correction_mark import INSTRUCTIONS, CorrectionMark, Origin

LARGEST = 20_000
"""Rows that somebody still goes through by hand; a longer list is corrected where it is kept."""
CUT = "nomor-kolom-terpotong"
"""The rule of numbers whose last digit Excel took: as text they would look whole (Origin.cut)."""
SHEET = ["file", "sheet"]


def write(
    folder: Path,
    tables: Mapping[str, pd.DataFrame],
    kept: Callable[[str, int], Path],
    language: str,
    work: Path | None = None,
) -> list[Path]:
    """Write a workbook for each source that has a problem into ``folder``; return their paths.

    ``kept`` tells where ingest keeps the cells of a submission's sheet. The same tables and cells
    give the same bytes; a workbook kept in ``work`` that would be the same is copied.
    """
    problem = tables["problem"]
    shown = problem["severity"].isin(COLOURS) & problem["row"].notna()
    noted = _noted(problem[shown.to_numpy(dtype=bool)], language)
    if len(noted):
        folder.mkdir(mode=0o700)
    made = {
        str(source): _Returned(str(source), mine, tables, kept)
        for source, mine in noted.groupby("source", sort=True)
    }
    if work is None:
        return [_workbook(folder / f"{source}.xlsx", each) for source, each in made.items()]
    keys = {source: workbook_cache.digest(r.noted, r.made_from()) for source, r in made.items()}
    workbook_cache.sweep(work, keys)
    return [
        workbook_cache.copy_or_write(
            folder / f"{source}.xlsx", keys[source], work, partial(_workbook, returned=each)
        )
        for source, each in made.items()
    ]


def _noted(problem: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return the problems with a column number (-1: the row), a rank and the words of the note."""
    said = {rule: problem_text(rule, language) for rule in problem["rule"].unique()}
    notes = {rule: f"{t.message}\n→ {t.remedy}" for rule, t in said.items()}
    letters = problem["cell"].str.extract(r"^([A-Z]+)\d", expand=False)
    ranks = {severity: rank for rank, severity in enumerate(COLOURS)}
    noted = problem.assign(
        letter=letters,
        column=letters.map({a: _number(a) for a in letters.dropna().unique()}).fillna(-1),
        rank=problem["severity"].map(ranks).astype(int),
        note=problem["rule"].map(notes),
    )
    order = [*SHEET, "row", "column", "rank", "field", "rule"]
    return noted.astype({"column": int, "row": int}).sort_values(order, ignore_index=True)


def _number(letters: str) -> int:
    number = 0
    for character in letters:
        number = number * 26 + ord(character) - 64
    return number - 1


class _Returned:
    """One source's sheets and what is noted on them. ``part``: it is too large to go back whole."""

    def __init__(
        self,
        source: str,
        noted: pd.DataFrame,
        tables: Mapping[str, pd.DataFrame],
        kept: Callable[[str, int], Path],
    ) -> None:
        rows = tables["source_row"].loc[lambda t: t["source"] == source, [*SHEET, "row"]]
        self.source, self.rows = source, len(rows)
        self.part = self.rows > LARGEST
        bad = noted[[*SHEET, "row"]].drop_duplicates().head(LARGEST)
        self.noted = noted.merge(bad, validate="many_to_one") if self.part else noted
        self.written = len(bad)
        self._first = rows.groupby(SHEET)["row"].min().to_dict()
        self._cut = noted[noted["rule"] == CUT].groupby(SHEET)["field"].unique().to_dict()
        submission = tables["submission"]
        read = submission[submission["status"] == "read"].sort_values("file")
        self._files: dict[str, str] = {
            str(name): str(key)
            for name, key, of in read[["file", "submission_id", "source"]].to_numpy().tolist()
            if of == source
        }
        self._sheets = tables["sheet"].groupby("submission_id", sort=False)["sheet"]
        self._kept = kept
        self.corrects = set(self._files.values())

    def made_from(self) -> list[object]:
        """Return what, besides the notes, decides the workbook."""
        cut = {key: sorted(fields) for key, fields in self._cut.items()}
        sheets = [list(self._sheets.get_group(s)) for s in self._files.values()]
        numbers = [self.source, self.rows, self.part, self.written]
        return [*numbers, self._first, cut, self._files, sheets]

    def pages(self) -> dict[tuple[str, str], CorrectionSheet]:
        """Return the sheets in the order of their files, by file and sheet."""
        found: dict[tuple[str, str], CorrectionSheet] = {}
        titles = {INSTRUCTIONS.lower(), "history"}
        for file, submission in self._files.items():
            for i, sheet in enumerate(self._sheets.get_group(submission)):
                path = self._kept(submission, i)
                told = _attributes(path)
                self.corrects |= set(told["corrects"])
                title = _title(sheet or Path(file).stem, titles)
                cut = tuple(sorted(self._cut.get((file, sheet), ())))
                origin = Origin(title=title, file=told["file"], sheet=told["sheet"], cut=cut)
                first = int(self._first.get((file, sheet), 1)) - 1
                found[file, sheet] = CorrectionSheet(origin, path, first)
        noted = self.noted[[*SHEET, "row", "column", "severity", "note"]]
        for file, sheet, line, column, severity, note in noted.to_numpy().tolist():
            row = found[file, sheet].marks.setdefault(line - 1, {})
            row[column] = merge_notes(row.get(column), CellNote(severity, note))
        return found


def _attributes(path: Path) -> dict[str, Any]:
    return {str(name): value for name, value in pd.read_parquet(path, columns=[]).attrs.items()}


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


def _workbook(path: Path, returned: _Returned) -> Path:
    pages = returned.pages()
    mark = CorrectionMark(
        source=returned.source,
        corrects=tuple(sorted(returned.corrects)),
        sheets=tuple(page.origin for page in pages.values()),
        part=returned.part,
    )
    # in constant memory each cell holds its own text, and rows are written as they come, to
    # files beside the workbook: never to the system's folder for temporary files
    aside = {"constant_memory": True, "tmpdir": str(path.parent)}
    files.create(path).close()
    with xlsxwriter.Workbook(str(path), aside) as book:
        book.set_properties({"created": MADE_ON})
        for name, value in mark.properties().items():
            book.set_custom_property(name, value, "text")
        titles = {key: page.origin.title for key, page in pages.items()}
        instructions.write(
            book,
            INSTRUCTIONS,
            _opening(returned),
            _counts(returned.noted, titles),
        )
        for page in pages.values():
            if page.marks or not returned.part:
                write_sheet(book, page, part=returned.part)
    return path


def _opening(returned: _Returned) -> list[str]:
    lines = instructions.PART if returned.part else instructions.WHOLE
    numbers = {"written": returned.written, "all": returned.rows}
    return [f"Perbaikan: {returned.source}", *(line.format(**numbers) for line in lines)]


def _counts(noted: pd.DataFrame, titles: Mapping[tuple[str, str], str]) -> list[tuple[str, ...]]:
    """Return a line per column of a sheet: how many cells are red, yellow and green."""
    cells = noted.drop_duplicates([*SHEET, "row", "column"])
    counts: dict[tuple[str, int], dict[str, int]] = {}
    told = cells[[*SHEET, "column", "severity"]].to_numpy().tolist()
    for file, sheet, column, severity in told:
        colour = "cell" if severity == "row" else severity
        of = counts.setdefault((titles[file, sheet], column), dict.fromkeys(instructions.LEGEND, 0))
        of[colour] += 1
    return [
        (title, letter(column) if column >= 0 else "baris / row", *map(str, of.values()))
        for (title, column), of in counts.items()
    ]
