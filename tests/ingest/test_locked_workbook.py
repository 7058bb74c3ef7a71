"""A file that may not be read is refused alone, and the others go on."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # several whole runs

ALONE = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Takes from root what lets it read every file."""


def told(project: Path) -> dict[str, object]:
    """Return what a run says in which a file without permission stays closed."""
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root reads every file here")
    before = ALONE if os.geteuid() == 0 else ()
    done = subprocess.run(
        [*before, sys.executable, "-m", "bekasi_reconcile", "run", "--json", "-p", str(project)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    document: dict[str, object] = json.loads(done.stdout)
    return document


def test_a_file_and_a_folder_without_permission_are_refused_and_the_others_go_on(tiny: Path):
    raw = tiny / "data/raw"
    (raw / "tertutup.csv").write_text("NIK;Nama\n3216010303830003;DEDE\n", encoding="utf-8")
    (raw / "kecamatan").mkdir()
    (raw / "kecamatan/isi.csv").write_text("NIK;Nama\n3216010303830003;DEDE\n", encoding="utf-8")
    (tiny / "data/decisions/jawaban.csv").write_text("id_konflik;keputusan\n", encoding="utf-8")
    closed = [raw / "tertutup.csv", raw / "kecamatan", tiny / "data/decisions/jawaban.csv"]
    for path in closed:
        path.chmod(0)

    document = told(tiny)

    closed[1].chmod(0o700)  # so that the folder can be removed
    files = {f["file"]: (f["status"], f["reason"]) for f in document["files"]}
    assert files == {
        "daftar.csv": ("read", None),
        "tertutup.csv": ("refused", "file_closed"),
        "kecamatan": ("refused", "file_closed"),
    }
    assert document["persons"] == 2
    assert document["decisions"]["refused"] == 1
