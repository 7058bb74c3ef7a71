"""Who stands on a list: the rows of one agency, before anything goes wrong."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bekasi_reconcile.demo import places
from bekasi_reconcile.demo.lists import Cover, Listing
from bekasi_reconcile.demo.world import World

Mask = NDArray[np.bool_]


def enrol(rng: np.random.Generator, world: World, listing: Listing) -> pd.DataFrame:
    """Return one row per line of the list, in its order.

    ``orang`` and ``rumah`` are indexes into the world, the latter the family as this agency
    knows it; ``lama`` says that it has the family's older card and address, ``pisah`` that the
    person is still listed with the parents, ``ke`` counts a person's lines from 0.
    """
    people, cover = world.people, listing.cover
    day = np.datetime64(listing.on)
    stale = (rng.random(len(world.homes)) < cover.stale)[people["keluarga_lama"]]
    pisah = (people["pindah"].to_numpy() > day) | (people["pindah"].notna().to_numpy() & stale)
    home = np.where(pisah, people["keluarga_lama"], people["keluarga"])
    changed = world.homes["ganti"].to_numpy()[home]
    old = (changed > day) | (~np.isnat(changed) & stale)
    here = (
        _area(world, home, old, cover)
        & _unit(world, home, pisah, cover)
        & _chosen_family(rng, world, home, cover)
        & _age(people, day, cover)
        & _alive(rng, people, day, cover)
        & (rng.random(len(people)) >= cover.missed)
    )
    who = np.flatnonzero(here)[: cover.limit]
    rows = pd.DataFrame({"orang": who, "rumah": home[who], "lama": old[who], "pisah": pisah[who]})
    rows = _again(rng, rows, cover)
    return _in_order(world, rows)


def _area(world: World, home: NDArray[np.int64], old: Mask, cover: Cover) -> Mask:
    village = np.where(
        old, world.homes["desa_lama"].to_numpy()[home], world.homes["desa"].to_numpy()[home]
    )
    area = places.villages()["kode_kabupaten"].to_numpy()[village]
    level = places.villages()["tingkat"].to_numpy()[village]
    inside: Mask = np.isin(area, list(cover.areas)) & np.isin(level, list(cover.levels))
    return inside


def _unit(world: World, home: NDArray[np.int64], pisah: Mask, cover: Cover) -> Mask:
    """Return who may be listed at all: everybody, or one person a family."""
    if cover.unit == "anggota":
        return np.ones(len(home), dtype=bool)
    one = world.homes[cover.unit].to_numpy()[home]
    first: Mask = (one == np.arange(len(home))) & ~pisah
    return first


def _chosen_family(
    rng: np.random.Generator, world: World, home: NDArray[np.int64], cover: Cover
) -> Mask:
    decile = world.homes["desil"].to_numpy()
    low, high = cover.deciles
    chance = np.where((decile >= low) & (decile <= high), cover.share, cover.outside)
    chosen: Mask = (rng.random(len(decile)) < chance)[home]
    return chosen


def _age(people: pd.DataFrame, day: np.datetime64, cover: Cover) -> Mask:
    days = (day - people["lahir"].to_numpy().astype("datetime64[D]")).astype(np.int64)
    low, high = cover.ages
    fits: Mask = (days >= low * 365.25) & (days < (high + 1) * 365.25)
    if cover.disabled:
        fits = fits | (people["difabel"].to_numpy() & (days > 365))
    return fits


def _alive(
    rng: np.random.Generator, people: pd.DataFrame, day: np.datetime64, cover: Cover
) -> Mask:
    dead = people["wafat"].to_numpy() < day
    kept: Mask = ~dead | (rng.random(len(people)) < cover.dead_kept)
    return kept


def _again(rng: np.random.Generator, rows: pd.DataFrame, cover: Cover) -> pd.DataFrame:
    """Write each row once a month, and a few of them twice by mistake."""
    times = np.full(len(rows), 1)
    if cover.months > 1:
        times = rng.integers(1, cover.months + 1, len(rows))
    times = times + (rng.random(len(rows)) < cover.twice)
    again = rows.loc[rows.index.repeat(times)].reset_index(drop=True)
    return again.assign(ke=again.groupby("orang").cumcount())


def _in_order(world: World, rows: pd.DataFrame) -> pd.DataFrame:
    homes = world.homes
    home = rows["rumah"].to_numpy()
    village = np.where(
        rows["lama"], homes["desa_lama"].to_numpy()[home], homes["desa"].to_numpy()[home]
    )
    code = places.villages()["kode_desa"].to_numpy()[village].astype(str)
    order = np.lexsort((rows["orang"], rows["ke"], home, homes["rw"].to_numpy()[home], code))
    return rows.iloc[order].assign(desa=village[order]).reset_index(drop=True)
