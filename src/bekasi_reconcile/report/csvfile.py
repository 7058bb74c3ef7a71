"""CSV for people who open it in Excel."""

from pathlib import Path

import pandas as pd
import pyarrow.compute as pc

from bekasi_reconcile.report import columns, files

DANGEROUS = "^[=+\\-@\t\r\n\x00＝＋－＠]"
"""Matches a text that Excel would run as a formula, or whose beginning Excel would drop."""

FIRST = columns.mask(b"=+-@\t\r\n\0\xef")  # the last begins a full-width character

QUOTED = '[;"\r\n]'
SPECIAL = columns.mask(b';"\r\n')
CHANGED = "nilai_diubah"
"""The last column of every CSV: the columns in which this row got a ``'`` before its text."""


def write(path: Path, table: pd.DataFrame) -> Path:
    """Write ``table`` as UTF-8 with BOM, ``;`` and CRLF, readable by its owner alone.

    A text that Excel would run as a formula gets a ``'`` before it, and its column is named in the
    row's last cell. Returns ``path``.
    """
    names = [str(name) for name in table.columns]
    safe: list[columns.Column] = []
    changed: list[columns.Column | str] = []
    for name, column in zip(names, columns.texts(table), strict=True):
        hit = _dangerous(column)
        safe.append(column if hit is None else columns.where(hit, _mark(column), column))
        changed.append("" if hit is None else columns.where(hit, f"{name}, ", ""))
    nothing = columns.texts(pd.DataFrame({"": ["", *[""] * (len(table) - 1)][: len(table)]}))
    listed = pc.utf8_rtrim(columns.join([*nothing, *changed]), ", ")
    lines = columns.join([_quote(column) for column in [*safe, listed]], ";")
    with files.create(path, "wb") as file:
        file.write(f"\ufeff{';'.join([*names, CHANGED])}\r\n".encode())
        file.write(columns.content(columns.join([lines, "\r\n"])))
    return path


def _dangerous(column: columns.Column) -> columns.Column | None:
    """Return in which rows the text is dangerous, None if in no row."""
    return (
        pc.match_substring_regex(column, DANGEROUS)
        if columns.starts_with_byte(column, FIRST)
        else None
    )


def _mark(column: columns.Column) -> columns.Column:
    return columns.join(["'", column])


def _quote(column: columns.Column) -> columns.Column:
    if not columns.contains_byte(column, SPECIAL):
        return column
    doubled = columns.join(['"', pc.replace_substring(column, '"', '""'), '"'])
    return columns.where(pc.match_substring_regex(column, QUOTED), doubled, column)


def mask_numbers(numbers: pd.Series) -> pd.Series:
    """Return NIK or KK numbers with all but the kabupaten hidden.

    The middle of a NIK is kecamatan, birth date and sex, which stand in the same row: beside its
    serial they would tell it whole.

    >>> mask_numbers(pd.Series(["3216010112870001", None], dtype="string")).tolist()
    ['3216************', <NA>]
    """
    return numbers.str.slice(0, 4) + "*" * 12
