"""Which kabupaten and kota a project is about is data: Bekasi is one territory among others."""

import csv
import pickle
import shutil
from datetime import date
from pathlib import Path

import pytest

from bekasi_reconcile import pipeline
from bekasi_reconcile.clean.nik import read_nik
from bekasi_reconcile.clean.place import resolve
from bekasi_reconcile.clean.place_cell import ANY_REGENCY, OUTSIDE, PlaceCells, kabupaten_in
from bekasi_reconcile.commands.init import shipped_configs
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.config.territory_settings import TerritorySettings
from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.ingest.layout.title_area import area_in_name, areas_in_title
from bekasi_reconcile.reference.territory import KECAMATAN, Territory, read_territory
from bekasi_reconcile.register import database
from bekasi_reconcile.sql import fetch
from territories import BEKASI

REGIONS = """kode,tingkat,nama,kode_induk,kode_bps,nama_bps
32,provinsi,Jawa Barat,,,
3215,kabupaten,Kabupaten Karawang,32,,
321501,kecamatan,Karawang Barat,3215,,
3215011001,kelurahan,Karawang Kulon,321501,,
3215011011,kelurahan,Nagasari,321501,,
321503,kecamatan,Telukjambe Timur,3215,,
321526,kecamatan,Karawang Timur,3215,,
321527,kecamatan,Telukjambe Barat,3215,,
"""
"""A few regions of Karawang by their codes in Kepmendagri 300.2.2-2138 of 2025."""

PEOPLE = [
    ["NIK", "Nama", "Tanggal Lahir", "No KK", "Desa/Kelurahan", "Alamat"],
    ["3215014101800001", "SITI AMINAH", "01-01-1980", "3215010101150001", "Nagasari", "Kp Satu"],
    ["3215010202810002", "ASEP SAEPUDIN", "02-02-1981", "3215010101150002", "Ds. Nagasari", "Kp 2"],
    ["3216014303820003", "DEWI LESTARI", "03-03-1982", "3215010101150003", "Karawang Kulon", "-"],
]


def karawang(folder: Path) -> Territory:
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("wilayah.csv").write_text(REGIONS, encoding="utf-8")
    return read_territory(("3215",), folder)


def karawang_project(folder: Path) -> Config:
    """Return a project about Karawang with one list, whose title names the kecamatan."""
    shutil.copytree(shipped_configs(), folder / "configs")
    karawang(folder / "configs" / "karawang")
    settings = folder / "configs" / "reconcile.toml"
    text = settings.read_text("utf-8")
    named = text.replace('["3216", "3275"]', '["3215"]').replace('"bekasi"', '"karawang"')
    settings.write_text(named, encoding="utf-8")
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    with (raw / "bantuan.csv").open("w", encoding="utf-8", newline="") as file:
        title = [["DAFTAR PENERIMA KABUPATEN KARAWANG KECAMATAN KARAWANG BARAT"], [""]]
        csv.writer(file, delimiter=";").writerows(title + PEOPLE)
    return Config.load(folder)


def test_a_kabupaten_of_its_own_table_is_read_cleaned_and_reported(tmp_path: Path):
    config = karawang_project(tmp_path / "proyek")

    folder = pipeline.run(config, as_of=date(2026, 11, 22)).folder

    with database.connect(folder / "register.duckdb") as con:
        person = fetch(con, "FROM person ORDER BY nama")
        record = fetch(con, "SELECT nama, nik_status FROM isi.record ORDER BY nama")
    assert person["kode_desa"].tolist() == ["3215011011", "3215011001", "3215011011"]
    assert set(person["kecamatan"]) == {"Karawang Barat"}
    assert set(person["kabupaten"]) == {"Kabupaten Karawang"}
    assert record["nik_status"].tolist() == ["VALID", "VALID_FOREIGN_REGION", "VALID"]
    reports = [path for path in folder.rglob("*") if path.is_file()]
    page = (folder / "ringkasan.html").read_text("utf-8")
    assert "keluarga miskin Karawang untuk TKPKD" in page
    assert "Kabupaten Karawang · Tim Koordinasi" in page
    texts = [path for path in reports if path.suffix in {".html", ".csv", ".txt"}]
    assert [path.name for path in texts if "Bekasi" in path.read_text("utf-8-sig")] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KAB. KARAWANG", "3215"),
        ("Kabupaten Karawang", "3215"),
        ("Karawang", "3215"),
        ("3215 - KARAWANG", "3215"),
        ("Kota Karawang", OUTSIDE),
        ("Kab. Bekasi", OUTSIDE),
        ("", None),
    ],
)
def test_the_name_forms_of_a_kabupaten_come_from_its_region_table(tmp_path: Path, text, code):
    assert kabupaten_in(text, karawang(tmp_path)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KAB. BEKASI", "3216"),
        ("Kodya Bekasi", "3275"),
        ("Bekasi", ANY_REGENCY),
        ("Bks", ANY_REGENCY),
        ("Kab. Karawang", OUTSIDE),
    ],
)
def test_a_name_that_two_regencies_bear_is_either(text, code):
    assert kabupaten_in(text, BEKASI) == code


