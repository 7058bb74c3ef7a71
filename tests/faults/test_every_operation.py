"""Whichever file operation fails, the published register is the old one or the new one, whole."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def outcomes(how: str, finished: Path, work: Path) -> list[dict[str, Any]]:
    path = os.pathsep.join(p for p in sys.path if p)
    done = subprocess.run(
        [sys.executable, "-m", "faults.every_operation", how, str(finished), str(work)],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=1200,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize(("how", "at_least"), [("publishing", 150), ("whole run", 20)])
def test_every_failing_operation_is_told_and_harms_nothing(
    tiny: Path, tmp_path: Path, how: str, at_least: int
):
    shutil.rmtree(tiny / "configs/sources")  # profiles are read, not written, and are many
    shutil.rmtree(next(iter(sorted((tiny / "data/output/runs").iterdir()))))
    old, new = "002", "003"

    told = outcomes(how, tiny, tmp_path / "work")

    failed = [one for one in told if one["failed"]]
    assert len(failed) >= at_least
    # what takes its name by the one function that renames has been tried with publishing
    kinds = {"open", "os.mkdir"} | ({"os.rename"} if how == "publishing" else set())
    assert kinds <= {one["failed"] for one in failed}
    for one in told:
        assert one["breaches"] == [], one
        assert one["persons"] == 2
        assert one["latest"].rpartition("-")[2] in (old, new)
        assert one["status"] in (0, 5), one  # 0: to make a folder that is there is no failure
        assert len(one["said"].splitlines()) == bool(one["status"])
        assert "Traceback" not in one["said"]
    untidy = [one for one in told if one["left"]]
    assert all(one["failed"] in ("os.scandir", "os.rmdir", "os.remove", "open") for one in untidy)
    # each place once: what only says how large a file is, or is kept from before, need not be there
    assert sum(one["status"] == 5 for one in failed) > 2 / 3 * len(failed)
    assert [one["n"] for one in told if not one["failed"]] == [0]
    assert (told[-1]["status"], told[-1]["latest"][-3:]) == (0, new)
