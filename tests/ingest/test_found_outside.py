"""Lists that other people's eyes found misread; each stays read."""

import json
from pathlib import Path

import pytest
import xlsxwriter

from bekasi_reconcile.ingest.stage import Ingested, ingest
from territories import BEKASI

NAMES = ["ASEP SURYANA", "ENTIN KARTINI", "UJANG RUHIYAT", "SITI AMINAH", "MAMAN", "NENENG SARI"]


def received(folder: Path, rows: list[list[object]], sheet: str = "Data") -> Ingested:
    raw = folder / "raw"
    raw.mkdir()
    with xlsxwriter.Workbook(str(raw / "daftar.xlsx")) as book:
        page = book.add_worksheet(sheet)
        for i, row in enumerate(rows):
            page.write_row(i, 0, row)
    return ingest(raw, (), folder, BEKASI)


def test_digits_kept_by_a_formula_are_digits(tmp_path: Path):
    raw = tmp_path / "raw"
    raw.mkdir()
    lines = ["NIK;No KK;Nama"]
    lines += [
        f'="321601010180000{i}";"=""3216010112190001""";{name}' for i, name in enumerate(NAMES, 1)
    ]
    (raw / "warga.csv").write_text("\n".join(lines), encoding="utf-8")

    rows = ingest(raw, (), tmp_path, BEKASI).source_row

    assert rows["nik"].tolist()[:2] == ["3216010101800001", "3216010101800002"]
    assert set(rows["no_kk"]) == {"3216010112190001"}


def test_numbered_names_are_names(tmp_path: Path):
    numbered = [f"{i}. {name}" for i, name in enumerate(NAMES, 1)]

    rows = received(tmp_path, [["Nama KPM", "Alamat"], *([n, "KP. RAWA"] for n in numbered)])

    assert rows.source_row["nama"].tolist() == numbered


def test_a_header_that_can_mean_one_thing_is_believed_though_its_cells_are_bad(tmp_path: Path):
    body = [[f"?{i}?", name] for i, name in enumerate(NAMES)]

    rows = received(tmp_path, [["Nomor Induk Kependudukan", "Nama Lengkap"], *body]).source_row

    assert rows["nik"].tolist() == [f"?{i}?" for i in range(len(NAMES))]


def test_day_month_and_year_side_by_side_are_a_birth(tmp_path: Path):
    body = [[name, i + 1, i + 2, 1960 + 5 * i] for i, name in enumerate(NAMES)]

    rows = received(tmp_path, [["Nama", "Tanggal", "Bulan", "Tahun"], *body]).source_row

    born = rows[["hari_lahir", "bulan_lahir", "tahun_lahir"]].iloc[0].tolist()
    assert born == ["1", "2", "1960"]


def test_a_payment_date_in_three_columns_is_no_birth(tmp_path: Path):
    body = [[name, i + 1, 5, 2024] for i, name in enumerate(NAMES)]

    rows = received(tmp_path, [["Nama", "Tanggal", "Bulan", "Tahun"], *body]).source_row

    assert rows["tahun_lahir"].isna().all()


def test_what_stands_on_the_heads_row_only_is_the_familys(tmp_path: Path):
    header = ["No KK", "Nama", "SHDK", "Desa"]
    body = [
        ["3216010112190001", "ASEP SURYANA", "KEPALA KELUARGA", "Muarabakti"],
        ["", "ENTIN KARTINI", "ISTRI", ""],
        ["", "NENENG SARI", "ANAK", ""],
        ["3216010112190002", "UJANG RUHIYAT", "KEPALA KELUARGA", "Bunibakti"],
        ["", "SITI AMINAH", "ISTRI", ""],
    ]

    rows = received(tmp_path, [header, *body]).source_row

    assert rows["no_kk"].str[-1].tolist() == ["1", "1", "1", "2", "2"]
    assert rows["desa"].tolist() == ["Muarabakti"] * 3 + ["Bunibakti"] * 2


