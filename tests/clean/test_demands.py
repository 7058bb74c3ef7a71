"""What a source asks of its rows, and how good they are."""

import pandas as pd

from bekasi_reconcile.clean.quality import quality
from bekasi_reconcile.clean.validate import Demands, validate

from .sheets import SOURCE, cleaned, columns, source_rows


def broken(rows, demands):
    problem = validate(rows, columns(rows), demands)
    return list(problem[["record_id", "cell", "rule"]].itertuples(index=False, name=None))


def test_an_empty_required_cell_is_told():
    rows = source_rows({"nama": "ASEP", "nik": "1"}, {"nama": "ENAH"})

    assert broken(rows, Demands(SOURCE, required=["nik"])) == [("r1", "A3", "wajib-kosong")]


def test_a_word_outside_the_choices_is_told():
    rows = source_rows({"program": "PKH"}, {"program": "pkh "}, {"program": "PIP"}, {"nama": "A"})

    told = broken(rows, Demands(SOURCE, allowed={"program": ["PKH", "BPNT"]}))
    assert [(who, rule) for who, _, rule in told] == [("r2", "di-luar-pilihan")]


def test_every_row_of_a_doubled_key_is_told_and_an_empty_key_is_none():
    rows = source_rows({"id_individu": "7"}, {"id_individu": "7"}, {"nama": "A"}, {"nama": "B"})

    told = broken(rows, Demands(SOURCE, unique=["id_individu"]))
    assert {(who, rule) for who, _, rule in told} == {("r0", "kunci-ganda"), ("r1", "kunci-ganda")}


def test_a_sound_sheet_has_no_problem():
    rows = source_rows({"nama": "ASEP", "nik": "1"})

    assert broken(rows, Demands(SOURCE, required=["nama"], unique=["nik"])) == []


def test_quality_counts_filled_readable_and_agreeing_cells():
    cells = [
        {"nik": "3216010112870001", "nama": "ASEP", "tanggal_lahir": "01-12-1987"},
        {"nik": "3275025208900003", "nama": "ENAH", "tanggal_lahir": "01-01-1971"},
        {"nama": "UDIN", "tanggal_lahir": "31-02-1987"},
    ]
    result = cleaned(*cells)

    told = quality(source_rows(*cells), result.record, result.problem).set_index("field")

    assert told.loc["nik", ["rows", "filled", "valid"]].tolist() == [3, 2, 2]
    assert told.loc["tanggal_lahir", ["filled", "valid", "agrees_with_nik"]].tolist() == [3, 2, 0.5]
    assert pd.isna(told.loc["nama", "agrees_with_nik"])
