"""A small seeded Bekasi for the match: people, families, and lists that get things wrong.

``lists(seed, families)`` returns records as the clean stage would leave them, and the truth.
"""

import csv
import re
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from bekasi_reconcile.clean import name
from bekasi_reconcile.reference.territory import shipped_folder
from bekasi_reconcile.tables import Record

REFERENCE = files("bekasi_reconcile.reference")
SOUNDS = (("F", "P"), ("Z", "J"), ("AI", "AE"), ("Y", "I"), ("DI", "DY"))
STREETS = ("MERDEKA", "KENANGA", "MELATI", "MASJID", "PASAR", "INDUSTRI", "SAWAH", "SEKOLAH")


class Lists(NamedTuple):
    """Records of ten lists; for each record_id, who it is and of which family."""

    records: pd.DataFrame
    truth: pd.DataFrame


class Names(NamedTuple):
    """Words of names by sex, with how often each is drawn."""

    first: dict[str, list[str]]
    weight: dict[str, np.ndarray]


def lists(seed: int, families: int) -> Lists:
    draw = np.random.default_rng(seed)
    people = pd.DataFrame(_people(draw, families))
    rows = [row for source in range(10) for row in _list(draw, people, source)]
    frame = pd.DataFrame(rows)
    order = draw.permutation(len(frame))
    frame = frame.iloc[order].reset_index(drop=True)
    frame["record_id"] = [f"{s}:{i:07d}" for i, s in enumerate(frame["source"])]
    truth = frame[["record_id", "who", "family"]].copy()
    return Lists(records(frame.drop(columns=["who", "family"])), truth)


