"""Lists that write a name and a NIK in one cell."""

from pathlib import Path

import pytest

from bekasi_reconcile.ingest.stage import ingest
from corpus.sheets import Sheet
from corpus.writers import xlsx
from territories import BEKASI

PEOPLE = [
    ("SITI CONTOH", "3216015001800001"),
    ("H. UDIN MISAL, S.Pd", "3275020203700002"),
    ("MARTINI", "3216.0110.1090.0003"),
]


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("Nama / NIK", "{name} / {nik}"),
        ("NIK/NAMA", "{nik}\n{name}"),
        ("Penerima", "{name} ({nik})"),
        ("Nama", "{name}\nNIK. {nik}"),
        ("NIK", "{nik} - {name}"),
    ],
)
def test_a_name_and_a_nik_in_one_cell_are_parted(tmp_path: Path, header: str, form: str):
    lines = [form.format(name=name, nik=nik) for name, nik in PEOPLE]
    cells = [["No", header, "Alamat"]]
    cells += [[str(i), line, "KP. RAWA RT 1 RW 2"] for i, line in enumerate(lines, 1)]
    cells += [["4", "TANPA NOMOR", "KP. RAWA RT 1 RW 2"]]
    xlsx(tmp_path / "a.xlsx", [Sheet("Data", cells=cells)])

    rows = ingest(tmp_path, (), tmp_path, BEKASI).source_row

    assert rows["nama"].tolist() == [*(name for name, _ in PEOPLE), "TANPA NOMOR"]
    assert rows["nik"].fillna("").tolist() == [*(nik for _, nik in PEOPLE), ""]
