"""Workbooks of any format, by a native reader, and what it does not tell of them."""

import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from bekasi_reconcile.ingest.reader.child.file_type import Unreadable
from bekasi_reconcile.ingest.reader.child.foreign_sheet import ForeignSheet
from bekasi_reconcile.ingest.reader.child.hidden_row import hidden_parts
from bekasi_reconcile.ingest.reader.child.limit import MOST_COLUMNS

KINDS = {str: 1, float: 2, int: 2, datetime: 3, date: 3, time: 3, timedelta: 3, bool: 4}


def cell_text(value: Any) -> str | None:
    """Return a cell as text: whole numbers without a fraction, dates as ISO; blank is None."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date | time) else str(value)


def columns_of(rows: list[list[Any]]) -> dict[str, pa.Array]:
    """Return columns c0, c1 … of text and, where a cell is no text, k0, k1 … of kinds.

    Blank columns are left out.
    """
    out: dict[str, pa.Array] = {}
    for j, values in enumerate(zip(*rows, strict=True)):
        if all(value == "" for value in values):
            continue
        if len(out) > 2 * MOST_COLUMNS:
            raise Unreadable("file_too_wide")
        if set(map(type, values)) == {str}:  # most columns: no cell needs a look of its own
            text = pa.array(values, pa.large_string())
            blank = pc.equal(pc.utf8_trim_whitespace(text), "")
            out[f"c{j}"] = pc.if_else(blank, pa.scalar(None, pa.large_string()), text)
            continue
        texts = [cell_text(v) for v in values]
        kinds = [
            KINDS.get(type(v), 4) if t is not None else 0
            for v, t in zip(values, texts, strict=True)
        ]
        out[f"c{j}"] = pa.array(texts, pa.large_string())
        out[f"k{j}"] = pa.array(kinds, pa.uint8())
    return out


def table_of_sheet(sheet: CalamineSheet) -> pa.Table:
    """Return the cells of ``sheet``, its first row and column being Excel's row 1 and column A."""
    rows = sheet.to_python(skip_empty_area=False)
    while rows and not any(value != "" for value in rows[-1]):
        rows.pop()  # a used range may declare 33,845 rows and hold 4
    columns = columns_of(rows)
    return pa.table(columns or {"c0": pa.nulls(len(rows), pa.large_string())})


def open_workbook(path: Path, passwords: Sequence[str]) -> IO[bytes]:
    """Return the workbook's bytes, decrypted by the first of ``passwords`` that fits."""
    file = path.open("rb")
    if not passwords:
        return file
    import msoffcrypto

    office = msoffcrypto.OfficeFile(file)
    if not office.is_encrypted():
        file.seek(0)
        return file
    for password in passwords:
        plain = io.BytesIO()
        try:
            office.load_key(password=password)
            office.decrypt(plain)
        except Exception:  # noqa: BLE001, S112 - whatever it is, this password does not open it
            continue
        plain.seek(0)
        return plain
    raise Unreadable("file_password")


def read(path: Path, passwords: Sequence[str]) -> Iterator[ForeignSheet]:
    """Yield the sheets of the workbook, in their order; raise whatever its readers raise."""
    # by content: given a path, the reader would believe the file's name
    with (
        open_workbook(path, passwords) as file,
        CalamineWorkbook.from_filelike(file) as book,
        ThreadPoolExecutor(1) as thread,  # the reader has its own copy, and leaves a core free
    ):
        hidden = thread.submit(hidden_parts, file)
        for i, meta in enumerate(book.sheets_metadata):
            sheet = book.get_sheet_by_index(i)
            table = table_of_sheet(sheet)
            merges = [[*a, *b] for a, b in sheet.merged_cell_ranges or []]
            yield ForeignSheet(
                meta.name,
                table,
                merges or hidden.result().merges.get(meta.name, []),
                meta.visible == SheetVisibleEnum.Visible,
                dict(enumerate(hidden.result().hidden)).get(i, 0),
            )
