"""Hidden rows, and merged cells of OpenDocument, which the workbook reader does not report."""

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import IO, Any, NamedTuple
from xml.etree import ElementTree

import olefile

DAMAGED = (
    zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, UnicodeDecodeError, struct.error,
    ElementTree.ParseError,
)  # fmt: skip


class HiddenParts(NamedTuple):
    """How many rows every sheet hides, in the sheets' order, and its merged ranges by its name."""

    hidden: list[int]
    merges: dict[str, list[list[int]]]


def hidden_parts(file: IO[bytes]) -> HiddenParts:
    """Return what ``file`` says of its sheets; nothing where it is damaged or of another format."""
    try:
        if not zipfile.is_zipfile(file):
            return HiddenParts(_hidden_in_xls(file), {})
        with zipfile.ZipFile(file) as archive:
            if "content.xml" in archive.namelist():
                return _of_ods(archive)
            return HiddenParts(_hidden_in_xlsx(archive), {})
    except DAMAGED:
        return HiddenParts([], {})


# no tag holds a "<", so that none is searched to the end of the file for each that stands open
HIDDEN_ROW = re.compile(rb'<row\b[^<>]*\bhidden="(?:1|true)"')
SHEET_NAME = re.compile(rb'<sheet\b[^<>]*?\br:id="([^"<>]+)"')
TARGET = re.compile(rb"<Relationship\b[^<>]*>")


def _hidden_in_xlsx(archive: zipfile.ZipFile) -> list[int]:
    ids = SHEET_NAME.findall(archive.read("xl/workbook.xml"))
    links = TARGET.findall(archive.read("xl/_rels/workbook.xml.rels"))
    target = {_attribute(b"Id", link): _attribute(b"Target", link) for link in links}
    names = ["xl/" + target[i].decode().removeprefix("/xl/") for i in ids]
    return [_hidden_in(archive, name) for name in names]


def _attribute(name: bytes, tag: bytes) -> bytes:
    match = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    return match.group(1) if match else b""


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


SHEET_STARTS, ROW = 0x0085, re.compile(rb"\x08\x02\x10\x00")
ZERO_HEIGHT = 0x20


def _hidden_in_xls(file: IO[bytes]) -> list[int]:
    """Count by the ROW records of BIFF8, which hold the columns and a flag for no height."""
    with olefile.OleFileIO(file) as ole:
        name = next((n for n in ("Workbook", "Book") if ole.exists(n)), None)
        data = ole.openstream(name).read() if name else b""
    starts = [*_sheet_starts(data), len(data)]
    return [
        sum(_is_hidden(data, at.end()) for at in ROW.finditer(data, start, end))
        for start, end in zip(starts, starts[1:], strict=False)
    ]


def _sheet_starts(data: bytes) -> Iterator[int]:
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        if kind == SHEET_STARTS:
            yield struct.unpack_from("<I", data, at + 4)[0]
        if kind == 0x000A:  # the end of the globals, which come first
            return
        at += 4 + length


def _is_hidden(data: bytes, at: int) -> bool:
    _, first, last, _, _, _, flags = struct.unpack_from("<7H", data, at)
    return bool(flags & ZERO_HEIGHT) and last > first


OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def _of_ods(archive: zipfile.ZipFile) -> HiddenParts:
    with archive.open("content.xml") as part:
        return _parts_of_ods(ElementTree.iterparse(part, events=("start", "end")))


def _parts_of_ods(events: Iterator[tuple[str, Any]]) -> HiddenParts:
    hidden: Counter[str] = Counter()
    merges: dict[str, list[list[int]]] = {}
    sheet, row, column, filled = "", 0, 0, False
    for event, node in events:
        kind = node.tag.removeprefix(OFFICE)
        if event == "start" and kind == "table":
            sheet, row = node.get(OFFICE + "name", ""), 0
            hidden[sheet] += 0
        elif event == "start" and kind == "table-row":
            column, filled = 0, False
        elif event == "end" and kind == "table-row":
            times = int(node.get(OFFICE + "number-rows-repeated", "1"))
            if filled and node.get(OFFICE + "visibility", "visible") != "visible":
                hidden[sheet] += times
            row += times
            node.clear()
        elif event == "end" and kind in ("table-cell", "covered-table-cell"):
            filled = filled or len(node) > 0
            tall = int(node.get(OFFICE + "number-rows-spanned", "1"))
            wide = int(node.get(OFFICE + "number-columns-spanned", "1"))
            if tall > 1 or wide > 1:
                merge = [row, column, row + tall - 1, column + wide - 1]
                merges.setdefault(sheet, []).append(merge)
            column += int(node.get(OFFICE + "number-columns-repeated", "1"))
    return HiddenParts(list(hidden.values()), merges)
