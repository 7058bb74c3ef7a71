"""Submissions cleaned before and not changed since: their records are kept, not made again."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.apart import WORTH_A_PROCESS, apart
from bekasi_reconcile.clean import Cleaned, clean
from bekasi_reconcile.ingest.again import program, read_table
from bekasi_reconcile.tables import Column, Problem, Record, SourceRow

TABLES = ("record", "problem", "column")
OF_COLUMN = ["file", "sheet", "row", "field"]
"""The order of problems that are of a whole column; they come after those of cells."""


def cleaned(
    rows: DataFrame[SourceRow],
    columns: DataFrame[Column],
    work: Path,
    *,
    as_of: date,
    language: str,
) -> Cleaned:
    """Return what ``clean`` returns, cleaning only the submissions that are not kept in ``work``.

    No submission's records depend on another's: clean decides per cell, table and file.
    """
    order = rows["submission_id"].unique().tolist()
    of_rows = dict(list(rows["record_id"].groupby(rows["submission_id"], sort=False)))
    told_of = dict(list(columns.groupby("submission_id", sort=False)))
    places = {
        each: _place(
            work,
            each,
            (
                program(),
                language,
                as_of.isoformat(),
                *of_rows[each],
                told_of.get(each, columns[:0]).to_csv(index=False),
            ),
        )
        for each in order
    }
    new = [each for each in order if not places[each].is_dir()]
    shares = [
        _Share(
            SourceRow.checked(rows[rows["submission_id"].isin(each)]),
            Column.checked(columns[columns["submission_id"].isin(each)].reset_index(drop=True)),
            {name: places[name] for name in each},
            as_of,
            language,
        )
        for each in _shared({each: len(of_rows[each]) for each in new})
    ]
    if len(shares) == 1:
        made = _clean(shares[0])
    elif shares:
        with apart(_clean, shares):
            pass
        for share in shares:
            if not all(place.is_dir() for place in share.places.values()):
                _clean(share)
    live = set(places.values())
    for stale in work.glob("c-*"):
        if stale not in live:
            _remove(stale)
    alone = len(shares) == 1 and len(new) == len(order)
    return made if alone else _together([places[each] for each in order])


class _Share(NamedTuple):
    """Submissions that one process cleans, and where it keeps them (``places``)."""

    rows: DataFrame[SourceRow]
    columns: DataFrame[Column]
    places: dict[str, Path]
    as_of: date
    language: str


def _shared(sizes: Mapping[str, int]) -> list[list[str]]:
    """Return the submissions of ``sizes`` rows in shares of about as many rows, one per process.

    Few rows are one share.
    """
    processes = min(os.cpu_count() or 1, 1 + sum(sizes.values()) // WORTH_A_PROCESS, len(sizes))
    shares: list[list[str]] = [[] for _ in range(processes)]
    loads = [0] * processes
    for each in sorted(sizes, key=lambda name: (-sizes[name], name)):
        least = loads.index(min(loads))
        shares[least].append(each)
        loads[least] += sizes[each]
    return shares


def _clean(share: _Share) -> Cleaned:
    made = clean(share.rows, share.columns, as_of=share.as_of, language=share.language)
    _keep(made, share.rows, list(share.places), share.places)
    return made


def _place(work: Path, submission: str, inputs: Sequence[str]) -> Path:
    digest = hashlib.blake2b("\n".join(inputs).encode(), digest_size=12).hexdigest()
    return work / f"c-{submission}-{digest}"


def _keep(
    made: Cleaned, rows: DataFrame[SourceRow], new: Sequence[str], places: dict[str, Path]
) -> None:
    """Keep each submission's part of ``made``, wholly or not at all."""
    file_of = rows.drop_duplicates("submission_id").set_index("submission_id")["file"]
    parts = {
        "record": dict(list(made.record.groupby("submission_id", sort=False))),
        "column": dict(list(made.column.groupby("submission_id", sort=False))),
        "problem": dict(list(made.problem.groupby("file", sort=False))),
    }
    for each in new:
        aside = places[each].with_name(places[each].name + ".tmp")
        _remove(aside)
        aside.mkdir(mode=0o700)
        for name in TABLES:
            key = file_of[each] if name == "problem" else each
            empty = getattr(made, name).iloc[:0]
            part = parts[name].get(key, empty)
            part.to_parquet(aside / f"{name}.parquet", index=False, compression="snappy")
        os.replace(aside, places[each])


def _together(places: Sequence[Path]) -> Cleaned:
    record, problem, column = (
        pd.concat([read_table(p / f"{name}.parquet") for p in places], ignore_index=True)
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
