"""A new key: every seal fits it, none the old one; who was forgotten stays so; all or nothing."""

import json
import shutil
from pathlib import Path

import pytest

import warm
from bekasi_reconcile import pipeline
from bekasi_reconcile.commands.forget import forget
from bekasi_reconcile.commands.key_change import change_key
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.privacy import tombstone
from bekasi_reconcile.register import manifest, runs, secret_key, staged_change, trust
from bekasi_reconcile.register.session import project_session
from office import Office

REASON = "petugas kunci berganti"


def seals(project: Path, key: bytes) -> list[bool]:
    """Return for the audit log and each run whether they fit ``key``."""
    config = Config.load(project)
    folders = runs.complete_runs(project / "data/output")
    return [trust.breach(config, key) is None, *(not manifest.breaches(f, key) for f in folders)]


def test_all_seals_fit_the_new_key_and_none_the_old_one(tiny: Path):
    journal = tiny / "data/journal"
    old = secret_key.load(journal)

    done = change_key(Config.load(tiny), REASON)

    new = secret_key.load(journal)
    assert new != old
    assert (seals(tiny, new), seals(tiny, old)) == ([True] * 3, [False] * 3)
    assert (done.runs, done.marks, done.damaged) == (2, 0, [])
    assert not (journal / secret_key.FORMER).exists()  # nothing needs the old one
    with project_session(Config.load(tiny)):
        pass


@pytest.mark.slow
def test_who_was_forgotten_stays_so_under_a_second_and_a_third_key(tiny: Path):
    who = Office.at(tiny).persons()["BUDI SANTOSO"]
    forget(Config.load(tiny), who, "surat permintaan 12/2026")
    journal = tiny / "data/journal"
    before = tombstone.all_marks(journal)
    first = secret_key.load(journal)

    for _ in range(2):
        assert change_key(Config.load(tiny), REASON).marks == len(before)
    other = "NIK;Nama;Kecamatan\n3216010202810002;BUDI SANTOSO;Babelan\n"
    (tiny / "data/raw/pkh.csv").write_text(other, encoding="utf-8")
    pipeline.run(Config.load(tiny))

    assert set(Office.at(tiny).persons()) == {"SITI AMINAH"}
    key = secret_key.load(journal)
    assert len(secret_key.ring(journal, key)) == 3
    assert secret_key.ring(journal, key)[0] == first
    assert not tombstone.all_marks(journal) & before  # who has the old key cannot try names
    assert tombstone.was_forgotten(who, journal, key)


@pytest.mark.parametrize("placed", [0, 1, 3, 5])
def test_cut_off_it_is_whole_at_the_next_command(tiny: Path, tmp_path: Path, placed: int):
    """What is on the disk after a power cut: all is laid ready, some of it is in its place."""
    config, journal = Config.load(tiny), tiny / "data/journal"
    shutil.copytree(tiny, tmp_path / "other", symlinks=True)
    change_key(Config.load(tmp_path / "other"), REASON)
    changed = ["kunci", "jejak.jsonl", "jejak.json"]
    files = {
        ("journal", name): (tmp_path / "other/data/journal" / name).read_bytes() for name in changed
    }
    for folder in runs.complete_runs(tmp_path / "other/data/output"):
        of_run = ("output", f"runs/{folder.name}/{manifest.NAME}")
        files[of_run] = (folder / manifest.NAME).read_bytes()

    staged_change.stage(config, files)
    for (folder, path), content in list(files.items())[:placed]:
        (config.folder(folder) / path).write_bytes(content)
    with project_session(config):
        pass

    assert len(files) == 5
    assert seals(tiny, secret_key.load(journal)) == [True] * 3
    assert not (journal / staged_change.NAME).exists()


def test_a_damaged_run_is_not_made_good_by_a_new_key(tiny: Path):
    first, _ = runs.complete_runs(tiny / "data/output")
    path = first / manifest.NAME
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(document | {"persons": 99}), encoding="utf-8")

    done = change_key(Config.load(tiny), REASON)

    assert done.damaged == [first.name]
    assert seals(tiny, secret_key.load(tiny / "data/journal")) == [True, False, True]


def test_the_command_says_what_it_did(tiny: Path):
    shutil.rmtree(tiny / "data/interim", ignore_errors=True)

    done = warm.run("key", "change", "--reason", REASON, "--project", str(tiny))

    assert done.returncode == 0, done.stderr
    assert "2 hasil" in done.stdout
    assert warm.run("audit", "verify", "--project", str(tiny)).returncode == 0
