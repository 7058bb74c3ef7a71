"""What a run remarks beside its result, and what it keeps to itself."""

import warnings
from datetime import date
from pathlib import Path

import pytest

import warm
from bekasi_reconcile.cli import failure_text
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.ingest.stage import ingest, remark_future
from bekasi_reconcile.library_warning import silence_warnings
from bekasi_reconcile.pipeline import run
from conftest import TINY
from territories import BEKASI


@pytest.mark.slow
def test_what_is_not_read_and_a_date_to_come_are_in_the_output_of_the_run(tiny: Path):
    (tiny / "lain").mkdir()
    (tiny / "data/raw/dinsos").symlink_to(tiny / "lain")
    (tiny / "data/raw/pkh 2048-01.csv").write_text(TINY, encoding="utf-8")

    done = warm.run("run", "--fail-on", "never", "--project", str(tiny))

    assert done.returncode == 0
    lines = " ".join(done.stdout.split())
    assert "dinsos: Tautan ke folder lain dilewati" in lines
    assert "pkh 2048-01.csv: Tanggal posisi data" in lines


@pytest.mark.parametrize(
    ("file", "remarked"),
    [
        ("a 2026-05.csv", False),
        ("a 2026-06.csv", True),
        ("a 2026.csv", False),
        ("a 2027.csv", True),
        ("a 2026-05-14.csv", False),
        ("a 2026-05-16.csv", True),
    ],
)
def test_a_list_of_a_day_to_come_is_remarked(tmp_path: Path, file: str, remarked: bool):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / file).write_text(TINY)
    received = ingest(tmp_path / "raw", (), tmp_path, BEKASI)

    problem = remark_future(received, date(2026, 5, 15)).problem

    assert ("file_future" in set(problem["rule"])) == remarked


def test_a_folder_with_nothing_but_what_is_not_read_names_it(project: Path):
    (project / "data/raw/dinsos").symlink_to(project)

    with pytest.raises(InputError) as refused:
        run(Config.load(project))

    assert "dinsos" in refused.value.message.text("id")


@pytest.mark.slow
def test_a_database_without_memory_says_so_and_not_that_the_disk_is_full(tiny: Path):
    settings = tiny / "configs/reconcile.toml"
    settings.write_text(f'memory_limit = "1MB"\n{without_limit(settings.read_text())}')

    done = warm.run("run", "--quiet", "--project", str(tiny))

    assert done.returncode == 5
    assert "RK-504" in done.stderr
    assert "memory_limit" in done.stderr
    assert "disk" not in done.stderr


def without_limit(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("memory_limit"))


def test_memory_that_fails_is_named_as_such():
    assert failure_text.code(MemoryError()) == "RK-504"
    assert "memory_limit" in failure_text.text(MemoryError(), "en")


def test_a_warning_of_a_library_reaches_nobody(capsys: pytest.CaptureFixture[str]):
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        silence_warnings()
        warnings.warn("/home/rina/SITI.csv", UserWarning, stacklevel=1)

    assert capsys.readouterr().err == ""
