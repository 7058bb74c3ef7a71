"""A project made in a checkout commits nothing private, and the check-up looks."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bekasi_reconcile.commands.doctor import examine
from bekasi_reconcile.commands.git import exposed_files
from bekasi_reconcile.commands.init import make_project
from bekasi_reconcile.config.project import Config

ROOT = Path(__file__).parents[2]
FILES = (
    "raw/daftar.csv", "raw/dinsos/a.xlsx", "journal/kunci", "journal/jejak.jsonl",
    "journal/dilupakan.jsonl", "journal/program.jsonl", "model/model.json", "interim/s-1.parquet",
    "output/runs/20260101-001/register.duckdb", "decisions/keputusan.jsonl",
    "decisions/jawaban.xlsx", "output/latest", ".tersembunyi",
)  # fmt: skip
"""Where people, or the key, are kept in a project."""

needs_git = pytest.mark.skipif(not shutil.which("git"), reason="no git here")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def fill(project: Path) -> None:
    for name in FILES:
        path = project / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


@needs_git
@pytest.mark.parametrize("where", [".", "kantor/proyek"])
def test_git_add_takes_nothing_private_of_a_project(tmp_path: Path, where: str):
    git(tmp_path, "init", "-q")
    project = tmp_path / where
    make_project(project)
    fill(project)

    git(tmp_path, "add", "-A")

    added = git(tmp_path, "ls-files").splitlines()
    assert [name for name in added if "/data/" in f"/{name}"] == [
        (Path(where) / "data/.gitignore").as_posix()
    ]
    assert (Path(where) / "configs/reconcile.toml").as_posix() in added
    assert exposed_files(project, [project / "data"]) == []


@needs_git
def test_the_checkout_itself_ignores_whatever_a_run_in_it_writes(tmp_path: Path):
    shutil.copy(ROOT / ".gitignore", tmp_path)
    git(tmp_path, "init", "-q")
    fill(tmp_path)

    git(tmp_path, "add", "-A")

    assert [n for n in git(tmp_path, "ls-files").splitlines() if n.startswith("data")] == []


def of_git(project: Path) -> tuple[str, str]:
    (check,) = (check for check in examine(Config.load(project)) if check.name == "git")
    return check.state, check.text.text("id")


@needs_git
def test_the_check_up_names_what_git_tracks_or_would_take(project: Path):
    (project / "data/journal/kunci").write_bytes(b"x" * 32)
    (project / "data/journal/kunci").chmod(0o600)
    outside = of_git(project)
    git(project, "init", "-q")
    ignored = of_git(project)
    git(project, "add", "-f", "data/journal/kunci")
    tracked = of_git(project)
    git(project, "rm", "-q", "--cached", "data/journal/kunci")
    (project / "data/.gitignore").unlink()
    open_ = of_git(project)

    assert [outside[0], ignored[0], tracked[0], open_[0]] == ["ok", "ok", "fail", "fail"]
    assert "data/journal/kunci" in tracked[1]
    assert "data/journal/kunci" in open_[1]


def test_an_init_that_fails_halfway_can_be_done_again(tmp_path: Path):
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    (folder / "data/.gitignore").mkdir()  # stands in the way
    with pytest.raises(OSError, match="directory"):
        make_project(folder)
    (folder / "data/.gitignore").rmdir()

    make_project(folder)

    assert Config.load(folder).settings.language == "id"
