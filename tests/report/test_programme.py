"""Who is asked about, from the planted cause to the row, over a whole run."""

import csv
import re
import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from bekasi_reconcile import pipeline
from bekasi_reconcile.commands.init import make_project, shipped_configs
from bekasi_reconcile.config.merging import Merging, Targeting
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.config.toml import load

from . import lists


@pytest.fixture(scope="module")
def laporan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("programmes") / "project"
    make_project(project)
    lists.write(project / "data/raw")
    return pipeline.run(Config.load(project)).folder / "laporan"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_a_family_on_two_programmes_that_exclude_each_other(laporan: Path):
    (row,) = rows(laporan / "tumpang_tindih.csv")

    assert (row["nama_kepala"], row["program"]) == ("SUTISNA HERMAWAN", "BLT Dana Desa + PKH")
    assert row["dugaan"] == "dugaan melanggar aturan"
    assert row["aturan"].startswith("Permendesa PDTT 6/2020")
    assert row["rupiah"] == "1050000"
    assert row["id_konflik"].startswith("K-")


def test_a_family_of_the_lowest_decile_on_no_programme(laporan: Path):
    (row,) = rows(laporan / "belum_terlayani.csv")

    assert (row["nama_kepala"], row["desil"]) == ("MULYADI PRATAMA", "1")
    assert row["dugaan"] == "dugaan belum terlayani"
    assert row["bukti"].startswith("desil 1 (dtsen")
    assert (row["kecamatan"], row["desa"], row["alamat"]) == (
        "Babelan", "Bunibakti", "KP. CIKETING",
    )  # fmt: skip


def test_each_reason_to_doubt_a_benefit(laporan: Path):
    found = {row["nama"]: row["dugaan"] for row in rows(laporan / "perlu_verifikasi.csv")}

    assert found == {
        "GUNAWAN WIBISONO": "desil 6 atau lebih (8)",
        "YULIANA PERMATA": "tidak ada di daftar acuan",
        "HENDRA SUROSO": "di luar batas usia (35)",
    }


def test_a_target_list_names_recipients_and_candidates(laporan: Path):
    found = {
        (row["nama"], row["status"], row["rupiah"]) for row in rows(laporan / "sasaran/pkh.csv")
    }

    assert found == {
        ("SUTISNA HERMAWAN", "penerima", "750000"),
        ("GUNAWAN WIBISONO", "penerima, perlu verifikasi", "750000"),
        ("YULIANA PERMATA", "penerima, perlu verifikasi", "750000"),
        ("MULYADI PRATAMA", "calon (dugaan belum terlayani)", ""),
    }


def test_a_programme_for_an_age_has_no_candidate_of_another(laporan: Path):
    found = [(row["nama"], row["status"]) for row in rows(laporan / "sasaran/pip.csv")]

    assert found == [("HENDRA SUROSO", "penerima, perlu verifikasi")]


def test_programmes_are_counted_by_desa(laporan: Path):
    found = {
        row["program"]: (row["desa"], row["keluarga"], row["rupiah"], row["dugaan_inclusion"])
        for row in rows(laporan / "program_desa.csv")
    }

    assert found == {
        "BLT Dana Desa": ("Bunibakti", "1", "300000", "0"),
        "PIP": ("Bunibakti", "1", "", "1"),
        "PKH": ("Bunibakti", "3", "2250000", "2"),
    }


def test_a_run_on_other_lists_looks_back_on_the_one_before(laporan: Path, tmp_path: Path):
    project = tmp_path / "project"
    shutil.copytree(laporan.parents[4], project, symlinks=True)
    (project / "data/raw/Penerima PIP 2025.csv").unlink()

    page = pipeline.run(Config.load(project)).folder / "ringkasan.html"

    text = page.read_text(encoding="utf-8")
    assert text.count("<circle") == 2
    assert "Sejak proses sebelumnya" in text
    assert "Sejak proses sebelumnya" not in (laporan.parent / "ringkasan.html").read_text("utf-8")


def test_a_decile_cannot_be_both_unserved_and_doubtful():
    with pytest.raises(ValidationError, match="must be below doubtful_from"):
        Targeting(unserved_up_to=6, doubtful_from=6)


def test_the_shipped_rules_name_their_source():
    rules = load(shipped_configs() / "merging.toml", Merging)

    assert rules.exclusive
    assert rules.eligible
    for rule in (*rules.exclusive, *rules.eligible):
        assert re.match(r"Permen[a-z]+( [A-Z]+)? [0-9]+/20[0-9]{2}", rule.basis), rule.basis
