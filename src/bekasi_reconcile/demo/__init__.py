"""A seeded, invented Bekasi: the lists its agencies would send, and the truth beside them.

Nobody in it exists. The same seed gives the same bytes, whatever the clock, locale or machine.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Demo:
    """What was written: the two folders, and how much is in them."""

    raw: Path
    truth: Path
    files: tuple[str, ...]
    rows: int
    persons: int
    households: int


def write(folder: Path, *, seed: int = 2022, families: int = 1500) -> Demo:
    """Write the submissions to ``folder/raw`` and the truth to ``folder/truth``; return a summary.

    ``truth/rows.csv`` says who stands in each row, ``people.csv`` who they are, ``cells.csv`` what
    was written wrong, ``conflicts.csv`` what the lists must be found to disagree on.
    """
    # Here, because the command line must answer --help before pandas is loaded.
    from bekasi_reconcile.demo.lists import listings
    from bekasi_reconcile.demo.send import send
    from bekasi_reconcile.demo.truth import Ledger
    from bekasi_reconcile.demo.world import build

    world = build(seed, families)
    raw, truth = folder / "raw", folder / "truth"
    ledger = Ledger(truth, world)
    files = [file for listing in listings() for file in send(raw, seed, world, listing, ledger)]
    ledger.close()
    return Demo(raw, truth, tuple(files), ledger.rows, len(world.people), len(world.homes))
