"""The invented Bekasi itself: every person and family as they truly are, and as they were."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bekasi_reconcile.demo import families, kinship, numbers, places
from bekasi_reconcile.demo.seed import draw_by_weight, generator

NO_DATE = np.datetime64("NaT", "D")
PERSON_TWICE = 0.004
"""Share of people who were once given a second NIK, which older lists carry."""

WRONG_AT_ISSUE = 0.012
"""Share of NIKs whose date part was wrong when issued; the NIK stays for life."""


@dataclass(frozen=True)
class World:
    """People and families; both frames are indexed 0, 1, 2 … and refer to each other by index.

    ``people.keluarga`` is the family now, ``keluarga_lama`` the one before ``pindah``. A family's
    ``*_lama`` columns hold until the day ``ganti``. An empty ``nik`` means none was ever issued.
    """

    people: pd.DataFrame
    homes: pd.DataFrame


def build(seed: int, count: int) -> World:
    """Return the world that ``seed`` makes, with about ``count`` families."""
    homes = families.households(generator(seed, "households"), count)
    people = families.members(generator(seed, "members"), homes)
    people, homes = _marry(generator(seed, "marriages"), people, homes)
    people = _register(generator(seed, "nik"), people, homes)
    people = kinship.give_names(generator(seed, "names"), people, homes)
    people = _lives(generator(seed, "lives"), people)
    homes = _cards(generator(seed, "kk"), homes)
    homes["kepala"] = _heads(people, len(homes))
    homes["pengurus"] = _caretakers(people, homes)
    return World(people, homes)


def person_id(index: NDArray[np.int64]) -> list[str]:
    """Return the truth's name for each person."""
    return [f"O{i:07d}" for i in index.tolist()]


def household_id(index: NDArray[np.int64]) -> list[str]:
    """Return the truth's name for each family."""
    return [f"K{i:07d}" for i in index.tolist()]


