"""Answered files as Excel and LibreOffice return them, and the values in them."""

from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from bekasi_reconcile.decisions.answer_file import AnswerLine, read
from bekasi_reconcile.decisions.answer_vocabulary import DAMAGED, IMPOSSIBLE, Value, answer, value
from bekasi_reconcile.decisions.conflict_side import sides
from bekasi_reconcile.decisions.consistency import JudgementGraph
from bekasi_reconcile.decisions.past_conflict import Version
from territories import BEKASI

NIK = "3216026105800001"
TODAY = date(2026, 6, 30)


def cells(line: AnswerLine) -> tuple[object, ...]:
    return line.row, line.conflict_id, line.answer, line.value, line.number, line.decided_on


def test_a_workbook_with_a_title_moved_columns_and_real_dates(tmp_path: Path):
    path = tmp_path / "konflik terisi.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Babelan")
        sheet.write_row(0, 0, ["DAFTAR KONFLIK"])
        sheet.write_row(2, 0, ["Tanggal", "KEPUTUSAN", "Nilai benar", "Id Konflik"])
        sheet.write_datetime(3, 0, datetime(2026, 2, 3), book.add_format({"num_format": "d/m/yy"}))
        sheet.write_row(3, 1, ["betulkan", 3216026105800001, "k-jgxy-y3hc-d"])
        sheet.write_row(4, 1, ["", "", "K-PD7Y-3HRR-R"])
        sheet.write_row(5, 1, ["PINDAH: Babelan Kota", "", "K-PD7Y-3HRR-R"])

    (answered,) = read([path], tmp_path)

    assert [cells(line) for line in answered.lines] == [
        (4, "K-JGXY-Y3HC-D", "betulkan", NIK, True, "2026-02-03"),
        (6, "K-PD7Y-3HRR-R", "PINDAH", "Babelan Kota", False, None),
    ]


def test_the_mark_that_keeps_excel_from_running_a_cell_is_taken_off(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("id_konflik,keputusan,keterangan\nK-JGXY-Y3HC-D,SAMA,'=1+1\n", "utf-8-sig")

    (answered,) = read([path], tmp_path)

    assert [line.note for line in answered.lines] == ["=1+1"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"nama;nik\nA;1\n", "keputusan_berkas"), (b"PK\x03\x04", "keputusan_tidak_terbaca")],
)
def test_a_file_without_answers_is_refused_whole(tmp_path: Path, content: bytes, rule: str):
    (tmp_path / "a.csv").write_bytes(content)

    (answered,) = read([tmp_path / "a.csv"], tmp_path)

    assert (answered.lines, answered.refusal) == ((), rule)


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("nik", NIK, Value(NIK)),
        ("nik", "3216.0261.0580.0001", Value(NIK)),
        ("nik", "3216025208880003", Value("3216025208880003")),
        ("nik", "3,21602E+15", DAMAGED),
        ("nik", "3216026105800000", DAMAGED),
        ("nik", "321602610580000", DAMAGED),
        ("nik", "tidak tahu", IMPOSSIBLE),
        ("tanggal_lahir", "23 Mei 1980", Value("1980-05-23")),
        ("tanggal_lahir", "31-02-1980", IMPOSSIBLE),
        ("jenis_kelamin", "Perempuan", Value("P")),
        ("desil", "3", Value("3")),
        ("desil", "11", IMPOSSIBLE),
        ("kode_desa", "Hantu Blau", IMPOSSIBLE),
        ("nama", "siti  aminah", Value("SITI AMINAH")),
        ("nama", "-", IMPOSSIBLE),
    ],
)
def test_a_value_must_be_possible_in_its_field(field: str, text: str, expected: Value):
    assert value(field, text, [NIK], number=False, territory=BEKASI, as_of=TODAY) == expected


def test_a_nik_stored_as_a_number_is_believed_only_if_a_list_has_it():
    assert value("nik", NIK, [NIK], number=True, territory=BEKASI, as_of=TODAY) == Value(NIK)
    assert (
        value("nik", "3216025208880003", [NIK], number=True, territory=BEKASI, as_of=TODAY)
        == DAMAGED
    )


def test_an_answer_must_be_one_that_the_type_allows():
    assert answer("orang beda", "tinjau").effect == "apart"
    assert answer("MENINGGAL", "status_hidup").value == "MENINGGAL"
    assert answer("MENINGGAL", "tinjau") is None
    assert answer("mungkin", "tinjau") is None


def test_a_date_sides_with_the_fuller_one_and_a_name_with_the_nearer():
    dates = [Version("a", "P", "1987"), Version("b", "P", "1987-08-12"), Version("c", "P", "1990")]
    names = [
        Version("a", "P", "SITI A"),
        Version("b", "P", "SITI AMINAH"),
        Version("c", "P", "BUDI"),
    ]

    assert sides("tanggal_lahir", dates) == {"a": "1987-08-12", "b": "1987-08-12", "c": "1990"}
    of = sides("nama", names)
    assert of["a"] == of["b"] != of["c"]


def test_the_same_and_different_through_a_third_contradict():
    graph = JudgementGraph()

    assert graph.mark_same(["a", "b"], "K1") is None
    assert graph.mark_different({"b": "b", "c": "c"}, "K2") is None
    assert graph.mark_same(["a", "c"], "K3") == "K2"
    assert graph.mark_different({"a": "a", "b": "b"}, "K4") == "K1"
    assert graph.mark_same(["c", "d"], "K5") is None
    assert graph.mark_different({"a": "a", "d": "d"}, "K6") is None
