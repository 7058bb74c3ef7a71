"""The monthly batch as each system's timetable writes it. Nothing is installed."""

import sys
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape


class System(StrEnum):
    """The timetables that are known."""

    cron = "cron"
    systemd = "systemd"
    taskscheduler = "taskscheduler"


def timetable(system: System, project: Path, day: int = 5, hour: int = 2) -> str:
    """Return the entry that runs ``project`` on a day of each month, quietly and alone.

    ``hour`` is the machine's own. A run missed while the machine was off is made up for, except
    by cron, which cannot.
    """
    template = files("bekasi_reconcile.reference").joinpath(f"jadwal_{system}.txt")
    text = template.read_text(encoding="utf-8")
    quote = escape if system is System.taskscheduler else str
    values = {"PYTHON": sys.executable, "PROYEK": str(project.resolve())}
    for name, value in values.items():
        text = text.replace(f"@{name}@", quote(value))
    return text.replace("@TANGGAL@", f"{day:02d}").replace("@JAM@", f"{hour:02d}")
