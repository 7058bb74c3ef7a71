"""Which files of one source count."""

from pathlib import Path

import pytest

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest.stage import ingest
from bekasi_reconcile.ingest.submission.data_date import reported_on
from bekasi_reconcile.ingest.submission.resubmission import Arrival, statuses
from territories import BEKASI

LINE = "NIK;Nama\n32160101018000{:02d};WARGA CONTOH\n"


def arrival(name: str, **told: object) -> Arrival:
    known = {
        "submission_id": f"s-{name}",
        "name": name,
        "source": "pkh",
        "sha256": name,
        "replaces": "add",
        "reported_on": reported_on(name),
        "refused": False,
    }
    return Arrival(**{**known, **told})  # type: ignore[arg-type]


def test_undated_files_of_one_source_all_count():
    both = [arrival("pkh kab.xlsx", replaces="source"), arrival("pkh kota.xlsx", replaces="source")]

    assert set(statuses(both).values()) == {"read"}


def test_a_later_file_replaces_the_sources_older_ones_where_the_profile_says_so():
    files = [
        arrival("pkh kab 2025-09.xlsx", replaces="source"),
        arrival("pkh kota 2025-10.xlsx", replaces="source"),
    ]

    assert statuses(files) == {
        "pkh kab 2025-09.xlsx": "superseded",
        "pkh kota 2025-10.xlsx": "read",
    }


def test_a_later_file_replaces_only_its_namesake_where_the_profile_says_so():
    files = [
        arrival("pkh kab September 2025.xlsx", replaces="namesake"),
        arrival("pkh kab Oktober 2025.xlsx", replaces="namesake"),
        arrival("pkh kota September 2025.xlsx", replaces="namesake"),
    ]

    assert statuses(files) == {
        "pkh kab September 2025.xlsx": "superseded",
        "pkh kab Oktober 2025.xlsx": "read",
        "pkh kota September 2025.xlsx": "read",
    }


def test_a_year_is_not_later_than_one_of_its_months():
    files = [
        arrival("pkh 2025.xlsx", replaces="source"),
        arrival("pkh 2025-10.xlsx", replaces="source"),
    ]

    assert set(statuses(files).values()) == {"read"}


def test_a_refused_file_replaces_nothing():
    files = [
        arrival("pkh 2025-09.xlsx", replaces="source"),
        arrival("pkh 2025-10.xlsx", replaces="source", refused=True),
    ]

    assert statuses(files) == {"pkh 2025-09.xlsx": "read", "pkh 2025-10.xlsx": "refused"}


def test_the_same_bytes_twice_are_read_once():
    files = [arrival("pkh (1).xlsx", sha256="x"), arrival("pkh.xlsx", sha256="x")]

    assert statuses(files) == {"pkh (1).xlsx": "read", "pkh.xlsx": "duplicate"}


def test_rows_of_a_replaced_file_are_counted_as_refused_and_told(tmp_path: Path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "pkh 2025-09.csv").write_text(LINE.format(1), encoding="utf-8")
    (raw / "pkh 2025-10.csv").write_text(LINE.format(2), encoding="utf-8")
    source = Source(source="pkh", title="PKH", agency="Dinsos", files=("pkh*",), replaces="source")

    received = ingest(raw, (source,), tmp_path, BEKASI)

    assert received.source_row["nik"].tolist() == ["3216010101800002"]
    old = received.sheet.set_index("file").loc["pkh 2025-09.csv"]
    assert (old["rows_seen"], old["records"], old["refused"], old["header"]) == (2, 0, 1, 1)
    assert "file_superseded" in received.problem["rule"].tolist()


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("POSISI DATA PER 31 OKTOBER 2025", "2025-10-31"),
        ("KEADAAN BULAN : AGUSTUS 2025", "2025-08"),
        ("TAHUN ANGGARAN 2024", "2024"),
        ("BERDASARKAN PERATURAN BUPATI NOMOR 12 TAHUN 2020", None),
        ("DAFTAR PENERIMA", None),
    ],
)
def test_the_date_of_data_is_read_from_a_title(tmp_path: Path, title: str, date: str | None):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "daftar.csv").write_text(f"{title};\n;\n{LINE.format(1)}", encoding="utf-8")

    rows = ingest(raw, (), tmp_path, BEKASI).source_row

    assert rows["reported_on"].fillna("").tolist() == [date or ""]


def test_of_two_corrections_of_one_list_neither_counts_and_the_list_does():
    original = arrival("pkh.xlsx")
    corrected = frozenset({original.submission_id})
    files = [original, *(arrival(f"balik {i}.xlsx", corrects=corrected) for i in (1, 2))]

    assert statuses(files) == {"pkh.xlsx": "read", "balik 1.xlsx": "rival", "balik 2.xlsx": "rival"}


def test_a_correction_of_a_correction_takes_the_place_of_both():
    original = arrival("pkh.xlsx")
    first = arrival("balik 1.xlsx", corrects=frozenset({original.submission_id}))
    second = arrival(
        "balik 2.xlsx", corrects=frozenset({original.submission_id, first.submission_id})
    )

    assert statuses([original, first, second]) == {
        "pkh.xlsx": "superseded",
        "balik 1.xlsx": "superseded",
        "balik 2.xlsx": "read",
    }
