"""A known header whose cells are of something else: the column is not used, and that is said."""

from pathlib import Path

from bekasi_reconcile.ingest.stage import ingest
from territories import BEKASI

PEOPLE = ["RUSMANTO", "KOMARIAH", "DERI HAMZAH", "WASTINI", "TOPIK ISMAIL"]


def test_a_known_header_is_never_dropped_in_silence(tmp_path: Path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "work").mkdir()
    lines = [f"{i};{name};19{70 + i}w0{i};Bahagia" for i, name in enumerate(PEOPLE)]
    text = "\n".join(["No;Nama;Tanggal Lahir;Desa", *lines, ""])
    (tmp_path / "raw/daftar.csv").write_text(text, encoding="utf-8")

    received = ingest(tmp_path / "raw", (), tmp_path / "work", BEKASI)

    told = received.problem[received.problem["rule"] == "column_contradicted"]
    assert told[["cell", "detail"]].to_numpy().tolist() == [["C1", "Tanggal Lahir"]]
    assert received.source_row["nama"].tolist() == PEOPLE
    assert "Tanggal Lahir" in received.source_row["extra"].iloc[0]
    assert "tidak dipakai" in received.drafts["daftar"].text("id")
