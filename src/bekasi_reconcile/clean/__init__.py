"""Clean: source rows as text become typed records, and every bad cell a problem."""

from datetime import date
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import identity, person, residence
from bekasi_reconcile.clean.decision import tables_of
from bekasi_reconcile.clean.problem import found, problems
from bekasi_reconcile.tables import PROVENANCE, TEXT, Column, Problem, Record, SourceRow


class Cleaned(NamedTuple):
    """The records that clean accepted, and the cells and rows that it has something to say of."""

    record: DataFrame[Record]
    problem: DataFrame[Problem]


def clean(rows: DataFrame[SourceRow], columns: DataFrame[Column], *, as_of: date) -> Cleaned:
    """Split source rows into typed records and problems, losing neither.

    Out: ``record`` has one row per accepted row, in source order; a refused cell is missing
    there. ``problem`` has one row per cell and rule. A row is refused only when nothing in it
    identifies anyone: every record_id is in ``record`` or has a problem of severity row.
    ``as_of`` is the day that no birth date may pass. Bad data never raises.
    """
    rows = rows.reset_index(drop=True)
    table = tables_of(rows)
    who = person.read(rows, table)
    ids = identity.read(rows, columns, table, who, as_of)
    where = residence.read(rows, columns, table)
    values = pd.concat([part.values for part in (who, ids, where)], axis="columns")
    identified = values[["nama_baku", "nik_pattern", "no_kk"]].notna().any(axis="columns")
    refused = pd.Series("baris-tanpa-identitas", rows.index, TEXT).mask(identified)
    cells = [*who.found, *ids.found, *where.found, found(refused, "", rows["nama"])]
    made = pd.concat([rows[[*PROVENANCE, "reported_on", "id_keluarga"]], values], axis="columns")
    return Cleaned(record=Record.shaped(made[identified]), problem=problems(cells, rows, columns))
