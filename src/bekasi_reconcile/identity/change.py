"""What changed between two registers, per person and field, and why."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.errors import InputError
from bekasi_reconcile.register import runs, schema
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.sql import fetch, query, register_tables
from bekasi_reconcile.tables import Change, Person

KINDS = ("baru", "kembali", "hilang", "gabung", "pecah", "berubah")
GOLDEN = "SELECT person_id, field, rule FROM isi.claim WHERE survives"


class LaterRegister(NamedTuple):
    """The tables of the later register that are compared; ``golden``: person_id, field, rule."""

    person: pd.DataFrame
    identity: pd.DataFrame
    identity_event: pd.DataFrame
    golden: pd.DataFrame


def changes(earlier: Path | None, number: int, later: LaterRegister) -> DataFrame[Change]:
    """Return what ``later`` changed against the register at ``earlier``, run ``number``.

    Against no register at all nothing has changed.
    """
    if earlier is None:
        return Change.shaped(pd.DataFrame({"person_id": []}))
    with connect(earlier) as con:
        register_tables(con, {"now_person": later.person, "now_identity": later.identity})
        register_tables(con, {"now_event": later.identity_event, "golden": later.golden})
        return Change.shaped(fetch(con, query("identity_change"), number=number))


def diff(output: Path, work: Path, earlier: str, later: str) -> DataFrame[Change]:
    """Return what run ``later`` changed against run ``earlier``; raise InputError without one."""
    first, second = (
        schema.at_current_schema(run_folder(output, run) / "register.duckdb", work)
        for run in (earlier, later)
    )
    with connect(first) as con:
        ((number,),) = con.execute(
            "SELECT coalesce(max(number), 0) FROM isi.identity_event"
        ).fetchall()
    with connect(second) as con:
        tables = LaterRegister(
            Person.shaped(fetch(con, "FROM isi.person")),  # else 1969 comes back as 1969.0
            fetch(con, "FROM isi.identity"),
            fetch(con, "FROM isi.identity_event"),
            fetch(con, GOLDEN),
        )
    return changes(first, number, tables)


def run_folder(output: Path, run: str) -> Path:
    """Return the folder of a run by its id, ``latest`` for the current one."""
    current = runs.latest(output) if run == runs.LATEST else None
    if current is not None:
        return current
    for folder in runs.complete_runs(output):
        if folder.name == run:
            return folder
    raise InputError("program.no_run", run=run)


def count_by_kecamatan(change: DataFrame[Change]) -> pd.DataFrame:
    """Return how many persons are new, gone, merged, split, changed: a row per kecamatan."""
    persons = change.drop_duplicates(["person_id", "kind"])
    places = persons["kecamatan"].fillna("")
    table = pd.crosstab(places.to_numpy(dtype=object), persons["kind"].to_numpy(dtype=object))
    table = table.reindex(columns=list(KINDS), fill_value=0)
    return table.rename_axis(index="kecamatan", columns=None)
