"""Stage 1: agencies' files → source rows, losing none.

``ingest`` reads every file below a folder and returns tables. A file that cannot be read, or whose
columns leave a question open, is refused with its reason, and the others go on. Every sheet is
cached as Parquet in ``work``, so that the agency can be sent its own rows back.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest.mapping.draft import Draft
from bekasi_reconcile.ingest.submission.discover import RawFile, discover
from bekasi_reconcile.ingest.submission.read import Notice
from bekasi_reconcile.ingest.submission.read_files import read_files
from bekasi_reconcile.ingest.submission.resubmission import statuses
from bekasi_reconcile.ingest.submission.result import FileResult
from bekasi_reconcile.ingest.submission.source_row import record_ids
from bekasi_reconcile.messages.problem_text import severity
from bekasi_reconcile.parallel import WorkerPool
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.tables import Column, Problem, Sheet, SourceRow, Submission

Row = dict[str, object]


class Ingested(NamedTuple):
    """What was received. ``drafts``: a profile for every source that has none."""

    submission: DataFrame[Submission]
    sheet: DataFrame[Sheet]
    column: DataFrame[Column]
    source_row: DataFrame[SourceRow]
    problem: DataFrame[Problem]
    drafts: dict[str, Draft]

    def for_merge(self) -> "Ingested":
        """Return this with no more of the rows as sent than merge reads."""
        columns = ["record_id", "nik", "periode", "program"]
        return self._replace(source_row=self.source_row[columns])


def ingest(
    raw: Path,
    sources: Sequence[Source],
    work: Path,
    territory: Territory,
    passwords: Sequence[str] = (),
    workers: WorkerPool | None = None,
) -> Ingested:
    """Return every row that the files below ``raw`` hold, with its address.

    Rows of a file that is refused, replaced by a newer one or the same as another are counted as
    refused in ``sheet`` and are not in ``source_row``. Many new files are read by ``workers``.
    Memory is bounded by the largest files read at a time and the rows returned.
    """
    files = discover(raw)
    submitted = [file for file in files if file.skip is None]
    results = read_files(submitted, sources, work, territory, passwords, workers)
    status = statuses([result.arrival for result in results])
    used = [result for result in results if status[result.arrival.name] == "read"]
    problems = [*_skipped_files(files), *_file_problems(results, status)]
    return Ingested(
        submission=Submission.shaped(_frame(_submission(r, status) for r in results)),
        sheet=Sheet.shaped(_frame(row for r in results for row in _sheet_rows(r, status))),
        column=Column.shaped(_frame(row for r in used for row in r.columns)),
        source_row=SourceRow.shaped(_source_rows(used)),
        problem=Problem.shaped(_frame(problems)),
        drafts={r.arrival.source: r.draft for r in results if r.draft is not None},
    )


def remark_future(received: Ingested, today: date) -> Ingested:
    """Return ``received`` with a notice on every list dated after ``today``.

    Such a date is mostly a slip of the pen, and takes the place of every list to come.
    """
    submission = received.submission.dropna(subset=["reported_on"])
    rows = [
        _problem(file, source, Notice("file_future", detail=day))
        for file, source, day in submission[["file", "source", "reported_on"]].to_numpy().tolist()
        if day > today.isoformat()[: len(day)]
    ]
    problem = pd.concat([received.problem, Problem.shaped(_frame(rows))], ignore_index=True)
    return received._replace(problem=Problem.shaped(problem)) if rows else received


def _frame(rows: Iterable[Row]) -> pd.DataFrame:
    return pd.DataFrame(list(rows)).drop_duplicates(ignore_index=True)


def _submission(result: FileResult, status: Mapping[str, str]) -> Row:
    arrival = result.arrival
    return {
        "submission_id": arrival.submission_id,
        "source": arrival.source,
        "file": arrival.name,
        "sha256": arrival.sha256,
        "format": result.format,
        "status": status[arrival.name],
        "reviewed": result.reviewed,
        "reported_on": arrival.reported_on,
        "reason": result.refused.rule if result.refused else None,
    }


def _sheet_rows(result: FileResult, status: Mapping[str, str]) -> list[Row]:
    """Return the counts of every sheet's rows; the data of a file not used count as refused."""
    unused = status[result.arrival.name] != "read"
    return [
        sheet | ({"records": 0, "refused": sheet["records"]} if unused else {})
        for sheet in result.sheets
    ]


def _skipped_files(files: Sequence[RawFile]) -> list[Row]:
    return [_problem(file.name, None, Notice(file.skip)) for file in files if file.skip]


def _file_problems(results: Sequence[FileResult], status: Mapping[str, str]) -> list[Row]:
    return [
        _problem(result.arrival.name, result.arrival.source, notice)
        for result in results
        for notice in (*result.notices, *_status_notices(result, status[result.arrival.name]))
    ]


def _status_notices(result: FileResult, status: str) -> list[Notice]:
    if result.refused:
        return [result.refused]
    return [] if status == "read" else [Notice(f"file_{status}")]


def _problem(file: str, source: str | None, notice: Notice) -> Row:
    return {
        "file": file,
        "sheet": notice.sheet,
        "cell": notice.cell,
        "field": "",
        "rule": notice.rule,
        "source": source,
        "severity": severity(notice.rule),
        "detail": notice.detail,
    }


def _source_rows(used: Sequence[FileResult]) -> pd.DataFrame:
    frames = [result.rows for result in used if result.rows is not None]
    if not frames:
        return pd.DataFrame({"record_id": []})
    rows = pd.concat(frames, ignore_index=True)
    return rows.assign(record_id=record_ids(rows))
