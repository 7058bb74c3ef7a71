"""Very many files, very long cells: read in the end, none lost."""

from pathlib import Path

import pytest

import warm
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.ingest.stage import ingest
from bekasi_reconcile.register.database import connect
from territories import BEKASI


@pytest.mark.slow
def test_three_hundred_files_are_all_read(tiny: Path):
    for number in range(300):
        path = tiny / f"data/raw/desa {number:03d}.csv"
        nik = f"32160101018{number:03d}01"
        path.write_text(f"NIK;Nama\n{nik};SITI\n", encoding="utf-8")

    found = ingest(tiny / "data/raw", Config.load(tiny).sources, tiny / "data/interim", BEKASI)

    assert (found.submission["status"] == "read").sum() == 301
    assert len(found.source_row) == 302


LONG = (
    "A" * 100_000 + "1",
    " " * 20_000 + "x",
    "1-" * 20_000,
    "BIN " * 20_000,
    "(ALM) " * 10_000,
    "3216" * 20_000,
    "RT 01 RW " * 10_000,
    "SITI, " * 10_000 + "S.PD",
)
"""What a pattern that tries everything would not come to the end of in a day."""


@pytest.mark.slow
def test_long_cells_in_every_column_do_not_stop_a_run(tiny: Path):
    columns = "NIK;Nama;Tgl Lahir;JK;No KK;Nama Ibu;Alamat;RT;RW;Desa;Kecamatan;Keterangan"
    rows = [";".join([text] * 12) for text in LONG]
    good = "3216010303830003;DEDE YUSUF;03-03-1983;L;;;;;;;Babelan;"
    content = "\n".join([columns, good, *rows, ""])
    (tiny / "data/raw/panjang.csv").write_text(content, encoding="utf-8")

    done = warm.run("run", "--quiet", "--fail-on", "never", "--project", str(tiny))

    assert (done.returncode, done.stderr) == (0, "")  # and not killed after warm.SECONDS
    with connect(tiny / "data/output/latest/register.duckdb") as con:
        found = con.execute("SELECT count(*) FROM person WHERE nama = 'DEDE YUSUF'").fetchall()
    assert found == [(1,)]
