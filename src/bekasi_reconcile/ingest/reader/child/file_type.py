"""The type of a file, read from its bytes and never from its name."""

from pathlib import Path
from typing import TYPE_CHECKING

from bekasi_reconcile.ingest.reader.child.limit import (
    LARGEST_BINARY,
    LARGEST_UNPACKED,
    MOST_ENTRIES,
    STEEPEST_RATIO,
)

if TYPE_CHECKING:
    import zipfile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 4096
OF_MIMETYPE = 100
"""Bytes of the entry that names an OpenDocument's type; the rest of it is never unpacked."""


class Unreadable(Exception):
    """A file that cannot be read; ``rule`` names the reason in the problem catalogue."""

    def __init__(self, rule: str, kind: str = "?") -> None:
        self.rule, self.kind = rule, kind
        super().__init__(rule)


def sniff(path: Path) -> str:
    """Return xlsx, xlsb, ods, xls, locked, html or text; raise Unreadable for anything else.

    A workbook that is too large, or a bomb, to be opened is refused here.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise Unreadable("file_empty")
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(path)
    if head.startswith(OLE):
        return _ole_kind(path)
    if _looks_like_html(head):
        return "html"
    if _looks_binary(head):
        raise Unreadable("file_unknown")
    return "text"


def _zip_kind(path: Path) -> str:
    import zipfile

    _refuse_large(path)
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        _refuse_bomb(archive.infolist())
        if "mimetype" in names:
            with archive.open("mimetype") as entry:
                if b"opendocument.spreadsheet" in entry.read(OF_MIMETYPE):
                    return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.lower() == "xl/workbook.xml" for name in names):
        return "xlsx"
    raise Unreadable("file_archive")


def _refuse_large(path: Path) -> None:
    if path.stat().st_size > LARGEST_BINARY:
        raise Unreadable("file_too_large")


def _refuse_bomb(entries: "list[zipfile.ZipInfo]") -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED:
        raise Unreadable("file_too_large")
    if unpacked > 50 * 2**20 and unpacked / packed > STEEPEST_RATIO:
        raise Unreadable("file_bomb")


def _ole_kind(path: Path) -> str:
    """Tell an old workbook from an encrypted new one, since both are OLE containers."""
    _refuse_large(path)
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "locked"
    return "xls"


def _looks_like_html(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"")[:1024].lower()
    return text.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style"))


def _looks_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _utf16(head):
        return False
    controls = sum(byte < 32 and byte not in b"\t\r\n\x0c\x1a\x00" for byte in head)
    return head.startswith((b"%PDF", b"\x89PNG", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc")) or (
        controls > len(head) // 50
    )


def _utf16(head: bytes) -> bool:
    """Tell UTF-16 without a byte order mark, in which every second byte of Latin text is zero."""
    return min(head[::2].count(0), 1) + min(head[1::2].count(0), 1) == 1 and head.count(0) > (
        len(head) // 4
    )
