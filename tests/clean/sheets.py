"""Sheets of source rows for tests: cells that are left out are empty."""

from datetime import date

import pandas as pd

from bekasi_reconcile.clean.stage import Cleaned, clean
from bekasi_reconcile.tables import Column, SourceRow
from territories import BEKASI

AS_OF = date(2026, 11, 22)
SOURCE = "dinsos"
NOT_CELLS = {"record_id", "submission_id", "source", "file", "sheet", "table", "row"}
NOT_CELLS |= {"reported_on", "nik_kind", "no_kk_kind"}


def source_rows(*rows: dict[str, object]):
    """Return one source row per dict, in row order from 2 on."""
    full = [
        {
            "record_id": f"r{i}",
            "submission_id": "s1",
            "source": SOURCE,
            "file": "dinsos.xlsx",
            "sheet": "Data",
            "table": 0,
            "row": i + 2,
            **row,
        }
        for i, row in enumerate(rows)
    ]
    return SourceRow.shaped(pd.DataFrame(full))


def columns(rows, coding: dict[str, str] | None = None):
    """Return one column per field that ``rows`` fill in each table, lettered from A."""
    made = []
    for (submission, file, sheet, table), part in rows.groupby(
        ["submission_id", "file", "sheet", "table"]
    ):
        fields = [f for f in part.columns if f not in NOT_CELLS and part[f].notna().any()]
        made += [
            {
                "submission_id": submission,
                "file": file,
                "sheet": sheet,
                "table": table,
                "column": chr(ord("A") + i),
                "header": field,
                "field": field,
                "how": "synonym",
                "coding": (coding or {}).get(field),
            }
            for i, field in enumerate(fields)
        ]
    return Column.shaped(pd.DataFrame(made, columns=Column.columns()))


def cleaned(*rows: dict[str, object], coding: dict[str, str] | None = None) -> Cleaned:
    """Return the clean stage's answer to ``rows``."""
    made = source_rows(*rows)
    return clean(made, columns(made, coding), BEKASI, as_of=AS_OF)


def rules(result: Cleaned) -> set[tuple[str, str, str]]:
    """Return (record_id, field, rule) of every problem."""
    return set(result.problem[["record_id", "field", "rule"]].itertuples(index=False, name=None))


def values(result: Cleaned, field: str) -> list[object]:
    """Return one column of the records, None where missing."""
    return [None if pd.isna(value) else value for value in result.record[field]]
