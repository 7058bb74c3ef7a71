"""The monthly batch as each system's timetable writes it. Nothing is installed."""

import re
import subprocess
import sys
from collections.abc import Callable
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.messages.visible_text import visible_line

GAP = re.compile(r"@([A-Z_]+)@")
EXPANSION = re.compile(r"%.*%|\$\(")
"""What the Windows timetable replaces in a path, and has no way to quote."""


class System(StrEnum):
    """The systems whose timetables are supported."""

    cron = "cron"
    systemd = "systemd"
    taskscheduler = "taskscheduler"


def timetable(system: System, project: Path, day: int, hour: int, language: str) -> str:
    """Return the entry that runs ``project`` on a day of each month, quietly and alone.

    ``hour`` is the machine's own. A run missed while the machine was off is made up for, except
    by cron, which cannot. The entry's own comments are in ``language``. Raises ConfigError for a
    folder whose name the timetable cannot hold.
    """
    template = files("bekasi_reconcile.reference").joinpath(f"jadwal_{system}.txt")
    python, folder = sys.executable, str(project.resolve())
    for path in (python, folder):
        if visible_line(path) != path or (
            system is System.taskscheduler and EXPANSION.search(path)
        ):
            raise ConfigError("program.schedule_path", path=path)
    values = {
        **QUOTED[system](python, folder),
        "PETUNJUK": Message(f"cli.timetable_{system}").text(language),
        "NAMA": Message("cli.timetable_name").text(language),
        "NAMA_BULANAN": Message("cli.timetable_monthly").text(language),
        "TANGGAL": f"{day:02d}",
        "JAM": f"{hour:02d}",
    }
    # at one go, since a folder may be called like a gap
    return GAP.sub(lambda gap: values[gap[1]], template.read_text(encoding="utf-8"))


def _for_cron(python: str, folder: str) -> dict[str, str]:
    """Quote for a shell; cron takes \\% for a percent sign and a bare one for a line break."""

    def quote(text: str) -> str:
        inner = text.replace("'", "'\"'\"'").replace("%", r"''\%")  # '' ends a backslash before it
        return f"'{inner}'"

    return {"PYTHON": quote(python), "PROYEK": quote(folder)}


def _for_systemd(python: str, folder: str) -> dict[str, str]:
    """Quote for a unit file; variables are replaced in arguments alone, specifiers everywhere."""

    def quote(text: str) -> str:
        inner = text.replace("\\", r"\\").replace('"', r"\"").replace("%", "%%")
        return f'"{inner}"'

    argument = quote(folder).replace("$", "$$")
    return {"PYTHON": quote(python), "PROYEK": argument, "TERTULIS": quote(folder)}


def _for_windows(python: str, folder: str) -> dict[str, str]:
    """Quote the arguments for a Windows program, then for XML."""
    arguments = ["-m", "bekasi_reconcile", "run", "--quiet", "--project", folder]
    return {"PYTHON": escape(python), "ARGUMEN": escape(subprocess.list2cmdline(arguments))}


QUOTED: dict[System, Callable[[str, str], dict[str, str]]] = {
    System.cron: _for_cron,
    System.systemd: _for_systemd,
    System.taskscheduler: _for_windows,
}
"""How each system quotes the program and the project folder."""
