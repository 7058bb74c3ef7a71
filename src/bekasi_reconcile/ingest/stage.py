"""Stage 1: agencies' files → source rows, losing none.

``ingest`` reads every file below a folder and returns tables. A file that cannot be read, or whose
columns leave a question open, is refused with its reason, and the others go on. Each sheet is kept
as Parquet in ``work``, so that the agency can be sent its own rows back; nothing else is written.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest import reading_cache
from bekasi_reconcile.ingest.mapping.draft import Draft
from bekasi_reconcile.ingest.reader.workbook import WorkbookReader
from bekasi_reconcile.ingest.submission.discover import RawFile, discover
from bekasi_reconcile.ingest.submission.read import Notice, read_file
from bekasi_reconcile.ingest.submission.resubmission import statuses
from bekasi_reconcile.ingest.submission.result import FileResult, receive
from bekasi_reconcile.ingest.submission.source_row import record_ids
from bekasi_reconcile.messages.problem_text import severity
from bekasi_reconcile.parallel import WorkerPool
from bekasi_reconcile.tables import Column, Problem, Sheet, SourceRow, Submission

WORTH_A_PROCESS = 3_000_000
"""Bytes of new files from which reading them in processes of their own saves time."""


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
    passwords: Sequence[str] = (),
    workers: WorkerPool | None = None,
) -> Ingested:
    """Return every row that the files below ``raw`` hold, with its address.

    Rows of a file that is refused, replaced by a newer one or the same as another are counted as
    refused in ``sheet`` and are not in ``source_row``. Many new files are read by ``workers``.
    Memory is bounded by the largest files read at a time and the rows kept.
    """
    found = discover(raw)
    files = _read_all([f for f in found if f.skip is None], sources, work, passwords, workers)
    status = statuses([f.arrival for f in files])
    used = [f for f in files if status[f.arrival.name] == "read"]
    return Ingested(
        submission=Submission.shaped(_frame(_submission(f, status) for f in files)),
        sheet=Sheet.shaped(_frame(s for f in files for s in _sheet_rows(f, status))),
        column=Column.shaped(_frame(c for f in used for c in f.columns)),
        source_row=SourceRow.shaped(_rows(used)),
        problem=Problem.shaped(_frame(_problems(found, files, status))),
        drafts={f.arrival.source: f.draft for f in files if f.draft is not None},
    )


class _ReadTask(NamedTuple):
    """A file to be read, and what it is read by."""

    file: RawFile
    sources: Sequence[Source]
    work: Path
    passwords: Sequence[str]


def _read_all(
    found: Sequence[RawFile],
    sources: Sequence[Source],
    work: Path,
    passwords: Sequence[str],
    workers: WorkerPool | None,
) -> list[FileResult]:
    """Return the files in their order; those read before are recalled."""
    known = {file: reading_cache.load(file, sources, work) for file in found}
    size = {file: _size(file) for file, before in known.items() if before is None}
    new = sorted(size, key=lambda file: -_content(file))  # the last is soon done
    wanted = [_ReadTask(file, sources, work, tuple(passwords)) for file in new]
    worth = workers is not None and sum(size.values()) >= WORTH_A_PROCESS
    with WorkbookReader(work, passwords) as workbooks:
        read = (workers or WorkerPool()).map_in_order(
            _read_in_worker, wanted, lambda each: _read(each, workbooks), worth=worth
        )
        made = dict(zip(new, read, strict=True))
    return [before or made[file] for file, before in known.items()]


def _size(file: RawFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:
        return 0


def _content(file: RawFile) -> int:
    """Return the bytes to be read of a file, unpacked; what is wrong with it its reader tells."""
    with suppress(Exception), ZipFile(file.path) as archive:
        return sum(entry.file_size for entry in archive.infolist())
    return _size(file)


def _read(wanted: _ReadTask, workbooks: WorkbookReader) -> FileResult:
    reading = read_file(wanted.file, wanted.sources, workbooks)
    received = receive(reading, wanted.work)
    reading_cache.save(reading, received, wanted.work)
    return received


def _read_in_worker(wanted: _ReadTask) -> FileResult:
    return _read(wanted, _reader(wanted.work, tuple(wanted.passwords)))


@cache
def _reader(work: Path, passwords: tuple[str, ...]) -> WorkbookReader:
    """Return the reader of this process, which ends with it."""
    return WorkbookReader(work, passwords)


def _frame(entries: Iterable[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(list(entries)).drop_duplicates(ignore_index=True)


def _submission(file: FileResult, status: dict[str, str]) -> dict[str, object]:
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


def _sheet_rows(file: FileResult, status: dict[str, str]) -> list[dict[str, object]]:
    """Return each sheet's rows by kind; the data of a file not used count as refused."""
    unused = status[file.arrival.name] != "read"
    return [
        sheet | ({"records": 0, "refused": sheet["records"]} if unused else {})
        for sheet in file.sheets
    ]


def _problems(
    found: Sequence[RawFile], files: Sequence[FileResult], status: dict[str, str]
) -> list[dict[str, object]]:
    skipped = [_problem(f.name, None, Notice(f.skip)) for f in found if f.skip]
    told = [
        _problem(f.arrival.name, f.arrival.source, notice)
        for f in files
        for notice in (*f.notices, *_of_status(f, status[f.arrival.name]))
    ]
    return skipped + told


def _of_status(file: FileResult, status: str) -> list[Notice]:
    if file.refused:
        return [file.refused]
    return [] if status == "read" else [Notice(f"file_{status}")]


def _problem(file: str, source: str | None, notice: Notice) -> dict[str, object]:
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


def _rows(used: Sequence[FileResult]) -> pd.DataFrame:
    frames = [f.rows for f in used if f.rows is not None]
    if not frames:
        return pd.DataFrame({"record_id": []})
    rows = pd.concat(frames, ignore_index=True)
    return rows.assign(record_id=record_ids(rows))
