"""Stage 1: agencies' files → source rows, losing none.

``ingest`` reads every file below a folder and returns tables. A file that cannot be read, or whose
columns leave a question open, is refused with its reason, and the others go on. Each sheet is kept
as Parquet in ``work``, so that the agency can be sent its own rows back; nothing else is written.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import Queue
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest import again
from bekasi_reconcile.ingest.assemble import record_ids
from bekasi_reconcile.ingest.discover import Found, discover
from bekasi_reconcile.ingest.draft import Draft
from bekasi_reconcile.ingest.receive import Received, receive
from bekasi_reconcile.ingest.resubmit import statuses
from bekasi_reconcile.ingest.submission import Notice, read_file
from bekasi_reconcile.ingest.workbook import Reader
from bekasi_reconcile.problems import texts
from bekasi_reconcile.tables import Column, Problem, Sheet, SourceRow, Submission

AT_ONCE = 2
"""Files read at a time: one file's workbook is parsed while another's rows are put together."""


class Ingested(NamedTuple):
    """What was received. ``drafts``: a profile for each source that has none."""

    submission: DataFrame[Submission]
    sheet: DataFrame[Sheet]
    column: DataFrame[Column]
    source_row: DataFrame[SourceRow]
    problem: DataFrame[Problem]
    drafts: dict[str, Draft]


def ingest(
    raw: Path,
    sources: Sequence[Source],
    work: Path,
    language: str = "id",
    passwords: Sequence[str] = (),
) -> Ingested:
    """Return every row that the files below ``raw`` hold, with its address.

    Rows of a file that is refused, replaced by a newer one or the same as another are counted as
    refused in ``sheet`` and are not in ``source_row``. Memory is bounded by the largest AT_ONCE
    files and the rows kept.
    """
    found = discover(raw)
    # the readers close first: an interrupted run does not wait for a workbook
    with ThreadPoolExecutor(AT_ONCE) as pool, ExitStack() as open_:
        readers: Queue[Reader] = Queue()
        for _ in range(AT_ONCE):
            readers.put(open_.enter_context(Reader(work, passwords)))

        def read(file: Found) -> Received:
            workbooks = readers.get()
            try:
                return again.recalled(file, sources, work) or _new(file, sources, workbooks, work)
            finally:
                readers.put(workbooks)

        files = list(pool.map(read, [f for f in found if f.skip is None]))
    status = statuses([f.arrival for f in files])
    used = [f for f in files if status[f.arrival.name] == "read"]
    return Ingested(
        submission=Submission.shaped(_frame(_submission(f, status) for f in files)),
        sheet=Sheet.shaped(_frame(s for f in files for s in _counted(f, status))),
        column=Column.shaped(_frame(c for f in used for c in f.columns)),
        source_row=SourceRow.shaped(_rows(used)),
        problem=Problem.shaped(_frame(_problems(found, files, status, language))),
        drafts={f.arrival.source: f.draft for f in files if f.draft is not None},
    )


def _new(file: Found, sources: Sequence[Source], workbooks: Reader, work: Path) -> Received:
    reading = read_file(file, sources, workbooks)
    received = receive(reading, work)
    again.remember(reading, received, work)
    return received


def _frame(entries: Iterable[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(list(entries)).drop_duplicates(ignore_index=True)


def _submission(file: Received, status: dict[str, str]) -> dict[str, object]:
    arrival = file.arrival
    return {
        "submission_id": arrival.submission_id,
        "source": arrival.source,
        "file": arrival.name,
        "sha256": arrival.sha256,
        "format": file.format,
        "status": status[arrival.name],
        "reviewed": file.reviewed,
        "reported_on": arrival.reported_on,
        "reason": file.refused.rule if file.refused else None,
    }


def _counted(file: Received, status: dict[str, str]) -> list[dict[str, object]]:
    """Return each sheet's rows by kind; the data of a file not used count as refused."""
    unused = status[file.arrival.name] != "read"
    return [
        sheet | ({"records": 0, "refused": sheet["records"]} if unused else {})
        for sheet in file.sheets
    ]


def _problems(
    found: Sequence[Found], files: Sequence[Received], status: dict[str, str], language: str
) -> list[dict[str, object]]:
    skipped = [_problem(f.name, None, Notice(f.skip), language) for f in found if f.skip]
    told = [
        _problem(f.arrival.name, f.arrival.source, notice, language)
        for f in files
        for notice in (*f.notices, *_of_status(f, status[f.arrival.name]))
    ]
    return skipped + told


def _of_status(file: Received, status: str) -> list[Notice]:
    if file.refused:
        return [file.refused]
    return [] if status == "read" else [Notice(f"file_{status}")]


def _problem(file: str, source: str | None, notice: Notice, language: str) -> dict[str, object]:
    told = texts(notice.rule, language, notice.detail)
    return {
        "file": file,
        "sheet": notice.sheet,
        "cell": notice.cell,
        "field": "",
        "rule": notice.rule,
        "source": source,
        "severity": told.severity,
        "message": told.message,
        "remedy": told.remedy,
    }


def _rows(used: Sequence[Received]) -> pd.DataFrame:
    frames = [rows for f in used for rows in f.rows]
    if not frames:
        return pd.DataFrame({"record_id": []})
    rows = pd.concat(frames, ignore_index=True)
    return rows.assign(record_id=record_ids(rows))
