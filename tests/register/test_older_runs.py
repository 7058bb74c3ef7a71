"""A run that is kept but does not count may be damaged: nothing stops, and the doctor tells."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bekasi_reconcile.commands import doctor
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.decisions.past_conflict import asked_conflicts
from bekasi_reconcile.register import runs


def register_cut(run: Path) -> None:
    path = run / "register.duckdb"
    path.write_bytes(path.read_bytes()[:5000])


def register_gone(run: Path) -> None:
    (run / "register.duckdb").unlink()


def manifest_gone(run: Path) -> None:
    (run / "manifest.json").unlink()


def manifest_a_folder(run: Path) -> None:
    manifest_gone(run)
    (run / "manifest.json").mkdir()


def manifest_a_list(run: Path) -> None:
    (run / "manifest.json").write_text("[]", encoding="utf-8")


@pytest.mark.parametrize(
    "damage", [register_cut, register_gone, manifest_gone, manifest_a_folder, manifest_a_list]
)
def test_a_damaged_older_run_stops_nothing_and_is_told(tiny: Path, damage: Callable[[Path], None]):
    output = tiny / "data/output"
    older, current = runs.complete_runs(output)
    damage(older)

    assert asked_conflicts(output, tiny / "data/interim", {"K-1"}, ()) == {}
    assert current.name in [summary["run_id"] for summary in runs.summaries(output)]
    assert len(runs.overviews(output)) >= 1
    said = [check.text.text("id") for check in doctor.examine(Config.load(tiny))]
    assert any(older.name in text for text in said)
