"""A project of small lists: agencies send files, the officer runs, people are looked up."""

from pathlib import Path

import duckdb
import pandas as pd

from bekasi_reconcile import pipeline
from bekasi_reconcile.commands.init import make_project
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.register import manifest, secret_key
from bekasi_reconcile.register.database import connect

HEAD = "NIK;Nama;Tgl Lahir;JK;No KK;Nama Ibu;Alamat;RT;RW;Desa;Kecamatan"
PEOPLE = {
    "siti": "3216026105800001;SITI AMINAH;21-05-1980;P;3216020101180001;MARYAM;KP PULO;1;2;"
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
        make_project(folder)
        self.folder = folder
        self.raw = folder / "data/raw"

    @classmethod
    def at(cls, folder: Path) -> "Office":
        """Return the project that is there already."""
        office = cls.__new__(cls)
        office.folder, office.raw = folder, folder / "data/raw"
        return office

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

    def rewrite(self, *statements: str) -> Path:
        """Change the register that counts as no program of today would, and seal it again."""
        latest = (self.folder / "data/output/latest").resolve()
        with duckdb.connect(str(latest / "register.duckdb")) as con:
            for statement in (*statements, "CHECKPOINT"):
                con.execute(statement)
        manifest.seal(
            latest, manifest.read(latest) or {}, secret_key.load(self.folder / "data/journal")
        )
        return latest

    def ask(self, query: str) -> pd.DataFrame:
        with connect(self.folder / "data/output/latest/register.duckdb") as con:
            return con.execute(query).df()

    def persons(self) -> dict[str, str]:
        """Return the id of each person by name."""
        rows = self.ask("SELECT nama, person_id FROM person ORDER BY nama, person_id")
        return dict(zip(rows["nama"], rows["person_id"], strict=True))

    def status(self, id_: str) -> tuple[str, str]:
        """Return what became of an id: its status and what it means now."""
        rows = self.ask("SELECT id, status, current_id FROM identity").set_index("id").loc[id_]
        return rows["status"], rows["current_id"]

    def ids(self, name: str | None = None) -> set[str]:
        """Return the ids of all persons, or of those called ``name``."""
        rows = self.ask("SELECT nama, person_id FROM person")
        return set(rows.loc[(rows["nama"] == name) | (name is None), "person_id"])

    def conflicts(self) -> set[str]:
        return set(self.ask("SELECT conflict_id FROM conflict")["conflict_id"])

    def conflict(self, *types: str) -> str:
        """Return the id of the only conflict of one of ``types``."""
        rows = self.ask("SELECT conflict_id, type FROM conflict")
        (key,) = rows.loc[rows["type"].isin(types), "conflict_id"]
        return key

    def golden(self, name: str, field: str) -> tuple[str, str]:
        """Return the register's value of ``field`` of the person called ``name``, and its rule."""
        rows = self.ask(
            "SELECT c.value, c.rule FROM claim AS c JOIN person AS p USING (person_id) "
            f"WHERE c.survives AND c.field = '{field}' AND p.nama = '{name}'"
        )
        ((value, rule),) = rows.to_numpy().tolist()
        return value, rule

    def answer(self, file: str, *lines: tuple[str, ...]) -> None:
        """Put reviewers' answers into data/decisions: id, answer, officer, date."""
        path = self.folder / "data/decisions" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = ["id_konflik;keputusan;petugas;tanggal", *map(";".join, lines)]
        path.write_text("\n".join([*rows, ""]), encoding="utf-8")

    def refusals(self) -> list[tuple[str, int, str]]:
        rows = self.ask(
            "SELECT file, row, rule FROM problem WHERE field = 'keputusan' ORDER BY row"
        )
        return list(rows.itertuples(index=False, name=None))
