"""Take forgotten persons out of a run that is kept but does not count any more."""

import os
import shutil
from pathlib import Path

import duckdb
import pandas as pd

from bekasi_reconcile.sql import LOCKED_DOWN, query, quote_ident
from bekasi_reconcile.store import durable, manifest, tombstone
from bekasi_reconcile.store.register import connect
from bekasi_reconcile.store.runs import UNFINISHED

OWN = {
    "gone_record": ("record_id", "record_id_l", "record_id_r", "past_id", "successor"),
    "gone_person": ("person_id",),
}
"""A row with a forgotten record or person in such a column is theirs, and goes."""

NAMED = {"gone_record": ("linked_to",), "gone_person": ("person_id_kepala",)}
"""Such a column only names them in somebody else's row, and is emptied."""


def scrub(folder: Path, journal: Path, key: bytes) -> int:
    """Rewrite the run in ``folder`` without forgotten persons; return how many records went.

    The register is written anew, since a deleted row stays readable in its file. The reports, which
    can be made again from it, go with them.
    """
    register = folder / manifest.REGISTER
    with connect(register) as con:
        record = con.execute("SELECT * FROM isi.record").df()
        crosswalk = con.execute("SELECT record_id, person_id FROM crosswalk").df()
    gone = record.loc[tombstone.forgotten(record, journal, key), ["record_id"]]
    if gone.empty:
        return 0
    left = crosswalk.loc[~crosswalk["record_id"].isin(gone["record_id"]), "person_id"]
    of_gone = crosswalk.loc[crosswalk["record_id"].isin(gone["record_id"]), ["person_id"]]
    persons = of_gone[~of_gone["person_id"].isin(left)].drop_duplicates()
    made = folder.with_name(f"{folder.name}-lupa{UNFINISHED}")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(mode=0o700)
    _rewrite(register, made / manifest.REGISTER, gone, persons)
    manifest.seal(made, (manifest.read(folder) or {}) | {"forgotten": len(gone)}, key)
    durable.whole(made)
    aside = folder.with_name(f"{folder.name}-lama{UNFINISHED}")
    os.replace(folder, aside)
    os.replace(made, folder)
    shutil.rmtree(aside)
    return len(gone)


def _rewrite(old: Path, new: Path, gone: pd.DataFrame, persons: pd.DataFrame) -> None:
    """Copy the register ``old`` to ``new`` without the rows of ``gone`` records and ``persons``."""
    with duckdb.connect(str(new), config=LOCKED_DOWN) as con:
        con.register("gone_record", gone.rename(columns={"record_id": "id"}))
        con.register("gone_person", persons.rename(columns={"person_id": "id"}))
        name = quote_ident(new.stem)
        con.execute(f"ATTACH {_literal(old)} AS old (READ_ONLY)")
        con.execute(f"COPY FROM DATABASE old TO {name} (SCHEMA)")
        columns = con.execute(query("store_columns")).df()
        for table, of in columns.groupby("table_name", sort=True)["column_name"]:
            at = f"{name}.isi.{quote_ident(str(table))}"
            con.execute(
                f"INSERT INTO {at} SELECT {_selected(list(of))} "
                f"FROM old.isi.{quote_ident(str(table))} WHERE {_kept(list(of))}"
            )
        con.execute("DETACH old")
        con.execute(query("store_headless"))
        con.execute("CHECKPOINT")
    new.chmod(0o600)


def _selected(columns: list[str]) -> str:
    emptied = {name: gone for gone, names in NAMED.items() for name in names}
    return ", ".join(
        f"CASE WHEN {quote_ident(c)} IN (SELECT id FROM {emptied[c]}) "
        f"THEN NULL ELSE {quote_ident(c)} END"
        if c in emptied
        else quote_ident(c)
        for c in columns
    )


def _kept(columns: list[str]) -> str:
    conditions = [
        f"({quote_ident(c)} IS NULL OR {quote_ident(c)} NOT IN (SELECT id FROM {gone}))"
        for gone, names in OWN.items()
        for c in names
        if c in columns
    ]
    return " AND ".join(conditions) or "TRUE"


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
