"""CSV for people who open it in Excel."""

import csv
import os
from pathlib import Path

import pandas as pd

FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
DANGEROUS = r"^[=+\-@\t\r\n\x00＝＋－＠]"


def write(path: Path, table: pd.DataFrame) -> None:
    """Write ``table`` as UTF-8 with BOM, ``;`` and CRLF, readable by its owner alone.

    A text that Excel would run as a formula gets a ``'`` before it.
    """
    safe = pd.DataFrame({name: _neutral(column) for name, column in table.items()})
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        safe.to_csv(
            file, sep=";", index=False, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL, na_rep=""
        )


def _neutral(column: pd.Series) -> pd.Series:
    if not pd.api.types.is_string_dtype(column.dtype):
        return column
    runs = column.str.match(DANGEROUS).fillna(False).astype(bool)
    return column.where(~runs, "'" + column)


def masked(numbers: pd.Series) -> pd.Series:
    """Return NIK or KK numbers with all but the region and the serial hidden.

    >>> masked(pd.Series(["3216010112870001", None], dtype="string")).tolist()
    ['3216********0001', <NA>]
    """
    return numbers.str.slice(0, 4) + "********" + numbers.str.slice(12, 16)
