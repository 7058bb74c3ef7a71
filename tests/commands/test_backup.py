"""A backup is one closed file, and the project comes out of it as it was."""

import hashlib
import io
import os
import shutil
import signal
import socket
import stat
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from typer.testing import CliRunner

import warm
from bekasi_reconcile.cli.app import app
from bekasi_reconcile.commands import backup_file
from bekasi_reconcile.commands.backup import backup, restore
from bekasi_reconcile.commands.backup_key import identities_of, recipients_of
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, DamagedError, InputError
from bekasi_reconcile.fault_injection import VARIABLE
from bekasi_reconcile.register import secret_key
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.integrity import check_run
from bekasi_reconcile.register.runs import latest

SECRET = "kuda nil berenang"
FRIEND = pyrage.x25519.Identity.generate()
PUBLIC = str(FRIEND.to_public())
"""Opens a backup at once, which a passphrase by design does not."""


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


@pytest.mark.slow
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


@pytest.mark.slow
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


def test_what_cannot_be_carried_is_left_out_by_name_and_the_rest_comes_back(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    raw, left_out = tiny / "data/raw", []
    outside = tmp_path / "luar.csv"
    outside.write_text("rahasia", "utf-8")
    (raw / "tautan.csv").symlink_to(outside)
    (raw / "dalam.csv").symlink_to("daftar.csv")
    (raw / "folder").symlink_to(tmp_path, target_is_directory=True)
    (raw / "putus.csv").symlink_to("tidak-ada")
    (tiny / "configs/catatan").symlink_to(outside)
    (tiny / "data/journal/tautan").symlink_to(outside)
    (tiny / "data/output/latest/laporan/jawaban.csv").symlink_to(outside)
    os.mkfifo(raw / "pipa.csv")
    monkeypatch.chdir(raw)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("soket")
        os.link(raw / "daftar.csv", raw / "keras.csv")
        (raw / os.fsdecode(b"rusak-\xff.csv")).write_text("a;b\n", "utf-8")
        (raw / ("p" * 250 + ".csv")).write_text("a;b\n", "utf-8")
        (raw / "kosong").mkdir()
        file = backup(
            Config.load(tiny),
            tmp_path / "cadangan",
            None,
            recipients=[FRIEND.to_public()],
            tell_left_out=left_out.extend,
        )

    restore(file, tmp_path / "pulih", None, [FRIEND])

    assert len(left_out) == 9
    assert {"data/raw/pipa.csv", "data/raw/soket", "configs/catatan"} < set(left_out)
    there = tmp_path / "pulih"
    assert digests(there / "data/raw") == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in raw.iterdir()
        if stat.S_ISREG(path.lstat().st_mode)
    }
    assert (there / "data/raw/kosong").is_dir()
    modes = {p.lstat().st_mode & 0o077 for p in there.rglob("*") if not p.is_symlink()}
    assert modes | {there.stat().st_mode & 0o077} == {0}


def test_a_folder_that_is_a_link_is_carried_as_the_folder(tiny: Path, tmp_path: Path):
    (tiny / "data/raw").rename(tmp_path / "kiriman")
    (tiny / "data/raw").symlink_to(tmp_path / "kiriman", target_is_directory=True)

    file = backup(Config.load(tiny), tmp_path / "cadangan", None, recipients=[FRIEND.to_public()])
    restore(file, tmp_path / "pulih", None, [FRIEND])

    assert digests(tmp_path / "pulih/data/raw") == digests(tmp_path / "kiriman")


@pytest.mark.parametrize("where", ["{outside}/kiriman", "../kiriman", "data/../../kiriman", "."])
def test_a_folder_that_is_outside_is_refused_and_nothing_written(
    tiny: Path, tmp_path: Path, where: str
):
    path = tiny / "configs/reconcile.toml"
    (tmp_path / "kiriman").mkdir()
    told = where.format(outside=tmp_path)
    path.write_text(path.read_text("utf-8").replace('"data/raw"', f'"{told}"'), "utf-8")

    with pytest.raises(ConfigError, match="di luar folder proyek"):
        backup(Config.load(tiny), tmp_path / "cadangan", None, recipients=[FRIEND.to_public()])

    assert not (tmp_path / "cadangan").exists()


