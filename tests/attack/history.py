"""Months of an office in any order: lists, answers, withdrawals, trials, steps back."""

import random
import shutil

from attack.target import FORGOTTEN, Target
from identity.test_incremental import assert_as_from_scratch, month


def attack(draw: random.Random, target: Target) -> None:
    """Let two to five months pass; each run is as one from scratch, and no id is lost."""
    office = target.office
    given = set(target.ids().values())
    earlier = target.folder.with_name("sebelum")
    for _ in range(draw.randint(2, 5)):
        for _ in range(draw.randint(1, 3)):
            month(draw, office)
        _beside(draw, target)
        shutil.rmtree(earlier, ignore_errors=True)
        shutil.copytree(target.folder, earlier, symlinks=True)
        office.run()
        target.assert_whole()
        assert FORGOTTEN not in {name for _, name in target.ids()}
        known = set(office.ask("SELECT id FROM identity")["id"])
        assert given <= known, "an id is forgotten"
        given |= set(target.ids().values())
    assert_as_from_scratch(office, target.folder.with_name("baru"), earlier)


def _beside(draw: random.Random, target: Target) -> None:
    """Do something that changes no list: try, look, step back, clear what is kept."""
    kind = draw.choice(["", "", "dry", "doctor", "rollback", "interim"])
    if kind == "dry":
        assert target.reconcile("run", "--dry-run", "--quiet").returncode in (0, 3, 5)
    elif kind == "doctor":
        target.reconcile("doctor")
    elif kind == "rollback":
        names = sorted(p.name for p in (target.folder / "data/output/runs").iterdir())
        assert target.reconcile("rollback", draw.choice(names)).returncode == 0
    elif kind == "interim":
        shutil.rmtree(target.folder / "data/interim")
