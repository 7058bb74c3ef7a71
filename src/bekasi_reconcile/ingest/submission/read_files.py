"""Read the files that the cache lacks, in several processes where they are large."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest import reading_cache
from bekasi_reconcile.ingest.reader.file_reader import NOT_OF_THE_FILE, FileReader
from bekasi_reconcile.ingest.submission.discover import RawFile
from bekasi_reconcile.ingest.submission.read import failure, read_file
from bekasi_reconcile.ingest.submission.result import FileResult, receive
from bekasi_reconcile.parallel import WorkerPool
from bekasi_reconcile.reference.territory import Territory

BYTES_WORTH_A_PROCESS = 3_000_000
"""Bytes of new files from which reading them in processes of their own saves time."""

PACKED = 8
WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".ods"}


class _ReadTask(NamedTuple):
    """A file to read, and what it is read by."""

    file: RawFile
    sources: Sequence[Source]
    work: Path
    territory: Territory
    passwords: tuple[str, ...]


def read_files(
    files: Sequence[RawFile],
    sources: Sequence[Source],
    work: Path,
    territory: Territory,
    passwords: Sequence[str],
    workers: WorkerPool | None,
) -> list[FileResult]:
    """Return the results of the files in their order, from the cache where it has them."""
    cached = {file: reading_cache.load(file, sources, work, territory) for file in files}
    size = {file: _size(file) for file, result in cached.items() if result is None}
    new = sorted(size, key=lambda file: -_work_size(file))  # the last to start ends soon
    tasks = [_ReadTask(file, sources, work, territory, tuple(passwords)) for file in new]
    worth = workers is not None and sum(size.values()) >= BYTES_WORTH_A_PROCESS
    with FileReader(work, passwords) as reader:
        results = (workers or WorkerPool()).map_in_order(
            _read_in_worker, tasks, lambda task: _read(task, reader), worth=worth
        )
        fresh = dict(zip(new, results, strict=True))
    return [result or fresh[file] for file, result in cached.items()]


def _size(file: RawFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:
        return 0


def _work_size(file: RawFile) -> int:
    """Return roughly how many bytes of text a file holds: a workbook is packed."""
    return _size(file) * (PACKED if file.path.suffix.lower() in WORKBOOKS else 1)


def _read(task: _ReadTask, reader: FileReader) -> FileResult:
    reading = read_file(task.file, task.sources, reader, task.territory)
    try:
        result = receive(reading, task.work)
    except NOT_OF_THE_FILE:
        raise
    except Exception as err:  # noqa: BLE001  no file may keep the others from being read
        reading = replace(reading, sheets=(), refused=failure(err))
        result = receive(reading, task.work)
    reading_cache.save(reading, result, task.work, task.territory)
    return result


def _read_in_worker(task: _ReadTask) -> FileResult:
    return _read(task, _reader_of_process(task.work, task.passwords))


@cache
def _reader_of_process(work: Path, passwords: tuple[str, ...]) -> FileReader:
    """Return the reader of this process, which ends with it."""
    return FileReader(work, passwords)
