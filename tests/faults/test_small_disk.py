"""A small disk that really fills up: the old state stays, the officer is told, nothing is left."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import warm
from bekasi_reconcile.register import runs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root mounts a small disk"
    ),
]

MARGINS = (0, 256, 1024, 3072, 6144)
"""KB that are free beside the project, from a disk that is full to one on which nearly all fits."""

LISTS = "NIK;Nama;Tgl Lahir;Kecamatan;Keterangan\n3216010303830003;DEDE;03-03-1983;Babelan;{}\n"


@contextmanager
def small_disk(at: Path, kilobytes: int) -> Iterator[Path]:
    at.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=700", "none", str(at)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def used(folder: Path) -> int:
    """Return the KB that ``folder`` takes on a disk of pages of 4 KB."""
    return sum(-(-p.lstat().st_size // 4096) * 4 + 4 for p in [folder, *folder.rglob("*")])


def state(project: Path) -> dict[str, bytes]:
    """Return all that must outlive a command that failed: runs, answers, model, configuration."""
    kept = ("data/output/runs", "data/decisions", "data/model", "data/raw", "configs")
    files = (p for folder in kept for p in (project / folder).rglob("*") if p.is_file())
    return {p.relative_to(project).as_posix(): p.read_bytes() for p in files}


def leftovers(project: Path) -> list[str]:
    return [p.relative_to(project).as_posix() for p in project.rglob("*.tmp*")]


@pytest.mark.parametrize("margin", MARGINS)
def test_a_run_on_a_full_disk_changes_nothing_and_goes_on_when_there_is_room(
    tiny: Path, tmp_path: Path, margin: int
):
    for number in range(30):  # each gets a draft of a profile
        text = LISTS.format("x" * 2000)
        (tiny / f"data/raw/daftar {chr(97 + number % 26) * (2 + number)}.csv").write_text(text)
    with small_disk(tmp_path / "disk", used(tiny) + margin) as disk:
        project = disk / "p"
        shutil.copytree(tiny, project, symlinks=True)
        before, current = state(project), runs.latest(project / "data/output")

        done = warm.run("run", "-p", str(project), env={"TMPDIR": str(tmp_path)})

        assert done.returncode in (0, 3, 5), done.stderr
        if done.returncode == 5:
            told = done.stderr.strip().splitlines()[-1]
            assert told.startswith("reconcile: ")
            assert told.endswith(("(RK-503)", "(RK-504)"))
            drafts = {k: v for k, v in state(project).items() if k.startswith("configs/sources/")}
            assert all(content for content in drafts.values())
            assert before.items() <= state(project).items()
            assert set(state(project)) - set(before) <= set(drafts)
            assert runs.latest(project / "data/output") == current
        assert leftovers(project) == []

        subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
        after = warm.run("run", "-p", str(project), env={"TMPDIR": str(tmp_path)})
        assert after.returncode in (0, 3), after.stderr
        verified = warm.run("audit", "verify", "-p", str(project))
        assert verified.returncode == 0, verified.stderr


@pytest.mark.parametrize("free", [0, 128, 2048])
def test_a_backup_onto_a_full_disk_leaves_the_older_one(tiny: Path, tmp_path: Path, free: int):
    secret = tmp_path / "sandi"
    secret.write_text("kalimat sandi yang panjang\n", encoding="utf-8")
    secret.chmod(0o600)
    with small_disk(tmp_path / "disk", 64 + free) as disk:
        older, file = disk / "lama.tar", disk / "cadangan.tar"
        older.write_bytes(b"older" * 1000)

        done = warm.run("backup", str(file), "-p", str(tiny), "--passphrase-file", str(secret))

        assert done.returncode in (0, 5), done.stderr
        assert older.read_bytes() == b"older" * 1000
        names = sorted(p.name for p in disk.iterdir())
        assert names == (["lama.tar"] if done.returncode else ["cadangan.tar", "lama.tar"])
    assert leftovers(tiny) == []
