"""The monthly batch as each system's timetable writes it. Nothing is installed."""

import sys
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

from bekasi_reconcile.messages.message import Message


class System(StrEnum):
    """The systems whose timetables are supported."""

    cron = "cron"
    systemd = "systemd"
    taskscheduler = "taskscheduler"


def timetable(system: System, project: Path, day: int, hour: int, language: str) -> str:
    """Return the entry that runs ``project`` on a day of each month, quietly and alone.

    ``hour`` is the machine's own. A run missed while the machine was off is made up for, except
    by cron, which cannot. The entry's own comments are in ``language``.
    """
    template = files("bekasi_reconcile.reference").joinpath(f"jadwal_{system}.txt")
    text = template.read_text(encoding="utf-8")
    quote = escape if system is System.taskscheduler else str
    values = {
        "PYTHON": sys.executable,
        "PROYEK": str(project.resolve()),
        "PETUNJUK": Message(f"cli.timetable_{system}").text(language),
        "NAMA": Message("cli.timetable_name").text(language),
        "NAMA_BULANAN": Message("cli.timetable_monthly").text(language),
    }
    for name, value in values.items():
        text = text.replace(f"@{name}@", quote(value))
    return text.replace("@TANGGAL@", f"{day:02d}").replace("@JAM@", f"{hour:02d}")