@pytest.mark.parametrize(
    "place", ["data/raw/c.age", "data/interim/c.age", "data/output/x", "configs/c"]
)
def test_no_backup_is_written_into_what_is_backed_up(tiny: Path, place: str):
    with pytest.raises(ConfigError, match="tempat lain"):
        backup(Config.load(tiny), tiny / place, SECRET)


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_no_backup_overwrites_anything(tiny: Path, tmp_path: Path, kind: str):
    there = tmp_path / "cadangan"
    if kind == "file":
        there.write_text("cadangan lama", "utf-8")
    elif kind == "folder":
        there.mkdir()
    else:
        there.symlink_to(tmp_path / "tidak-ada")

    done = CliRunner().invoke(app, ["backup", str(there), "-p", str(tiny)])  # asks for nothing

    assert isinstance(done.exception, ConfigError)
    assert "sudah ada" in str(done.exception)
    assert kind != "file" or there.read_text("utf-8") == "cadangan lama"


def test_a_missing_file_or_a_used_folder_is_told_before_the_passphrase_is_asked(
    backed_up: Path, tiny: Path, tmp_path: Path
):
    for file, folder, words in (
        (tmp_path / "tidak-ada", tmp_path / "baru", "tidak ada"),
        (backed_up, tiny, "tidak ada yang ditimpa"),
    ):
        done = CliRunner().invoke(app, ["restore", str(file), str(folder)])
        assert words in str(done.exception)
        assert "sandi" not in done.output


