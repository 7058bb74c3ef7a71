"""Stage 1: agencies' files → source rows, losing none.

``ingest`` reads every file below a folder and returns tables; nothing is written but private
scratch files under ``work``. A file that cannot be read, or whose columns leave a question open,
is refused with its reason, and the others go on.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest.assemble import record_ids, source_rows
from bekasi_reconcile.ingest.discover import Found, discover
from bekasi_reconcile.ingest.draft import Draft
from bekasi_reconcile.ingest.grid import letter
from bekasi_reconcile.ingest.sheet import rows_by_kind
from bekasi_reconcile.ingest.submission import FileReading, Notice, read_file
from bekasi_reconcile.ingest.workbook import Reader
from bekasi_reconcile.problems import texts
from bekasi_reconcile.tables import Column, Problem, Sheet, SourceRow, Submission


class Ingested(NamedTuple):
    """What was received. ``drafts``: a profile for each source that has none."""

    submission: DataFrame[Submission]
    sheet: DataFrame[Sheet]
    column: DataFrame[Column]
    source_row: DataFrame[SourceRow]
    problem: DataFrame[Problem]
    drafts: dict[str, Draft]


def ingest(raw: Path, sources: Sequence[Source], work: Path, language: str = "id") -> Ingested:
    """Return every row that the files below ``raw`` hold, with its address.

    Rows of a refused file are counted as refused in ``sheet``; those of a file that a newer one
    replaces, or that is the same as another, are not read.
    """
    found = discover(raw)
    with Reader(work) as workbooks:
        readings = [read_file(f, sources, workbooks) for f in found if f.skip is None]
    status = _statuses(readings)
    used = [r for r in readings if status[r.name] == "read"]
    problems = [_skipped(f, language) for f in found if f.skip] + [
        _problem(r, notice, language) for r in readings for notice in _notices(r, status[r.name])
    ]
    return Ingested(
        submission=Submission.shaped(pd.DataFrame([_submission(r, status) for r in readings])),
        sheet=Sheet.shaped(pd.DataFrame([s for r in readings for s in _sheets(r, status[r.name])])),
        column=Column.shaped(pd.DataFrame([c for r in used for c in _columns(r)])),
        source_row=SourceRow.shaped(_rows(used)),
        problem=Problem.shaped(pd.DataFrame(problems).drop_duplicates()),
        drafts={r.source: Draft(r) for r in used if r.profile is None},
    )


def _statuses(readings: Sequence[FileReading]) -> dict[str, str]:
    """Return each file's status: read, refused, duplicate, or superseded by a newer one."""
    status: dict[str, str] = {}
    seen: dict[tuple[str, str], str] = {}
    for r in sorted(readings, key=lambda r: r.name):
        twin = (r.source, r.sha256)
        status[r.name] = "refused" if r.refused else "duplicate" if twin in seen else "read"
        seen.setdefault(twin, r.name)
    for r in readings:
        if status[r.name] == "read" and any(_replaces(o, r) for o in readings if not o.refused):
            status[r.name] = "superseded"
    return status


def _replaces(newer: FileReading, older: FileReading) -> bool:
    """Tell whether ``newer`` takes the place of ``older``, by the rule of their profile.

    Only a date of data in both names decides: two undated files of one source may be two parts
    of a list, and dropping one would make families invisible.
    """
    rule = newer.profile.replaces if newer.profile else "add"
    if rule == "add" or newer.source != older.source:
        return False
    if not (newer.reported_on and older.reported_on) or newer.reported_on <= older.reported_on:
        return False
    return rule == "source" or _same_name(newer.name, older.name)


def _same_name(a: str, b: str) -> bool:
    from bekasi_reconcile.ingest.profile import slug

    return slug(a) == slug(b)


def _notices(r: FileReading, status: str) -> list[Notice]:
    extra = {
        "duplicate": [Notice("file_duplicate")],
        "superseded": [Notice("file_superseded")],
        "refused": [r.refused] if r.refused else [],
    }
    return [*r.notices, *extra.get(status, [])]


def _problem(r: FileReading, notice: Notice, language: str) -> dict[str, object]:
    told = texts(notice.rule, language, notice.detail)
    return {
        "file": r.name,
        "sheet": notice.sheet,
        "cell": notice.cell,
        "field": "",
        "rule": notice.rule,
        "source": r.source,
        "severity": told.severity,
        "message": told.message,
        "remedy": told.remedy,
    }


def _skipped(found: Found, language: str) -> dict[str, object]:
    told = texts(str(found.skip), language)
    return {
        "file": found.name,
        "sheet": "",
        "cell": "",
        "field": "",
        "rule": found.skip,
        "severity": told.severity,
        "message": told.message,
        "remedy": told.remedy,
    }


def _submission(r: FileReading, status: dict[str, str]) -> dict[str, object]:
    return {
        "submission_id": r.submission_id,
        "source": r.source,
        "file": r.name,
        "sha256": r.sha256,
        "format": r.format,
        "status": status[r.name],
        "reviewed": r.profile is not None and r.profile.reviewed,
        "reported_on": r.reported_on,
        "reason": r.refused.rule if r.refused else None,
    }


def _sheets(r: FileReading, status: str) -> list[dict[str, object]]:
    """Return each sheet's rows by kind; data rows of a file not used count as refused."""
    counted = []
    for sheet in r.sheets:
        kinds = rows_by_kind(sheet)
        data = kinds.pop("data")
        counted.append(
            {
                "submission_id": r.submission_id,
                "file": r.name,
                "sheet": sheet.grid.name,
                "visible": sheet.grid.visible,
                "rows_seen": data + sum(kinds.values()),
                "records": data if status == "read" else 0,
                "refused": 0 if status == "read" else data,
                **kinds,
            }
        )
    return counted


def _columns(r: FileReading) -> list[dict[str, object]]:
    return [
        {
            "submission_id": r.submission_id,
            "file": r.name,
            "sheet": sheet.grid.name,
            "table": number,
            "column": letter(choice.column),
            "header": choice.header or None,
            "field": choice.field,
            "how": choice.how,
            "coding": choice.coding or _profile_coding(r, choice.field),
            "evidence": choice.evidence or None,
        }
        for sheet in r.sheets
        for number, table in enumerate(sheet.tables)
        for choice in table.mapping.choices
    ]


def _profile_coding(r: FileReading, field: str | None) -> str | None:
    return r.profile.coding.get(field or "") if r.profile else None


def _rows(used: Sequence[FileReading]) -> pd.DataFrame:
    frames = [
        source_rows(sheet, number, r.defaults[sheet.grid.name]).assign(
            submission_id=r.submission_id,
            source=r.source,
            file=r.name,
            sheet=sheet.grid.name,
            reported_on=r.reported_on,
        )
        for r in used
        for sheet in r.sheets
        for number in range(len(sheet.tables))
    ]
    if not frames:
        return pd.DataFrame({"record_id": []})
    rows = pd.concat(frames, ignore_index=True)
    return rows.assign(record_id=record_ids(rows))
