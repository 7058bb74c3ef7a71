"""A project of small lists for tests: agencies send files, the officer runs, people are looked up."""

from pathlib import Path

import pandas as pd

from bekasi_reconcile import pipeline
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.project import make
from bekasi_reconcile.store.register import connect

HEAD = "NIK;Nama;Tgl Lahir;JK;No KK;Nama Ibu;Alamat;RT;RW;Desa;Kecamatan"
PEOPLE = {
    "siti": "3216024101800001;SITI AMINAH;01-01-1980;P;3216020101180001;MARYAM;KP PULO;1;2;"
    "Babelan Kota;Babelan",
    "asep": "3216021208870003;ASEP SURYANA;12-08-1987;L;3216020101180002;NENENG;KP RAWA;3;4;"
    "Kedung Pengawas;Babelan",
    "dewi": "3216025503920002;DEWI LESTARI;15-03-1992;P;3216020101180003;KOKOM;KP BARU;5;1;"
    "Muara Bakti;Babelan",
    "ujang": "3216020907750004;UJANG SUPRIATNA;09-07-1975;L;3216020101180004;ICIH;KP SAWAH;2;2;"
    "Buni Bakti;Babelan",
}
"""Invented people, by a short name: the cells of their row."""


class Office:
    """One project folder."""

    def __init__(self, folder: Path) -> None:
        make(folder)
        self.folder = folder
        self.raw = folder / "data/raw"

    def send(self, file: str, *lines: str, head: str = HEAD) -> None:
        """Put a list into data/raw; a line that names one of PEOPLE is that person's."""
        path = self.raw / file
        path.parent.mkdir(parents=True, exist_ok=True)
        cells = [PEOPLE.get(line, line) for line in lines]
        path.write_text("\n".join([head, *cells, ""]), encoding="utf-8")

    def withdraw(self, file: str) -> None:
        (self.raw / file).unlink()

    def run(self) -> pipeline.Outcome:
        return pipeline.run(Config.load(self.folder))

    def ask(self, query: str) -> pd.DataFrame:
        with connect(self.folder / "data/output/latest/register.duckdb") as con:
            return con.execute(query).df()

    def persons(self) -> dict[str, str]:
        """Return the id of each person by name."""
        found = self.ask("SELECT nama, person_id FROM person ORDER BY nama, person_id")
        return dict(zip(found["nama"], found["person_id"], strict=True))

    def status(self, id_: str) -> tuple[str, str]:
        """Return what became of an id: its status and what it means now."""
        found = self.ask("SELECT id, status, current_id FROM identity").set_index("id").loc[id_]
        return found["status"], found["current_id"]
