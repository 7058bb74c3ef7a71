"""The log of decisions: whole or not at all, and it shows if anybody changed it."""

from pathlib import Path

import pytest

from bekasi_reconcile.decisions.decision_log import (
    NAME,
    ReviewDecision,
    append,
    decisions_in_force,
    read,
)
from bekasi_reconcile.errors import ReconcileError

FIRST = ReviewDecision(conflict_id="K-1", type="tinjau", answer="SAMA", effect="same")
SECOND = ReviewDecision(conflict_id="K-2", type="tinjau", answer="BEDA", effect="apart")


def test_what_was_added_is_read_back_and_private(tmp_path: Path):
    append(tmp_path, [FIRST])
    log = append(tmp_path, [SECOND])

    assert read(tmp_path) == log
    assert [logged.decision for logged in log] == [FIRST, SECOND]
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0


def test_the_last_answer_is_in_force_until_it_is_taken_back(tmp_path: Path):
    other = FIRST.model_copy(update={"answer": "BEDA", "effect": "apart"})
    undo = FIRST.model_copy(update={"answer": "BATAL", "effect": "undo"})

    replaced = decisions_in_force(append(tmp_path, [FIRST, SECOND, other]))
    undone = decisions_in_force(append(tmp_path, [undo]))

    assert replaced["K-1"].decision == other
    assert set(undone) == {"K-2"}


@pytest.mark.parametrize("spoilt", ["changed", "removed", "swapped", "cut"])
def test_a_log_that_was_tampered_with_is_not_obeyed(tmp_path: Path, spoilt: str):
    append(tmp_path, [FIRST, SECOND])
    path = tmp_path / NAME
    one, two = path.read_text("utf-8").splitlines()
    text = {
        "changed": f"{one.replace('SAMA', 'BEDA')}\n{two}\n",
        "removed": f"{two}\n",
        "swapped": f"{two}\n{one}\n",
        "cut": f"{one}\n{two[:40]}\n",
    }[spoilt]
    path.write_text(text, "utf-8")

    with pytest.raises(ReconcileError, match="diubah"):
        read(tmp_path)
