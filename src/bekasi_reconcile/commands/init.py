"""Make project folders outside the program: configuration and empty data folders."""

import shutil
from collections.abc import Callable
from pathlib import Path

from bekasi_reconcile.commands.git import PRIVATE
from bekasi_reconcile.demo import Demo
from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.register.whole_file import folder_in_place_of, write_whole

DATA = ("raw", "interim", "decisions", "model", "output", "journal")


def shipped_configs() -> Path:
    """Return the folder of configuration that comes with the program."""
    here = Path(__file__).resolve().parents[1]
    installed = here / "configs"
    return installed if installed.is_dir() else here.parents[1] / "configs"


def make_project(folder: Path) -> None:
    """Make ``folder`` a project; raise ConfigError if it already is one."""
    if (folder / "configs").exists():
        raise ConfigError("program.project_there", path=folder / "configs")
    for name in DATA:
        (folder / "data" / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(folder / "data" / ".gitignore", PRIVATE)
    with folder_in_place_of(folder / "configs") as draft:
        shutil.copytree(shipped_configs(), draft, dirs_exist_ok=True)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)


def make_demo(folder: Path, write: Callable[[Path], Demo]) -> Demo:
    """Make ``folder`` a project with the files that ``write`` puts in; a former demo is replaced.

    Only a folder that holds a demo's truth, or is new or empty, is written into.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / "truth").is_dir():
            raise ConfigError("program.folder_used", path=folder)
        shutil.rmtree(folder)
    make_project(folder)
    demo = write(folder)
    shutil.rmtree(folder / "data" / "raw")
    shutil.move(folder / "raw", folder / "data" / "raw")
    return demo
