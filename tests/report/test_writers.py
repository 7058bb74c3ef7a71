"""What is true of every file that people get, whatever stands in the table."""

import csv
import stat
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from bekasi_reconcile.report import csvfile, xlsx

NIK = "3216010112870001"
HOSTILE = (
    '=HYPERLINK("http://x";"klik")', "+62812", "-5", "@SUM(A1)", "\t=1+1", "\r=1", "\n=1",
    "＝1+1", "=cmd|' /C calc'!A0",
)  # fmt: skip
HARMLESS = ("SITI", NIK, "a;b", 'kata "kutip"', "dua\nbaris", "<b>&amp;", "1-2", "", None)


def table(*values: str | None) -> pd.DataFrame:
    text = pd.array(list(values), dtype="string[pyarrow]")
    return pd.DataFrame({"no": range(len(values)), "isi": text, "nik": text})


def read_back(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def cells(path: Path) -> list[list[str | None]]:
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    return [[cell or None for cell in row] for row in sheet.to_python()[1:]]


def written(path: Path, *values: str | None, **more: object) -> Path:
    with xlsx.new_workbook(path) as book:
        xlsx.add_page(book, xlsx.TableSheet("Isi", table(*values), **more))
    return path


@pytest.mark.parametrize("text", HOSTILE)
def test_a_csv_cell_that_would_run_is_neutralised_and_listed(tmp_path: Path, text: str):
    path = csvfile.write(tmp_path / "a.csv", table(text, "SITI"))

    rows = read_back(path)

    assert rows[1] == ["0", "'" + text, "'" + text, "isi, nik"]
    assert rows[2] == ["1", "SITI", "SITI", ""]


@pytest.mark.parametrize("text", HARMLESS)
def test_a_csv_cell_that_is_harmless_is_as_it_was(tmp_path: Path, text: str | None):
    path = csvfile.write(tmp_path / "a.csv", table(text))

    assert read_back(path) == [
        ["no", "isi", "nik", "nilai_diubah"],
        ["0", text or "", text or "", ""],
    ]


def test_a_csv_is_what_excel_in_indonesia_opens(tmp_path: Path):
    content = csvfile.write(tmp_path / "a.csv", table("SITI", "é")).read_bytes()

    assert content == (
        b"\xef\xbb\xbfno;isi;nik;nilai_diubah\r\n0;SITI;SITI;\r\n1;\xc3\xa9;\xc3\xa9;\r\n"
    )


@pytest.mark.parametrize("text", [*HOSTILE[:4], *HARMLESS, "_x0041_", "<r>x</r>"])
def test_a_cell_of_a_workbook_holds_the_very_text(tmp_path: Path, text: str | None):
    path = written(tmp_path / "a.xlsx", text, "SITI")

    assert cells(path) == [["0", text or None, text or None], ["1", "SITI", "SITI"]]


def test_every_cell_of_a_workbook_is_text_and_stays_so_when_typed_over(tmp_path: Path):
    sheet = openpyxl.load_workbook(written(tmp_path / "a.xlsx", NIK, None)).worksheets[0]

    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet["C2"].value == NIK
    assert {sheet[at].number_format for at in ("A1", "A2", "C2")} == {"@"}
    assert sheet.column_dimensions["A"].number_format == "@"  # of A to C, which look alike


def test_a_character_that_xml_cannot_hold_is_a_space_and_no_cell_is_too_long_for_excel(
    tmp_path: Path,
):
    path = written(tmp_path / "a.xlsx", "a\x00b\x1fc￾", "x" * 40_000)

    assert [row[1] for row in cells(path)] == ["a b c ", "x" * 32_767]


def test_a_sheet_offers_answers_keeps_its_header_in_sight_and_filters(tmp_path: Path):
    path = written(
        tmp_path / "a.xlsx", "SITI", answers={"isi": ["SAMA", "BEDA"]}, filled_in=["isi"]
    )

    sheet = openpyxl.load_workbook(path).worksheets[0]

    (offered,) = sheet.data_validations.dataValidation
    assert (str(offered.sqref), offered.formula1) == ("B2", '"SAMA,BEDA"')
    assert offered.errorStyle == "warning"
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:C2"


def test_an_empty_table_is_a_header(tmp_path: Path):
    assert cells(written(tmp_path / "a.xlsx")) == []
    assert read_back(csvfile.write(tmp_path / "a.csv", table())) == [
        ["no", "isi", "nik", "nilai_diubah"]
    ]


def test_more_rows_than_excel_holds_go_to_a_second_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)

    book = openpyxl.load_workbook(written(tmp_path / "a.xlsx", "a", "b", "c"))

    assert [(s.title, s.max_row) for s in book.worksheets] == [("Isi", 3), ("Isi 2", 2)]


def test_equal_tables_give_equal_bytes_wherever_and_whenever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import time

    first = written(tmp_path / "a.xlsx", "SITI", NIK).read_bytes()
    monkeypatch.setenv("TZ", "Asia/Jakarta")
    monkeypatch.setattr(time, "time", lambda: 4e9)
    time.tzset()
    second = written(tmp_path / "b.xlsx", "SITI", NIK).read_bytes()
    monkeypatch.undo()
    time.tzset()

    assert first == second


def test_only_its_owner_can_read_a_report(tmp_path: Path):
    (tmp_path / "b.csv").write_text("old")
    paths = [written(tmp_path / "a.xlsx", "SITI"), csvfile.write(tmp_path / "b.csv", table("SITI"))]

    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o600, 0o600]
