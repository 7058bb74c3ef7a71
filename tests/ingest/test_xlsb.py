"""The binary workbook, written by script: nothing in the package index writes one."""

import struct
import zipfile
from pathlib import Path

from bekasi_reconcile.ingest.stage import ingest
from territories import BEKASI

BOOK, END_BOOK, SHEETS, END_SHEETS, SHEET_REF = 131, 132, 143, 144, 156
SHEET, END_SHEET, SIZE, DATA, END_DATA, ROW, NUMBER, TEXT = 129, 130, 148, 145, 146, 0, 5, 6


def record(kind: int, body: bytes = b"") -> bytes:
    """Return one record of BIFF12: kind and length in 7-bit groups, then the body."""
    head = bytes([kind]) if kind < 128 else bytes([(kind & 127) | 128, kind >> 7])
    size, length = b"", len(body)
    while True:
        low, length = length & 127, length >> 7
        size += bytes([low | (128 if length else 0)])
        if not length:
            return head + size + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cell(column: int, value: str | float) -> bytes:
    at = struct.pack("<II", column, 0)
    if isinstance(value, str):
        return record(TEXT, at + wide(value))
    return record(NUMBER, at + struct.pack("<d", value))


def sheet(rows: list[list[str | float]]) -> bytes:
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1)
    body = b"".join(
        record(ROW, struct.pack("<II", i, 0) + bytes(9))
        + b"".join(cell(j, value) for j, value in enumerate(row))
        for i, row in enumerate(rows)
    )
    parts = [record(SHEET), record(SIZE, size), record(DATA), body]
    return b"".join([*parts, record(END_DATA), record(END_SHEET)])


RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def write(path: Path, name: str, rows: list[list[str | float]]) -> None:
    reference = record(SHEET_REF, struct.pack("<II", 0, 1) + wide("rId1") + wide(name))
    book = record(BOOK) + record(SHEETS) + reference + record(END_SHEETS) + record(END_BOOK)
    link = '<Relationship Id="rId1" Type="{}" Target="{}"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels", RELS.format(link.format(KIND + "officeDocument", "xl/workbook.bin"))
        )
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            RELS.format(link.format(KIND + "worksheet", "worksheets/sheet1.bin")),
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet(rows))


def test_a_binary_workbook_is_read_with_the_kind_of_its_cells(tmp_path: Path):
    raw = tmp_path / "raw"
    raw.mkdir()
    write(
        raw / "penerima.xlsb",
        "Kec. Babelan",
        [
            ["NIK", "Nama Penerima", "L/P"],
            ["3216020101800001", "WARGA SATU", "L"],
            [3216020101800002.0, "WARGA DUA", "P"],
        ],
    )

    received = ingest(raw, (), tmp_path, BEKASI)

    assert received.submission["format"].tolist() == ["xlsb"]
    rows = received.source_row
    assert rows["nik"].tolist() == ["3216020101800001", "3216020101800002"]
    assert rows["nik_kind"].tolist() == ["teks", "angka"]
    assert rows["kecamatan"].tolist() == ["Babelan", "Babelan"]
