"""Another clock, zone, language and number of threads: not a byte of the reports is another."""

import random
from pathlib import Path

from attack.target import Target, command

ZONES = ("UTC", "Asia/Jakarta", "Pacific/Kiritimati", "America/Adak", "Africa/Casablanca", ":bad")
LOCALES = ("C", "C.UTF-8", "id_ID.UTF-8", "tr_TR.UTF-8", "en_US.UTF-8", "POSIX", "??")


def attack(draw: random.Random, target: Target) -> None:
    """Run on a copy with a clock up to 60 years off; compare with a run here and now."""
    ids = target.ids()
    other = target.copy(target.folder.with_name("lain"))
    env = {
        "TZ": draw.choice(ZONES),
        "LC_ALL": draw.choice(LOCALES),
        "OMP_NUM_THREADS": str(draw.randint(1, 4)),
    }
    days = draw.choice([0, 1, -1, 31, 365, -365, 20_000, -20_000, draw.randint(-9_000, 9_000)])

    here = target.run()
    there = command(
        str(days), "run", "--json", "--project", str(other.folder),
        module="attack.shifted_clock", env=env,
    )  # fmt: skip

    assert (here.returncode, there.returncode) in ((0, 0), (3, 3)), there.stderr
    target.assert_remembers(ids)
    other.assert_remembers(ids)
    assert _reports(other.folder) == _reports(target.folder)


def _reports(folder: Path) -> dict[str, bytes]:
    reports = folder / "data/output/latest/laporan"
    return {p.relative_to(reports).as_posix(): p.read_bytes() for p in reports.rglob("*.*")}
