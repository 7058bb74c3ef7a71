"""Submissions cleaned before and not changed since: their records are kept, not made again."""

import hashlib
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
from pandera.typing.pandas import DataFrame

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
    order = list(dict.fromkeys(rows["submission_id"]))
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
    if new:
        mine = SourceRow.checked(rows[rows["submission_id"].isin(new)])
        told = Column.checked(columns[columns["submission_id"].isin(new)].reset_index(drop=True))
        made = clean(mine, told, as_of=as_of, language=language)
        _keep(made, mine, new, places)
    live = set(places.values())
    for stale in work.glob("c-*"):
        if stale not in live:
            _remove(stale)
    return made if len(new) == len(order) else _together([places[each] for each in order])


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
