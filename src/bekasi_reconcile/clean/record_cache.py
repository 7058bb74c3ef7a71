"""Records of submissions that were cleaned before and have not changed since, kept as Parquet.

An entry holds as long as the submission's rows and columns, the territory, the day of the run and
this program are the same.
"""

import hashlib
import math
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.arrow_text import to_frame
from bekasi_reconcile.clean.stage import Cleaned, clean
from bekasi_reconcile.parallel import TEMPORARY_PREFIX, WORTH_A_PROCESS, WorkerPool, thread_map
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.register.whole_file import folder_in_place_of
from bekasi_reconcile.stage_cache import code_fingerprint, read_table, write_table
from bekasi_reconcile.tables import Column, Problem, Record, SourceRow

TABLES = ("record", "problem", "column")
SHARE = 150_000
"""Rows that a process cleans at once: with 50 columns and their records some 700 MB."""

COLUMN_PROBLEM_ORDER = ["file", "sheet", "row", "field"]
"""The order of the problems of whole columns; they come after those of cells."""


def clean_with_cache(
    rows: DataFrame[SourceRow],
    columns: DataFrame[Column],
    work: Path,
    territory: Territory,
    *,
    as_of: date,
    workers: WorkerPool,
) -> Cleaned:
    """Return what ``clean`` returns; only the submissions that ``work`` lacks are cleaned.

    No submission's records depend on another's: clean decides per cell, table and file. Many
    rows are cleaned by ``workers``.
    """
    entries = _entries(rows, columns, work, [territory.fingerprint, as_of.isoformat()])
    count = rows.groupby("submission_id").size()
    missing = {name: int(count[name]) for name, path in entries.items() if not path.is_dir()}
    if missing:
        with TemporaryDirectory(dir=work, prefix=TEMPORARY_PREFIX) as folder:
            runs = _Runs.of(rows)
            shares = [
                _Share(
                    runs.write(names, Path(folder) / f"{number}.arrow"),
                    Column.checked(columns[columns["submission_id"].isin(names)]),
                    {name: entries[name] for name in names},
                    territory,
                    as_of,
                )
                for number, names in enumerate(_shares_of(missing))
            ]
            for _ in workers.map_in_order(_clean_share, shares, _clean_share, worth=True):
                pass
            workers.close_when_done()
    _sweep(work, entries.values())
    return _load(list(entries.values()))


class _Share(NamedTuple):
    """Submissions that one process cleans: their rows in a file, and where to save the records."""

    rows: Path
    columns: DataFrame[Column]
    entries: dict[str, Path]
    territory: Territory
    as_of: date


def _shares_of(sizes: Mapping[str, int]) -> list[list[str]]:
    """Return the submissions of ``sizes`` rows in shares of about as many rows, largest first.

    Few rows are one share; of many there are several for each process, none larger than SHARE
    unless one submission is, so that memory does not grow with the rows.
    """
    rows = sum(sizes.values())
    processes = min(os.cpu_count() or 1, 1 + rows // WORTH_A_PROCESS)
    count = min(processes * math.ceil(rows / SHARE / processes), len(sizes))
    shares: list[list[str]] = [[] for _ in range(count)]
    loads = [0] * count
    for name in sorted(sizes, key=lambda name: (-sizes[name], name)):
        least = loads.index(min(loads))
        shares[least].append(name)
        loads[least] += sizes[name]
    return shares


class _Runs(NamedTuple):
    """The rows as one table, and for each run of rows of one submission: its id, first, end."""

    table: pa.Table
    runs: list[tuple[str, int, int]]

    @classmethod
    def of(cls, rows: DataFrame[SourceRow]) -> "_Runs":
        codes, names = rows["submission_id"].factorize()
        begins = np.flatnonzero(np.diff(codes, prepend=-1))
        ids = names[codes[begins]].tolist()
        ends = [*begins.tolist()[1:], len(rows)]
        runs = list(zip(ids, begins.tolist(), ends, strict=True))
        return cls(pa.Table.from_pandas(rows, preserve_index=False), runs)

    def write(self, submissions: Collection[str], path: Path) -> Path:
        """Write the rows of some submissions for another process, which maps them into memory."""
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, self.table.schema) as file:
            for submission, first, end in self.runs:
                if submission in submissions:
                    file.write_table(self.table.slice(first, end - first))
        return path


def _clean_share(share: _Share) -> None:
    with pa.memory_map(str(share.rows)) as source:
        rows = SourceRow.shaped(to_frame(pa.ipc.open_file(source).read_all()))
        cleaned = clean(rows, share.columns, share.territory, as_of=share.as_of)
        _save(cleaned, rows, share.entries)


def _entries(
    rows: DataFrame[SourceRow], columns: DataFrame[Column], work: Path, inputs: Sequence[str]
) -> dict[str, Path]:
    """Return submission → folder of its entry, in the order of the rows."""
    inputs = [code_fingerprint(), *inputs]
    own_columns = dict(list(columns.groupby("submission_id", sort=False)))
    return {
        str(submission): _entry_path(
            work,
            str(submission),
            [*inputs, own_columns.get(submission, columns[:0]).to_csv(index=False)],
            ids,
        )
        for submission, ids in rows["record_id"].groupby(rows["submission_id"], sort=False)
    }


def _entry_path(work: Path, submission: str, inputs: Sequence[str], ids: pd.Series) -> Path:
    """Return the folder whose name tells all that the records of a submission depend on."""
    digest = hashlib.blake2b("\n".join(inputs).encode(), digest_size=12)
    texts = pa.array(ids, pa.string())
    joined = pc.binary_join(pa.ListArray.from_arrays([0, len(texts)], texts), "\n")
    digest.update(joined[0].as_buffer())
    return work / f"c-{submission}-{digest.hexdigest()}"


def _save(cleaned: Cleaned, rows: DataFrame[SourceRow], entries: Mapping[str, Path]) -> None:
    """Save each submission's part of ``cleaned``, wholly or not at all."""
    file_of = rows.drop_duplicates("submission_id").set_index("submission_id")["file"]
    parts = {
        "record": dict(list(cleaned.record.groupby("submission_id", sort=False))),
        "column": dict(list(cleaned.column.groupby("submission_id", sort=False))),
        "problem": dict(list(cleaned.problem.groupby("file", sort=False))),
    }
    for submission, entry in entries.items():
        with folder_in_place_of(entry) as folder:
            for name in TABLES:
                key = file_of[submission] if name == "problem" else submission
                part = parts[name].get(key, getattr(cleaned, name).iloc[:0])
                write_table(part, folder / f"{name}.parquet")


def _load(entries: Sequence[Path]) -> Cleaned:
    """Return the records, problems and columns of all ``entries``, in their order."""
    record, problem, column = (
        pd.concat(
            thread_map(read_table, [entry / f"{name}.parquet" for entry in entries]),
            ignore_index=True,
        )
        for name in TABLES
    )
    of_cell = problem["record_id"].notna()
    of_column = problem[~of_cell].sort_values(COLUMN_PROBLEM_ORDER, kind="stable")
    ordered = pd.concat([problem[of_cell], of_column], ignore_index=True)
    return Cleaned(Record.shaped(record), Problem.shaped(ordered), Column.shaped(column))


def _sweep(work: Path, entries: Iterable[Path]) -> None:
    """Remove the entries of ``work`` that hold no more."""
    live = set(entries)
    for path in work.glob("c-*"):
        if path not in live:
            _remove(path)


def _remove(folder: Path) -> None:
    for path in folder.glob("*.parquet"):
        path.unlink()
    if folder.is_dir():
        folder.rmdir()
