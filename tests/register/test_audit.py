"""A line of the audit log cannot be changed, moved or cut off unseen."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bekasi_reconcile.register import audit_log, manifest, runs, secret_key

KEY = b"k" * 32


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    for number in range(4):
        audit_log.append(tmp_path, KEY, "run", number=number)
    return tmp_path


def rewrite(change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    def tamper(journal: Path) -> None:
        path = journal / "jejak.jsonl"
        path.write_text("".join(change(path.read_text("utf-8").splitlines(keepends=True))), "utf-8")

    return tamper


def forge_the_head(journal: Path) -> None:
    rewrite(lambda lines: lines[:2])(journal)
    last = json.loads((journal / "jejak.jsonl").read_text("utf-8").splitlines()[-1])
    head = json.loads((journal / "jejak.json").read_text("utf-8"))
    (journal / "jejak.json").write_text(json.dumps(head | {"lines": 2, "seal": last["seal"]}))


TAMPERING: dict[str, Callable[[Path], None]] = {
    "a word changed": rewrite(lambda lines: [lines[0].replace("run", "ran"), *lines[1:]]),
    "first line removed": rewrite(lambda lines: lines[1:]),
    "middle line removed": rewrite(lambda lines: [*lines[:1], *lines[2:]]),
    "last lines removed": rewrite(lambda lines: lines[:2]),
    "two lines exchanged": rewrite(lambda lines: [lines[1], lines[0], *lines[2:]]),
    "everything removed": rewrite(lambda _: []),
    "head rewritten": forge_the_head,
    "head removed": lambda journal: (journal / "jejak.json").unlink(),
}


def test_an_untouched_log_is_whole(journal: Path):
    assert audit_log.verify(journal, KEY, (audit_log.head(journal),)) is None
    assert audit_log.verify(journal, b"x" * 32) is not None
    assert audit_log.count(journal) == 4


@pytest.mark.parametrize("tamper", TAMPERING.values(), ids=TAMPERING)
def test_tampering_is_seen(journal: Path, tamper: Callable[[Path], None]):
    tamper(journal)

    assert audit_log.verify(journal, KEY) is not None


def test_a_head_that_a_manifest_tells_must_be_in_the_log(tiny: Path):
    journal = tiny / "data/journal"
    secret = secret_key.load(journal)
    newest = runs.complete_runs(tiny / "data/output")[-1]
    head = (manifest.read(newest) or {})["audit"]
    assert audit_log.verify(journal, secret, (head,)) is None

    for name in ("jejak.jsonl", "jejak.json"):
        (journal / name).unlink()
    audit_log.append(journal, secret, "run")

    assert audit_log.verify(journal, secret) is None
    assert audit_log.verify(journal, secret, (head,)) is not None


def test_a_line_half_written_by_a_power_cut_is_taken_off(journal: Path):
    with (journal / "jejak.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"at": "2026-')

    audit_log.append(journal, KEY, "run")

    assert audit_log.verify(journal, KEY) is None
    assert audit_log.count(journal) == 5


def test_every_published_run_is_in_the_log(tiny: Path):
    lines = (tiny / "data/journal/jejak.jsonl").read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines]

    assert [entry["run_id"] for entry in entries if entry["event"] == "run"] == [
        folder.name for folder in runs.complete_runs(tiny / "data/output")
    ]
