"""A project from before runs were sealed is believed once, when it gets its key."""

import json
import os
import shutil
from pathlib import Path

import pytest

from bekasi_reconcile.commands.doctor import examine
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import DamagedError
from bekasi_reconcile.register import manifest, runs, secret_key
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.session import project_session


@pytest.fixture
def older(tiny: Path) -> Path:
    """Return a project as the program left it before it sealed runs."""
    for folder in runs.complete_runs(tiny / "data/output"):
        path = folder / manifest.NAME
        told = json.loads(path.read_text("utf-8"))
        plain = {n: v for n, v in told.items() if n not in ("contents", "rows", "seal", "audit")}
        path.write_text(json.dumps(plain), encoding="utf-8")
    shutil.rmtree(tiny / "data/journal")
    return tiny


def test_every_run_is_sealed_once_as_it_is_and_told(older: Path):
    folders = runs.complete_runs(older / "data/output")

    with project_session(Config.load(older)) as session:
        assert session.published == runs.latest(older / "data/output")

    (note,) = session.notes
    words = note.text("id")
    assert all(folder.name in words for folder in folders)
    for folder in folders:
        assert manifest.breaches(folder, session.key) == []
        assert (manifest.read(folder) or {})["run_id"] == folder.name
    with project_session(Config.load(older)) as after:
        assert after.notes == ()


def test_looking_at_it_makes_no_key_and_says_what_to_do(older: Path):
    told = {check.name: check for check in examine(Config.load(older))}
    with pytest.raises(DamagedError, match="jalankan: reconcile run"):
        connect(older / "data/output/latest/register.duckdb")

    assert told["store"].state == "warn"
    assert "reconcile run" in told["store"].text.text("id")
    assert not (older / "data/journal").exists()


def test_a_run_without_a_seal_is_not_believed_where_there_was_a_key(tiny: Path):
    current = runs.latest(tiny / "data/output")
    assert current
    document = manifest.read(current) or {}
    (current / manifest.NAME).write_text(json.dumps({"run_id": document["run_id"]}), "utf-8")

    for _ in range(2):
        with pytest.raises(DamagedError), project_session(Config.load(tiny)):
            pytest.fail("the run began")
        (tiny / "data/journal" / secret_key.NAME).unlink(
            missing_ok=True
        )  # the log still tells of it


def test_sealing_cut_off_is_taken_up_again_with_the_same_key(older: Path):
    journal = older / "data/journal"
    journal.mkdir()
    folder = runs.complete_runs(older / "data/output")[0]

    def cut_off(secret: bytes) -> None:
        manifest.seal(folder, manifest.unsealed_manifest(folder) or {}, secret)
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - the one above
        secret_key.make(journal, cut_off)
    assert secret_key.load(journal) == b""

    with project_session(Config.load(older)) as session:
        assert manifest.breaches(folder, session.key) == []
        assert folder.name not in session.notes[0].text("id")


def test_an_older_register_that_does_not_open_stays_refused(older: Path):
    current = runs.latest(older / "data/output")
    assert current
    os.truncate(current / manifest.REGISTER, 1000)

    with pytest.raises(DamagedError), project_session(Config.load(older)):
        pytest.fail("the run began")
