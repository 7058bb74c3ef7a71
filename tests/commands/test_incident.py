"""Who was in a lost file is listed, whatever it is called and however it was saved again."""

import csv
import json
import shutil
import stat
from pathlib import Path

import pandas as pd
import pytest

import warm
from bekasi_reconcile.commands import incident, report_copy
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, InputError
from bekasi_reconcile.register import audit_log, runs, secret_key
from office import Office

pytestmark = pytest.mark.slow  # several whole runs


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with lists, a run, a backup in its log, and two copies of reports."""
    office = Office(tmp_path_factory.mktemp("hilang") / "project")
    office.send("dtks.csv", "siti", "asep", "ujang")
    office.send("pkh.csv", "siti", "dewi")
    office.run()
    config, journal = Config.load(office.folder), office.folder / "data/journal"
    audit_log.append(journal, secret_key.load(journal), "backup", file="cadangan.age.tar")
    for name, masked in (("utuh", False), ("samar", True)):
        report_copy.write(config, office.folder.parent / name, masked=masked)
    return office.folder


def names_in(project: Path, tmp_path: Path, lost: str) -> tuple[set[str], set[str]]:
    """Return the names of who is listed, and on what basis."""
    to = tmp_path / "siapa.csv"
    to.unlink(missing_ok=True)
    counts = incident.write(Config.load(project), lost, to)
    with to.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    name_of = {id_: name for name, id_ in Office.at(project).persons().items()}
    assert counts["persons"] == len(rows) == sum(counts["basis"].values())
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert all(row["isi"] for row in rows)
    return {name_of[row["person_id"]].split()[0] for row in rows}, set(counts["basis"])


def test_a_list_is_known_by_its_name_and_by_its_content(project: Path, tmp_path: Path):
    shutil.copy(project / "data/raw/pkh.csv", tmp_path / "lain.csv")

    assert names_in(project, tmp_path, "pkh.csv") == ({"SITI", "DEWI"}, {"berkas"})
    assert names_in(project, tmp_path, str(tmp_path / "lain.csv")) == ({"SITI", "DEWI"}, {"berkas"})


def test_a_run_its_register_and_a_backup_hold_everybody(project: Path, tmp_path: Path):
    (run,) = runs.complete_runs(project / "data/output")
    shutil.copy(run / "register.duckdb", tmp_path / "x.duckdb")

    for lost in (run.name, str(tmp_path / "x.duckdb"), "/media/usb/cadangan.age.tar"):
        assert names_in(project, tmp_path, lost) == ({"SITI", "ASEP", "DEWI", "UJANG"}, {"proses"})


def test_a_report_is_read_for_its_ids(project: Path, tmp_path: Path):
    (run,) = runs.complete_runs(project / "data/output")
    whole = project.parent / "utuh/laporan/register.csv"
    lines = whole.read_text(encoding="utf-8-sig").splitlines()
    (tmp_path / "sebagian.csv").write_text("\n".join(lines[:2]), encoding="utf-8")

    everybody = {"SITI", "ASEP", "DEWI", "UJANG"}
    assert names_in(project, tmp_path, f"{run.name}/laporan/register.csv") == (everybody, {"id"})
    assert len(names_in(project, tmp_path, str(tmp_path / "sebagian.csv"))[0]) == 1


def test_a_list_typed_anew_is_read_for_numbers_and_names(project: Path, tmp_path: Path):
    rows = [["Daftar undangan", "", ""], ["Nama", "Nomor", "Kelas"],
            ["tidak ada di register", "", "1"], ["Siti A.", "3216 0261 0580 0001", "2"],
            ["asep suryana", "", "3"]]  # fmt: skip
    pd.DataFrame(rows).to_excel(tmp_path / "undangan.xlsx", header=False, index=False)

    assert names_in(project, tmp_path, str(tmp_path / "undangan.xlsx")) == (
        {"SITI", "ASEP"},
        {"nik", "nama"},
    )


def test_a_masked_copy_leads_to_nobody_and_is_not_called_harmless(project: Path, tmp_path: Path):
    lost = str(project.parent / "samar/laporan/register.csv")

    assert names_in(project, tmp_path, lost) == (set(), set())
    done = warm.run("incident", lost, str(tmp_path / "y.csv"), "--project", str(project))
    listed = warm.run("incident", "pkh.csv", str(tmp_path / "z.csv"), "--json", "-p", str(project))
    assert json.loads(listed.stdout)["persons"] == 2
    assert "bukan bukti" in done.stdout
    noted = next(e for e in audit_log.entries(project / "data/journal") if e["event"] == "incident")
    assert len(noted["lost"]) == 16  # a keyed digest: a file's name may be somebody's


def test_what_is_no_file_is_told(project: Path, tmp_path: Path):
    config, to = Config.load(project), tmp_path / "siapa.csv"
    (tmp_path / "rusak.xlsx").write_bytes(b"PK\x03\x04 rusak")

    for lost in ("tidak-ada.csv", str(tmp_path / "rusak.xlsx"), "20990101-001/../../x"):
        with pytest.raises(InputError):
            incident.write(config, lost, to)
        assert not to.exists()
    to.touch()
    with pytest.raises(ConfigError, match="sudah ada"):
        incident.write(config, "pkh.csv", to)
