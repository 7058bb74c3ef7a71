"""The result of reading one file, its rows, columns and counts without the grid."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from bekasi_reconcile.ingest.layout.sheet import SheetReading, rows_by_kind
from bekasi_reconcile.ingest.mapping.column_choice import ColumnChoice
from bekasi_reconcile.ingest.mapping.draft import Draft
from bekasi_reconcile.ingest.submission.data_date import date_in_titles, reported_on
from bekasi_reconcile.ingest.submission.read import FileReading, Notice
from bekasi_reconcile.ingest.submission.resubmission import Arrival
from bekasi_reconcile.ingest.submission.source_row import content_ids, source_rows
from bekasi_reconcile.messages.evidence_text import encode
from bekasi_reconcile.register.whole_file import in_place_of
from bekasi_reconcile.spreadsheet.cell_address import letter
from bekasi_reconcile.stage_cache import write_table
from bekasi_reconcile.tables import TEXT


@dataclass(frozen=True)
class FileResult:
    """What the stage makes of one file: rows of SourceRow, Sheet and Column.

    ``record_id`` depends on a row's content alone (see source_row.record_ids).
    """

    arrival: Arrival
    format: str
    reviewed: bool
    refused: Notice | None
    notices: tuple[Notice, ...]
    sheets: list[dict[str, object]]
    columns: list[dict[str, object]]
    rows: pd.DataFrame | None
    draft: Draft | None


def receive(reading: FileReading, work: Path) -> FileResult:
    """Return what ``reading`` holds, and cache its sheets in ``work``."""
    profile = reading.profile
    arrival = Arrival(
        reading.submission_id,
        reading.name,
        reading.source,
        reading.sha256,
        profile.replaces if profile else "add",
        reading.reported_on,
        reading.refused is not None,
        frozenset(reading.mark.corrects) if reading.mark else frozenset(),
    )
    if not reading.refused:
        _cache_sheets(reading, work)
    return FileResult(
        arrival,
        reading.format,
        profile is not None and profile.reviewed,
        reading.refused,
        reading.notices,
        [_counts(reading, sheet) for sheet in reading.sheets],
        [] if reading.refused else _columns(reading),
        None if reading.refused else _rows(reading),
        _draft(reading) if profile is None and _asks(reading) else None,
    )


def _asks(reading: FileReading) -> bool:
    """Tell whether the file was read, or only waits for an answer that a profile can give."""
    refused = reading.refused
    return bool(reading.sheets) and (refused is None or refused.rule.startswith("question"))


def _draft(reading: FileReading) -> Draft:
    """Return the profile inferred from the file, or from the one it corrects."""
    return Draft(replace(reading, name=reading.origin(reading.sheets[0].grid.name).file))


def cached_sheet_path(work: Path, submission_id: str, sheet: int) -> Path:
    """Return where the cells of a submission's sheet are cached, as text, from row 1 on.

    The frame's ``attrs`` say which cells were merged, which file and sheet the rows first came
    from, and which submissions the file corrected.
    """
    return work / f"{submission_id}-{sheet}.parquet"


def _cache_sheets(reading: FileReading, work: Path) -> None:
    for i, sheet in enumerate(reading.sheets):
        cells = sheet.grid.cells.rename(columns=str)
        origin = reading.origin(sheet.grid.name)
        cells.attrs = {
            "merges": [list(merge) for merge in sheet.grid.merges],
            "file": origin.file,
            "sheet": origin.sheet,
            "corrects": list(reading.mark.corrects) if reading.mark else [],
        }
        with in_place_of(cached_sheet_path(work, reading.submission_id, i)) as draft:
            write_table(cells, draft)


def _counts(reading: FileReading, sheet: SheetReading) -> dict[str, object]:
    kinds = rows_by_kind(sheet)
    data = kinds.pop("data")
    return {
        "submission_id": reading.submission_id,
        "file": reading.name,
        "sheet": sheet.grid.name,
        "visible": sheet.grid.visible,
        "rows_seen": data + sum(kinds.values()),
        "records": data,
        "refused": 0,
        **kinds,
    }


def _columns(reading: FileReading) -> list[dict[str, object]]:
    return [
        {
            "submission_id": reading.submission_id,
            "file": reading.name,
            "sheet": sheet.grid.name,
            "table": number,
            "column": letter(choice.column),
            "header": choice.header or None,
            "field": choice.field,
            "how": choice.how,
            "coding": choice.coding or _coding(reading, sheet, choice),
            "evidence": encode(*choice.evidence) or None,
        }
        for sheet in reading.sheets
        for number, table in enumerate(sheet.tables)
        for choice in table.mapping.choices
    ]


def _coding(reading: FileReading, sheet: SheetReading, choice: ColumnChoice) -> str | None:
    """Return what the profile says of the column, or that Excel had cut it before a correction."""
    coding = reading.profile.coding if reading.profile else {}
    cut = choice.field in reading.origin(sheet.grid.name).cut
    return coding.get(choice.field or "") or ("angka-rusak" if cut else None)


def _rows(reading: FileReading) -> pd.DataFrame | None:
    """Return the rows of every table of the file, one below the other."""
    tables = [(sheet, number) for sheet in reading.sheets for number in range(len(sheet.tables))]
    if not tables:
        return None
    frames = [source_rows(s, number, reading.defaults[s.grid.name]) for s, number in tables]
    per_table = pd.DataFrame(
        {
            "submission_id": reading.submission_id,
            "source": reading.source,
            "file": reading.name,
            "sheet": [sheet.grid.name for sheet, _ in tables],
            "reported_on": [
                reported_on(reading.origin(sheet.grid.name).file) or date_in_titles(sheet)
                for sheet, _ in tables
            ],
        },
        dtype=TEXT,
    )
    of_table = np.repeat(np.arange(len(tables)), [len(frame) for frame in frames])
    per_row = per_table.take(of_table).reset_index(drop=True)
    rows = pd.concat([pd.concat(frames, ignore_index=True), per_row], axis="columns")
    return rows.assign(record_id=content_ids(rows))
