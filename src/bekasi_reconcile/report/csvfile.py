"""CSV for people who open it in Excel."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from bekasi_reconcile.report import columns, files

DANGEROUS = "^[=+\\-@\t\r\n\x00＝＋－＠]"
"""How a text begins that Excel would run as a formula, or drop the beginning of."""

QUOTED = '[;"\r\n]'
CHANGED = "nilai_diubah"
"""The last column of every CSV: the columns in which this row got a ``'`` before its text."""


def write(path: Path, table: pd.DataFrame) -> Path:
    """Write ``table`` as UTF-8 with BOM, ``;`` and CRLF, readable by its owner alone.

    A text that Excel would run as a formula gets a ``'`` before it, and its column is named in the
    row's last cell. Returns ``path``.
    """
    names = [str(name) for name in table.columns]
    plain = columns.texts(table)
    changed = [pc.match_substring_regex(column, DANGEROUS) for column in plain]
    safe = [columns.where(column, DANGEROUS, columns.around("'", column)) for column in plain]
    lines = columns.joined([_quoted(c) for c in [*safe, _named(names, changed)]], ";")
    with files.create(path, encoding="utf-8-sig", newline="") as file:
        file.write(
            "".join(f"{line}\r\n" for line in [";".join([*names, CHANGED]), *lines.to_pylist()])
        )
    return path


def _named(names: list[str], changed: list[columns.Column]) -> columns.Column:
    """Return, per row, the names whose cell was changed."""
    none = pa.scalar("", pa.large_string())
    said = [
        pc.if_else(hit, pa.scalar(f"{name}, ", pa.large_string()), none)
        for name, hit in zip(names, changed, strict=True)
    ]
    return pc.utf8_rtrim(columns.joined(said, ""), ", ")


def _quoted(column: columns.Column) -> columns.Column:
    doubled = columns.around('"', pc.replace_substring(column, '"', '""'), '"')
    return columns.where(column, QUOTED, doubled)


def masked(numbers: pd.Series) -> pd.Series:
    """Return NIK or KK numbers with all but the region and the serial hidden.

    >>> masked(pd.Series(["3216010112870001", None], dtype="string")).tolist()
    ['3216********0001', <NA>]
    """
    return numbers.str.slice(0, 4) + "********" + numbers.str.slice(12, 16)
