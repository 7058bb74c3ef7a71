"""The correction file: every bad cell told at its address, and read back without a loss."""

import csv
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pandas as pd
import pytest

from bekasi_reconcile import pipeline
from bekasi_reconcile.commands.init import make_project
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.ingest.reader.child import document_property
from bekasi_reconcile.publish import run_manifest
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.report.correction import write_workbooks
from bekasi_reconcile.spreadsheet import correction_mark as marked

HEADER = ["No", "NIK", "No KK", "Nama Lengkap", "Tanggal Lahir", "Alamat"]
PEOPLE = [
    ["1", "3216010112870001", "3216010101190001", "ASEP SUNANDAR", "01-12-1987", "KP BARU"],
    ["2", "3216014203900002", "3216010101190001", "EUIS KOMALA", "02-03-1990", "KP BARU"],
    ["3", "3216011505750003", "3216010101190002", "UJANG RUHIYAT", "15-05-1975", "KP TENGAH"],
    ["4", "3216016107800004", "3216010101190002", "NENENG HASANAH", "21-07-1980", "KP TENGAH"],
    ["5", "3216010908820005", "3216010101190003", "DEDI KURNIADI", "09-08-1982", "KP UTARA"],
]
RED = "FFFFC7CE"


def people(**cells: str) -> list[list[str]]:
    """Return the people with some cells changed, told as Excel addresses below a header row 4."""
    rows = [list(row) for row in PEOPLE]
    for address, text in cells.items():
        rows[int(address[1:]) - 5]["ABCDEF".index(address[0])] = text
    return rows


BAD = people(B6="32160142", E7="31-02-1975")


