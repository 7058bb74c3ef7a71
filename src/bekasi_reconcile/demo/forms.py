"""How a list writes a value: its codes, its date format, its way with capitals and numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zlib import crc32

import numpy as np

from bekasi_reconcile.demo.agency_view import Columns
from bekasi_reconcile.demo.codes import CODES
from bekasi_reconcile.demo.errors.row import Cell
from bekasi_reconcile.demo.lists import Listing

Rng = np.random.Generator

CASED = {
    *("nama", "nama_ibu", "nama_ayah", "alamat", "alamat_lengkap", "tempat"),
    *("desa", "kecamatan", "kabupaten"),
}
RURAL = {"KAMPUNG": "KP.", "JALAN": "JL.", "GANG": "GG.", "PERUMAHAN": "PERUM"}


@dataclass(frozen=True)
class Ask:
    """One column to be written: by which list, of which block, in which form."""

    rng: Rng
    listing: Listing
    seen: Columns
    form: str


def render(
    rng: Rng, listing: Listing, seen: Columns, first: int, column: tuple[str, ...]
) -> list[Cell]:
    """Return one cell per row for ``column``; ``first`` is the number of the block's first row."""
    field, form = column[1], column[2] if len(column) > 2 else ""
    count = len(seen["nama"])
    if field.startswith("="):
        return [_constant(field[1:])] * count
    if field == "no":
        numbers: list[Cell] = list(range(first, first + count))
        return numbers if listing.has_types else [str(n) for n in numbers]
    if field == "acak":
        return _random(rng, form, count)
    cells = _field_cells(Ask(rng, listing, seen, form), field)
    if field not in CASED:
        return cells
    return [str(t).title() if listing.case == "judul" else str(t).upper() for t in cells]


def _constant(text: str) -> Cell:
    return int(text[1:]) if text.startswith("#") else text


def _random(rng: Rng, form: str, count: int) -> list[Cell]:
    """Return ``form`` with a digit for each ``#``; ``ya`` is a yes or a no."""
    if form == "ya":
        return [("Ya", "Tidak")[n] for n in rng.integers(0, 2, count).tolist()]
    width = form.count("#")
    digits = rng.integers(0, 10, (count, width)).tolist()
    template = form.replace("#", "{}")
    return [template.format(*row) for row in digits]


def _field_cells(ask: Ask, field: str) -> list[Cell]:
    if (field, ask.form) in CODES:
        table = CODES[field, ask.form]
        return [table[value] for value in ask.seen[field]]
    if field in MAKERS:
        return MAKERS[field](ask)
    return list(ask.seen[field])


def _number(listing: Listing, value: Any) -> Cell:
    return int(value) if listing.has_types and value != "" else str(value)


def _id(ask: Ask) -> list[Cell]:
    if ask.form == "angka":
        return [_number(ask.listing, value) for value in ask.seen["nik"]]
    return list(ask.seen["nik"])


def _card(ask: Ask) -> list[Cell]:
    if ask.form == "angka":
        return [_number(ask.listing, value) for value in ask.seen["no_kk"]]
    return list(ask.seen["no_kk"])


def _born(ask: Ask) -> list[Cell]:
    if ask.form == "cell":
        return list(ask.seen["lahir"])
    shape = {"iso": "%Y-%m-%d", "d-m-Y": "%d-%m-%Y", "d/m/Y": "%d/%m/%Y"}[ask.form]
    return [day.strftime(shape) for day in ask.seen["lahir"]]


def _place_and_date(ask: Ask) -> list[Cell]:
    return [
        f"{town}, {day.strftime('%d-%m-%Y')}"
        for town, day in zip(ask.seen["tempat"], ask.seen["lahir"], strict=True)
    ]


def _zero_padding(field: str) -> "Maker":
    def make(ask: Ask) -> list[Cell]:
        if ask.form == "angka":
            return list(ask.seen[field])
        return [str(value).zfill(int(ask.form or "3")) for value in ask.seen[field]]

    return make


def _rt_rw(ask: Ask) -> list[Cell]:
    return [f"{rt:03d}/{rw:03d}" for rt, rw in zip(ask.seen["rt"], ask.seen["rw"], strict=True)]


def _address(ask: Ask) -> list[Cell]:
    return [_abbreviate_street(text, ask.listing) for text in ask.seen["alamat"]]


def _abbreviate_street(text: str, listing: Listing) -> str:
    """Return the address with its first word as this agency abbreviates it."""
    word, _, rest = text.partition(" ")
    return f"{RURAL[word]} {rest}" if listing.abbreviates else text


def _full_address(ask: Ask) -> list[Cell]:
    return [
        f"{_abbreviate_street(text, ask.listing)} RT {rt:02d}/{rw:02d}"
        for text, rt, rw in zip(ask.seen["alamat"], ask.seen["rt"], ask.seen["rw"], strict=True)
    ]


