"""Clean: source rows as text become typed records, and every bad cell a problem."""

from datetime import date
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import column_coding, identity, person, residence
from bekasi_reconcile.clean.cell_problem import TABLE_KEY, found, of_columns, problems
from bekasi_reconcile.clean.coding import tables_of
from bekasi_reconcile.clean.partial_record import Part
from bekasi_reconcile.tables import PROVENANCE, TEXT, Column, Problem, Record, SourceRow


class Cleaned(NamedTuple):
    """The accepted records, what there is to say of cells and rows, and the decided columns."""

    record: DataFrame[Record]
    problem: DataFrame[Problem]
    column: DataFrame[Column]


def clean(
    rows: DataFrame[SourceRow],
    columns: DataFrame[Column],
    *,
    as_of: date,
) -> Cleaned:
    """Split source rows into typed records and problems, losing neither.

    Out: ``record`` has one row per accepted row, in source order; a refused cell is missing
    there. ``problem`` has one row per cell and rule. A row is refused only when
    nothing in it identifies anyone: every record_id is in ``record`` or has a problem of severity
    row. ``column`` is ``columns`` with what the stage decided of them. ``as_of`` is the day that
    no birth date may pass. Bad data never raises.
    """
    rows = rows.reset_index(drop=True)
    read = _read(rows, columns, as_of)
    told = pd.concat(read.told, ignore_index=True)
    in_cells = problems(read.found, rows, columns)
    in_columns = of_columns(column_coding.damaged(columns, told), rows)
    return Cleaned(
        record=Record.shaped(read.values),
        problem=Problem.checked(pd.concat([in_cells, in_columns], ignore_index=True)),
        column=column_coding.decided(columns, told),
    )


def _read(rows: DataFrame[SourceRow], columns: DataFrame[Column], as_of: date) -> Part:
    """Return the accepted rows with their values, and all there is to say of the others."""
    table = tables_of(rows)
    who = person.read(rows, columns, table)
    ids = identity.read(rows, columns, table, who, as_of)
    where = residence.read(rows, columns, table)
    values = pd.concat([part.values for part in (who, ids, where)], axis="columns")
    refused = _refused(values)
    cells = [*who.found, *ids.found, *where.found, found(refused, "", rows["nama"])]
    made = pd.concat([rows[[*PROVENANCE, "reported_on", "id_keluarga"]], values], axis="columns")
    keys = rows.assign(number=table).drop_duplicates("number").set_index("number")[TABLE_KEY]
    told = pd.concat([*who.told, *ids.told, *where.told], ignore_index=True)
    named = keys.reindex(told["table"]).reset_index(drop=True)
    told = pd.concat([told.drop(columns="table"), named], axis="columns")
    accepted = refused.isna()
    return Part(made if accepted.all() else made[accepted], cells, [told])


def _refused(values: pd.DataFrame) -> pd.Series:
    """Return the rule by which a row is refused; an institution's, unless a person is told in it.

    A sound NIK or a birth date is a person's, whatever stands in the cell of the name.
    """
    person = values[["nik", "tanggal_lahir"]].notna().any(axis="columns")
    identified = values[["nama_baku", "nik_pattern", "no_kk"]].notna().any(axis="columns")
    rule = pd.Series("baris-tanpa-identitas", values.index, TEXT).mask(identified)
    return rule.mask(values["lembaga"] & ~person, "baris-lembaga")
