"""The quality of each source's fields, on rows that can be counted by hand."""

import pandas as pd

from bekasi_reconcile.clean.quality import quality, scores
from bekasi_reconcile.cli.run_summary import show

from .sheets import cleaned, source_rows

CELLS = (
    {"nik": "3216010112870001", "nama": "ASEP", "tanggal_lahir": "01-12-1987"},
    {"nik": "3275025208900003", "nama": "ENAH", "tanggal_lahir": "01-01-1971"},
    {"nik": "-", "nama": "UDIN", "tanggal_lahir": "31-02-1987"},
    {"nik": "32160", "nama": "OJAH", "tanggal_lahir": "belum ada"},
)


def told(*cells: dict[str, object]) -> pd.DataFrame:
    result = cleaned(*cells)
    return quality(source_rows(*cells), result.record, result.problem)


def test_a_dash_fills_no_cell_and_a_refused_one_is_not_valid():
    counts = told(*CELLS).set_index("field")[["rows", "filled", "valid"]]

    assert counts.loc["nik"].tolist() == [4, 3, 2]
    assert counts.loc["nama"].tolist() == [4, 4, 4]
    assert counts.loc["tanggal_lahir"].tolist() == [4, 3, 2]


def test_the_score_counts_rows_filled_readable_and_agreeing():
    score = told(*CELLS).set_index("field")["score"]

    assert score["nik"] == 50  # 2 of 4
    assert score["nama"] == 100
    assert score["tanggal_lahir"] == 25  # 2 of 4 are readable, and 1 of these 2 is the NIK's


def test_each_source_has_its_own_score():
    other = {"source": "baznas", "submission_id": "s2", "file": "b.xlsx", "nama": "-", "nik": "0"}
    found = scores(told(*CELLS, {**other, "alamat": "Kp. Pilar"}))

    assert found["dinsos"]["nama"] == 100
    assert found["baznas"] == {"alamat": 100, "nik": 0}


def test_the_summary_prints_a_line_of_scores_for_each_source(capsys, tmp_path):
    figures = {
        "files": [],
        "persons": 4,
        "households": 1,
        "conflicts": 0,
        "problems": 3,
        "quality": scores(told(*CELLS)),
        "seconds": {"total": 1.0},
    }

    show(figures, tmp_path / "runs" / "r1", [])

    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["Sumber", "NIK", "No.", "KK", "Nama", "Lahir", "L/P", "Alamat", "Desa"] in lines
    assert ["dinsos", "50", "-", "100", "25", "-", "-", "-"] in lines
