"""Submissions cleaned before and not changed since: their records are kept, not made again."""

import hashlib
import math
import os
from collections.abc import Collection, Mapping, Sequence
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
from bekasi_reconcile.stage_cache import code_fingerprint, read_table
from bekasi_reconcile.tables import Column, Problem, Record, SourceRow

TABLES = ("record", "problem", "column")
SHARE = 150_000
"""Rows that a process cleans at once: with 50 columns and what is made of them some 700 MB."""

OF_COLUMN = ["file", "sheet", "row", "field"]
"""The order of problems that are of a whole column; they come after those of cells."""


def clean_cached(
    rows: DataFrame[SourceRow],
    columns: DataFrame[Column],
    work: Path,
    *,
    as_of: date,
    workers: WorkerPool,
) -> Cleaned:
    """Return what ``clean`` returns, cleaning only the submissions that are not kept in ``work``.

    No submission's records depend on another's: clean decides per cell, table and file. Many
    rows are cleaned by ``workers``.
    """
    order = rows["submission_id"].unique().tolist()
    of_rows = dict(list(rows["record_id"].groupby(rows["submission_id"], sort=False)))
    told_of = dict(list(columns.groupby("submission_id", sort=False)))
    places = {
        each: _entry_path(
            work,
            each,
            [code_fingerprint(), as_of.isoformat()],
            of_rows[each],
            told_of.get(each, columns[:0]).to_csv(index=False),
        )
        for each in order
    }
    new = [each for each in order if not places[each].is_dir()]
    shares = _shares_of({each: len(of_rows[each]) for each in new})
    made = None
    if len(shares) == 1 and len(new) == len(order):
        made = clean(rows, columns, as_of=as_of)
        _save(made, rows, places)
    elif shares:
        with TemporaryDirectory(dir=work, prefix=TEMPORARY_PREFIX) as aside:
            runs = _Runs.of(rows)
            handed = [
                _Share(
                    runs.hand(each, Path(aside) / f"{number}.arrow"),
                    Column.checked(columns[columns["submission_id"].isin(each)]),
                    {name: places[name] for name in each},
                    as_of,
                )
                for number, each in enumerate(shares)
            ]
            for _ in workers.map_in_order(_clean, handed, _clean, worth=True):
                pass
            workers.close_when_done()
    live = set(places.values())
    for stale in work.glob("c-*"):
        if stale not in live:
            _remove(stale)
    return made or _load([places[each] for each in order])


class _Share(NamedTuple):
    """Submissions that one process cleans, their rows in a file; ``places``: where to keep them."""

    rows: Path
    columns: DataFrame[Column]
    places: dict[str, Path]
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
    for each in sorted(sizes, key=lambda name: (-sizes[name], name)):
        least = loads.index(min(loads))
        shares[least].append(each)
        loads[least] += sizes[each]
    return shares


class _Runs(NamedTuple):
    """The rows as one table, and for each run of rows of one submission: whose, first, end."""

    table: pa.Table
    runs: list[tuple[str, int, int]]

    @classmethod
    def of(cls, rows: DataFrame[SourceRow]) -> "_Runs":
        codes, names = rows["submission_id"].factorize()
        begins = np.flatnonzero(np.diff(codes, prepend=-1))
        whose = names[codes[begins]].tolist()
        ends = [*begins.tolist()[1:], len(rows)]
        runs = list(zip(whose, begins.tolist(), ends, strict=True))
        return cls(pa.Table.from_pandas(rows, preserve_index=False), runs)

    def hand(self, submissions: Collection[str], path: Path) -> Path:
        """Write the rows of some submissions for another process, which maps them into memory."""
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, self.table.schema) as file:
            for whose, first, end in self.runs:
                if whose in submissions:
                    file.write_table(self.table.slice(first, end - first))
        return path


def _clean(share: _Share) -> None:
    with pa.memory_map(str(share.rows)) as source:
        rows = SourceRow.shaped(to_frame(pa.ipc.open_file(source).read_all()))
        made = clean(rows, share.columns, as_of=share.as_of)
        _save(made, rows, share.places)


def _entry_path(
    work: Path, submission: str, inputs: Sequence[str], ids: pd.Series, columns: str
) -> Path:
    whole = hashlib.blake2b("\n".join([*inputs, columns]).encode(), digest_size=12)
    texts = pa.array(ids, pa.string())
    whole.update(
        pc.binary_join(pa.ListArray.from_arrays([0, len(texts)], texts), "\n")[0].as_buffer()
    )
    return work / f"c-{submission}-{whole.hexdigest()}"


def _save(made: Cleaned, rows: DataFrame[SourceRow], places: Mapping[str, Path]) -> None:
    """Keep each submission's part of ``made``, wholly or not at all."""
    file_of = rows.drop_duplicates("submission_id").set_index("submission_id")["file"]
    parts = {
        "record": dict(list(made.record.groupby("submission_id", sort=False))),
        "column": dict(list(made.column.groupby("submission_id", sort=False))),
        "problem": dict(list(made.problem.groupby("file", sort=False))),
    }
    for each in places:
        aside = places[each].with_name(places[each].name + ".tmp")
        _remove(aside)
        aside.mkdir(mode=0o700)
        for name in TABLES:
            key = file_of[each] if name == "problem" else each
            empty = getattr(made, name).iloc[:0]
            part = parts[name].get(key, empty)
            part.to_parquet(aside / f"{name}.parquet", index=False, compression="snappy")
        os.replace(aside, places[each])


def _load(places: Sequence[Path]) -> Cleaned:
    record, problem, column = (
        pd.concat(
            thread_map(read_table, [p / f"{name}.parquet" for p in places]), ignore_index=True
        )
        for name in TABLES
    )
    of_cell = problem["record_id"].notna()
    of_column = problem[~of_cell].sort_values(OF_COLUMN, kind="stable")
    ordered = pd.concat([problem[of_cell], of_column], ignore_index=True)
    return Cleaned(Record.shaped(record), Problem.shaped(ordered), Column.shaped(column))


def _remove(folder: Path) -> None:
    for path in folder.glob("*.parquet"):
        path.unlink()
    if folder.is_dir():
        folder.rmdir()
