"""Damaged and malicious files, a few KB each, with the verdict that each must get.

None may stop the run, and none may be read as something that it is not. ``rules`` are the
refusals or notices of which one must be told; ``read`` says that being read is right, ``people``
how many rows then. They are written to disk by ``build``, which gets the file's path.
"""

import os
import random
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import xlsxwriter

from .people import people
from .sheets import Sheet, col
from .writers import delimited, ods, xls, xlsx

COLS = [
    col("No", "no_urut", "no"),
    col("NIK", "nik"),
    col("Nama", "nama"),
    col("No KK", "no_kk"),
    col("Alamat", "alamat"),
]
DAMAGED = ("file_damaged", "file_crashes")
NOTHING = ("file_empty", "file_no_table", "question_no_person")


@dataclass(frozen=True)
class Hostile:
    """One file and its verdict; ``told`` is false for one that is passed over in silence."""

    id: str
    file: str
    build: Callable[[Path], None]
    rules: tuple[str, ...] = ()
    read: bool = False
    people: int | None = None
    told: bool = True


HOSTILE: dict[str, Hostile] = {}


def hostile(
    file: str,
    *rules: str,
    read: bool = False,
    people: int | None = None,
    told: bool = True,
) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    """Register the file that the decorated function builds."""

    def register(build: Callable[[Path], None]) -> Callable[[Path], None]:
        key = build.__name__
        assert key not in HOSTILE, key
        HOSTILE[key] = Hostile(key, file, build, rules, read, people, told)
        return build

    return register


def honest(count: int = 12, seed: int = 300) -> Sheet:
    s = Sheet("Sheet1")
    s.table(COLS, people(count, seed=seed))
    return s


def _bytes(write: Callable[[Path, list[Sheet]], None], path: Path, sheet: Sheet) -> bytes:
    write(path, [sheet])
    return path.read_bytes()


def _edited(
    path: Path, change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None
) -> None:
    """Rewrite the zip at ``path``: ``change`` gives each entry's new bytes (None: left out)."""
    entries = {}
    with zipfile.ZipFile(path) as old:
        for info in old.infolist():
            data = change(info.filename, old.read(info))
            if data is not None:
                entries[info.filename] = data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in (entries | (more or {})).items():
            new.writestr(name, data)


def _in_sheet(
    path: Path, pattern: bytes, text: bytes, name: str = "xl/worksheets/sheet1.xml"
) -> None:
    _edited(path, lambda n, d: re.sub(pattern, lambda _: text, d, count=1) if n == name else d)


@hostile("kosong.xlsx", "file_empty")
def no_bytes(path: Path) -> None:
    path.write_bytes(b"")


@hostile("kosong.csv", "file_empty")
def only_blanks(path: Path) -> None:
    path.write_bytes(b" \r\n\t\r\n  ")


@hostile("buku_kosong.xlsx", *NOTHING)
def workbook_without_cells(path: Path) -> None:
    xlsx(path, [Sheet("Sheet1")])


@hostile("judul_saja.xlsx", *NOTHING, read=True, people=0)
def header_only(path: Path) -> None:
    s = Sheet("Sheet1")
    s.header(COLS)
    xlsx(path, [s])


@hostile("judul_saja.csv", *NOTHING, read=True, people=0)
def header_only_text(path: Path) -> None:
    s = Sheet("")
    s.header(COLS)
    delimited()(path, [s])


@hostile("satu_kolom.csv", *NOTHING, "question_which_nik", read=True, people=12)
def one_column_of_niks(path: Path) -> None:
    path.write_text("NIK\n" + "".join(p.nik + "\n" for p in people(12, seed=301)))


@hostile("satu_kolom_nama.xlsx", *NOTHING, read=True, people=12)
def one_column_of_names(path: Path) -> None:
    s = Sheet("Sheet1")
    s.table(COLS[2:3], people(12, seed=302))
    xlsx(path, [s])


