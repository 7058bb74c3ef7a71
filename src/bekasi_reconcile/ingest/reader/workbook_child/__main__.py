"""Read one workbook in a process of its own and write its sheets as Parquet.

A 5 KB workbook can abort the process that reads it and a damaged .ods can loop for ever, both in
native code where no exception is raised. So the parent (``reader/workbook.py``) runs this module as
a child with limits on memory and time, and a dead child is a refused file. Requests come by
standard input, since a file name may be personal and arguments are visible to everybody.
"""

import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from bekasi_reconcile.ingest.reader.workbook_child.hidden_row import hidden_parts

MOST_COLUMNS = 1_000


class TooWide(Exception):
    """A sheet has more columns than any list of people."""


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
            raise TooWide
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


def dump(sheet: CalamineSheet, path: Path) -> None:
    """Write ``sheet`` to ``path``, its first row and column being Excel's row 1 and column A."""
    rows = sheet.to_python(skip_empty_area=False)
    while rows and not any(value != "" for value in rows[-1]):
        rows.pop()  # a used range may declare 33,845 rows and hold 4
    columns = columns_of(rows)
    table = (
        pa.table(columns) if columns else pa.table({"c0": pa.nulls(len(rows), pa.large_string())})
    )
    pq.write_table(table, path, compression="NONE", use_dictionary=False)


def limit(memory: int, seconds: int) -> None:
    """Bound this process where the system can; it alone dies when it passes the limits.

    ``seconds`` is processor time from now on.
    """
    try:
        import resource
    except ImportError:  # Windows: the parent's time-out still holds
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def open_workbook(path: str, passwords: list[str]) -> IO[bytes]:
    """Return the workbook's bytes, decrypted by the first of ``passwords`` that fits."""
    file = Path(path).open("rb")  # noqa: SIM115 - the caller closes it
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
    raise PermissionError("password")


def read(path: str, out: Path, passwords: list[str]) -> None:
    """Write the sheets of the workbook to out/<i>.parquet, and their list to out/sheets.json."""
    # by content: given a path, the reader would believe the file's name
    with (
        open_workbook(path, passwords) as file,
        CalamineWorkbook.from_filelike(file) as book,
        ThreadPoolExecutor(1) as thread,  # the reader has its own copy, and leaves a core free
    ):
        hidden = thread.submit(hidden_parts, file)
        sheets = []
        for i, meta in enumerate(book.sheets_metadata):
            sheet = book.get_sheet_by_index(i)
            dump(sheet, out / f"{i}.parquet")
            merges = [[*a, *b] for a, b in sheet.merged_cell_ranges or []]
            sheets.append(
                {
                    "name": meta.name,
                    "visible": meta.visible == SheetVisibleEnum.Visible,
                    "merges": merges or hidden.result().merges.get(meta.name, []),
                    "hidden_rows": dict(enumerate(hidden.result().hidden)).get(i, 0),
                }
            )
    (out / "sheets.json").write_text(json.dumps(sheets), encoding="utf-8")


def main() -> None:
    """Answer every line of standard input by one line: ok, or why not.

    A request holds path, out, passwords, memory (bytes) and seconds.
    """
    for line in sys.stdin:
        request = json.loads(line)
        limit(request["memory"], request["seconds"])
        try:
            read(request["path"], Path(request["out"]), request["passwords"])
            answer = "ok"
        except BaseException as err:  # noqa: BLE001 - a panic of the reader is a BaseException
            answer = f"{type(err).__name__}: {str(err)[:200]}".replace("\n", " ")
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
