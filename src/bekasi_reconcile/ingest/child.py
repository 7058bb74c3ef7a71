"""Read one workbook in a process of its own and write its sheets as Parquet.

A 5 KB workbook can abort the process that reads it and a damaged .ods can loop for ever, both in
native code where no exception is raised; so the parent (workbook.py) runs this module as a child
with limits on memory and time, and a dead child is a refused file. Requests come by standard
input, since a file name may be personal and arguments are visible to everybody.
"""

import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

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
    pq.write_table(table, path, compression="NONE")


def limit(memory: int, seconds: int) -> None:
    """Bound this process, where the system can: past the limits it dies, and only it.

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


HIDDEN_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"[^>]*?\bhidden="(?:1|true)"')
SHEET_NAME = re.compile(rb'<sheet\b[^>]*?\br:id="([^"]+)"')
TARGET = re.compile(rb"<Relationship\b[^>]*>")


def hidden_rows(file: IO[bytes], sheets: int) -> list[int]:
    """Return how many rows each sheet of an .xlsx hides; zeros for any other format."""
    try:
        with zipfile.ZipFile(file) as archive:
            ids = SHEET_NAME.findall(archive.read("xl/workbook.xml"))
            links = TARGET.findall(archive.read("xl/_rels/workbook.xml.rels"))
            target = {_attribute(b"Id", link): _attribute(b"Target", link) for link in links}
            names = ["xl/" + target[i].decode().removeprefix("/xl/") for i in ids]
            return [_hidden_in(archive, name) for name in names]
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, UnicodeDecodeError):
        return [0] * sheets


OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def spans_of_ods(file: IO[bytes]) -> dict[str, list[list[int]]]:
    """Return each sheet's merged ranges of an .ods, which the reader does not tell; else {}."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open("content.xml") as part:
            return _spans(ElementTree.iterparse(part, events=("start", "end")))
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, ElementTree.ParseError):
        return {}


def _spans(events: Iterator[tuple[str, Any]]) -> dict[str, list[list[int]]]:
    found: dict[str, list[list[int]]] = {}
    sheet, row, column = "", 0, 0
    for event, node in events:
        kind = node.tag.removeprefix(OFFICE)
        if event == "start" and kind == "table":
            sheet, row = node.get(OFFICE + "name", ""), 0
        elif event == "start" and kind == "table-row":
            column = 0
        elif event == "end" and kind == "table-row":
            row += int(node.get(OFFICE + "number-rows-repeated", "1"))
            node.clear()
        elif event == "end" and kind in ("table-cell", "covered-table-cell"):
            tall = int(node.get(OFFICE + "number-rows-spanned", "1"))
            wide = int(node.get(OFFICE + "number-columns-spanned", "1"))
            if tall > 1 or wide > 1:
                merge = [row, column, row + tall - 1, column + wide - 1]
                found.setdefault(sheet, []).append(merge)
            column += int(node.get(OFFICE + "number-columns-repeated", "1"))
    return found


def _attribute(name: bytes, tag: bytes) -> bytes:
    found = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    return found.group(1) if found else b""


def _hidden_in(archive: zipfile.ZipFile, name: str) -> int:
    count, rest = 0, b""
    with archive.open(name) as part:
        while chunk := part.read(1 << 20):
            text = rest + chunk
            if b"hidden=" in text:
                whole = text.rfind(b"<row") if len(chunk) == 1 << 20 else len(text)
                count += len(HIDDEN_ROW.findall(text[:whole]))
                rest = text[whole:]
            else:
                rest = text[-200:]
    return count


def opened(path: str, passwords: list[str]) -> IO[bytes]:
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
    """Write each sheet of the workbook to out/<i>.parquet, and their list to out/sheets.json."""
    # by content: given a path, the reader would believe the file's name
    with opened(path, passwords) as file, CalamineWorkbook.from_filelike(file) as book:
        hidden = hidden_rows(file, len(book.sheets_metadata))
        spans = spans_of_ods(file)
        sheets = []
        for i, meta in enumerate(book.sheets_metadata):
            sheet = book.get_sheet_by_index(i)
            dump(sheet, out / f"{i}.parquet")
            merges = [[*a, *b] for a, b in sheet.merged_cell_ranges or []]
            sheets.append(
                {
                    "name": meta.name,
                    "visible": meta.visible == SheetVisibleEnum.Visible,
                    "merges": merges or spans.get(meta.name, []),
                    "hidden_rows": hidden[i] if i < len(hidden) else 0,
                }
            )
    (out / "sheets.json").write_text(json.dumps(sheets), encoding="utf-8")


def main() -> None:
    """Answer each line of standard input by one line: ok, or why not.

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