def test_a_file_that_changes_meanwhile_makes_no_backup(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    target = tiny / "data/raw/daftar.csv"
    read = tarfile.copyfileobj

    def rewrite(content: bytes) -> Callable[..., None]:
        def copied(*args: object, **options: object) -> None:
            target.write_bytes(content)
            read(*args, **options)

        return copied

    whole = target.read_bytes()
    for content in (b"", whole + b"satu lagi\n"):
        with monkeypatch.context() as patch:
            patch.setattr(tarfile, "copyfileobj", rewrite(content))
            with pytest.raises(InputError, match="berubah"):
                backup(
                    Config.load(tiny), tmp_path / "cadangan", None, recipients=[FRIEND.to_public()]
                )
        target.write_bytes(whole)
    assert list(tmp_path.glob("*cadangan*")) == []
    assert list(tmp_path.glob(".*.tmp")) == []


def test_a_backup_that_the_disk_spoilt_is_not_called_one(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write = backup_file.write

    def spoilt(path: Path, *rest: object) -> object:
        key = write(path, *rest)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        return key

    monkeypatch.setattr(backup_file, "write", spoilt)
    with pytest.raises(DamagedError):
        backup(Config.load(tiny), tmp_path / "cadangan", None, recipients=[FRIEND.to_public()])

    assert [p.name for p in tmp_path.iterdir()] == ["project"]


def test_a_backup_that_lacks_a_file_is_not_called_one(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    add = tarfile.TarFile.addfile

    def forgetful(tar: tarfile.TarFile, member: tarfile.TarInfo, *content: object) -> None:
        if not member.name.endswith("daftar.csv"):
            add(tar, member, *content)

    monkeypatch.setattr(tarfile.TarFile, "addfile", forgetful)
    with pytest.raises(DamagedError, match="tidak dapat dibuka"):
        backup(Config.load(tiny), tmp_path / "cadangan", None, recipients=[FRIEND.to_public()])

    assert [p.name for p in tmp_path.iterdir()] == ["project"]


def test_a_full_disk_is_told_as_one_and_leaves_nothing(tiny: Path, tmp_path: Path):
    (tiny / "data/raw/besar.csv").write_bytes(os.urandom(3_000_000))
    (tmp_path / "luar").mkdir()
    file = tmp_path / "luar/cadangan"

    done = warm.run(
        *("backup", str(file), "-p", str(tiny), "--recipient", PUBLIC),
        file_bytes=1_000_000,
    )

    assert done.returncode == 5
    assert len(done.stderr.splitlines()) == 1
    assert list((tmp_path / "luar").iterdir()) == []


@pytest.mark.parametrize("where", ["packed", "written"])
def test_a_killed_backup_leaves_nothing_in_the_clear(tiny: Path, tmp_path: Path, where: str):
    """Not in the project, not beside the file, not in the place for temporary files."""
    temporary = tmp_path / "sementara"
    temporary.mkdir()
    (tmp_path / "luar").mkdir()
    before = {p for p in tiny.rglob("*") if p.is_file()}

    done = warm.run(
        *("backup", str(tmp_path / "luar/c"), "-p", str(tiny), "--recipient", PUBLIC),
        env={VARIABLE: where, "TMPDIR": str(temporary)},
    )

    assert done.returncode == -signal.SIGKILL
    new = {p for p in tiny.rglob("*") if p.is_file()} - before
    left = [*new, *(tmp_path / "luar").iterdir(), *temporary.rglob("*")]
    assert not any(b"AMINAH" in p.read_bytes() for p in left if p.is_file())
    assert not (tmp_path / "luar/c").exists()
    warm.run("backup", str(tmp_path / "luar/c"), "-p", str(tiny), "--recipient", PUBLIC)
    assert [p.name for p in (tmp_path / "luar").iterdir()] == ["c"]


def test_a_killed_restore_is_swept_by_the_next(tiny: Path, tmp_path: Path):
    file = backup(Config.load(tiny), tmp_path / "cadangan", None, recipients=[FRIEND.to_public()])
    identity, there = tmp_path / "identitas", tmp_path / "luar/pulih"
    identity.write_text(str(FRIEND), "utf-8")
    identity.chmod(0o600)
    command = ("restore", str(file), str(there), "--identity", str(identity))

    done = warm.run(*command, env={VARIABLE: "unpacked"})

    assert done.returncode == -signal.SIGKILL
    assert not there.exists()
    assert len(list(there.parent.iterdir())) == 1
    assert warm.run(*command).returncode == 0
    assert [p.name for p in there.parent.iterdir()] == ["pulih"]


def test_recipients_open_it_and_nobody_is_asked_for_a_passphrase(tiny: Path, tmp_path: Path):
    friend, other = (pyrage.x25519.Identity.generate() for _ in range(2))
    ssh = tmp_path / "id_ed25519"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", ssh], check=True)
    keys, identity = tmp_path / "penerima.txt", tmp_path / "identitas.txt"
    keys.write_text(f"# kepala dinas\n{friend.to_public()}\n\n", "utf-8")
    file = tmp_path / "cadangan"
    public = ssh.with_suffix(".pub").read_text("utf-8").strip()

    done = CliRunner().invoke(
        app, ["backup", str(file), "-p", str(tiny), "--recipient", str(keys), "--recipient", public]
    )

    assert (done.exit_code, done.output) == (0, f"{file}\n")
    for number, (secret, works) in enumerate({str(friend): True, str(other): False}.items()):
        identity.write_text(f"# dibuat di kantor\n{secret}\n", "utf-8")
        identity.chmod(0o600)
        there = str(tmp_path / f"pulih-{number}")
        back = CliRunner().invoke(app, ["restore", str(file), there, "--identity", str(identity)])
        assert (back.exit_code == 0) == works
        assert works or isinstance(back.exception, DamagedError)
    assert restore(file, tmp_path / "pulih-ssh", None, identities_of(ssh))
    with pytest.raises(ConfigError, match="--identity"):
        restore(file, tmp_path / "pulih-sandi", SECRET)


@pytest.mark.parametrize(
    "text", ["age1salah", "tidak-ada.txt", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1QQQ", "kosong"]
)
def test_a_recipient_that_is_none_is_refused_and_not_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
):
    (tmp_path / "kosong").write_text("# belum ada\n", "utf-8")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ConfigError) as refusal:
        recipients_of([text])

    assert text not in str(refusal.value)
    assert ("PRIBADI" in str(refusal.value)) == text.startswith("AGE-SECRET")


def test_an_identity_that_others_can_read_or_that_is_none_is_refused(tmp_path: Path):
    path = tmp_path / "identitas"
    path.write_text(str(pyrage.x25519.Identity.generate()), "utf-8")
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        identities_of(path)
    path.write_text("bukan kunci", "utf-8")
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="tidak berisi kunci"):
        identities_of(path)


def test_a_backup_whose_folders_lead_out_of_it_is_not_restored(tiny: Path, tmp_path: Path):
    path = tiny / "configs/reconcile.toml"
    text = path.read_text("utf-8").replace('"data/interim"', f'"{tmp_path}/luar"')
    key = pyrage.x25519.Identity.generate()
    with tarfile.open(tmp_path / "proyek.tar", "w") as tar:
        path.write_text(text, "utf-8")
        tar.add(tiny / "configs", "configs")
    parts = {
        "kunci-penerima.age": pyrage.encrypt(str(key).encode(), [FRIEND.to_public()]),
        "proyek.tar.age": pyrage.encrypt((tmp_path / "proyek.tar").read_bytes(), [key.to_public()]),
    }
    with tarfile.open(tmp_path / "cadangan", "w") as tar:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))

    with pytest.raises(ConfigError, match="ke luar proyek"):
        restore(tmp_path / "cadangan", tmp_path / "pulih", None, [FRIEND])

    assert not (tmp_path / "luar").exists()
    assert not (tmp_path / "pulih").exists()
