"""A project from before runs were sealed is believed once, when the officer says so."""

import json
import os
import shutil
from pathlib import Path

import pytest

from bekasi_reconcile.commands.adopt import Adoption, adopt
from bekasi_reconcile.commands.doctor import examine
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import DamagedError
from bekasi_reconcile.register import audit_log, manifest, runs, secret_key
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


REASON = "hasil program lama, surat Bappeda 12/2026"


def test_they_are_taken_over_once_when_the_officer_says_so(older: Path):
    config, folders = Config.load(older), runs.complete_runs(older / "data/output")
    with pytest.raises(DamagedError, match="reconcile audit adopt"), project_session(config):
        pytest.fail("the run began")
    assert not (older / "data/journal" / secret_key.NAME).exists()

    done = adopt(config, REASON)

    assert done == Adoption(folders[-1].name, [f.name for f in folders], [], False, 0)
    with project_session(config) as session:
        assert session.published == runs.latest(older / "data/output")
    for folder in folders:
        assert manifest.breaches(folder, session.key) == []
        assert (manifest.read(folder) or {})["run_id"] == folder.name
    (line,) = audit_log.entries(older / "data/journal")
    assert (line["event"], line["reason"], line["run_id"]) == ("adopt", REASON, folders[-1].name)


def test_looking_at_it_makes_no_key_and_says_what_to_do(older: Path):
    checks = {check.name: check for check in examine(Config.load(older))}
    with pytest.raises(DamagedError, match="reconcile audit adopt"):
        connect(older / "data/output/latest/register.duckdb")

    assert checks["store"].state == "warn"
    assert "reconcile audit adopt" in checks["store"].text.text("id")
    assert checks["audit"].state == "fail"
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


def test_taking_over_cut_off_is_done_again_by_the_same_command(
    older: Path, monkeypatch: pytest.MonkeyPatch
):
    def cut_off(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(runs, "point_at", cut_off)
        with pytest.raises(OSError):  # noqa: PT011 - the one above
            adopt(Config.load(older), REASON)
    (older / "data/output/latest").unlink()

    adopt(Config.load(older), REASON)

    with project_session(Config.load(older)) as session:
        assert session.published == runs.complete_runs(older / "data/output")[-1].resolve()


def test_an_older_register_that_does_not_open_stays_refused(older: Path):
    current = runs.latest(older / "data/output")
    assert current
    os.truncate(current / manifest.REGISTER, 1000)

    done = adopt(Config.load(older), REASON)

    assert done.damaged == [current.name]
    with pytest.raises(DamagedError), project_session(Config.load(older)):
        pytest.fail("the run began")
