"""Who lives with whom: heads, spouses, children, twins, grandparents, marriages."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bekasi_reconcile.demo import places
from bekasi_reconcile.demo.names import SUKU, SUKU_WEIGHTS
from bekasi_reconcile.demo.seed import draw_by_weight

TODAY = np.datetime64("2026-06-01")
YEAR = 365.25
MOST_CHILDREN = 6
TWIN_SHARE = 0.02
DECILE_WEIGHTS = (18, 17, 15, 13, 11, 8, 6, 5, 4, 3)
ORDER = {"KEPALA": 0, "ISTRI": 1, "ANAK": 2, "CUCU": 3, "ORANG TUA": 4}


def households(rng: np.random.Generator, count: int) -> pd.DataFrame:
    """Return one row per family: where it lives and lived, how poor it is, whence it came."""
    village = places.settle(rng, count)
    city = places.villages()["kode_kabupaten"].to_numpy()[village] == "3275"
    suku = np.where(
        city,
        draw_by_weight(rng, SUKU, SUKU_WEIGHTS["3275"], count),
        draw_by_weight(rng, SUKU, SUKU_WEIGHTS["3216"], count),
    )
    moved = rng.random(count) < 0.04
    reissued = moved | (rng.random(count) < 0.12)
    home = pd.DataFrame(
        {
            "desa": village,
            "rt": rng.integers(1, 9, count),
            "rw": rng.integers(1, 13, count),
            "alamat": places.addresses(rng, village),
            "suku": suku,
            "migran": rng.random(count) < np.where(suku == "jawa", 0.65, 0.2),
            "desil": rng.choice(10, count, p=np.array(DECILE_WEIGHTS) / 100) + 1,
            "hp": [f"08{n:010d}" for n in rng.integers(1_100_000_000, 9_999_999_999, count)],
        }
    )
    return home.assign(**_past(rng, home, moved, reissued))


def _past(
    rng: np.random.Generator,
    home: pd.DataFrame,
    moved: NDArray[np.bool_],
    reissued: NDArray[np.bool_],
) -> dict[str, Any]:
    """Return the columns ``*_lama``: what older lists say, true until the day ``ganti``."""
    count = len(home)
    village = np.where(moved, places.settle(rng, count), home["desa"])
    changed = np.datetime64("2021-03-01") + rng.integers(0, 1500, count).astype("timedelta64[D]")
    return {
        "desa_lama": village,
        "rt_lama": np.where(moved, rng.integers(1, 9, count), home["rt"]),
        "rw_lama": np.where(moved, rng.integers(1, 13, count), home["rw"]),
        "alamat_lama": np.where(moved, places.addresses(rng, village), home["alamat"]),
        "ganti": np.where(reissued, changed, np.datetime64("NaT")).astype("datetime64[D]"),
    }


def members(rng: np.random.Generator, home: pd.DataFrame) -> pd.DataFrame:
    """Return one row per person, family by family, the head first, children by age."""
    count = len(home)
    age = np.clip(rng.normal(46, 13, count), 21, 90)
    birth = _before(age, rng)
    male = rng.random(count) < 0.85
    married = rng.random(count) < np.where(male, 0.9, 0.0)
    spouse = _before(np.clip(age - rng.normal(4, 3, count), 19, 88), rng)
    family = np.arange(count)
    parts = [
        _role(family, "KEPALA", np.where(male, "L", "P"), birth),
        _role(family[married], "ISTRI", np.full(married.sum(), "P"), spouse[married]),
        *_children(rng, family, np.where(male, spouse, birth)),
        *_elders(rng, family, birth),
        _grandchildren(rng, family[age > 55]),
    ]
    people = pd.concat(parts, ignore_index=True)
    people["urut"] = people["hubungan"].map(ORDER)
    people = people.sort_values(["keluarga", "urut", "lahir"], kind="stable", ignore_index=True)
    return people.drop(columns="urut")


def _before(age: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.datetime64]:
    days = (age * YEAR).astype(np.int64) + rng.integers(0, 365, len(age))
    born: NDArray[np.datetime64] = TODAY - days.astype("timedelta64[D]")
    return born


def _role(
    family: NDArray[np.int64], role: str, sex: object, birth: NDArray[np.datetime64]
) -> pd.DataFrame:
    return pd.DataFrame(
        {"keluarga": family, "hubungan": role, "kelamin": sex, "lahir": birth}
    ).astype({"kelamin": object, "hubungan": object})


def _children(
    rng: np.random.Generator, family: NDArray[np.int64], mother: NDArray[np.datetime64]
) -> list[pd.DataFrame]:
    count = len(family)
    wanted = np.minimum(rng.poisson(2.5, count), MOST_CHILDREN)
    born = mother + (rng.integers(19 * 365, 27 * 365, count)).astype("timedelta64[D]")
    parts = []
    for nth in range(MOST_CHILDREN):
        twin = (rng.random(count) < TWIN_SHARE) & (nth > 0)
        gap = np.where(twin, 0, rng.integers(420, 1900, count) if nth else 0)
        born = born + gap.astype("timedelta64[D]")
        grown = (TODAY - born).astype(np.int64) > 24 * 365
        left = grown & (rng.random(count) < 0.7)
        here = (wanted > nth) & (born < TODAY) & ~left
        sex = np.where(rng.random(count) < 0.5, "L", "P")
        parts.append(_role(family[here], "ANAK", sex[here], born[here]))
    return parts


def _elders(
    rng: np.random.Generator, family: NDArray[np.int64], head: NDArray[np.datetime64]
) -> list[pd.DataFrame]:
    luck = rng.random(len(family))
    young_head = (TODAY - head).astype(np.int64) < 60 * 365
    parts = []
    for sex, share in (("P", 0.11), ("L", 0.04)):
        here = (luck < share) & young_head
        years = rng.integers(20 * 365, 31 * 365, int(here.sum())).astype("timedelta64[D]")
        parts.append(_role(family[here], "ORANG TUA", sex, head[here] - years))
    return parts


def _grandchildren(rng: np.random.Generator, family: NDArray[np.int64]) -> pd.DataFrame:
    here = family[rng.random(len(family)) < 0.15]
    birth = TODAY - rng.integers(60, 14 * 365, len(here)).astype("timedelta64[D]")
    return _role(here, "CUCU", np.where(rng.random(len(here)) < 0.5, "L", "P"), birth)
