"""When a run begins, whatever the machine's clock says."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bekasi_reconcile.register import runs


def test_a_clock_that_went_back_is_not_followed(tiny_finished: Path):
    output = tiny_finished / "data/output"
    current = runs.latest(output)
    assert current
    began = datetime.fromisoformat(
        json.loads((current / "manifest.json").read_text())["started_at"]
    )

    assert runs.begin_time(output, began - timedelta(days=20_000)) == began
    later = began + timedelta(seconds=1)
    assert runs.begin_time(output, later) == later


def test_the_clock_counts_where_no_run_says_otherwise(tiny: Path, tmp_path: Path):
    now = datetime(1990, 1, 1, tzinfo=UTC)
    newest = runs.complete_runs(tiny / "data/output")[-1]
    (newest / "manifest.json").write_text("{}", encoding="utf-8")

    assert runs.begin_time(tiny / "data/output", now) == now
    assert runs.begin_time(tmp_path / "none", now) == now
