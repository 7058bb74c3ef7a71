"""How good the links are, where the truth about some rows is known."""

from pathlib import Path

import pandas as pd

from bekasi_reconcile.errors import InputError
from bekasi_reconcile.messages.os_error import os_error_reason
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.runs import latest

ADDRESS = ["file", "sheet", "row"]


def evaluate(output: Path, truth: Path) -> dict[str, float]:
    """Return precision, recall and F1 of record pairs that are one person.

    ``truth`` has one row per known spreadsheet row: file, sheet, row, person. Pairs of rows that
    are not in both the truth and the register are not counted, except that a row of the truth
    that the register lacks loses its pairs.
    """
    folder = latest(output)
    if folder is None:
        raise InputError("program.no_register", path=output)
    known_rows = _truth(truth)
    with connect(folder / "register.duckdb") as con:
        crosswalk = con.execute("SELECT file, sheet, row, person_id FROM crosswalk").df()
    crosswalk["row"] = crosswalk["row"].astype(str)
    rows = known_rows.merge(crosswalk, how="left", on=ADDRESS, validate="one_to_one")
    linked = rows[rows["person_id"].notna()]
    true_pairs = _pairs(rows.groupby("person").size())
    found_pairs = _pairs(linked.groupby("person_id").size())
    both = _pairs(linked.groupby(["person", "person_id"]).size())
    precision = both / found_pairs if found_pairs else 1.0
    recall = both / true_pairs if true_pairs else 1.0
    return {
        "f1": 2 * precision * recall / (precision + recall) if both else 0.0,
        "precision": precision,
        "recall": recall,
        "true_pairs": true_pairs,
        "rows": len(rows),
        "rows_found": len(linked),
    }


def _truth(path: Path) -> pd.DataFrame:
    """Return the rows of the truth that tell a person; raise InputError where it is no truth."""
    try:
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as err:  # pandas' own errors of format are ValueErrors
        what = os_error_reason(err) if isinstance(err, OSError) else "CSV"
        raise InputError("program.truth_unreadable", file=path, what=what) from None
    missing = [name for name in (*ADDRESS, "person") if name not in rows.columns]
    if missing:
        raise InputError("program.truth_columns", file=path, missing=", ".join(missing))
    rows = rows[rows["person"] != ""]
    twice = int(rows.duplicated(ADDRESS).sum())
    if twice:
        raise InputError("program.truth_twice", file=path, count=twice)
    return rows


def _pairs(sizes: pd.Series) -> int:
    return int((sizes * (sizes - 1) // 2).sum())