def _decile(ask: Ask) -> list[Cell]:
    drift = ask.rng.integers(0, 8, len(ask.seen["desil"])).tolist()
    deciles = ask.seen["desil"]
    if ask.form == "goyah":  # another ranking of the same families: one in four is a step away
        deciles = [
            min(max(d + {0: 1, 1: -1}.get(n, 0), 1), 10)
            for d, n in zip(deciles, drift, strict=True)
        ]
    if ask.form == "persentil":
        return [d * 10 - n - 1 for d, n in zip(deciles, drift, strict=True)]
    return [f"Desil {d}" if ask.form == "Desil" else _number(ask.listing, d) for d in deciles]


def _code(field: str) -> "Maker":
    def make(ask: Ask) -> list[Cell]:
        if not ask.form:
            return list(ask.seen[field])
        width = 7 if field == "kode_kecamatan" else 10
        full = [code[:width] for code in ask.seen["kode_bps"]]
        return [code[-3:] if ask.form == "bps3" else code for code in full]

    return make


def _district(ask: Ask) -> list[Cell]:
    return [f"{ask.form} {name}".strip() for name in ask.seen["kecamatan"]]


def _long_id(field: str) -> "Maker":
    """Return ids that an agency makes up: they stay with a person or family, on its lists only."""

    def make(ask: Ask) -> list[Cell]:
        salt = crc32(ask.listing.source.encode()) | 1
        return [f"{(value + 7) * salt % 10**12:012d}" for value in ask.seen[field]]

    return make


def _measuring_days(ask: Ask) -> list[Cell]:
    start = ask.listing.on.replace(day=5)
    return [(start - timedelta(days=30 * nth)).strftime("%d/%m/%Y") for nth in ask.seen["ke"]]


def _months_old(ask: Ask) -> list[Cell]:
    months = [
        (ask.listing.on - born).days // 30 - nth
        for born, nth in zip(ask.seen["lahir"], ask.seen["ke"], strict=True)
    ]
    return [f"{max(age, 0)} Bulan" for age in months]


def _category(ask: Ask) -> list[Cell]:
    return ["DISABILITAS" if disabled else "LANSIA" for disabled in ask.seen["difabel"]]


def _elderly(ask: Ask) -> list[Cell]:
    return ["Ya" if _age(ask.listing, day) >= 60 else "Tidak" for day in ask.seen["lahir"]]


def _class(ask: Ask) -> list[Cell]:
    return [f"Kelas {min(max(_age(ask.listing, day) - 6, 1), 12)}" for day in ask.seen["lahir"]]


def _age(listing: Listing, born: date) -> int:
    return (listing.on - born).days // 365


def _agrees(ask: Ask) -> list[Cell]:
    luck = (ask.rng.random(len(ask.seen["nik"])) < 0.93).tolist()
    return [
        "Ya" if nik and hit else "Tidak" for nik, hit in zip(ask.seen["nik"], luck, strict=True)
    ]


def _status(ask: Ask) -> list[Cell]:
    return ["MENINGGAL" if dead else "HIDUP" for dead in ask.seen["wafat_tercatat"]]


def _kind(ask: Ask) -> list[Cell]:
    return ["kelompok" if group else "perorangan" for group in ask.seen["lembaga"]]


def _hamlet(ask: Ask) -> list[Cell]:
    return [f"DUSUN {('I', 'II', 'III', 'IV')[rw % 4]}" for rw in ask.seen["rw"]]


def _year(field: str) -> "Maker":
    def make(ask: Ask) -> list[Cell]:
        return [int(year) if year else "" for year in ask.seen[field]]

    return make


Maker = Callable[[Ask], list[Cell]]
MAKERS: dict[str, Maker] = {
    "nik": _id,
    "no_kk": _card,
    "lahir": _born,
    "ttl": _place_and_date,
    "rt": _zero_padding("rt"),
    "rw": _zero_padding("rw"),
    "rt_rw": _rt_rw,
    "alamat": _address,
    "alamat_lengkap": _full_address,
    "dusun": _hamlet,
    "desil": _decile,
    "kode_desa": _code("kode_desa"),
    "kode_kecamatan": _code("kode_kecamatan"),
    "kecamatan": _district,
    "keluarga": _long_id("keluarga"),
    "orang": _long_id("orang"),
    "ukur": _measuring_days,
    "usia": _months_old,
    "kategori": _category,
    "lansia": _elderly,
    "rombel": _class,
    "padan": _agrees,
    "status_hidup": _status,
    "tipe": _kind,
    "tahun_ibu": _year("tahun_ibu"),
    "tahun_ayah": _year("tahun_ayah"),
}
