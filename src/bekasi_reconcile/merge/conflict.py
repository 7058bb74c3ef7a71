"""What the lists disagree on, as work for people."""

from collections.abc import Sequence
from typing import NamedTuple

import duckdb
import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.merge.public_id import public_ids
from bekasi_reconcile.reference.conflict_kind import conflict_kinds
from bekasi_reconcile.sql import fetch, query, register_tables
from bekasi_reconcile.tables import TEXT, ConflictValue, DetectedConflict

QUERIES = (
    "nik_bersama", "status_hidup", "ganda_daftar", "tinjau", "dua_kepala", "anak_lebih_tua",
    "tumpang_tindih", "beberapa_keluarga",
)  # fmt: skip
TYPE_OF_FIELD = {"nik": "nik_ganda"}
FIELD_OF_TYPE = {"status_hidup": "status_hidup", "beberapa_keluarga": "no_kk"}


class Conflicts(NamedTuple):
    """The conflicts and each record's version of them."""

    conflict: DataFrame[DetectedConflict]
    conflict_value: DataFrame[ConflictValue]


def conflicts(con: duckdb.DuckDBPyConnection) -> Conflicts:
    """Return every conflict of the register that ``con`` holds, in the order of their ids.

    Reads record, member_id, lent, stated, claim, pair, receipt, record_period and exclusive.
    """
    by_type = [
        fetch(con, query(f"conflict_{name}")).assign(type=name, field=FIELD_OF_TYPE.get(name))
        for name in QUERIES
    ]
    values = fetch(con, query("conflict_nilai"))
    by_type.append(values.assign(type=values["field"].replace(TYPE_OF_FIELD)))
    versions = _once_per_question(pd.concat([_text(part) for part in by_type], ignore_index=True))
    versions["conflict_id"] = public_ids("K", versions["type"] + "\n" + versions["subject"])
    versions = versions.sort_values(["conflict_id", "record_id"], ignore_index=True)
    register_tables(con, {"asked": versions[["person_id"]]})
    golden = fetch(con, query("merge_golden"))
    return Conflicts(
        DetectedConflict.shaped(_conflict(versions, golden)),
        ConflictValue.shaped(versions.drop_duplicates(["conflict_id", "record_id"])),
    )


COLUMNS: Sequence[str] = (
    "subject", "record_id", "person_id", "household_id", "value", "type", "field",
)  # fmt: skip


def _once_per_question(versions: pd.DataFrame) -> pd.DataFrame:
    """Return ``versions`` without the card of who is asked about as a member of two families."""
    several = versions.loc[versions["type"] == "beberapa_keluarga", "person_id"]
    twice = (versions["type"] == "no_kk") & versions["person_id"].isin(several)
    return versions[~twice]


def _text(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reindex(columns=list(COLUMNS)).astype(TEXT)


def _conflict(versions: pd.DataFrame, golden: pd.DataFrame) -> pd.DataFrame:
    ordered = versions.sort_values(["conflict_id", "person_id", "record_id"])
    heads = ordered.drop_duplicates("conflict_id").drop(columns=["record_id", "value"])
    severity = {name: kind.severity for name, kind in conflict_kinds().items()}
    heads = heads.merge(golden, how="left", on=["person_id", "field"], validate="many_to_one")
    return heads.assign(severity=heads["type"].map(severity).astype("Int64")).sort_values(
        "conflict_id", ignore_index=True
    )
