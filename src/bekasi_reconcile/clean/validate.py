"""What one source asks of its own rows: required cells, allowed words, keys that are unique.

A source's profile says it; pandera checks it. pandera's own text quotes cells, so only its
table of failure cases is used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean.cell_problem import broken_cells, cell_problems
from bekasi_reconcile.tables import TEXT, Column, Problem, SourceRow

REQUIRED, ALLOWED, UNIQUE = "wajib-kosong", "di-luar-pilihan", "kunci-ganda"


@dataclass(frozen=True)
class Demands:
    """What ``source`` asks: fields that must be filled, their words, fields that form a key."""

    source: str
    required: Sequence[str] = ()
    allowed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unique: Sequence[str] = ()


def validate(
    rows: DataFrame[SourceRow],
    columns: DataFrame[Column],
    demands: Demands,
) -> DataFrame[Problem]:
    """Return one problem per cell of the source's rows that breaks what it asks.

    A doubled key is a problem of every row that bears it, reported at the first of its fields.
    ``rows`` may be those of every source, each with an index of its own.
    """
    fields = list(dict.fromkeys([*demands.required, *demands.allowed, *demands.unique]))
    own = rows.loc[(rows["source"] == demands.source).to_numpy(dtype=bool), fields]
    broken: list[pd.DataFrame] = []
    try:
        schema(demands).validate(own, lazy=True)
    except SchemaErrors as err:
        broken = _broken(err.failure_cases, own, demands)
    return cell_problems(broken, rows, columns)


def schema(demands: Demands) -> pa.DataFrameSchema:
    """Return the pandera schema of a source's demands."""
    fields = dict.fromkeys([*demands.required, *demands.allowed])
    checks = {
        name: pa.Column(
            TEXT,
            checks=_allowed_check(demands.allowed[name]) if name in demands.allowed else None,
            nullable=name not in demands.required,
        )
        for name in fields
    }
    return pa.DataFrameSchema(checks, unique=list(demands.unique) or None)


def _allowed_check(words: Sequence[str]) -> pa.Check:
    upper = {word.upper() for word in words}
    return pa.Check(lambda cells: cells.str.strip().str.upper().isin(upper), name=ALLOWED)


def _broken(cases: pd.DataFrame, rows: pd.DataFrame, demands: Demands) -> list[pd.DataFrame]:
    rules = {"not_nullable": REQUIRED, ALLOWED: ALLOWED}
    broken = []
    for name in dict.fromkeys([*demands.required, *demands.allowed]):
        own = cases[(cases["column"] == name) & cases["check"].isin(rules)]
        rule = pd.Series(own["check"].map(rules).to_numpy(), own["index"].astype(int), TEXT)
        broken.append(broken_cells(rule, name, rows[name]))
    return [*broken, _duplicates(rows, demands)]


def _duplicates(rows: pd.DataFrame, demands: Demands) -> pd.DataFrame:
    key = list(demands.unique)
    if not key:
        return broken_cells(pd.Series(dtype=TEXT), "")
    twice = rows.duplicated(key, keep=False) & rows[key].notna().all(axis="columns")
    rule = pd.Series(UNIQUE, rows.index, TEXT).where(twice)
    return broken_cells(rule, key[0], rows[key[0]])
