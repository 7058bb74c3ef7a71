"""A backup is one closed file, and the project comes out of it as it was."""

import hashlib
import shutil
import stat
import tarfile
from pathlib import Path

import pyrage
import pytest

import warm
from bekasi_reconcile.commands.backup import backup, restore
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, DamagedError
from bekasi_reconcile.register import secret_key
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.integrity import check_run
from bekasi_reconcile.register.runs import latest

SECRET = "kuda nil berenang"


@pytest.fixture(scope="module")
def backed_up(tiny_finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the backup of a project; a passphrase takes a second of a core, by design."""
    folder = tmp_path_factory.mktemp("cadangan")
    shutil.copytree(tiny_finished, folder / "project", symlinks=True)
    file = backup(Config.load(folder / "project"), folder / "cadangan.age.tar", SECRET)
    assert not list((folder / "project/data/interim").glob("cadangan-*"))
    return file


def digests(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name != "jalan.lock"
    }


def test_a_restored_project_is_the_one_that_was_backed_up(
    backed_up: Path, tiny_finished: Path, tmp_path: Path
):
    there = tmp_path / "baru" / "bekasi"

    run = restore(backed_up, there, SECRET)

    current = latest(tiny_finished / "data/output")
    assert current
    assert run == current.name
    for part in ("configs", "data/raw", "data/journal", f"data/output/runs/{run}"):
        assert digests(there / part) == digests(tiny_finished / part)
    check_run(there / "data/output", secret_key.load(there / "data/journal"))
    with connect(there / "data/output/latest/register.duckdb") as con:
        assert con.execute("SELECT count(*) FROM person").fetchall() == [(2,)]


@pytest.mark.slow
def test_the_drill_by_the_commands_ends_in_a_run(tiny: Path, tmp_path: Path):
    secret = tmp_path / "sandi"
    secret.write_text(SECRET + "\n", encoding="utf-8")
    secret.chmod(0o600)
    file, there = tmp_path / "cadangan", tmp_path / "pulih"
    for command in (
        ["backup", str(file), "--project", str(tiny), "--passphrase-file", str(secret)],
        ["restore", str(file), str(there), "--passphrase-file", str(secret)],
        ["run", "--quiet", "--project", str(there)],
        ["audit", "verify", "--project", str(there)],
    ):
        done = warm.run(*command)
        assert (done.returncode, done.stderr) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_shows_nothing_and_opens_with_age_itself(backed_up: Path, tmp_path: Path):
    assert b"AMINAH" not in backed_up.read_bytes()
    with tarfile.open(backed_up) as tar:
        assert tar.getnames() == ["kunci.age", "proyek.tar.age"]
        tar.extractall(tmp_path, filter="data")
    told = pyrage.passphrase.decrypt((tmp_path / "kunci.age").read_bytes(), SECRET)
    identity = pyrage.x25519.Identity.from_str(told.decode())
    assert b"AMINAH" in pyrage.decrypt((tmp_path / "proyek.tar.age").read_bytes(), [identity])


@pytest.mark.parametrize("damage", ["passphrase", "cut", "flipped", "empty", "other file"])
def test_a_backup_that_does_not_open_restores_nothing(backed_up: Path, tmp_path: Path, damage: str):
    file, content = tmp_path / "cadangan", backed_up.read_bytes()
    at = len(content) // 2
    file.write_bytes(
        {
            "passphrase": content,
            "cut": content[:at],
            "flipped": content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :],
            "empty": b"",
            "other file": b"bukan cadangan",
        }[damage]
    )

    with pytest.raises(DamagedError, match="kata sandi salah, atau"):
        restore(file, tmp_path / "pulih", "kuda laut" if damage == "passphrase" else SECRET)

    assert not (tmp_path / "pulih").exists()
    assert not list(tmp_path.glob(".pulih-*"))


def test_nothing_is_restored_over_something(backed_up: Path, tiny: Path):
    with pytest.raises(ConfigError, match="tidak ada yang ditimpa"):
        restore(backed_up, tiny, SECRET)
