"""The document properties of a workbook, which every spreadsheet program preserves.

They are read from the zip directly, and no entity is ever expanded.
"""

import re
import zipfile
import zlib
from html import unescape
from pathlib import Path

LARGEST = 2**20
"""Bytes of properties that are looked at, and characters of them that are returned."""

PLACES = ("docProps/custom.xml", "meta.xml")
DAMAGED = (
    zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, KeyError,
)  # fmt: skip

TAG = re.compile(r"<(?:\w{1,30}:)?(?:property|user-defined)\b([^<>]*)>")
NAME = re.compile(r"(?<![\w:])(?:\w{1,30}:)?name=\"([^\"]*)\"")
VALUE = re.compile(r"\s*+(?:<(?:\w{1,30}:)?lpwstr\b[^<>]*+>)?([^<>]*+)</")


def properties(path: Path) -> dict[str, str]:
    """Return the properties that hold text, name to value; none where there are none to be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            place = next((name for name in PLACES if name in names), None)
            if place is None:
                return {}
            with archive.open(place) as file:
                return _in_xml(file.read(LARGEST).decode("utf-8", "replace"))
    except DAMAGED:
        return {}


def _in_xml(xml: str) -> dict[str, str]:
    found = {}
    for tag in TAG.finditer(xml):
        name, value = NAME.search(tag.group(1)), VALUE.match(xml, tag.end())
        if name and value:
            found[unescape(name.group(1))] = unescape(value.group(1))
    return found
