"""konflik.csv and konflik.xlsx: what a reviewer opens, fills in and sends back."""

import csv
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from bekasi_reconcile.reference.conflict_kind import conflict_kinds
from bekasi_reconcile.register.database import connect

ACTIONABLE = {
    "id_konflik", "jenis", "tingkat", "kecamatan", "desa", "rt", "rw", "id_orang", "id_keluarga",
    "nama", "pertanyaan", "menurut_daftar", "jumlah_catatan", "yang_berbeda", "alasan",
    "isi_register", "aturan", "pemutus", "pilihan_jawaban", "keputusan", "petugas", "tanggal",
    "keterangan",
}  # fmt: skip
"""What makes a row actionable; the answers are read back by these names."""


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def read_sheet(path: Path, name: str = "Konflik") -> list[dict[str, str]]:
    head, *body = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()
    return [dict(zip(head, line, strict=True)) for line in body]


@pytest.fixture(scope="module")
def laporan(finished: Path) -> Path:
    return finished / "data/output/latest/laporan"


def test_every_conflict_is_a_row_with_what_a_reviewer_needs(laporan: Path, finished: Path):
    rows = read_csv(laporan / "konflik.csv")
    with connect(finished / "data/output/latest/register.duckdb") as con:
        ids = {r[0] for r in con.execute("SELECT conflict_id FROM conflict").fetchall()}

    assert {row["id_konflik"] for row in rows} == ids
    assert len(rows) == len(ids) > 20
    assert set(rows[0]) >= ACTIONABLE
    needed = ("pertanyaan", "menurut_daftar", "pemutus", "pilihan_jawaban", "nama")
    assert all(row[name] for row in rows for name in needed)
    assert not any(row["keputusan"] for row in rows)


def test_the_workbook_says_what_the_csv_says_and_keeps_every_digit(laporan: Path):
    rows = [
        {name: text for name, text in row.items() if name != "nilai_diubah"}
        for row in read_csv(laporan / "konflik.csv")
    ]
    sheet = read_sheet(laporan / "konflik.xlsx")

    for row in sheet:
        row["menurut_daftar"] = row["menurut_daftar"].replace("\n", " | ")
    assert sheet == rows
    assert sum(len(row["nik"]) == 16 for row in sheet) > 20


def test_each_kecamatan_has_its_own_and_none_is_lost(laporan: Path):
    parts = sorted((laporan / "konflik").glob("*.csv"))
    found = [row for part in parts for row in read_csv(part)]
    whole = read_csv(laporan / "konflik.csv")

    key = "id_konflik"
    assert len(parts) > 5
    assert sorted(found, key=lambda r: r[key]) == sorted(whole, key=lambda r: r[key])
    for part in parts:
        assert len({row["kecamatan"] for row in read_csv(part)}) == 1
        assert read_sheet(part.with_suffix(".xlsx"))[0][key] == read_csv(part)[0][key]


def test_an_address_leads_to_the_row_that_is_meant(laporan: Path, finished: Path):
    detail = read_sheet(laporan / "konflik.xlsx", "Rincian")
    with connect(finished / "data/output/latest/register.duckdb") as con:
        told = con.execute(
            "SELECT conflict_id, file, sheet, row FROM conflict_value ORDER BY ALL"
        ).fetchall()

    found = [
        (r["id_konflik"], r["berkas"], r["lembar"], int(re.sub("[A-Z]", "", r["sel"])))
        for r in detail
    ]
    assert sorted(found) == told
    first = detail[0]
    listed = next(
        r for r in read_sheet(laporan / "konflik.xlsx") if r["id_konflik"] == first["id_konflik"]
    )
    assert f"{first['berkas']}" in listed["menurut_daftar"]
    assert f"!{first['sel']}]" in listed["menurut_daftar"]


def test_a_pair_that_may_be_one_person_says_why(laporan: Path):
    asked = [row for row in read_csv(laporan / "konflik.csv") if row["jenis"] == "tinjau"]

    assert asked
    assert all(
        re.search(r"nama .*\([a-z ]*bukti [a-z ]+, -?[0-9]+ bit\)", r["alasan"]) for r in asked
    )


def test_an_overlap_names_its_rule(laporan: Path):
    asked = [row for row in read_csv(laporan / "konflik.csv") if row["jenis"] == "tumpang_tindih"]

    assert asked
    assert all(row["alasan"].startswith("Permendesa") for row in asked)


def test_each_type_offers_its_own_answers(laporan: Path):
    book = openpyxl.load_workbook(laporan / "konflik.xlsx")

    assert book.sheetnames == ["Petunjuk", "Konflik", "Rincian", "Berita acara", "Pilihan"]
    (offered,) = book["Konflik"].data_validations.dataValidation
    assert offered.formula1 == "INDIRECT($B2)"
    column = {cell.value: cell.column_letter for cell in book["Konflik"][1]}
    assert str(offered.sqref).startswith(column["keputusan"] + "2:")
    assert column["jenis"] == "B"
    for name, kind in conflict_kinds().items():
        sheet, cells = next(iter(book.defined_names[name].destinations))
        assert [cell.value for (cell,) in book[sheet][cells]] == list(kind.answers)


def test_no_cell_of_the_workbook_is_a_formula(laporan: Path):
    book = openpyxl.load_workbook(laporan / "konflik.xlsx")

    types = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row if c.value}
    assert types == {"s"}


TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def converted(path: Path, form: str, folder: Path) -> Path:
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    subprocess.run(
        [*command, "--convert-to", form, "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / f"{path.stem}.{form}"


def fill_in(document: Path, column: int, answer: str) -> None:
    """Write ``answer`` and the row's number into ``column`` of LibreOffice's own document."""
    for _, (prefix, uri) in ET.iterparse(document, events=["start-ns"]):
        ET.register_namespace(prefix, uri)  # LibreOffice knows its documents by their prefixes
    tree = ET.parse(document)
    sheet = next(t for t in tree.iter(f"{TABLE}table") if t.get(f"{TABLE}name") == "Konflik")
    number = 0
    for row in sheet.iter(f"{TABLE}table-row"):
        cells: list[ET.Element] = []
        for cell in list(row):
            times = int(cell.attrib.pop(f"{TABLE}number-columns-repeated", "1"))
            cells += [cell] + [ET.fromstring(ET.tostring(cell)) for _ in range(min(times, 40) - 1)]
            row.remove(cell)
        row.extend(cells)
        if len(cells) <= column or not "".join(cells[0].itertext()).strip().startswith("K-"):
            continue
        number += 1
        cells[column].set(f"{OFFICE}value-type", "string")
        ET.SubElement(cells[column], f"{TEXT}p").text = f"{answer}{number}"
    tree.write(document, encoding="utf-8", xml_declaration=True)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_filled_in_with_libreoffice_and_read_back_nothing_is_lost(laporan: Path, tmp_path: Path):
    sent = read_sheet(laporan / "konflik.xlsx")
    column = list(sent[0]).index("keputusan")

    document = converted(laporan / "konflik.xlsx", "fods", tmp_path)
    fill_in(document, column, "BETULKAN: 3216010112")
    back = read_sheet(converted(document, "xlsx", tmp_path))

    answers = [row.pop("keputusan") for row in back]
    assert answers == [f"BETULKAN: 3216010112{i}" for i in range(1, len(sent) + 1)]
    for row in sent:
        row.pop("keputusan")
    assert back == sent
