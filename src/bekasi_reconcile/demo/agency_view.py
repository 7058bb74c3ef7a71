"""What an agency believes of the people on its list: true for most, out of date for some."""

from typing import Any

import numpy as np
import pandas as pd

from bekasi_reconcile.demo import places
from bekasi_reconcile.demo.lists import Listing
from bekasi_reconcile.demo.world import World

Columns = dict[str, list[Any]]

NOTES = ("", "", "", "", "", "", "", "", "", "KPM lama", "usulan baru", "domisili", "verifikasi")
SECOND_NIK_UNTIL = 2024
"""Lists older than this carry the other NIK of people who were given two."""

GROUPS = ("MAJELIS TAKLIM AL HIDAYAH", "MUSHOLA NURUL IMAN", "YAYASAN YATIM PIATU AL BAROKAH")


def agency_view(
    rng: np.random.Generator, world: World, listing: Listing, rows: pd.DataFrame
) -> Columns:
    """Return the block's values by field, each a list with one value per row of ``rows``."""
    who = world.people.iloc[rows["orang"]]
    home = world.homes.iloc[rows["rumah"]]
    old = rows["lama"].to_numpy()
    village = places.villages().iloc[rows["desa"]]
    columns: Columns = {
        **_person(who, rows["pisah"].to_numpy(), listing),
        **_relatives(world, who, home),
        **{
            field: np.where(old, home[f"{source}_lama"], home[source]).tolist()
            for field, source in (("no_kk", "kk"), ("alamat", "alamat"), ("rt", "rt"), ("rw", "rw"))
        },
        **{field: village[field].tolist() for field in village.columns if field != "bobot"},
        "desil": home["desil"].tolist(),
        "no_hp": home["hp"].tolist(),
        "keluarga": rows["rumah"].tolist(),
        "orang": rows["orang"].tolist(),
        "ke": rows["ke"].tolist(),
    }
    _note(rng, columns, who, listing)
    _second_heads(rng, columns, listing)
    _groups(rng, columns, listing)
    return columns


def _person(who: pd.DataFrame, apart: Any, listing: Listing) -> Columns:
    return {
        "nik": who["nik" if listing.on.year >= SECOND_NIK_UNTIL else "nik_lama"].tolist(),
        "nama": who["nama"].tolist(),
        "lahir": who["lahir"].dt.date.tolist(),
        "kelamin": who["kelamin"].tolist(),
        "tempat": who["tempat"].tolist(),
        "hubungan": np.where(apart, who["hubungan_lama"], who["hubungan"]).tolist(),
        "kawin": np.where(apart, "BELUM", who["kawin"]).tolist(),
        "nama_ibu": who["ibu"].tolist(),
        "nama_ayah": who["ayah"].tolist(),
        "difabel": who["difabel"].tolist(),
    }


def _relatives(world: World, who: pd.DataFrame, home: pd.DataFrame) -> Columns:
    head = world.people.iloc[home["kepala"]]
    carer = world.people.iloc[home["pengurus"]]
    child = who["hubungan_lama"].isin(["ANAK"]).to_numpy()
    mother = child & (carer["kelamin"] == "P").to_numpy()
    father = child & (head["kelamin"] == "L").to_numpy()
    return {
        "nik_kepala": head["nik"].tolist(),
        "nama_kepala": head["nama"].tolist(),
        "nik_ibu": np.where(mother, carer["nik"], "").tolist(),
        "nik_ayah": np.where(father, head["nik"], "").tolist(),
        "tahun_ibu": np.where(mother, carer["lahir"].dt.year, 0).tolist(),
        "tahun_ayah": np.where(father, head["lahir"].dt.year, 0).tolist(),
    }


def _note(rng: np.random.Generator, columns: Columns, who: pd.DataFrame, listing: Listing) -> None:
    """Add remarks: deaths that the agency has heard of, and small talk."""
    dead = (who["wafat"].to_numpy() < np.datetime64(listing.on)).tolist()
    noted = (rng.random(len(dead)) < listing.cover.dead_noted).tolist()
    idle = rng.integers(0, len(NOTES), len(dead)).tolist()
    columns["hidup"] = [not gone for gone in dead]
    columns["wafat_tercatat"] = [gone and known for gone, known in zip(dead, noted, strict=True)]
    columns["keterangan"] = [
        "meninggal" if gone else NOTES[remark]
        for gone, remark in zip(columns["wafat_tercatat"], idle, strict=True)
    ]


def _second_heads(rng: np.random.Generator, columns: Columns, listing: Listing) -> None:
    """Let some spouses stand as a second head beside the first."""
    luck = (rng.random(len(columns["hubungan"])) < listing.cover.two_heads * 4).tolist()
    columns["kepala_kedua"] = [
        role == "ISTRI" and hit for role, hit in zip(columns["hubungan"], luck, strict=True)
    ]
    columns["hubungan"] = [
        "KEPALA" if second else role
        for second, role in zip(columns["kepala_kedua"], columns["hubungan"], strict=True)
    ]


def _groups(rng: np.random.Generator, columns: Columns, listing: Listing) -> None:
    """Let some lines be a group, which is nobody."""
    count = len(columns["nama"])
    columns["lembaga"] = (rng.random(count) < listing.cover.groups).tolist()
    for i in np.flatnonzero(columns["lembaga"]).tolist():
        columns["nama"][i] = GROUPS[i % len(GROUPS)]
        columns["nik"][i] = columns["no_kk"][i] = ""
        columns["orang"][i] = columns["keluarga"][i] = -1
