"""Problem rows: which cell breaks which rule."""

from collections.abc import Sequence

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.messages.problem_text import severity
from bekasi_reconcile.tables import TEXT, Column, Problem, SourceRow

TABLE_KEY = ["submission_id", "sheet", "table"]


def broken_cells(
    rule: pd.Series, field: str | pd.Series, text: pd.Series | None = None
) -> pd.DataFrame:
    """Return the cells that break a rule: those whose ``rule`` is not missing.

    The index is that of the source rows. ``field`` names the cell's column; ``text`` is its text.
    """
    broken = rule.dropna()
    return pd.DataFrame(
        {
            "field": (field if isinstance(field, str) else field.reindex(broken.index)),
            "rule": broken,
            "text": pd.NA if text is None else text.reindex(broken.index),
        },
        index=broken.index,
    ).astype({"field": TEXT, "rule": TEXT, "text": TEXT})


def cell_problems(
    broken: Sequence[pd.DataFrame],
    rows: DataFrame[SourceRow],
    columns: DataFrame[Column],
) -> DataFrame[Problem]:
    """Return one Problem per cell and rule, in the order of the source rows."""
    cells = pd.concat(broken) if broken else broken_cells(pd.Series(dtype=TEXT), "")
    cells = cells[~cells.reset_index().duplicated(["index", "field", "rule"]).to_numpy()]
    cells = cells.sort_index(kind="stable")
    where = rows.loc[cells.index, ["record_id", "source", "file", "row", *TABLE_KEY]]
    cells = pd.concat([where, cells], axis="columns")
    cells = cells.merge(
        column_letters(columns), "left", [*TABLE_KEY, "field"], validate="many_to_one"
    )
    row = cells["row"].astype(TEXT)
    cells["cell"] = (cells["column"] + row).fillna(row + ":" + row)
    return Problem.shaped(_with_severity(cells))


def column_problems(damaged: pd.DataFrame, rows: DataFrame[SourceRow]) -> DataFrame[Problem]:
    """Return one Problem per column, at its header cell.

    ``damaged``: table key, column, field, rule. The header cell is
    the one above the table's first row, the lowest where the header has several lines.
    """
    first = rows.groupby(TABLE_KEY)["row"].min().sub(1).clip(lower=1).reset_index()
    names = rows[["submission_id", "source", "file"]].drop_duplicates("submission_id")
    cells = damaged.merge(first, "left", TABLE_KEY).merge(names, "left", "submission_id")
    cells["cell"] = cells["column"] + cells["row"].astype(TEXT)
    ordered = cells.sort_values(["file", "sheet", "row", "field"])
    return Problem.shaped(_with_severity(ordered))


def _with_severity(cells: pd.DataFrame) -> pd.DataFrame:
    """Return ``cells`` with the severity of their rules."""
    grades = {rule: severity(rule) for rule in cells["rule"].unique()}
    return cells.assign(severity=cells["rule"].map(grades).astype(TEXT))


def column_letters(columns: DataFrame[Column]) -> pd.DataFrame:
    """Return the letter of the column that holds each field of each table."""
    named = columns.dropna(subset=["field"])
    parts = [["nama", "nik"] if f == "nama_nik" else [f] for f in named["field"]]
    named = named.assign(field=pd.Series(parts, named.index)).explode("field")
    named = named.astype({"field": TEXT})
    width = named["column"].str.len()
    ordered = named.assign(width=width).sort_values([*TABLE_KEY, "field", "width", "column"])
    first = ordered.drop_duplicates([*TABLE_KEY, "field"])
    return first[[*TABLE_KEY, "field", "column"]]
