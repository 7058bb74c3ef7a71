"""What is lost, cut, put back or put in from elsewhere is never taken for new, or for whole."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from bekasi_reconcile import pipeline
from bekasi_reconcile.cli.app import app
from bekasi_reconcile.commands.adopt import adopt
from bekasi_reconcile.commands.doctor import examine
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.decisions import decision_log
from bekasi_reconcile.errors import DamagedError
from bekasi_reconcile.match.model.frozen_model import (
    FROZEN,
    OWN,
    Model,
    project_model,
    restore_project_model,
)
from bekasi_reconcile.privacy import tombstone
from bekasi_reconcile.register import anchored_log, audit_log, manifest, runs, secret_key
from bekasi_reconcile.register.session import project_session
from bekasi_reconcile.register.trust import require_trust
from faults.republish import republish
from once import Once

Harm = Callable[[Path], object]
REASON = "kunci hilang, cadangan tidak ada"


def decide(project: Path, *answers: str) -> None:
    """Add decisions to the log as a command does that holds the project."""
    with project_session(Config.load(project)):
        decision_log.append(
            project / "data/decisions",
            [
                decision_log.ReviewDecision(
                    conflict_id=f"K-{answer}", type="identitas", answer=answer, effect="note"
                )
                for answer in answers
            ],
        )


def mark(project: Path, reason: str) -> None:
    """Add a mark of a forgotten person as ``forget`` does."""
    journal = project / "data/journal"
    with project_session(Config.load(project)) as session:
        columns = ["nik", "nama_baku", "tanggal_lahir", "kode_desa"]
        person = ["3216010101800009", reason, "1980-01-01", "3216012001"]
        tombstone.add(journal, session.key, pd.DataFrame([person], columns=columns), reason)


@pytest.fixture(scope="session")
def decided(tiny_finished: Path, once: Once) -> Path:
    """Return a project after runs, decisions and marks; ``before`` beside it is how it was."""

    def build(folder: Path) -> None:
        shutil.copytree(tiny_finished, folder / "project", symlinks=True)
        decide(folder / "project", "A")
        mark(folder / "project", "pertama")
        shutil.copytree(folder / "project", folder / "before", symlinks=True)
        decide(folder / "project", "B", "C")
        mark(folder / "project", "kedua")
        republish(folder / "project")
        with project_session(Config.load(folder / "project")):
            pass

    return once.built("decided", build)


@pytest.fixture
def place(decided: Path, tmp_path: Path) -> Path:
    """Return a copy of both that a test may change."""
    shutil.copytree(decided, tmp_path / "place", symlinks=True)
    return tmp_path / "place"


def lines_of(path: Path, keep: Callable[[list[str]], list[str]]) -> None:
    path.write_text("".join(keep(path.read_text("utf-8").splitlines(keepends=True))), "utf-8")


def cut(name: str, left: int) -> Harm:
    return lambda place: lines_of(place / "project/data" / name, lambda lines: lines[:left])


def remove(*names: str) -> Harm:
    def harm(place: Path) -> None:
        for name in names:
            path = place / "project/data" / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    return harm


def put_back(*names: str) -> Harm:
    """Put files of the project as it was before the last run over those of today."""
    return lambda place: [
        shutil.copy2(place / "before/data" / name, place / "project/data" / name) for name in names
    ]


def rewrite_the_chain(place: Path) -> None:
    """Change a decision and bind all lines anew: the chain alone has no key."""
    folder = place / "project/data/decisions"
    log = [logged.decision for logged in decision_log.read(folder)]
    (folder / decision_log.NAME).unlink()
    decision_log.append(folder, [log[0].model_copy(update={"answer": "Z"}), *log[1:]])


def point_at_an_older_run(place: Path) -> None:
    runs.point_at(runs.complete_runs(place / "project/data/output")[0])


def replace_the_newest_run(place: Path) -> None:
    """Put an older run, with its own seal, into the folder of the current one."""
    older, *_, newest = runs.complete_runs(place / "project/data/output")
    shutil.rmtree(newest)
    shutil.copytree(older, newest)


def copy_an_older_run_as_the_newest(place: Path) -> None:
    output = place / "project/data/output"
    shutil.copytree(runs.complete_runs(output)[0], output / "runs/29990101-001")
    runs.point_at(output / "runs/29990101-001")


def put_back_the_older_output(place: Path) -> None:
    shutil.rmtree(place / "project/data/output")
    shutil.copytree(place / "before/data/output", place / "project/data/output", symlinks=True)


def strip_all_seals(place: Path) -> None:
    """Make the project look as an older program left it, which sealed nothing."""
    for folder in runs.complete_runs(place / "project/data/output"):
        document = manifest.document_of(folder)
        plain = {n: v for n, v in document.items() if n not in ("contents", "rows", "seal")}
        (folder / manifest.NAME).write_text(json.dumps(plain), "utf-8")
    remove("journal", "decisions")(place)


HARM: dict[str, Harm] = {
    "decisions: last line cut": cut("decisions/keputusan.jsonl", 2),
    "decisions: all but one cut": cut("decisions/keputusan.jsonl", 1),
    "decisions: emptied": cut("decisions/keputusan.jsonl", 0),
    "decisions: removed": remove("decisions/keputusan.jsonl"),
    "decisions: folder removed": remove("decisions"),
    "decisions: older file": put_back("decisions/keputusan.jsonl"),
    "decisions: another chain": rewrite_the_chain,
    "decisions: line cut in half": lambda p: os.truncate(
        p / "project/data/decisions/keputusan.jsonl", 500
    ),
    "marks: last line cut": cut("journal/dilupakan.jsonl", 1),
    "marks: removed": remove("journal/dilupakan.jsonl"),
    "marks: older file": put_back("journal/dilupakan.jsonl"),
    "audit: last line cut": lambda p: lines_of(
        p / "project/data/journal/jejak.jsonl", lambda lines: lines[:-1]
    ),
    "audit: removed": remove("journal/jejak.jsonl", "journal/jejak.json"),
    "audit: end removed": remove("journal/jejak.json"),
    "audit: older file with its end": put_back("journal/jejak.jsonl", "journal/jejak.json"),
    "older journal": put_back(*(f"journal/{n}" for n in ("jejak.jsonl", "jejak.json"))),
    "older journal with its marks and decisions": put_back(
        "journal/jejak.jsonl", "journal/jejak.json", "journal/dilupakan.jsonl"
    ),
    "key removed": remove("journal/kunci"),
    "key cut": lambda p: os.truncate(p / "project/data/journal/kunci", 3),
    "key and log removed": remove("journal/kunci", "journal/jejak.jsonl", "journal/jejak.json"),
    "journal removed": remove("journal"),
    "seals stripped, journal removed": strip_all_seals,
    "all but the decisions removed": remove("journal", "output"),
    "runs removed": remove("output/runs"),
    "output removed": remove("output"),
    "output removed, latest stays": lambda p: [
        shutil.rmtree(f) for f in runs.complete_runs(p / "project/data/output")
    ],
    "newest run removed": lambda p: shutil.rmtree(
        runs.complete_runs(p / "project/data/output")[-1]
    ),
    "latest at an older run": point_at_an_older_run,
    "older run in the newest folder": replace_the_newest_run,
    "older run under a newer name": copy_an_older_run_as_the_newest,
    "older output": put_back_the_older_output,
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_harm_stops_every_command_and_each_check_names_it(place: Path, harm: Harm):
    config = Config.load(place / "project")
    require_trust(config, secret_key.load(config.folder("journal")))

    harm(place)

    for _ in range(2):  # the second time, what the first one wrote must not hide it
        with pytest.raises(DamagedError) as refusal, project_session(config):
            pytest.fail("the command began")
        assert "reconcile" in str(refusal.value)
    assert "fail" in {check.state for check in examine(config)}
    done = CliRunner().invoke(app, ["audit", "verify", "-p", str(config.root)])
    assert isinstance(done.exception, DamagedError)
    assert done.exception.exit_code == 6


def test_no_later_line_hides_that_the_log_was_cut(place: Path):
    journal = place / "project/data/journal"
    secret = secret_key.load(journal)
    HARM["audit: last line cut"](place)

    for _ in range(3):
        audit_log.append(journal, secret, "command", command="explain", status=0)
        assert audit_log.verify(journal, secret) is not None


def copy_of_the_run(output: Path) -> None:
    current = runs.latest(output)
    assert current
    (output / "latest").unlink()
    shutil.copytree(current, output / "latest")


def text_of_the_pointer(output: Path) -> None:
    target = os.readlink(output / "latest")
    (output / "latest").unlink()
    (output / "latest").write_text(target, "utf-8")


@pytest.mark.parametrize("copy", [copy_of_the_run, text_of_the_pointer])
def test_a_pointer_that_became_a_folder_or_a_file_is_refused_with_the_way_out(
    tiny: Path, copy: Callable[[Path], None]
):
    output, config = tiny / "data/output", Config.load(tiny)
    current = runs.latest(output)
    copy(output)

    for _ in range(2):
        with pytest.raises(DamagedError, match="Pindahkan"), project_session(config):
            pytest.fail("the command began")
    back = CliRunner().invoke(app, ["rollback", str(current and current.name), "-p", str(tiny)])
    assert isinstance(back.exception, DamagedError)

    shutil.move(output / "latest", tiny / "bekas")
    with project_session(config) as session:
        assert session.published == current
    assert "latest" in session.notes[0].text("id")


def test_a_lost_pointer_is_put_back_to_the_run_that_the_log_says(tiny: Path):
    output, config = tiny / "data/output", Config.load(tiny)
    older, newer = runs.complete_runs(output)
    for run in (newer, older):
        CliRunner().invoke(app, ["rollback", run.name, "-p", str(tiny)], catch_exceptions=False)
        (output / "latest").unlink()
        with pytest.raises(DamagedError):
            runs.latest(output)

        with project_session(config) as session:
            assert session.published == run.resolve()

        assert runs.latest(output) == run.resolve()


def test_the_way_back_to_an_older_run_is_a_rollback(place: Path):
    config = Config.load(place / "project")
    put_back_the_older_output(place)
    run = runs.latest(config.folder("output"))
    assert run

    CliRunner().invoke(app, ["rollback", run.name, "-p", str(config.root)], catch_exceptions=False)

    with project_session(config) as session:
        assert session.published == run


def test_what_is_lost_for_good_is_taken_over_once_and_told(place: Path):
    config = Config.load(place / "project")
    remove("journal/kunci")(place)

    done = adopt(config, REASON)

    assert (done.log_set_aside, done.lost_marks > 0, done.damaged) == (True, True, [])
    with project_session(config) as session:
        assert session.published
        assert session.published.name == done.run
    remove("decisions/keputusan.jsonl")(place)
    with pytest.raises(DamagedError), project_session(config):
        pytest.fail("taking over is for once")


def test_a_decision_log_cut_off_between_announcing_and_writing_is_whole(place: Path):
    config = Config.load(place / "project")
    secret = secret_key.load(config.folder("journal"))
    anchored_log.announce(config, secret, decision_log.NAME, b"")

    with project_session(config):
        pass
    decision_log.forget(config.folder("decisions"), {"K-A", "K-B", "K-C"}, lambda _: None)
    with pytest.raises(DamagedError), project_session(config):
        pytest.fail("nothing announced this one")


def test_the_newest_manifest_says_how_far_the_logs_went(place: Path):
    config = Config.load(place / "project")
    current = runs.latest(config.folder("output"))
    assert current

    told = manifest.document_of(current)["logs"]

    assert told == anchored_log.anchors(config)
    assert {name: end["lines"] for name, end in told.items()} == {
        "keputusan.jsonl": 3,
        "dilupakan.jsonl": 2,
    }


def test_a_lost_model_is_put_back_from_the_run_that_weighed_by_it(tmp_path: Path):
    run, folder = tmp_path / "run", tmp_path / "model"
    run.mkdir()
    model = Model(1, 1.0, {}, made_from={"how": OWN})
    for trained in (replace(model, made_from={"how": "matching.toml"}), model):
        trained.save(run / FROZEN)
        assert restore_project_model(folder, run) == trained.is_own
    assert project_model(folder) == model

    replace(model, matches_per_record=2.0).save(folder / FROZEN)
    assert not restore_project_model(folder, run)


@pytest.mark.slow
def test_a_run_without_its_model_decides_as_before_and_says_so(tiny: Path):
    config, output = Config.load(tiny), tiny / "data/output"
    own = replace(Model.load(output / "latest" / FROZEN), made_from={"how": OWN})
    own.save(tiny / "data/model" / FROZEN)
    pipeline.run(config)
    (tiny / "data/model" / FROZEN).unlink()

    outcome = pipeline.run(config)

    assert [note.key for note in outcome.notes].count("program.model_restored") == 1
    assert Model.load(outcome.folder / FROZEN) == project_model(tiny / "data/model") == own