@hostile("kaki_saja.xlsx", *NOTHING)
def footer_only(path: Path) -> None:
    s = Sheet("Sheet1")
    for line in (
        "Mengetahui,",
        "Kepala Desa Muarabakti",
        "SUKARNA, S.Sos",
        "NIP. 196801011990031005",
    ):
        s.footer(line, at=4)
    xlsx(path, [s])


@hostile("surat.txt", *NOTHING)
def a_letter(path: Path) -> None:
    path.write_text(
        "Kepada Yth.\nKepala Dinas Sosial, di tempat\n\nBersama ini data kami.\nTerima kasih.\n"
    )


@hostile("anggaran.xlsx", *NOTHING)
def a_budget(path: Path) -> None:
    s = Sheet("RKA")
    s.add("other", "No", "Uraian", "Volume", "Satuan", "Harga", "Jumlah")
    for i in range(9):
        s.add("other", i + 1, "Belanja ATK", 12, "paket", 250000, 3000000)
    xlsx(path, [s])


@hostile("terpotong.xlsx", *DAMAGED)
def zip_cut_in_half(path: Path) -> None:
    data = _bytes(xlsx, path, honest())
    path.write_bytes(data[: len(data) // 2])


@hostile("ekor_hilang.xlsx", *DAMAGED)
def zip_without_its_tail(path: Path) -> None:
    path.write_bytes(_bytes(xlsx, path, honest())[:-30])


@hostile("crc.xlsx", *DAMAGED)
def zip_with_a_wrong_checksum(path: Path) -> None:
    """A stored sheet with a digit changed: nobody may get another's NIK."""
    xlsx(path, [honest()])
    with zipfile.ZipFile(path) as old:
        entries = {i.filename: old.read(i) for i in old.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as new:
        for name, data in entries.items():
            new.writestr(name, data)
    data = path.read_bytes()
    at = data.index(b"<v>", data.index(b"<sheetData")) + 3
    path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])


@hostile("data_hilang.xlsx", *DAMAGED)
def workbook_without_its_sheet(path: Path) -> None:
    xlsx(path, [honest()])
    _edited(path, lambda n, d: None if n.startswith("xl/worksheets/") else d)


@hostile("xml_terbuka.xlsx", *DAMAGED)
def sheet_of_broken_xml(path: Path) -> None:
    xlsx(path, [honest()])
    _in_sheet(path, rb"</row></sheetData>.*$", b"<row")


def _ole(*streams: str) -> bytes:
    """Return the least OLE container that has a directory of ``streams``."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
        0,
    )
    head = head[:76].ljust(76, b"\x00") + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = b""
    for i, name in enumerate(("Root Entry", *streams)):
        text = name.encode("utf-16-le")
        kind = 5 if i == 0 else 2
        child = 1 if i == 0 else 0xFFFFFFFF
        right = i + 1 if 0 < i < len(streams) else 0xFFFFFFFF
        entry = text.ljust(64, b"\x00") + struct.pack(
            "<HBBIII", len(text) + 2, kind, 1, 0xFFFFFFFF, right, child
        )
        directory += entry.ljust(116, b"\x00") + struct.pack("<IQ", 0xFFFFFFFE, 0)
    return head.ljust(512, b"\x00") + fat + directory.ljust(512, b"\x00")[:512]


@hostile("sandi.xlsx", "file_password")
def password(path: Path) -> None:
    """What Excel writes for a password: an OLE container with an encrypted package."""
    path.write_bytes(_ole("EncryptionInfo", "EncryptedPackage") + random.Random(1).randbytes(2048))


@hostile("sel_jauh.xlsx", "file_crashes", "file_too_large", "file_bomb", read=True, people=12)
def one_cell_in_the_last_corner(path: Path) -> None:
    """5 KB that ask a dense reader for 549 GB (tafia/calamine #693)."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(honest().cells):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell)
        sheet.write(1_048_575, 16_383, "x")


@hostile("tanpa_penutup.ods", "file_hangs", *DAMAGED)
def ods_that_never_ends(path: Path) -> None:
    """Without its last </table:table> a native reader loops for ever."""
    ods(path, [honest()])
    _edited(path, lambda n, d: d.replace(b"</table:table>", b"") if n == "content.xml" else d)


@hostile("bom_kosong.xlsx", "file_bomb", "file_too_large")
def zip_bomb_of_blanks(path: Path) -> None:
    xlsx(path, [honest()])
    _in_sheet(path, rb"$", b" " * 80_000_000)


@hostile("bom_teks.xlsx", "file_bomb", "file_too_large")
def zip_bomb_in_a_shared_string(path: Path) -> None:
    xlsx(path, [honest()])
    _in_sheet(path, rb"<t>No</t>", b"<t>" + b"A" * 80_000_000 + b"</t>", "xl/sharedStrings.xml")


@hostile("bom_bohong.xlsx", "file_bomb", "file_too_large", *DAMAGED)
def zip_bomb_that_lies_of_its_size(path: Path) -> None:
    """The directory says 100 bytes; 80 MB come out."""
    zip_bomb_of_blanks(path)
    data = path.read_bytes()
    big = next(
        i.file_size for i in zipfile.ZipFile(BytesIO(data)).infolist() if i.file_size > 10**7
    )
    path.write_bytes(data.replace(struct.pack("<I", big), struct.pack("<I", 100)))


@hostile("banyak_isi.xlsx", "file_too_large", "file_bomb")
def too_many_entries(path: Path) -> None:
    xlsx(path, [honest()])
    _edited(path, lambda _, d: d, {f"xl/media/{i}.bin": b"" for i in range(5_000)})


DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
    + b"ha" * 50
    + b'">'
    + b"".join(
        f'<!ENTITY {b} "{("&" + a + ";") * 20}">'.encode()
        for a, b in zip("abcdef", "bcdefg", strict=True)
    )
    + b"]>"
)


@hostile("xxe.xlsx", *DAMAGED, read=True)
def external_entity(path: Path) -> None:
    xlsx(path, [honest()])
    _in_sheet(path, rb"<t>No</t>", b"<t>&e;</t>", "xl/sharedStrings.xml")
    _in_sheet(path, rb"<\?xml[^>]*\?>", DTD, "xl/sharedStrings.xml")


@hostile("tawa.xlsx", *DAMAGED, read=True)
def entities_that_expand(path: Path) -> None:
    xlsx(path, [honest()])
    _in_sheet(path, rb"<t>No</t>", b"<t>&g;</t>", "xl/sharedStrings.xml")
    _in_sheet(path, rb"<\?xml[^>]*\?>", LAUGHS, "xl/sharedStrings.xml")


@hostile("keluar_folder.xlsx", read=True, people=12)
def zip_slip_entry(path: Path) -> None:
    """An entry that climbs out of the folder is no reason to lose twelve people."""
    xlsx(path, [honest()])
    _edited(path, lambda _, d: d, {"../../../keluar.txt": b"x"})


@hostile("arsip.zip", "file_archive")
def a_plain_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.csv", "NIK;Nama\n")


@hostile("arsip_slip.xlsx", "file_archive", *DAMAGED)
def a_zip_that_climbs(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../keluar.csv", "NIK;Nama\n")


@hostile("surat.docx", "file_archive")
def a_document(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")


@hostile("pindaian.pdf", "file_unknown")
def a_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")


@hostile("foto.xlsx", "file_unknown")
def a_picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + random.Random(2).randbytes(500))


@hostile("acak.xls", "file_unknown", "file_no_table")
def random_bytes(path: Path) -> None:
    path.write_bytes(random.Random(3).randbytes(8_000))


@hostile("ole_kosong.xls", *DAMAGED)
def ole_without_a_workbook(path: Path) -> None:
    path.write_bytes(_ole("WordDocument"))


def _flipped(seed: int) -> Callable[[Path], None]:
    def build(path: Path) -> None:
        luck = random.Random(seed)
        data = bytearray(_bytes(xls, path, honest()))
        for _ in range(12):
            data[luck.randrange(512, len(data))] ^= 1 << luck.randrange(8)
        path.write_bytes(bytes(data))

    build.__name__ = f"xls_with_flipped_bits_{seed}"
    return build


for _seed in range(6):
    hostile("bit.xls", *DAMAGED, *NOTHING, "question_which_nik", read=True)(_flipped(_seed))


@hostile("ukuran_bohong.xlsx", read=True, people=12)
def lying_dimension(path: Path) -> None:
    """The sheet says that it is A1:B2; the cells outside are people too."""
    xlsx(path, [honest()])
    _in_sheet(path, rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"')


@hostile("ukuran_raksasa.xlsx", read=True, people=12)
def dimension_of_a_whole_sheet(path: Path) -> None:
    xlsx(path, [honest()])
    _in_sheet(path, rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"')


@hostile("makro.xlsm", read=True, people=12)
def macros(path: Path) -> None:
    """Cells are read; the macro is a file among others that nobody runs."""
    xlsx(path, [honest()])
    _edited(
        path,
        lambda n, d: (
            d.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
            if n == "[Content_Types].xml"
            else d
        ),
        {"xl/vbaProject.bin": _ole("VBA")},
    )


@hostile("rumus.xlsx", read=True, people=12)
def formulas_without_values(path: Path) -> None:
    """A running number by formula, never calculated: the people are there all the same."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(honest().cells):
            for j, cell in enumerate(row):
                if j == 0 and i:
                    sheet.write_formula(i, j, "=ROW()-1", None, "")
                else:
                    sheet.write(i, j, cell)


@hostile("galat.xlsx", read=True, people=12)
def error_cells(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(honest().cells):
            for j, cell in enumerate(row):
                if i and j == 3:
                    sheet.write_formula(i, j, "=A1", None, ("#REF!", "#N/A", "#DIV/0!")[i % 3])
                else:
                    sheet.write(i, j, cell)


@hostile("utf8_rusak.csv", read=True, people=12)
def invalid_utf8(path: Path) -> None:
    s = honest()
    data = _bytes(delimited(), path, s)
    path.write_bytes(data.replace(b"Kp. ", b"Kp\xff\xc3\x28 "))


@hostile("sel_panjang.csv", read=True, people=12)
def a_cell_of_100_000_characters(path: Path) -> None:
    s = honest()
    s.cells[3][4] = "Kp. Rawa " * 12_000
    delimited()(path, [s])


@hostile("regex.csv", read=True, people=12)
def cells_that_stall_regular_expressions(path: Path) -> None:
    s = honest()
    for row, text in enumerate(
        (" " * 30_000 + "x", "A " * 15_000 + "1", "1-" * 15_000, "(" * 30_000, "3216" * 9_000), 1
    ):
        s.cells[row][4] = text
        s.cells[row + 5][2] = "Asep" + text
    delimited()(path, [s])


@hostile("kolom_16384.xlsx", "file_too_wide", read=True, people=12)
def all_columns_of_excel(path: Path) -> None:
    s = honest()
    s.cells[0] += [f"P{i}" for i in range(16_384 - len(COLS))]
    s.cells[1] += ["1"] * (16_384 - len(COLS))
    xlsx(path, [s])


@hostile("kolom_600.xlsx", "file_too_large", read=True, people=12)
def six_hundred_columns(path: Path) -> None:
    s = honest()
    s.cells[0] += [f"P{i}" for i in range(595)]
    for row in s.cells[1:]:
        row += ["1"] * 595
    xlsx(path, [s])


@hostile("dua_nik.xlsx", "question_two_niks", read=True, people=16)
def two_different_niks(path: Path) -> None:
    """Both columns say NIK and differ: a question, or the first with the other kept."""
    s = Sheet("Sheet1")
    cols = [COLS[0], COLS[2], COLS[1], col("NIK", None, "nik_ibu")]
    s.table(cols, people(16, seed=310))
    xlsx(path, [s])


@hostile("judul_kembar.csv", read=True, people=12)
def headers_that_differ_in_case(path: Path) -> None:
    s = Sheet("")
    s.table(
        [*COLS, col("nik", None, "kosong"), col("Nik ", None, "kosong"), col("", None, "kosong")],
        people(12, seed=311),
    )
    delimited()(path, [s])


SQL = 'x"); DROP TABLE person; --'


@hostile("sql.xlsx", read=True, people=12)
def header_of_sql(path: Path) -> None:
    s = Sheet("x'; DROP TABLE x --")
    s.table([*COLS, col(SQL, None, lambda _: "' OR 1=1 --")], people(12, seed=312))
    xlsx(path, [s])


@hostile("rumus_teks.csv", read=True, people=12)
def text_that_a_spreadsheet_would_run(path: Path) -> None:
    s = Sheet("")
    s.table(
        [
            *COLS[:4],
            col("Alamat", "alamat", lambda _: '=HYPERLINK("http://x";"y")'),
            col("@SUM(1)", None, lambda _: "+1-1|cmd"),
        ],
        people(12, seed=313),
    )
    delimited(",")(path, [s])


@hostile("tautan.xlsx", "skipped_not_a_file")
def symbolic_link_out_of_the_folder(path: Path) -> None:
    path.symlink_to("/etc/hostname")


@hostile("tautan_putus.csv", "skipped_not_a_file")
def broken_symbolic_link(path: Path) -> None:
    path.symlink_to("tidak-ada")


@hostile("pipa.csv", "skipped_not_a_file")
def named_pipe(path: Path) -> None:
    """Opening it would wait for ever."""
    os.mkfifo(path)


@hostile("folder.xlsx", told=False)
def folder_named_like_a_workbook(path: Path) -> None:
    path.mkdir()


@hostile("~$data.xlsx", "skipped_owner_file")
def owner_file_of_excel(path: Path) -> None:
    path.write_bytes(b"\x05Rina " + bytes(158))


@hostile(".~lock.data.ods#", "skipped_owner_file")
def owner_file_of_libreoffice(path: Path) -> None:
    path.write_text(",rina,pc,22.11.2026 08:00,file;")


@hostile("Thumbs.db", told=False)
def thumbnails_of_windows(path: Path) -> None:
    path.write_bytes(_ole("Catalog"))


@hostile("desktop.ini", told=False)
def folder_settings_of_windows(path: Path) -> None:
    path.write_text("[.ShellClassInfo]\n")


@hostile("unduhan.xlsx.crdownload", *DAMAGED, "file_unknown", "skipped_growing")
def unfinished_download(path: Path) -> None:
    path.write_bytes(_bytes(xlsx, path, honest())[:3000])


@hostile("halaman_masuk.xls", *NOTHING)
def login_page_named_xls(path: Path) -> None:
    """What a ministry's site sends when the session ran out."""
    path.write_text(
        "<!DOCTYPE html><html><body><form>NIK <input> Sandi <input></form></body></html>"
    )


@hostile("html_dalam.xls", *NOTHING, read=True)
def html_of_nested_tables(path: Path) -> None:
    path.write_text("<html>" + "<table><tr><td>" * 5_000 + "NIK")


@hostile("html_rentang.xls", "file_too_wide", *NOTHING, read=True)
def html_of_vast_spans(path: Path) -> None:
    row = "<tr>" + '<td colspan="9999999" rowspan="9999999">x</td>' * 20 + "</tr>"
    path.write_text("<table>" + "<tr><th>NIK</th><th>Nama</th></tr>" + row * 20 + "</table>")


@hostile(
    "ods_ulang.ods",
    "file_crashes",
    "file_bomb",
    "file_too_large",
    "file_hangs",
    "file_damaged",
    read=True,
    people=12,
)
def ods_of_repeated_rows(path: Path) -> None:
    """One tag stands for a million rows of a thousand columns."""
    ods(path, [honest()])
    bomb = (
        b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        b'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
        b"</table:table-row></table:table>"
    )
    _edited(path, lambda n, d: d.replace(b"</table:table>", bomb) if n == "content.xml" else d)


def build_all(folder: Path) -> None:
    """Write every hostile file into a folder of its own below ``folder``."""
    for case in HOSTILE.values():
        home = folder / case.id
        home.mkdir()
        case.build(home / case.file)