def test_blanks_are_never_filled_without_the_relationship(tmp_path: Path):
    body = [["3216010112190001", "ASEP SURYANA"], ["", "ENTIN KARTINI"], ["", "MAMAN"]]

    rows = received(tmp_path, [["No KK", "Nama"], *body]).source_row

    assert rows["no_kk"].isna().tolist() == [False, True, True]


def test_a_family_without_a_number_does_not_inherit_the_one_above(tmp_path: Path):
    header = ["No", "Nama", "NIK"]
    rows = [
        ["No. KK : 3216010112190001", "Nama Kepala Keluarga : ASEP", "Alamat : KP RAWA RT 1/RW 6"],
        header,
        [1, "ASEP SURYANA", "3216010101800001"],
        ["No. KK : 9999", "Nama Kepala Keluarga : UJANG", ""],
        [1, "UJANG RUHIYAT", "3216010101800002"],
    ]

    found = received(tmp_path, rows).source_row

    assert found["nama"].tolist() == ["ASEP SURYANA", "UJANG RUHIYAT"]
    assert found["nama_kepala"].tolist() == ["ASEP", "UJANG"]
    assert found["no_kk"].tolist() == ["3216010112190001", "9999"]
    assert found["alamat"].fillna("").tolist() == ["KP RAWA", ""]
    assert found["rt"].fillna("").tolist() == ["1", ""]


def test_rows_know_their_kecamatan_better_than_the_sheets_name(tmp_path: Path):
    body = [["ASEP SURYANA", "Cikarang Selatan"], ["SITI AMINAH", ""]]

    rows = received(tmp_path, [["Nama", "Kecamatan"], *body], "KOTA BEKASI").source_row

    assert rows["kabupaten"].fillna("").tolist() == ["", "Kota Bekasi"]


def test_husband_and_wife_in_one_row_are_asked_about(tmp_path: Path):
    header = ["No", "Nama Suami", "NIK Suami", "Nama Istri", "NIK Istri"]
    body = [
        [i, NAMES[i], f"321601010180000{i}", NAMES[i + 1], f"321601410180000{i}"] for i in range(5)
    ]

    found = received(tmp_path, [header, *body])

    assert found.submission["reason"].tolist() == ["question_no_person"]


@pytest.mark.parametrize("answer", ["nik", "lain"])
def test_a_question_is_answered_in_the_draft_profile(tmp_path: Path, answer: str):
    from bekasi_reconcile.config.sources import load_sources
    from bekasi_reconcile.ingest.mapping.draft import write_drafts

    header = ["Nama", "Kode Unik"]
    body = [[name, f"321601010181{i:04d}"] for i, name in enumerate(NAMES, 1)]
    asked = received(tmp_path, [header, *body])
    (draft,) = write_drafts(asked.drafts, tmp_path / "sources", "id")
    text = draft.read_text(encoding="utf-8").replace("reviewed = false", "reviewed = true")

    draft.write_text(text.replace('"Kode Unik" = "lain"', f'"Kode Unik" = "{answer}"'), "utf-8")
    told = ingest(tmp_path / "raw", load_sources(tmp_path / "sources"), tmp_path, BEKASI)

    assert asked.submission["reason"].tolist() == ["question_which_nik"]
    assert told.submission["status"].tolist() == ["read"]
    assert told.source_row["nik"].notna().all() == (answer == "nik")


def test_a_row_without_unmapped_cells_does_not_take_those_of_the_next(tmp_path: Path):
    (tmp_path / "a.csv").write_text(
        "NIK;Nama;Warna Rumah\n"
        "3216010101800001;WARGA SATU;\n"
        "3216010101800002;WARGA DUA;biru\n"
        "3216010101800003;WARGA TIGA;\n"
        '3216010101800004;WARGA EMPAT;kata "ya"\n'
    )

    rows = ingest(tmp_path, (), tmp_path, BEKASI).source_row

    assert [json.loads(e) if e else {} for e in rows["extra"].fillna("")] == [
        {},
        {"Warna Rumah": "biru"},
        {},
        {"Warna Rumah": 'kata "ya"'},
    ]