def _marry(
    rng: np.random.Generator, people: pd.DataFrame, homes: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Move some grown children into families of their own, keeping where they came from."""
    age = (families.TODAY - people["lahir"].to_numpy()).astype("timedelta64[D]").astype(int) // 365
    child = (people["hubungan"] == "ANAK") & (age >= 20) & (age <= 33)
    chosen = child & (rng.random(len(people)) < 0.3)
    grooms = np.flatnonzero(chosen & (people["kelamin"] == "L"))
    brides = np.flatnonzero(chosen & (people["kelamin"] == "P"))
    couples = min(len(grooms), len(brides))
    family = people["keluarga"].to_numpy()
    strangers = family[grooms[:couples]] != family[brides[:couples]]
    groom, bride = grooms[:couples][strangers], brides[:couples][strangers]
    new = np.arange(len(groom)) + len(homes)
    day = np.datetime64("2020-06-01") + rng.integers(0, 1800, len(new)).astype("timedelta64[D]")
    people = people.assign(keluarga_lama=people["keluarga"], hubungan_lama=people["hubungan"])
    people["pindah"] = NO_DATE
    for who, role in ((groom, "KEPALA"), (bride, "ISTRI")):
        people.loc[who, "keluarga"] = new
        people.loc[who, "hubungan"] = role
        people.loc[who, "pindah"] = day
    return people, pd.concat(
        [homes, _new_homes(rng, homes, people.loc[groom, "keluarga_lama"].to_numpy())],
        ignore_index=True,
    )


def _new_homes(
    rng: np.random.Generator, homes: pd.DataFrame, parents: NDArray[np.int64]
) -> pd.DataFrame:
    """Return a young couple's homes: in the village of the husband's parents, often next door."""
    count = len(parents)
    old = homes.iloc[parents].reset_index(drop=True)
    apart = rng.random(count) < 0.5
    village = old["desa"].to_numpy()
    moved_to: dict[str, Any] = {
        "rt": np.where(apart, rng.integers(1, 9, count), old["rt"]),
        "alamat": np.where(apart, places.addresses(rng, village), old["alamat"]),
        "rw": old["rw"],
    }
    past: dict[str, Any] = {f"{column}_lama": values for column, values in moved_to.items()}
    decile = np.clip(old["desil"] + rng.integers(-1, 2, count), 1, 10)
    never = pd.Series(np.full(count, NO_DATE)).astype(homes["ganti"].dtype)
    return old.assign(**moved_to, **past, desa_lama=village, desil=decile, ganti=never)


def _register(rng: np.random.Generator, people: pd.DataFrame, homes: pd.DataFrame) -> pd.DataFrame:
    """Return people with ``nik``, ``nik_lama`` and ``tempat`` (of birth)."""
    count = len(people)
    local = _local_prefix(rng, homes)[people["keluarga_lama"]]
    foreign, town = _foreign_prefix(rng, count)
    # A migrant family's children were mostly born here; siblings share the place of registration.
    child = people["hubungan_lama"].isin(["ANAK", "CUCU"]).to_numpy()
    born_here = (rng.random(len(homes)) < 0.85)[people["keluarga_lama"]]
    migrant = homes["migran"].to_numpy()[people["keluarga_lama"]] & ~(child & born_here)
    family_foreign = foreign[kinship.first_of_family(people["keluarga_lama"])]
    family_town = town[kinship.first_of_family(people["keluarga_lama"])]
    foreign = np.where(child, family_foreign, foreign)
    town = np.where(child, family_town, town).astype(object)
    area = np.where(migrant, foreign, local)
    birth = people["lahir"].to_numpy().astype("datetime64[D]")
    slip = (rng.random(count) < WRONG_AT_ISSUE) * rng.integers(1, 28, count)
    issued_on = birth - slip.astype("timedelta64[D]")
    female = (people["kelamin"] == "P").to_numpy()
    twice = np.flatnonzero(rng.random(count) < PERSON_TWICE)
    serials = numbers.issue(
        rng,
        np.concatenate([area, np.where(migrant, local, foreign)[twice]]),
        np.concatenate([issued_on, birth[twice]]),
        np.concatenate([female, female[twice]]),
    )
    nik = serials[:count].copy()
    nik_lama = nik.copy()
    nik_lama[twice] = serials[count:]
    none = _lacks_nik(rng, people)
    nik[none] = nik_lama[none] = ""
    return people.assign(nik=nik, nik_lama=nik_lama, tempat=np.where(migrant, town, "BEKASI"))


def _lacks_nik(rng: np.random.Generator, people: pd.DataFrame) -> NDArray[np.bool_]:
    birth = people["lahir"].to_numpy()
    infant = birth > np.datetime64("2024-06-01")
    old = birth < np.datetime64("1955-01-01")
    none: NDArray[np.bool_] = rng.random(len(people)) < np.where(
        infant, 0.25, np.where(old, 0.05, 0.006)
    )
    return none


def _local_prefix(rng: np.random.Generator, homes: pd.DataFrame) -> NDArray[np.int64]:
    """Return each family's kecamatan of registration: mostly where it lives, else near by."""
    codes = places.villages()["kode_kecamatan"].astype(int).to_numpy()
    elsewhere = codes[rng.integers(0, len(codes), len(homes))]
    prefix: NDArray[np.int64] = np.where(
        rng.random(len(homes)) < 0.8, codes[homes["desa"]], elsewhere
    )
    return prefix


def _foreign_prefix(
    rng: np.random.Generator, count: int
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    regency = draw_by_weight(
        rng,
        [str(code) for code in places.HOMELANDS],
        [weight for _, weight in places.HOMELANDS.values()],
        count,
    ).astype(np.int64)
    town = np.array([places.HOMELANDS[code][0] for code in regency.tolist()], dtype=object)
    return regency * 100 + rng.integers(1, 21, count), town


def _lives(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    """Return people with ``wafat``, ``kawin`` and ``difabel``."""
    count = len(people)
    age = (families.TODAY - people["lahir"].to_numpy()).astype("timedelta64[D]").astype(int) // 365
    dies = rng.random(count) < np.select([age > 70, age > 50], [0.09, 0.03], 0.004)
    day = np.datetime64("2021-01-01") + rng.integers(0, 1900, count).astype("timedelta64[D]")
    dies &= day > people["lahir"].to_numpy().astype("datetime64[D]")
    couple = people.groupby("keluarga")["hubungan"].transform(lambda roles: "ISTRI" in set(roles))
    adult = people["hubungan"].isin(["KEPALA", "ISTRI"])
    alone = np.where(people["hubungan"] == "ORANG TUA", "CERAI MATI", "BELUM")
    lone_head = np.where(rng.random(count) < 0.6, "CERAI MATI", "CERAI HIDUP")
    married = np.where(adult, np.where(couple, "KAWIN", lone_head), alone)
    return people.assign(
        wafat=np.where(dies, day, NO_DATE).astype("datetime64[D]"),
        kawin=married.astype(object),
        difabel=rng.random(count) < 0.03,
    )


def _cards(rng: np.random.Generator, homes: pd.DataFrame) -> pd.DataFrame:
    """Return homes with ``kk`` (now) and ``kk_lama`` (before ``ganti``)."""
    codes = places.villages()["kode_kecamatan"].astype(int).to_numpy()
    again = homes["ganti"].notna().to_numpy()
    first = np.datetime64("2007-01-08") + rng.integers(0, 4800, len(homes)).astype("timedelta64[D]")
    days = np.where(again, homes["ganti"].to_numpy().astype("datetime64[D]"), first)
    everyone = np.zeros(len(homes) + int(again.sum()), dtype=bool)
    cards = numbers.issue(
        rng,
        np.concatenate([codes[homes["desa"]], codes[homes["desa_lama"]][again]]),
        np.concatenate([days, first[again]]).astype("datetime64[D]"),
        everyone,
    )
    now = cards[: len(homes)]
    before = now.copy()
    before[again] = cards[len(homes) :]
    return homes.assign(kk=now, kk_lama=before)


def _heads(people: pd.DataFrame, count: int) -> NDArray[np.int64]:
    """Return the index of each family's head."""
    head = np.zeros(count, dtype=np.int64)
    now = people[people["hubungan"] == "KEPALA"]
    head[now["keluarga"]] = now.index
    return head


def _caretakers(people: pd.DataFrame, homes: pd.DataFrame) -> NDArray[np.int64]:
    """Return who collects a family's aid: the wife where there is one, else the head."""
    caretaker = homes["kepala"].to_numpy().copy()
    wives = people[people["hubungan"] == "ISTRI"]
    caretaker[wives["keluarga"]] = wives.index
    return caretaker
