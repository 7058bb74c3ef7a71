"""Clean: source rows as text become typed records, and every bad cell a problem."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.arrow_text import is_among
from bekasi_reconcile.clean import column_table, identity, person, residence
from bekasi_reconcile.clean.cell_problem import (
    TABLE_KEY,
    broken_cells,
    cell_problems,
    column_problems,
)
from bekasi_reconcile.clean.column_coding import tables_of
from bekasi_reconcile.clean.partial_record import PartialRecord
from bekasi_reconcile.messages.problem_text import NAMES_TERRITORY
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.tables import PROVENANCE, TEXT, Column, Problem, Record, SourceRow


class Cleaned(NamedTuple):
    """The accepted records, the problems of cells and rows, and the columns with their codings."""

    record: DataFrame[Record]
    problem: DataFrame[Problem]
    column: DataFrame[Column]


def clean(
    rows: DataFrame[SourceRow],
    columns: DataFrame[Column],
    territory: Territory,
    *,
    as_of: date,
) -> Cleaned:
    """Split source rows into typed records and problems, losing neither.

    Out: ``record`` has one row per accepted row, in source order; a refused cell is missing
    there. ``problem`` has one row per cell and rule. A row is refused only when
    nothing in it identifies anyone: every record_id is in ``record`` or has a problem of severity
    row. ``column`` is ``columns`` with the codings that the stage decided. ``as_of`` is the day
    that no birth date may pass. Bad data never raises.
    """
    rows = rows.reset_index(drop=True)
    accepted = _read(rows, columns, territory, as_of)
    verdicts = pd.concat(accepted.codings, ignore_index=True)
    in_cells = _naming(cell_problems(accepted.problems, rows, columns), territory)
    in_columns = column_problems(column_table.damaged_columns(columns, verdicts), rows)
    return Cleaned(
        record=Record.shaped(accepted.columns),
        problem=Problem.checked(pd.concat([in_cells, in_columns], ignore_index=True)),
        column=column_table.with_codings(columns, verdicts),
    )


def _read(
    rows: DataFrame[SourceRow], columns: DataFrame[Column], territory: Territory, as_of: date
) -> PartialRecord:
    """Return the accepted rows with their values, and the problems and codings of all rows."""
    table = tables_of(rows)
    names = person.read(rows, columns, table)
    ids = identity.read(rows, columns, table, names, as_of, territory)
    places = residence.read(rows, columns, table, territory)
    parts = (names, ids, places)
    values = pd.concat([part.columns for part in parts], axis="columns")
    refusal = _refusal(values)
    problems = [frame for part in parts for frame in part.problems]
    problems.append(broken_cells(refusal, "", rows["nama"]))
    record = pd.concat([rows[[*PROVENANCE, "reported_on", "id_keluarga"]], values], axis="columns")
    accepted = refusal.isna()
    return PartialRecord(
        record if accepted.all() else record[accepted],
        problems,
        [_with_table_keys([frame for part in parts for frame in part.codings], rows, table)],
    )


def _naming(problem: DataFrame[Problem], territory: Territory) -> DataFrame[Problem]:
    """Return ``problem`` with the territory's name as the detail of the rules that name it."""
    named = is_among(problem["rule"], NAMES_TERRITORY)
    return Problem.checked(problem.assign(detail=problem["detail"].mask(named, territory.name)))


def _with_table_keys(
    codings: Sequence[pd.DataFrame], rows: DataFrame[SourceRow], table: pd.Series
) -> pd.DataFrame:
    """Return the verdicts on columns with the key of their table in the place of its number."""
    verdicts = pd.concat(codings, ignore_index=True)
    keys = rows.assign(number=table).drop_duplicates("number").set_index("number")[TABLE_KEY]
    key = keys.reindex(verdicts["table"]).reset_index(drop=True)
    return pd.concat([verdicts.drop(columns="table"), key], axis="columns")


def _refusal(values: pd.DataFrame) -> pd.Series:
    """Return the rule by which a row is refused; an institution's, unless a person is in it.

    A sound NIK or a birth date is a person's, whatever stands in the cell of the name.
    """
    person = values[["nik", "tanggal_lahir"]].notna().any(axis="columns")
    identified = values[["nama_baku", "nik_pattern", "no_kk"]].notna().any(axis="columns")
    rule = pd.Series("baris-tanpa-identitas", values.index, TEXT).mask(identified)
    return rule.mask(values["lembaga"] & ~person, "baris-lembaga")
