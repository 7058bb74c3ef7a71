"""Who asked to be forgotten is in no file of the project that the program writes."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from bekasi_reconcile import pipeline
from bekasi_reconcile.commands.forget import Removal, forget
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.decisions import decision_log
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.privacy import tombstone
from bekasi_reconcile.register import runs
from bekasi_reconcile.register.database import connect
from office import PEOPLE, Office

WHO = "BUDI SANTOSO"
NIK = "3216010202810002"
REASON = "surat permintaan 12/2026"


def person(project: Path, name: str) -> str:
    with connect(project / "data/output/latest/register.duckdb") as con:
        found = con.execute("SELECT person_id FROM person WHERE nama = $n", {"n": name}).fetchall()
    return str(found[0][0])


def says(folder: Path) -> str:
    """Return every text of a run: its files, and every cell of its register."""
    texts = [p.read_bytes().decode("utf-8", "replace") for p in folder.rglob("*.*sv")]
    texts += [p.read_text("utf-8") for p in folder.rglob("*.json")]
    with connect(folder / "register.duckdb") as con:
        names = con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'isi'"
        ).fetchall()
        texts += [con.execute(f'FROM isi."{name}"').df().to_csv() for (name,) in names]
    return "\n".join(texts)


@dataclass(frozen=True)
class Forgotten:
    """A project in which one of two persons was forgotten, and the decisions it has left."""

    project: Path
    summary: Removal
    left: list[decision_log.ReviewDecision]
    on_other: decision_log.ReviewDecision


@pytest.fixture(scope="module")
def forgotten(tiny_finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Forgotten:
    """Forget one of two persons, on whom and on the other one there is a decision each."""
    project = tmp_path_factory.mktemp("forgotten") / "project"
    shutil.copytree(tiny_finished, project, symlinks=True)
    before = runs.complete_runs(project / "data/output")
    assert all(WHO in says(folder) and NIK in says(folder) for folder in before)
    folder, who = project / "data/decisions", person(project, WHO)
    told = {"type": "x", "answer": "A", "effect": "value"}
    on_them = decision_log.ReviewDecision(
        conflict_id="K-1", persons=(who,), shown={"r": WHO}, value=NIK, **told
    )
    on_other = decision_log.ReviewDecision(
        conflict_id="K-2", persons=(person(project, "SITI AMINAH"),), **told
    )
    decision_log.append(folder, [on_them, on_other])
    summary = forget(Config.load(project), who, REASON)
    left = [each.decision for each in decision_log.read(folder)]
    return Forgotten(project, summary, left, on_other)


@pytest.mark.slow
def test_a_forgotten_person_is_in_no_run(forgotten: Forgotten):
    after = runs.complete_runs(forgotten.project / "data/output")

    assert (len(after), forgotten.summary.runs) == (3, 2)
    for folder in after:
        text = says(folder)
        assert WHO not in text
        assert NIK not in text
        assert "SITI AMINAH" in text
    assert forgotten.summary.raw == {"daftar.csv": [3]}
    assert list((forgotten.project / "data/interim").iterdir()) == []


@pytest.mark.slow
def test_decisions_on_them_are_taken_out_of_the_log(forgotten: Forgotten):
    log = forgotten.project / "data/decisions" / decision_log.NAME

    assert forgotten.summary.decisions == 1
    assert forgotten.left == [forgotten.on_other]
    assert WHO not in log.read_text(encoding="utf-8")


@pytest.mark.slow
def test_neither_their_list_nor_another_brings_them_back(forgotten: Forgotten, tmp_path: Path):
    project = tmp_path / "project"
    shutil.copytree(forgotten.project, project, symlinks=True)
    other = f"NAMA;NIK;ALAMAT\nBUDI SANTOSO;{NIK};Jl. Melati 1\nANI;3216015505900003;Jl. Mawar\n"
    (project / "data/raw/pkh 2026.csv").write_text(other, encoding="utf-8")

    done = pipeline.run(Config.load(project))

    assert WHO not in says(done.folder)
    assert done.figures["persons"] == 2
    assert {file["file"]: file["refused"] for file in done.figures["files"]} == {
        "daftar.csv": 1,
        "pkh 2026.csv": 1,
    }
    with connect(done.folder / "register.duckdb") as con:
        refused = con.execute(
            "SELECT file, row, rule FROM problem WHERE severity = 'row' ORDER BY file"
        ).fetchall()
    assert refused == [("daftar.csv", 3, "dilupakan"), ("pkh 2026.csv", 2, "dilupakan")]


HERS = ("DEWI LESTARI", "DEWY", "3216025503920002", "1992-03-16")


@pytest.mark.slow
def test_a_kept_run_loses_all_of_them_and_nothing_of_others(tmp_path: Path):
    """DEWI was on one list as DEWY, under UJANG's card, and a row of ASEP's led to hers."""
    office = Office(tmp_path / "project")
    dewi = PEOPLE["dewi"].replace("3216020101180003", "3216020101180004")
    office.send("dtks.csv", "siti", "asep", dewi, "ujang")
    office.send("pkh.csv", "siti", dewi.replace("DEWI", "DEWY").replace("3-1992", "3-1993"))
    office.run()
    who = office.persons()["DEWY LESTARI"]
    office.answer("1.csv", (office.conflict("tanggal_lahir"), "BETULKAN: 16-03-1992", "RINA"))
    office.withdraw("pkh.csv")
    office.run()
    (record,) = office.ask(f"SELECT record_id AS r FROM crosswalk WHERE person_id = '{who}'")["r"]
    office.rewrite(
        "INSERT INTO isi.past SELECT r.*, m.person_id, m.household_id, 1 AS number, "
        f"'{record}' AS successor FROM isi.record AS r JOIN isi.member AS m USING (record_id) "
        "WHERE r.nama = 'ASEP SURYANA'"
    )
    kept = runs.complete_runs(office.folder / "data/output")
    others = [counted(folder, who) for folder in kept]

    summary = forget(Config.load(office.folder), who, REASON)

    assert summary.raw == {"decisions/1.csv": [2], "dtks.csv": [4]}
    assert [counted(folder, who) for folder in kept] == others
    for folder in runs.complete_runs(office.folder / "data/output"):
        said = says(folder)
        assert [c for c in HERS if c in said] == []
    assert office.refusals() == [("decisions/1.csv", 2, "keputusan_dilupakan")]


def counted(run: Path, who: str) -> dict[str, int]:
    """Return how many records, persons, past records a run has that are not of ``who``."""
    with connect(run / "register.duckdb") as con:
        return {
            table: len(con.execute(f"FROM {table} WHERE person_id <> $who", {"who": who}).df())
            for table in ("crosswalk", "isi.person", "isi.past", "isi.claim")
        }


def test_a_tombstone_tells_nobody_and_is_another_with_another_key(tmp_path: Path):
    record = pd.DataFrame(
        {
            "nik": [NIK, NIK, None],
            "nama_baku": [WHO, "SITI AMINAH", WHO],
            "tanggal_lahir": ["1981-02-02", "1980-01-01", "1981-02-02"],
            "kode_desa": [None, None, None],
        }
    )

    assert tombstone.add(tmp_path, b"k" * 32, record.head(1), REASON) == 2

    line = json.loads((tmp_path / "dilupakan.jsonl").read_text("utf-8"))
    assert all(len(mark) == 64 for mark in line["marks"])
    assert NIK not in json.dumps(line)
    assert tombstone.is_forgotten(record, tmp_path, b"k" * 32).tolist() == [True, False, False]
    assert not tombstone.is_forgotten(record, tmp_path, b"x" * 32).any()


def test_who_is_not_known_cannot_be_forgotten(tiny: Path):
    with pytest.raises(InputError, match="tidak ada di register"):
        forget(Config.load(tiny), "P-TIDAKADA", REASON)
