"""What of a project git holds, or would take with the next ``git add``."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

SECONDS = 20
PRIVATE = "*\n!.gitignore\n"
"""The .gitignore of a folder of data: nothing in it is committed but that file itself."""


def exposed_files(project: Path, folders: Iterable[Path]) -> list[str]:
    """Return the files in ``folders`` that git tracks or does not ignore, by their paths.

    Empty where there is no git, or ``project`` lies in no repository.
    """
    inside = [str(folder) for folder in folders if folder.is_dir()]
    if not inside or not _has_repository(project) or not shutil.which("git"):
        return []
    listing = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--full-name")
    names = _ask(project, *listing, "--", *inside).split("\0")
    return sorted(name for name in names if name and Path(name).name != ".gitignore")


def _has_repository(project: Path) -> bool:
    return any((folder / ".git").exists() for folder in (project, *project.resolve().parents))


def _ask(project: Path, *arguments: str) -> str:
    """Return what git says; nothing where it refuses, or takes too long."""
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "-C", str(project), *arguments],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
