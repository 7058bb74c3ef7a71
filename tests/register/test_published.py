"""What is published is whole, or is refused with the name of a good run."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from bekasi_reconcile import pipeline
from bekasi_reconcile.cli.app import app
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import DamagedError
from bekasi_reconcile.register import manifest, runs, secret_key
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.integrity import check_run
from bekasi_reconcile.register.session import project_session


def overwrite(at: int, content: bytes) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(at)
            file.write(content)

    return damage


def delete_a_person(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("DELETE FROM isi.person WHERE rowid = 0")
        con.execute("CHECKPOINT")


def leave_a_log(path: Path) -> None:
    path.with_name(path.name + ".wal").write_bytes(b"\0" * 100)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "cut by a byte": lambda path: os.truncate(path, path.stat().st_size - 1),
    "empty": lambda path: os.truncate(path, 0),
    "text": lambda path: path.write_text("bukan register") and None,
    "first header zeroed": overwrite(4096, b"\0" * 4096),
    "second header zeroed": overwrite(8192, b"\0" * 4096),
    "a block flipped": overwrite(300_000, b"\xff"),
    "gone": lambda path: path.unlink(),
    "a person deleted": delete_a_person,
    "a log beside it": leave_a_log,
    "no manifest": lambda path: path.with_name("manifest.json").unlink(),
    "manifest cut": lambda path: os.truncate(path.with_name("manifest.json"), 100),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_register_is_refused_and_the_good_run_named(
    tiny: Path, damage: Callable[[Path], None]
):
    output = tiny / "data/output"
    current = runs.latest(output)
    good = runs.complete_runs(output)[0]
    assert current

    damage(current / "register.duckdb")

    if damage is not DAMAGE["no manifest"]:
        with pytest.raises(DamagedError, match=f"rollback {good.name}"):
            connect(current / "register.duckdb")
    with (
        pytest.raises(DamagedError, match=f"rollback {good.name}"),
        project_session(Config.load(tiny)),
    ):
        pytest.fail("the run began")
    with connect(good / "register.duckdb") as con:
        assert con.execute("SELECT count(*) FROM person").fetchall() == [(2,)]


def test_who_has_not_the_key_cannot_seal_a_changed_register(tiny: Path):
    output = tiny / "data/output"
    current = runs.latest(output)
    assert current
    document = manifest.read(current)
    assert document
    check_run(output, secret_key.load(tiny / "data/journal"))

    delete_a_person(current / "register.duckdb")
    kept = {n: v for n, v in document.items() if n not in ("contents", "rows", "seal")}
    manifest.seal(current, kept, b"another key")

    assert manifest.breaches(current) == []
    with pytest.raises(DamagedError, match="segel"):
        check_run(output, secret_key.load(tiny / "data/journal"))


def test_every_file_of_a_run_is_in_its_manifest(tiny: Path):
    current = runs.latest(tiny / "data/output")
    assert current

    document = json.loads((current / "manifest.json").read_text("utf-8"))

    found = {p.relative_to(current).as_posix() for p in current.rglob("*") if p.is_file()}
    assert set(document["contents"]) == found - {"manifest.json"}
    assert document["rows"]["person"] == document["rows"]["record"] == 2


def test_a_whole_run_whose_process_died_before_the_swap_is_put_in_place(tiny: Path):
    output = tiny / "data/output"
    old, new = runs.complete_runs(output)
    (output / "latest").unlink()
    (output / "latest").symlink_to(Path("runs") / old.name)
    (output / "latest.tmp").symlink_to(Path("runs") / new.name)

    with project_session(Config.load(tiny)) as session:
        assert session.published == new.resolve()

    assert new.name in session.notes[0].text("id")
    assert not (output / "latest.tmp").is_symlink()


def test_leftovers_are_swept_and_told(tiny: Path):
    output = tiny / "data/output"
    current = runs.latest(output)
    shutil.copytree(runs.complete_runs(output)[0], output / "runs/20990101-001.tmp")
    (output / "latest.tmp").symlink_to(Path("runs") / "20990101-001")

    with project_session(Config.load(tiny)) as session:
        assert session.published == current

    assert "20990101-001.tmp" in session.notes[0].text("id")
    assert sorted(p.name for p in output.iterdir()) == ["latest", "runs"]
    assert len(list((output / "runs").iterdir())) == 2


def test_a_key_that_others_can_read_is_refused(tiny: Path):
    path = tiny / "data/journal/kunci"
    path.chmod(0o644)

    with pytest.raises(Exception, match="chmod 600"), project_session(Config.load(tiny)):
        pytest.fail("the run began")


def test_every_file_is_on_the_disk_before_the_run_has_its_name(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
):
    done: list[tuple[str, str]] = []
    sync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        done.append(("on disk", os.readlink(f"/proc/self/fd/{descriptor}")))
        sync(descriptor)

    def replaced(source: Path, target: Path) -> None:
        done.append(("named", str(target)))
        replace(source, target)

    folder = runs.begin(tiny / "data/output", datetime(2999, 1, 1))
    shutil.copytree(runs.complete_runs(tiny / "data/output")[0], folder, dirs_exist_ok=True)
    written = {str(p) for p in (folder, *folder.rglob("*")) if not p.is_symlink()}
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", synced)
        patch.setattr(os, "replace", replaced)
        runs.publish(folder)

    steps = [step for step, _ in done]
    before = {path for _, path in done[: steps.index("named")]}
    assert written <= before
    assert done[-2:] == [
        ("named", str(tiny / "data/output/latest")),
        ("on disk", str(tiny / "data/output")),
    ]


def test_what_is_written_while_the_project_is_held_is_its_owners_alone(tiny: Path):
    before = os.umask(0o022)
    try:
        with project_session(Config.load(tiny)):
            (tiny / "tulisan").write_text("", encoding="utf-8")
    finally:
        os.umask(before)

    assert (tiny / "tulisan").stat().st_mode & 0o077 == 0


def test_the_way_out_of_a_damaged_register_that_is_named_leads_to_a_run(tiny: Path):
    """The damaged run is out of the way of the next one, and its number is not given again."""
    output = tiny / "data/output"
    good, current = runs.complete_runs(output)
    os.truncate(current / "register.duckdb", 1000)

    back = CliRunner().invoke(app, ["rollback", good.name, "-p", str(tiny)])
    assert (back.exit_code, current.name in back.output) == (0, True)
    done = pipeline.run(Config.load(tiny))

    assert [p.name for p in (output / "rusak").iterdir()] == [current.name]
    assert done.folder.name > current.name
    assert done.figures["persons"] == 2


def test_nobody_goes_back_to_a_damaged_run(tiny: Path):
    good, current = runs.complete_runs(tiny / "data/output")
    os.truncate(good / "register.duckdb", 1000)

    with pytest.raises(DamagedError):
        CliRunner().invoke(app, ["rollback", good.name, "-p", str(tiny)], catch_exceptions=False)

    assert runs.latest(tiny / "data/output") == current.resolve()


def test_a_run_that_ends_with_an_error_was_not_cut_off(tiny: Path):
    with pytest.raises(ZeroDivisionError), project_session(Config.load(tiny)):
        raise ZeroDivisionError

    assert not (tiny / "data/journal/jalan.json").exists()
