"""Take forgotten persons out of an older run that is kept."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from bekasi_reconcile.privacy import tombstone
from bekasi_reconcile.register import fsync, manifest, schema
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.runs import UNFINISHED
from bekasi_reconcile.sql import open_database, query, quote_ident

OWN = {
    "gone_record": ("record_id", "record_id_l", "record_id_r", "past_id"),
    "gone_person": ("person_id",),
    "gone_answer": ("conflict_id",),
}
"""A row with such a record, person or answer in such a column is theirs, and goes."""

NAMED = {"gone_record": ("linked_to", "successor"), "gone_person": ("person_id_kepala",)}
"""Such a column only names them in somebody else's row, and is emptied."""


def scrub(folder: Path, journal: Path, key: bytes, work: Path) -> int:
    """Rewrite the run in ``folder`` without forgotten persons; return how many records went.

    The register is written anew, since a deleted row stays readable in its file. The reports are
    removed; they can be made again from it.
    """
    register = schema.at_current_schema(folder / manifest.REGISTER, work)
    record = known_records(register, work)
    gone = record.loc[tombstone.is_forgotten(record, journal, key), ["record_id"]]
    if gone.empty:
        return 0
    of_gone = record["record_id"].isin(gone["record_id"])
    left = record.loc[~of_gone & record["live"], "person_id"]
    persons = record.loc[of_gone & ~record["person_id"].isin(left), ["person_id"]].drop_duplicates()
    new = folder.with_name(f"{folder.name}-lupa{UNFINISHED}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    answers = pd.DataFrame({"id": sorted(tombstone.forgotten_conflicts(journal))}, dtype="str")
    theirs = dict(zip(OWN, (gone, persons, answers), strict=True))
    _rewrite(register, new / manifest.REGISTER, theirs)
    manifest.seal(new, (manifest.read(folder) or {}) | {"forgotten": len(gone)}, key)
    fsync.fsync_tree(new)
    aside = folder.with_name(f"{folder.name}-lama{UNFINISHED}")
    os.replace(folder, aside)
    os.replace(new, folder)
    shutil.rmtree(aside)
    return len(gone)


def known_records(register: Path, work: Path) -> pd.DataFrame:
    """Return every record that a register of any version knows, and whose it is."""
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    with connect(schema.at_current_schema(register, work)) as con:
        return con.execute(query("store_known")).df()


def _rewrite(old: Path, new: Path, gone: Mapping[str, pd.DataFrame]) -> None:
    """Copy the register ``old`` to ``new`` without the rows that are of ``gone`` (named in OWN)."""
    with open_database(new) as con:
        for name, ids in gone.items():
            con.register(name, ids.set_axis(["id"], axis="columns"))
        name = quote_ident(new.stem)
        con.execute(f"ATTACH {_literal(old)} AS old (READ_ONLY)")
        con.execute(f"COPY FROM DATABASE old TO {name} (SCHEMA)")
        columns = con.execute(query("store_columns")).df()
        for table, of in columns.groupby("table_name", sort=True)["column_name"]:
            at = f"{name}.isi.{quote_ident(str(table))}"
            con.execute(
                f"INSERT INTO {at} SELECT {_select_list(list(of))} "
                f"FROM old.isi.{quote_ident(str(table))} WHERE {_keep_condition(list(of))}"
            )
        con.execute("DETACH old")
        con.execute(query("store_headless"))
        con.execute("CHECKPOINT")
    new.chmod(0o600)


def _select_list(columns: list[str]) -> str:
    emptied = {name: gone for gone, names in NAMED.items() for name in names}
    return ", ".join(
        f"CASE WHEN {quote_ident(c)} IN (SELECT id FROM {emptied[c]}) "
        f"THEN NULL ELSE {quote_ident(c)} END"
        if c in emptied
        else quote_ident(c)
        for c in columns
    )


def _keep_condition(columns: list[str]) -> str:
    conditions = [
        f"({quote_ident(c)} IS NULL OR {quote_ident(c)} NOT IN (SELECT id FROM {gone}))"
        for gone, names in OWN.items()
        for c in names
        if c in columns
    ]
    return " AND ".join(conditions) or "TRUE"


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