def test_a_title_names_the_places_of_the_territory_only(tmp_path: Path):
    territory = karawang(tmp_path)
    title = "DAFTAR KPM KABUPATEN KARAWANG KECAMATAN KARAWANG BARAT TAHUN 2024"

    assert areas_in_title(title, territory) == {
        "kecamatan": "KARAWANG BARAT",
        "kabupaten": "KABUPATEN KARAWANG",
    }
    assert areas_in_title("KECAMATAN : BABELAN", territory) == {}
    assert area_in_name("Kec. Telukjambe Timur", territory) == {"kecamatan": "Telukjambe Timur"}


def test_a_title_of_bekasi():
    title = "DAFTAR KPM DESA SUKAMULYA KECAMATAN SUKATANI TAHUN 2024"

    assert areas_in_title(title, BEKASI) == {"desa": "SUKAMULYA", "kecamatan": "SUKATANI"}
    assert areas_in_title("Data Desa Tahun 2024", BEKASI) == {}
    assert area_in_name("Kec. Babelan", BEKASI) == {"kecamatan": "Babelan"}
    assert area_in_name("03 TAMBUN SELATAN", BEKASI) == {"kecamatan": "Tambun Selatan"}
    assert area_in_name("Sheet1", BEKASI) == {}


def test_the_bare_name_of_a_divided_kecamatan_means_its_parts_and_not_the_regency(tmp_path: Path):
    named = karawang(tmp_path).by_name[KECAMATAN]

    assert named["TELUKJAMBE"] == {"321503", "321527"}
    assert "KARAWANG" not in named
    assert len(BEKASI.by_name[KECAMATAN]["CIKARANG"]) == 5
    assert "BEKASI" not in BEKASI.by_name[KECAMATAN]


def test_a_nik_of_the_territory_is_of_home(tmp_path: Path):
    territory = karawang(tmp_path)

    assert read_nik("3215014101800001", territory).status == "VALID"
    assert read_nik("3216014101800001", territory).status == "VALID_FOREIGN_REGION"
    assert read_nik("3215994101800001", territory).rule == "nomor-kecamatan-tak-dikenal"


def test_a_place_is_resolved_within_the_territory(tmp_path: Path):
    cells = PlaceCells(desa="Nagasari", kecamatan="Karawang Brt", kabupaten="Kab Karawang")

    assert resolve(cells._replace(kecamatan="Karawang Barat"), karawang(tmp_path)).kode_desa == (
        "3215011011"
    )
    assert resolve(cells, BEKASI).rule == "tempat-luar-bekasi"


def test_a_territory_travels_to_another_process_and_is_the_same_there(tmp_path: Path):
    territory = karawang(tmp_path)
    other = pickle.loads(pickle.dumps(territory))

    assert other == territory
    assert hash(other) == hash(territory)
    assert territory != BEKASI


def test_one_regency_of_a_shipped_table_is_a_territory():
    city = TerritorySettings(regencies=("3275",)).load(Path("configs"))

    assert city.name == "Bekasi"
    assert city.regency_titles == ("Kota Bekasi",)
    assert kabupaten_in("Bekasi", city) == "3275"
    assert kabupaten_in("Kab. Bekasi", city) == OUTSIDE


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        (TerritorySettings(regions="karawang"), "program.no_regions"),
        (TerritorySettings(regencies=("3215",)), "program.no_regency"),
    ],
)
def test_a_territory_without_its_table_is_a_mistake_of_the_configuration(tmp_path, settings, key):
    with pytest.raises(ConfigError) as raised:
        settings.load(tmp_path)

    assert raised.value.message.key == key