def records(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame`` as Record: what it leaves out is missing, provenance is made up."""
    full = pd.DataFrame(
        {
            "record_id": [f"r{i:04d}" for i in range(len(frame))],
            "submission_id": "s1",
            "source": "dinsos",
            "file": "a.xlsx",
            "sheet": "Sheet1",
            "table": 0,
            "row": range(2, len(frame) + 2),
        }
    )
    frame = frame.reset_index(drop=True)
    for column in frame:
        full[column] = frame[column]
    if "nik" in full:
        full["nik_pattern"] = full.get("nik_pattern", full["nik"]).fillna(full["nik"])
        stated = full["nik"].notna()
        full.loc[stated, "lahir_nik"] = full.loc[stated, "nik"].map(_born)
        full.loc[stated, "kelamin_nik"] = np.where(
            full.loc[stated, "nik"].str[6:7].astype(int) >= 4, "P", "L"
        )
    status = full.get("nik_pattern", pd.Series([None] * len(full)))
    default = np.where(
        status.isna(),
        "MISSING",
        np.where(status.fillna("").str.contains("?", regex=False), "TRUNCATED", "VALID"),
    )
    full["nik_status"] = full.get("nik_status", pd.Series(default)).fillna(pd.Series(default))
    full["kk_status"] = "VALID"
    read = {text: name.read(text) for text in full["nama"].dropna().unique()}
    for column, part in (
        ("nama_baku", "baku"),
        ("nama_kunci", "kunci"),
        ("nama_lain", "lain"),
        ("nama_bin", "bin"),
    ):
        parts = {text: getattr(each, part) for text, each in read.items()}
        full[column] = full["nama"].map(parts)
    full["nama_wakil"] = full["nama"].map({t: each.wakil for t, each in read.items()}).eq(True)
    for column in ("nama_kepala", "nama_ibu"):
        if column in full:
            plain = {t: name.read(t).baku for t in full[column].dropna().unique()}
            full[column] = full[column].map(plain)
    aged = {column: full[column] for column in ("lahir_min", "lahir_maks") if column in full}
    return Record.shaped(full).assign(**aged)


def _born(nik: str) -> str | None:
    day, month, year = int(nik[6:8]) % 40, int(nik[8:10]), int(nik[10:12])
    century = 2000 if year <= 24 else 1900
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return f"{century + year}-{month:02d}-{day:02d}"


def _names() -> Names:
    with REFERENCE.joinpath("nama.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["nama"].isalpha()]
    first: dict[str, list[str]] = {}
    weight: dict[str, np.ndarray] = {}
    for sex in "LP":
        share: dict[str, float] = {}
        for row in rows:
            if row["kelamin"] in (sex, ""):
                share[row["nama"]] = max(share.get(row["nama"], 0.0), float(row["bobot"] or 100))
        first[sex] = sorted(share)
        each = np.array([share[name] for name in first[sex]]) ** 0.8
        weight[sex] = each / each.sum()
    return Names(first, weight)


NAMES = _names()


def _name(draw: np.random.Generator, sex: str) -> str:
    words = int(draw.choice([1, 2, 3], p=[0.2, 0.6, 0.2]))
    chosen = draw.choice(len(NAMES.first[sex]), size=words, replace=False, p=NAMES.weight[sex])
    text = [NAMES.first[sex][i] for i in chosen]
    if sex == "L" and draw.random() < 0.12:
        text = ["MUHAMMAD", *text]
    if sex == "P" and draw.random() < 0.12:
        text = ["SITI", *text]
    return " ".join(dict.fromkeys(text))


def _places() -> list[str]:
    with shipped_folder("bekasi").joinpath("wilayah.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return [code for row in rows for code in row[:1] if re.fullmatch(r"\d{10}", code)]


def _people(draw: np.random.Generator, families: int) -> list[dict[str, Any]]:
    places = _places()
    serials: dict[str, int] = {}
    people: list[dict[str, Any]] = []
    for family in range(families):
        desa = places[int(draw.integers(len(places)))]
        home = {
            "family": family,
            "kode_desa": desa,
            "rt": str(draw.integers(1, 12)),
            "rw": str(draw.integers(1, 9)),
            "alamat": f"JL {draw.choice(STREETS)} {draw.integers(1, 120)}",
            "no_kk": f"{desa[:6]}{draw.integers(1, 29):02d}{draw.integers(1, 13):02d}"
            f"{draw.integers(5, 24):02d}{draw.integers(1, 60):04d}",
            "no_hp": f"08{draw.integers(10**9, 10**10)}" if draw.random() < 0.7 else None,
            "want": float(draw.beta(1.2, 2.2)),
        }
        for person in _family(draw):
            person |= home | {"who": len(people), "kepala": ""}
            person["nik"] = _nik(draw, person, serials)
            people.append(person)
        size = sum(1 for p in people[-8:] if p["family"] == family)
        members = people[-size:]
        mother = next((p["nama"] for p in members if p["hubungan"] == "ISTRI"), None)
        for p in members:
            p["kepala"] = members[0]["nama"]
            p["ibu"] = mother if p["hubungan"] == "ANAK" else _name(draw, "P")
    return people


def _family(draw: np.random.Generator) -> list[dict[str, Any]]:
    year = int(draw.integers(1945, 1998))
    made = [_person(draw, "L" if draw.random() < 0.85 else "P", year, "KEPALA")]
    if made[0]["sex"] == "L" and draw.random() < 0.85:
        made.append(_person(draw, "P", year + int(draw.integers(-2, 7)), "ISTRI"))
    for _ in range(int(draw.poisson(1.7))):
        child = _person(draw, str(draw.choice(["L", "P"])), 0, "ANAK")
        child["born"] = _date(draw, min(year + int(draw.integers(20, 42)), 2023))
        if draw.random() < 0.05 and made[0]["sex"] == child["sex"]:
            child["nama"] = made[0]["nama"]
        made.append(child)
        if draw.random() < 0.02:
            made.append(child | {"nama": _twin(draw, child["nama"], child["sex"])})
    return made[:8]


def _person(draw: np.random.Generator, sex: str, year: int, role: str) -> dict[str, Any]:
    born = _date(draw, year) if year else ""
    return {"sex": sex, "born": born, "hubungan": role, "nama": _name(draw, sex)}


def _date(draw: np.random.Generator, year: int) -> str:
    if year < 1975 and draw.random() < 0.08:
        return f"{year}-01-01"
    return f"{year}-{draw.integers(1, 13):02d}-{draw.integers(1, 29):02d}"


def _twin(draw: np.random.Generator, name: str, sex: str) -> str:
    words = name.split()
    if draw.random() < 0.5:
        words[0] = NAMES.first[sex][int(draw.integers(len(NAMES.first[sex])))]
    else:
        words[-1] = words[-1][:-1] + ("A" if words[-1][-1] != "A" else "I")
    return " ".join(words)


def _nik(draw: np.random.Generator, person: dict[str, Any], serials: dict[str, int]) -> str:
    year, month, day = (int(part) for part in person["born"].split("-"))
    area = person["kode_desa"][:6]
    if draw.random() < 0.25:
        area = f"{draw.choice([31, 33, 35])}{draw.integers(1, 30):02d}{draw.integers(1, 20):02d}"
    prefix = f"{area}{day + (40 if person['sex'] == 'P' else 0):02d}{month:02d}{year % 100:02d}"
    serials[prefix] = serials.get(prefix, int(draw.choice([0, 0, 0, 1, 2]))) + 1
    return f"{prefix}{serials[prefix]:04d}"


def _list(draw: np.random.Generator, people: pd.DataFrame, source: int) -> list[dict[str, Any]]:
    families = people.drop_duplicates("family").set_index("family")["want"]
    on_list = set(families.index[draw.random(len(families)) < families * 1.1])
    heads_only = source in (3, 7)
    without_nik = source == 8
    rows = []
    for person in people.to_dict("records"):
        if person["family"] not in on_list or (heads_only and person["hubungan"] != "KEPALA"):
            continue
        for _ in range(2 if draw.random() < 0.02 else 1):
            rows.append(_row(draw, person, source, without_nik))
    return rows


def _row(
    draw: np.random.Generator, person: dict[str, Any], source: int, without_nik: bool
) -> dict[str, Any]:
    chance = draw.random(12)
    nik, pattern = _seen_nik(draw, person["nik"], chance[0], without_nik)
    return {
        "who": person["who"],
        "family": person["family"],
        "source": f"list{source}",
        "nik": nik,
        "nik_pattern": pattern,
        "nama": _seen_name(draw, person["nama"]),
        "tanggal_lahir": _seen_date(draw, person["born"], chance[1]),
        "jenis_kelamin": _flip(person["sex"])
        if chance[2] < 0.01
        else (person["sex"] if chance[2] < 0.95 else None),
        "hubungan": person["hubungan"] if chance[3] < 0.9 else None,
        "no_kk": None
        if chance[4] < 0.2
        else (person["no_kk"][:12] + f"{source + 61:04d}" if chance[4] < 0.26 else person["no_kk"]),
        "nama_kepala": _seen_name(draw, person["kepala"]) if source in (2, 5, 8) else None,
        "nama_ibu": _seen_name(draw, person["ibu"]) if source in (0, 4) and person["ibu"] else None,
        "alamat_baku": person["alamat"] if chance[5] < 0.7 else None,
        "rt": person["rt"] if chance[6] < 0.8 else None,
        "rw": person["rw"] if chance[6] < 0.8 else None,
        "kode_desa": person["kode_desa"] if chance[7] < 0.96 else None,
        "kode_kecamatan": person["kode_desa"][:6],
        "kode_kabupaten": person["kode_desa"][:4],
        "no_hp": person["no_hp"] if source in (1, 6) and chance[8] < 0.7 else None,
    }


def _flip(sex: str) -> str:
    return "P" if sex == "L" else "L"


def _seen_nik(
    draw: np.random.Generator, nik: str, chance: float, without: bool
) -> tuple[str | None, str | None]:
    if without or chance < 0.10:
        return None, None
    if chance < 0.14:
        return None, nik[:15] + "?"
    if chance < 0.15:
        return None, nik[:6] + "??????" + nik[12:]
    if chance < 0.17:
        at = int(draw.integers(6, 16))
        digits = nik[:at] + str((int(nik[at]) + int(draw.integers(1, 9))) % 10) + nik[at + 1 :]
        return (digits, None) if _born(digits) else (nik, None)
    return nik, None


def _seen_name(draw: np.random.Generator, text: str) -> str:
    chance = draw.random()
    if chance < 0.72:
        return text
    if chance < 0.82:
        found = [pair for pair in SOUNDS if pair[0] in text]
        return text.replace(*found[0], 1) if found else text
    if chance < 0.93:
        return _shortened(text.split(), chance)
    if chance < 0.965:
        at = int(draw.integers(1, len(text)))
        return text[:at] + text[at + 1 :]
    return " ".join(reversed(text.split())) if chance < 0.97 else text


def _shortened(words: list[str], chance: float) -> str:
    if words[0] == "MUHAMMAD" and chance < 0.87:
        words = ["M", *words[1:]]
    elif len(words) > 1 and chance > 0.87:
        end = [] if chance < 0.90 else [words[-1][0]]
        words = words[1:] if chance > 0.92 else [*words[:-1], *end]
    return " ".join(words)


def _seen_date(draw: np.random.Generator, born: str, chance: float) -> str | None:
    year, month, day = born.split("-")
    if chance < 0.10:
        return None
    if chance < 0.14:
        return year
    if chance < 0.155:
        return f"{year}-{day}-{month}" if int(day) <= 12 else born
    if chance < 0.175:
        return f"{year}-{month}-{int(draw.integers(1, 29)):02d}"
    if chance < 0.18:
        return f"{int(year) + int(draw.integers(-3, 4))}-{month}-{day}"
    return born
