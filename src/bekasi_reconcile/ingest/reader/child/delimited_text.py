"""Text files. No sniffer decides, and no line is lost.

Encoding: a byte order mark, else strict UTF-8, else cp1252. Delimiter: the one that most of the
first lines carry the same number of times. Parsing: ``csv`` of the standard library, which keeps
rows of any width. (DuckDB's detection returned 1 of 93 rows of a ragged file without an error.)
"""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bekasi_reconcile.ingest.reader.child.foreign_sheet import Rows

if TYPE_CHECKING:
    import pyarrow as pa

DELIMITERS = ";,|\t"
SAMPLE_LINES = 50
LARGE = 200_000
"""Bytes from which the fast way saves more time than it takes to import it."""

AS_TEXT = re.compile(r'(?<![^;,|\t\r\n"])"?="{1,4}([^";,|\t\r\n]*)"{1,4}(?![^;,|\t\r\n"])')
"""="3216…": how an export makes Excel keep digits as text; the formula is not the value."""

SEP_LINE = re.compile(r"^\"?sep=([^\"\r\x00])\"?\r?\n?$", re.IGNORECASE)


class DelimitedText(NamedTuple):
    """The cells of a text file, and what was decided about it (notices are problem rules)."""

    cells: "Rows | pa.Table"
    encoding: str
    delimiter: str
    notices: tuple[str, ...]


def read(path: Path) -> DelimitedText:
    """Return the rows of ``path``; a row's number is the one a spreadsheet shows."""
    text, encoding = decode(path.read_bytes())
    text = AS_TEXT.sub(r"\1", text) if '="' in text else text
    notices = ["text_cp1252"] if encoding == "cp1252" and not text.isascii() else []
    if "\x00" in text:
        text = text.replace("\x00", "")
        notices.append("text_nul")
    declared = SEP_LINE.match(text.split("\n", 1)[0])
    if declared:  # Excel obeys this line and does not show it
        text = text.split("\n", 1)[1] if "\n" in text else ""
    delimiter = declared.group(1) if declared else vote(text)
    cells = _read_fast(text, delimiter)
    if cells is not None:
        return DelimitedText(cells, encoding, delimiter, tuple(notices))
    rows, mended = parse(text, delimiter)
    if mended:
        notices.append("text_quote")
    return DelimitedText(rows, encoding, delimiter, tuple(notices))


def _read_fast(text: str, delimiter: str) -> "pa.Table | None":
    if len(text) < LARGE or not delimiter.isascii():
        return None
    from bekasi_reconcile.ingest.reader.child import delimited_fast

    return delimited_fast.read(text.encode("utf-8", "surrogatepass"), delimiter)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of ``data`` and the encoding that gave it; never raises.

    >>> decode(b"caf\\xe9"), decode(b"\\xef\\xbb\\xbfNIK")
    (('café', 'cp1252'), ('NIK', 'utf-8-sig'))
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "utf-16"
    if data[:200].count(0) > len(data[:200]) // 4:
        order = "utf-16-le" if data[1:200:2].count(0) > data[0:200:2].count(0) else "utf-16-be"
        return data.decode(order, errors="replace"), order
    try:
        return data.decode("utf-8-sig").removeprefix("\ufeff"), (
            "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
        )
    except UnicodeDecodeError:
        return _decode_by_line(data), "cp1252"


def _decode_by_line(data: bytes) -> str:
    """Decode line by line, so that a file glued from two encodings keeps both readable."""
    return "".join(map(_line, data.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)))


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        # cp1252 leaves five bytes undefined; latin-1 gives them their control characters
        return "".join(bytes([b]).decode("cp1252", errors="ignore") or chr(b) for b in line)


def vote(text: str) -> str:
    """Return the delimiter that most of the first lines agree on.

    >>> vote("NIK;NAMA, GELAR\\n1;A, B\\n2;C"), vote("a|b|c\\n1|2,5|3")
    (';', '|')
    """
    lines = [line for line in text[:200_000].splitlines()[: SAMPLE_LINES * 2] if line.strip()]
    return max(
        DELIMITERS, key=lambda d: (_agreement(lines[:SAMPLE_LINES], d), -DELIMITERS.index(d))
    )


def _agreement(lines: list[str], delimiter: str) -> tuple[int, int]:
    counts = Counter(n for line in lines if (n := _outside_quotes(line, delimiter)))
    if not counts:
        return (0, 0)
    per_line, agreeing = max(counts.items(), key=lambda item: (item[1], item[0]))
    return (agreeing, per_line)


def _outside_quotes(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def parse(text: str, delimiter: str) -> tuple[list[list[str]], bool]:
    """Return every record of ``text``, a blank line being an empty one, and whether one was mended.

    A quotation mark that nobody closed swallows whole lines into one cell; such a record is
    taken apart into its lines again.
    """
    csv.field_size_limit(2**31 - 1)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=False)
    rows: list[list[str]] = []
    mended, start = False, 0
    for record in reader:
        end = reader.line_num
        if end - start > 1 and _holds_records(record, delimiter):
            rows.extend(_line_alone(line, delimiter) for line in lines[start:end])
            mended = True
        else:
            rows.append(record)
        start = end
    return rows, mended


def _holds_records(record: list[str], delimiter: str) -> bool:
    """Tell whether a cell holds lines that are records themselves."""
    per_line = max(2, len(record) // 2)
    return any(
        line.count(delimiter) >= per_line or cell.count("\n") > LONGEST_CELL
        for cell in record
        if "\n" in cell
        for line in cell.split("\n")
    )


LONGEST_CELL = 30
"""More line breaks than a person types into one cell."""


def _line_alone(line: str, delimiter: str) -> list[str]:
    if line.count('"') % 2:
        return next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
    return next(csv.reader([line], delimiter=delimiter), [])
