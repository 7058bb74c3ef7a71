"""What the stage decides of whole columns, and the evidence it gives."""

import pandas as pd

from bekasi_reconcile.clean.stage import clean
from bekasi_reconcile.messages.evidence_text import decode, encode, evidence_text
from bekasi_reconcile.messages.message import Message
from territories import BEKASI

from .sheets import AS_OF, cleaned, columns, source_rows

NIK = "3216010112870001"


def decided(result, field: str) -> tuple[object, object]:
    """Return the coding and the evidence of the one column of ``field``."""
    column = result.column[result.column["field"] == field].iloc[0]
    if pd.isna(column["coding"]):
        return None, None
    messages = decode(column["evidence"]) if pd.notna(column["evidence"]) else []
    return column["coding"], evidence_text(messages, "en") or None


def test_the_order_of_a_date_column_is_told_with_its_votes():
    result = cleaned(
        {"nama": "ASEP", "tanggal_lahir": "25-05-1987"},
        {"nama": "UDIN", "tanggal_lahir": "05-06-1987"},
    )

    assert decided(result, "tanggal_lahir") == (
        "dmy",
        "dmy: 1 of 2 have a first number above 12",
    )


def test_a_column_that_needs_no_decision_is_told_nothing():
    assert decided(cleaned({"nama": "ASEP", "tanggal_lahir": "1987"}), "tanggal_lahir") == (
        None,
        None,
    )


def test_what_ingest_decided_stays():
    rows = [{"nama": "ASEP", "hubungan": "9"}]

    assert decided(cleaned(*rows, coding={"hubungan": "bps"}), "hubungan") == ("bps", None)


def test_evidence_is_added_to_that_of_ingest():
    rows = source_rows({"nama": "ASEP", "hubungan": "9"})

    by_ingest = encode(Message("evidence.cells_alone"))
    result = clean(rows, columns(rows).assign(evidence=by_ingest), BEKASI, as_of=AS_OF)

    assert decided(result, "hubungan") == ("dukcapil", "cells alone; dukcapil: 1 codes above 8")


def test_the_code_system_of_an_area_is_told_with_its_share():
    result = cleaned({"nama": "ASEP", "kecamatan": "Setu", "kode_kecamatan": "3216010"})

    assert decided(result, "kode_kecamatan") == ("bps", "bps: 100% of 1 agree with the names")


def test_sex_digits_are_told_with_the_niks_that_agree():
    rows = [{"nama": "ASEP", "nik": f"{NIK[:14]}{i:02d}", "jenis_kelamin": "1"} for i in range(6)]

    assert decided(cleaned(*rows), "jenis_kelamin") == ("1-2", "1-2: 100% of 6 NIKs agree")


def test_a_column_that_excel_cut_is_told_once_at_its_header():
    rows = [
        {"nama": "ASEP", "nik": f"32160101128{i:02d}010", "nik_kind": "angka"} for i in range(3)
    ]
    result = cleaned(*rows)

    notice = result.problem[result.problem["rule"] == "kolom-angka-rusak"]
    assert notice[["cell", "row", "field", "severity"]].to_numpy().tolist() == [
        ["A1", 1, "nik", "notice"]
    ]
    assert decided(result, "nik") == ("angka-rusak", "angka-rusak: 3 of 3 numbers end in 0")


def test_a_percentile_is_a_desil_by_its_header():
    rows = source_rows({"nama": "ASEP", "desil": "11"}, {"nama": "ENAH", "desil": "0"})
    named = columns(rows).assign(header=["Nama", "percentile"])

    result = clean(rows, named, BEKASI, as_of=AS_OF)

    assert result.record["desil"].tolist() == [2, 1]
    assert decided(result, "desil") == ("persentil", "persentil: the header says so")
