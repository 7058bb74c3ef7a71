"""The same reports on any machine, on any day, and with the network cable out."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bekasi_reconcile.register.runs import latest

RUN = [sys.executable, "-m", "bekasi_reconcile", "run", "--quiet", "--fail-on", "never"]
ELSEWHERE = (
    {"TZ": "Asia/Jakarta", "LC_ALL": "C", "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"},
    {"TZ": "America/New_York", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "random", "PYTHONUTF8": "1"},
)


def reports(project: Path) -> dict[str, str]:
    folder = latest(project / "data/output")
    assert folder
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted((folder / "laporan").rglob("*"))
        if p.is_file()
    }


def run(project: Path, before: tuple[str, ...] = (), **env: str) -> int:
    path = os.pathsep.join(p for p in sys.path if p)
    command = [*before, *RUN, "--project", str(project)]
    return subprocess.run(
        command, env=os.environ | {"PYTHONPATH": path} | env, cwd=project.parent, check=False
    ).returncode


@pytest.mark.slow
def test_clock_zone_locale_hash_seed_and_threads_change_no_byte(small_demo: Path, tmp_path: Path):
    found = []
    for i, env in enumerate(ELSEWHERE):
        project = tmp_path / f"folder {i} é" / "proyek"
        shutil.copytree(small_demo, project)
        assert run(project, **env) == 0
        found.append(reports(project))

    assert len(found[0]) > 5
    assert found[0] == found[1] == found[2]


@pytest.mark.slow
def test_a_run_needs_no_network(tiny: Path):
    alone = ("unshare", "--net", "--map-root-user")
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("this machine lets nobody take the network away")

    assert run(tiny, alone) == 0
