"""What lies below data/raw and is not read is told by its name, whatever it is."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from bekasi_reconcile.ingest.stage import ingest
from bekasi_reconcile.ingest.submission.discover import RawFile, discover
from bekasi_reconcile.ingest.submission.read_files import read_files
from territories import BEKASI

LIST = "NIK;Nama\n3216010101800001;SITI AMINAH\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Return a folder with one list, beside a folder with another."""
    for folder in ("raw", "lain", "work"):
        (tmp_path / folder).mkdir()
    (tmp_path / "raw/daftar.csv").write_text(LIST)
    (tmp_path / "lain/titipan.csv").write_text(LIST)
    return tmp_path / "raw"


def told(raw: Path) -> dict[str, str]:
    problem = ingest(raw, (), raw.parent / "work", BEKASI).problem
    problem = problem[problem["rule"] != "profile_draft"]
    return dict(zip(problem["file"], problem["rule"], strict=True))


def read_listed(raw: Path, files: Sequence[RawFile]) -> dict[str, str | None]:
    """Return why each of ``files`` is refused, which were listed a while ago."""
    results = read_files(files, (), raw.parent / "work", BEKASI, (), None)
    return {r.arrival.name: r.refused.rule if r.refused else None for r in results}


def test_a_link_to_a_folder_of_lists_is_told(raw: Path):
    (raw / "dinsos").symlink_to(raw.parent / "lain")
    (raw / "putar").symlink_to(raw)

    assert told(raw) == {"dinsos": "skipped_linked_folder", "putar": "skipped_linked_folder"}


def test_hidden_lists_and_folders_are_told(raw: Path):
    for name in (".arsip/a.csv", "desa/.lama/b.csv", ".daftar.csv", "desa/c.csv"):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_text(LIST + name)

    assert told(raw) == {
        ".arsip": "skipped_hidden_folder",
        ".daftar.csv": "skipped_hidden",
        "desa/.lama": "skipped_hidden_folder",
    }


def test_a_socket_and_a_pipe_are_told(raw: Path):
    os.mknod(raw / "soket.csv", stat.S_IFSOCK | 0o600)
    os.mkfifo(raw / "pipa.csv")

    assert told(raw) == {"pipa.csv": "skipped_not_a_file", "soket.csv": "skipped_not_a_file"}


def test_every_name_below_the_folder_is_read_told_or_known_to_hold_nobody(raw: Path):
    for name in ("a.csv", ".b.csv", "~$c.xlsx", ".~lock.d.ods#", "._e.csv", "Thumbs.db", "f"):
        (raw / name).write_text(LIST)
    (raw / "g").symlink_to("nowhere")
    (raw / "h").symlink_to(raw.parent / "lain")
    (raw / ".i").mkdir()
    (raw / "j").mkdir()

    names = {file.name for file in discover(raw)}

    assert names == {path.name for path in raw.iterdir()} - {"Thumbs.db", "j"}


def test_a_folder_that_is_too_deep_is_refused_and_the_others_are_read(raw: Path):
    """Its path is longer than the system takes: nobody can open it by its name."""
    here = os.open(raw, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=here)
        deeper = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)

    received = ingest(raw, (), raw.parent / "work", BEKASI)

    assert received.submission["status"].tolist() == ["read", "refused"]
    assert received.submission["reason"].tolist()[1] == "file_disk"


def test_a_list_that_vanishes_after_it_was_listed_is_refused(raw: Path):
    (raw / "pergi.csv").write_text(LIST + "x")
    os.utime(raw / "pergi.csv", (1, 1))
    files = discover(raw)
    (raw / "pergi.csv").unlink()

    reasons = read_listed(raw, files)

    assert reasons == {"daftar.csv": None, "pergi.csv": "file_gone"}


@pytest.mark.parametrize("instead", ["folder", "pipe", "link to nowhere"])
def test_a_list_that_became_something_else_is_refused(raw: Path, instead: str):
    (raw / "ganti.csv").write_text(LIST + "x")
    files = discover(raw)
    (raw / "ganti.csv").unlink()
    put = {
        "folder": Path.mkdir,
        "pipe": os.mkfifo,
        "link to nowhere": lambda path: path.symlink_to("nowhere"),
    }
    put[instead](raw / "ganti.csv")

    reasons = read_listed(raw, files)

    assert reasons["daftar.csv"] is None
    assert reasons["ganti.csv"] in ("file_changed", "file_gone", "file_disk")
