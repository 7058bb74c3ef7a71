"""What a desktop, a sync tool or a hand leaves among the program's files is passed by and told."""

import os
import shutil
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import warm
from bekasi_reconcile.cli.app import app
from bekasi_reconcile.commands.doctor import examine
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.fault_injection import VARIABLE
from bekasi_reconcile.register import runs
from bekasi_reconcile.register.session import project_session
from faults.republish import republish

FILES = (".DS_Store", "Thumbs.db", "desktop.ini", "catatan.txt", "~$20261122-001")
FOLDERS = (
    "20261122-001 - Copy",
    "20261122-001 (1)",
    "salinan 20261122-001",
    "20261122-001.bak",
    "20261122-abc",
    "20261122-",
    "2026-11-22",
    "۲۰۲۶۱۱۲۲-۰۰۱",
    "arsip.tmp",
)


def today(name: str) -> str:
    """Return the stranger's name with the day of the runs of today, whose numbers are counted."""
    return name.replace("20261122", f"{datetime.now(UTC):%Y%m%d}")


@pytest.mark.parametrize("place", ["runs", "rusak", "."])
def test_strangers_among_the_runs_stop_nothing_and_are_told(tiny: Path, place: str):
    output, config = tiny / "data/output", Config.load(tiny)
    strangers = [output / place / today(name) for name in (*FILES, *FOLDERS)]
    (output / place).mkdir(exist_ok=True)
    for stranger in strangers[: len(FILES)]:
        stranger.write_bytes(b"\x00\x01")
    for stranger in strangers[len(FILES) :]:
        stranger.mkdir()
        (stranger / "isi.txt").write_text("tetap ada", "utf-8")
    before = runs.complete_runs(output)

    new = republish(tiny)

    assert runs.latest(output) == new.resolve()
    assert runs.complete_runs(output) == [*before, new]
    assert all(stranger.exists() for stranger in strangers)
    for command in (["runs", "--json"], ["rollback", before[0].name], ["audit", "verify"]):
        done = CliRunner().invoke(app, [*command, "-p", str(tiny)], catch_exceptions=False)
        assert done.exit_code == 0
    (check,) = [check for check in examine(config) if check.name == "leftovers"]
    assert check.state == "warn"
    assert all(stranger.name in check.text.text("id") for stranger in strangers)


def test_a_folder_of_runs_that_cannot_be_read_is_not_empty(tiny: Path):
    if os.geteuid() == 0:
        pytest.skip("root reads every folder")
    folder = tiny / "data/output/runs"
    folder.chmod(0)
    try:
        with pytest.raises(PermissionError):
            runs.complete_runs(tiny / "data/output")
    finally:
        folder.chmod(0o700)


def test_two_damaged_runs_of_one_name_are_both_kept(tiny: Path):
    output = tiny / "data/output"
    good, bad = runs.complete_runs(output)
    runs.point_at(good)
    shutil.copytree(bad, output / "rusak" / bad.name)

    runs.set_aside(bad)

    assert sorted(p.name for p in (output / "rusak").iterdir()) == [bad.name, f"{bad.name}-2"]
    assert runs.strangers(output) == []


LEFT = ("uji-coba-abc", "tumpah", "aside-xyz", "cadangan-abc", "apa-saja", "r-rusak.tmp", "berkas")


def test_the_work_folder_is_swept_by_what_is_expected_there(tiny: Path):
    interim = tiny / "data/interim"
    caches = {path.name for path in interim.iterdir()}
    assert caches
    for name in LEFT:
        (interim / name).mkdir()
        (interim / name / "register.duckdb").write_text("3216010101800001", "utf-8")
        os.utime(interim / name, (0, 0))
    (interim / "lama.csv").write_text("3216010101800001", "utf-8")
    os.utime(interim / "lama.csv", (0, 0))
    (interim / "baru.csv").write_text("3216010101800001", "utf-8")

    with project_session(Config.load(tiny)):
        pass

    assert {path.name for path in interim.iterdir()} == caches | {"baru.csv"}


def test_the_copy_of_a_trial_that_was_killed_goes_at_once(tiny: Path):
    copy = tiny / "data/interim/uji-coba-abc"
    copy.mkdir()
    (copy / "register.duckdb").write_text("3216010101800001", "utf-8")

    with project_session(Config.load(tiny)):
        pass

    assert not copy.exists()


@pytest.mark.slow
@pytest.mark.parametrize("where", ["clean", "register", "current"])
def test_a_killed_trial_leaves_no_register_after_the_next_command(tiny: Path, where: str):
    before = runs.complete_runs(tiny / "data/output")

    done = warm.run("run", "--dry-run", "-p", str(tiny), env={VARIABLE: where})

    assert done.returncode == -signal.SIGKILL
    assert list((tiny / "data/interim").glob("uji-coba-*"))
    assert warm.run("decide", "-p", str(tiny)).returncode == 0
    assert not list((tiny / "data/interim").glob("uji-coba-*"))
    assert runs.complete_runs(tiny / "data/output") == before


def test_a_folder_in_the_place_of_a_cached_file_goes_at_once(tiny: Path):
    work = tiny / "data/interim"
    work.mkdir(exist_ok=True)
    wrong = [work / "s-0123456789abcdef-0.parquet", work / f"r-{'0' * 24}"]
    wrong[0].mkdir()
    wrong[1].touch()

    with project_session(Config.load(tiny)):
        assert not [path for path in wrong if path.exists()]
