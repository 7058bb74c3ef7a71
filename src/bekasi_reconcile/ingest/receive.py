"""One file, read and boiled down: its rows, its columns, its counts; the grid itself let go."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bekasi_reconcile.ingest.assemble import source_rows
from bekasi_reconcile.ingest.draft import Draft
from bekasi_reconcile.ingest.grid import letter
from bekasi_reconcile.ingest.resubmit import Arrival
from bekasi_reconcile.ingest.sheet import SheetReading, rows_by_kind
from bekasi_reconcile.ingest.submission import FileReading, Notice


@dataclass(frozen=True)
class Received:
    """What of one file goes on: rows of SourceRow, Sheet and Column, without record ids."""

    arrival: Arrival
    format: str
    reviewed: bool
    refused: Notice | None
    notices: tuple[Notice, ...]
    sheets: list[dict[str, object]]
    columns: list[dict[str, object]]
    rows: list[pd.DataFrame]
    draft: Draft | None


def receive(reading: FileReading, work: Path) -> Received:
    """Return what ``reading`` holds, keeping its sheets in ``work``."""
    profile = reading.profile
    arrival = Arrival(
        reading.submission_id,
        reading.name,
        reading.source,
        reading.sha256,
        profile.replaces if profile else "add",
        reading.reported_on,
        reading.refused is not None,
        reading.corrects,
    )
    if not reading.refused:
        _keep(reading, work)
    return Received(
        arrival,
        reading.format,
        profile is not None and profile.reviewed,
        reading.refused,
        reading.notices,
        [_counts(reading, sheet) for sheet in reading.sheets],
        [] if reading.refused else _columns(reading),
        [] if reading.refused else _rows(reading),
        Draft(reading) if profile is None and not reading.refused else None,
    )


def kept(work: Path, submission_id: str, sheet: int) -> Path:
    """Return where the cells of a submission's sheet are kept, as text, from row 1 on."""
    return work / f"{submission_id}-{sheet}.parquet"


def _keep(reading: FileReading, work: Path) -> None:
    for i, sheet in enumerate(reading.sheets):
        cells = sheet.grid.cells.rename(columns=str)
        cells.to_parquet(kept(work, reading.submission_id, i), compression="snappy")


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
    coding = reading.profile.coding if reading.profile else {}
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
            "coding": choice.coding or coding.get(choice.field or ""),
            "evidence": choice.evidence or None,
        }
        for sheet in reading.sheets
        for number, table in enumerate(sheet.tables)
        for choice in table.mapping.choices
    ]


def _rows(reading: FileReading) -> list[pd.DataFrame]:
    return [
        source_rows(sheet, number, reading.defaults[sheet.grid.name]).assign(
            submission_id=reading.submission_id,
            source=reading.source,
            file=reading.name,
            sheet=sheet.grid.name,
            reported_on=reading.reported_on,
        )
        for sheet in reading.sheets
        for number in range(len(sheet.tables))
    ]