def workbook(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet["A1"] = "DAFTAR PENERIMA BANTUAN"
        sheet.merge_cells("A1:F1")
        for line in ([], [], HEADER, *rows, ["", "", "", "JUMLAH", "", "5"]):
            sheet.append(line)
    book.save(path)


def run(project: Path) -> Path:
    """Run the project; return the folder of its correction files."""
    pipeline.run(Config.load(project))
    return project / "data/output/latest/laporan/perbaikan"


def rows(project: Path, query: str) -> pd.DataFrame:
    with connect(project / "data/output/latest/register.duckdb") as con:
        return con.execute(query).df()


def status(project: Path) -> dict[str, str]:
    found = rows(project, "SELECT file, status FROM isi.submission ORDER BY file")
    return dict(found.itertuples(index=False, name=None))


def corrected(source: Path, target: Path, cells: dict[tuple[str, str], str]) -> None:
    """Save ``source`` as ``target``, with ``cells`` (sheet, address) retyped by an officer."""
    book = openpyxl.load_workbook(source)
    for (sheet, address), text in cells.items():
        book[sheet][address] = text
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def ids(project: Path) -> set[str]:
    return set(rows(project, "SELECT record_id FROM isi.source_row")["record_id"])


def balances(project: Path) -> bool:
    sheet = rows(project, "SELECT * FROM isi.sheet")
    kinds = ["records", "refused", *run_manifest.NON_DATA]
    return bool((sheet["rows_seen"] == sheet[kinds].sum(axis=1)).all())


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with one list in which a NIK and a date are wrong, after one run."""
    folder = tmp_path_factory.mktemp("sent") / "project"
    make_project(folder)
    workbook(folder / "data/raw/Bantuan.xlsx", {"BABELAN": BAD})
    run(folder)
    return folder


MADE = "data/output/latest/laporan/perbaikan/bantuan.xlsx"


@pytest.fixture
def made(sent: Path) -> Path:
    return sent / MADE


@pytest.fixture
def bantuan(sent: Path, tmp_path: Path) -> Path:
    """Return a copy of that project."""
    return shutil.copytree(sent, tmp_path / "project", symlinks=True)


def test_a_bad_cell_is_coloured_and_told_at_its_own_address(made: Path):
    sheet = openpyxl.load_workbook(made)["BABELAN"]
    noted = {c.coordinate: c for row in sheet for c in row if c.comment}
    assert set(noted) == {"B6", "E7"}
    assert all(cell.fill.fgColor.rgb == RED for cell in noted.values())
    assert "16 digit" in noted["B6"].comment.text
    assert sheet["A5"].fill.fgColor.rgb != RED


def test_the_sheet_comes_back_as_it_was_and_all_text(sent: Path, made: Path):
    came = openpyxl.load_workbook(sent / "data/raw/Bantuan.xlsx")["BABELAN"]
    book = openpyxl.load_workbook(made)
    back = book["BABELAN"]
    assert book.sheetnames == ["Petunjuk", "BABELAN"]
    assert [[c.value or None for c in row] for row in back.iter_rows()] == [
        [c.value or None for c in row] for row in came.iter_rows()
    ]
    filled = [c for sheet in book for row in sheet for c in row if c.value is not None]
    assert {(c.data_type, c.number_format) for c in filled} == {("s", "@")}
    assert [str(m) for m in back.merged_cells.ranges] == ["A1:F1"]
    assert back.freeze_panes == "A5"


def test_the_first_sheet_counts_what_is_to_be_corrected(made: Path):
    lines = list(openpyxl.load_workbook(made)["Petunjuk"].iter_rows(values_only=True))
    assert ("BABELAN", "B", "1", "0", "0") in lines
    assert ("BABELAN", "E", "1", "0", "0") in lines


def test_the_folder_and_the_file_are_private(made: Path):
    assert made.parent.stat().st_mode & 0o777 == 0o700
    assert made.stat().st_mode & 0o777 == 0o600


def test_the_same_input_gives_the_same_bytes(bantuan: Path, made: Path):
    shutil.rmtree(bantuan / "data/interim")  # where what was written before is kept

    assert (run(bantuan) / "bantuan.xlsx").read_bytes() == made.read_bytes()


RIGHT = {("BABELAN", "B6"): "3216014203900002", ("BABELAN", "E7"): "15-05-1975"}


@pytest.mark.slow
@pytest.mark.parametrize("beside", [True, False])
def test_corrected_it_takes_the_place_of_the_original(bantuan: Path, beside: bool):
    before = rows(bantuan, "SELECT record_id, row FROM isi.source_row")
    corrected(bantuan / MADE, bantuan / "data/raw/kembali/bantuan.xlsx", RIGHT)
    if not beside:
        (bantuan / "data/raw/Bantuan.xlsx").unlink()

    folder = run(bantuan)

    expected = {"Bantuan.xlsx": "superseded"} if beside else {}
    assert status(bantuan) == expected | {"kembali/bantuan.xlsx": "read"}
    assert not list(folder.glob("*"))
    unchanged = set(before.loc[~before["row"].isin([6, 7]), "record_id"])
    assert len(unchanged) == 3
    assert unchanged < ids(bantuan)
    assert len(ids(bantuan)) == 5
    assert balances(bantuan)
    records = rows(bantuan, "SELECT kecamatan FROM isi.record")
    assert set(records["kecamatan"]) == {"Babelan"}


@pytest.mark.slow
def test_a_correction_of_a_correction_replaces_both(bantuan: Path):
    back = bantuan / "data/raw/bantuan-kembali.xlsx"
    corrected(bantuan / MADE, back, {("BABELAN", "B6"): "3216014203900002"})
    corrected(run(bantuan) / "bantuan.xlsx", back, {("BABELAN", "E7"): "15-05-1975"})

    folder = run(bantuan)

    assert status(bantuan) == {"Bantuan.xlsx": "superseded", "bantuan-kembali.xlsx": "read"}
    assert not list(folder.glob("*"))
    assert len(ids(bantuan)) == 5


class Returned(NamedTuple):
    """A project whose correction files came back: ``before`` and now, rows with their ids."""

    project: Path
    sheets: list[str]
    noted: str
    before: pd.DataFrame
    now: pd.DataFrame

    def of(self, source: str) -> tuple[set[str], set[str]]:
        """Return the ids of the rows of ``source``, before and now."""
        before, now = (t.loc[t["source"] == source, "record_id"] for t in (self.before, self.now))
        return set(before), set(now)


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Returned:
    """Return a project with lists of many kinds, whose corrections were sent back as they came."""
    project = tmp_path_factory.mktemp("returned") / "project"
    make_project(project)
    raw, made = project / "data/raw", project / "data/output/latest/laporan/perbaikan"
    workbook(
        raw / "Bantuan.xlsx",
        {"BABELAN": people(B6="12345"), "TARUMAJAYA": people(B7="99"), "Petunjuk": people()},
    )
    with (raw / "Bantuan 2024-05.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows([HEADER, *people(B5="77")])
    numbers_dates_and_markup(raw / "Angka.xlsx")
    cut_by_excel(raw / "Rusak.xlsx")
    workbook(raw / "Baik.xlsx", {"BABELAN": people()})
    run(project)
    before = rows(project, ROWS)
    book = openpyxl.load_workbook(made / "bantuan.xlsx")
    comment = book["Bantuan 2024-05"]["B2"].comment
    for name in ("bantuan", "angka"):
        shutil.copy(made / f"{name}.xlsx", raw / f"{name} kembali.xlsx")
    retyped = {("Lembar1", f"B{i}"): PEOPLE[i - 5][1] for i in range(5, 9)}
    corrected(made / "rusak.xlsx", raw / "rusak kembali.xlsx", retyped)
    assert not (made / "baik.xlsx").exists()
    run(project)
    return Returned(project, book.sheetnames, comment.text, before, rows(project, ROWS))


ROWS = "SELECT record_id, source, file, row, reported_on FROM isi.source_row"


def numbers_dates_and_markup(path: Path) -> None:
    workbook(path, {"Lembar1": people(B6="12345", F7="<r>a & b</r>", F8="=1+1 \n_x0041_")})
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet["B7"], sheet["E7"] = 3216011505750003, pd.Timestamp("1975-05-15")
    sheet["F8"].data_type = "s"
    book.save(path)


def cut_by_excel(path: Path) -> None:
    workbook(path, {"Lembar1": [[*row[:1], row[1][:15] + "0", *row[2:]] for row in PEOPLE]})
    book = openpyxl.load_workbook(path)
    for i in range(5, 10):
        cell = book.active[f"B{i}"]
        cell.value = int(cell.value)
    book.save(path)


@pytest.mark.slow
def test_a_list_without_a_problem_does_not_come_back(returned: Returned):
    assert status(returned.project)["Baik.xlsx"] == "read"
    folder = returned.project / "data/output/latest/laporan/perbaikan"
    assert not (folder / "baik.xlsx").exists()


@pytest.mark.slow
def test_several_files_sheets_and_a_text_file_come_back_as_one(returned: Returned):
    days = [
        set(t.loc[t["source"] == "bantuan", "reported_on"].dropna())
        for t in (returned.before, returned.now)
    ]

    titles = ["Petunjuk", "Bantuan 2024-05", "BABELAN", "TARUMAJAYA", "Petunjuk (2)"]
    assert returned.sheets == titles
    assert returned.noted
    assert status(returned.project) == {
        "Angka.xlsx": "superseded",
        "Baik.xlsx": "read",
        "Bantuan 2024-05.csv": "superseded",
        "Bantuan.xlsx": "superseded",
        "Rusak.xlsx": "superseded",
        "angka kembali.xlsx": "read",
        "bantuan kembali.xlsx": "read",
        "rusak kembali.xlsx": "read",
    }
    before, now = returned.of("bantuan")
    assert before == now
    assert days == [{"2024-05"}, {"2024-05"}]
    assert balances(returned.project)


@pytest.mark.slow
def test_numbers_dates_and_markup_of_cells_keep_their_ids(returned: Returned):
    before, now = returned.of("angka")

    assert len(before) == 5
    assert before == now


@pytest.mark.slow
def test_a_column_that_excel_cut_is_not_believed_because_it_came_back_as_text(returned: Returned):
    niks = rows(
        returned.project,
        "SELECT nik, nik_status FROM isi.record WHERE source = 'rusak' ORDER BY row",
    )

    assert niks["nik"].notna().tolist() == [True, True, True, True, False]
    assert niks["nik_status"].iloc[-1] == "TRUNCATED"


@pytest.mark.slow
def test_of_a_long_list_only_bad_rows_come_and_they_replace_nothing(
    bantuan: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(write_workbooks, "LARGEST", 4)
    made = run(bantuan) / "bantuan.xlsx"

    sheet = openpyxl.load_workbook(made)["BABELAN"]
    assert [sheet.cell(i, 4).value for i in range(4, 8)] == [
        "Nama Lengkap",
        "EUIS KOMALA",
        "UJANG RUHIYAT",
        None,
    ]
    assert sheet["B5"].comment.text.startswith("Baris 6\n")
    shutil.copy(made, bantuan / "data/raw/kembali.xlsx")
    run(bantuan)
    assert status(bantuan) == {"Bantuan.xlsx": "read", "kembali.xlsx": "refused"}
    assert len(ids(bantuan)) == 5


@pytest.mark.slow
@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_it_may_be_saved_by_libreoffice(bantuan: Path, format: str):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("0 of 2 round trips through LibreOffice tried: it is not installed")
    made, before = bantuan / MADE, ids(bantuan)
    profile = f"-env:UserInstallation=file://{bantuan.parent}/office"
    order = [office, profile, "--headless", "--convert-to", format, "--outdir", bantuan.parent]
    subprocess.run([*order, made], check=True, capture_output=True, timeout=120)
    shutil.copy(bantuan.parent / f"bantuan.{format}", bantuan / f"data/raw/kembali.{format}")

    run(bantuan)

    assert status(bantuan) == {"Bantuan.xlsx": "superseded", f"kembali.{format}": "read"}
    assert ids(bantuan) == before


def properties(path: Path, xml: str) -> dict[str, str]:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("docProps/custom.xml", xml)
    return document_property.properties(path)


PROPERTY = '<property name="reconcile-corrects-1"><vt:lpwstr>{}</vt:lpwstr></property>'
MARK = '{{"source":"{}","corrects":["s-1"],"sheets":[]}}'


def test_a_mark_is_read_without_expanding_an_entity(tmp_path: Path):
    plain = MARK.format("pkh").replace('"', "&quot;")
    bomb = '<!DOCTYPE p [<!ENTITY e "x">]>' + PROPERTY.format(plain.replace("pkh", "&e;"))

    found = marked.mark_of(properties(tmp_path / "a.xlsx", PROPERTY.format(plain)))

    assert found == marked.CorrectionMark(source="pkh", corrects=("s-1",), sheets=())
    assert marked.mark_of(properties(tmp_path / "b.xlsx", bomb)) is None


@pytest.mark.parametrize("source", ["../../etc/x", "", "A B"])
def test_a_mark_whose_source_is_no_name_of_one_is_ignored(tmp_path: Path, source: str):
    text = MARK.format(source).replace('"', "&quot;")

    assert marked.mark_of(properties(tmp_path / "a.xlsx", PROPERTY.format(text))) is None


def test_a_mark_of_any_length_and_script_comes_back_from_its_properties(tmp_path: Path):
    sheets = tuple(
        marked.Origin(title=f"Kec {i}", file=f"dinas/daftar «{i}» & 𝐁.xlsx", sheet="")
        for i in range(40)
    )
    mark = marked.CorrectionMark(source="pkh", corrects=("s-1", "s-2"), sheets=sheets)
    values = mark.properties()
    xml = "".join(
        PROPERTY.replace("-1", name.removeprefix("reconcile-corrects")).format(
            value.replace("&", "&amp;").replace('"', "&quot;")
        )
        for name, value in sorted(values.items())
    )

    assert max(map(len, values.values())) <= 255
    assert marked.mark_of(properties(tmp_path / "a.xlsx", xml)) == mark


def test_a_note_names_the_territory_that_its_problem_speaks_of(project: Path):
    (project / "data/raw/daftar.csv").write_text(
        "NIK;Nama;Kabupaten\n3216010112870001;ASEP SUNANDAR;Kota Bandung\n", encoding="utf-8"
    )

    sheet = openpyxl.load_workbook(run(project) / "daftar.xlsx").worksheets[-1]

    notes = " ".join(cell.comment.text for row in sheet for cell in row if cell.comment)
    assert "di luar Bekasi;" in notes
