"""``python -m attack.shifted_clock DAYS ARGUMENTS``: the program, with a clock so many days off."""

import sys
import time
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Self

from bekasi_reconcile.cli import app

DAY = 86_400


def shift(days: int) -> None:
    """Let every module of the program read a clock that is ``days`` off."""
    now, nanoseconds = time.time, time.time_ns

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            local = datetime.now(UTC) + timedelta(days=days)
            there = local.astimezone(tz) if tz else local.astimezone().replace(tzinfo=None)
            return cls.combine(there.date(), there.timetz())

    class ShiftedDay(date):
        @classmethod
        def today(cls) -> Self:
            return cls.fromordinal(Shifted.now().toordinal())

    time.time = lambda: now() + days * DAY
    time.time_ns = lambda: nanoseconds() + days * DAY * 10**9
    for name, module in list(sys.modules.items()):
        if name.startswith("bekasi_reconcile"):
            for attribute, other in (("datetime", Shifted), ("date", ShiftedDay)):
                if getattr(module, attribute, None) in (datetime, date):
                    setattr(module, attribute, other)


if __name__ == "__main__":
    shift(int(sys.argv.pop(1)))
    app.main()
