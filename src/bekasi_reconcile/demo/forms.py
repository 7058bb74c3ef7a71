"""How a list writes a value: its codes, its date format, its way with capitals and numbers."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np

from bekasi_reconcile.demo.errors.row import Cell
from bekasi_reconcile.demo.lists import Listing
from bekasi_reconcile.demo.seen import Columns

Rng = np.random.Generator

CODES: dict[tuple[str, str], dict[str, str]] = {
    ("kelamin", "12"): {"L": "1", "P": "2"},
    ("kelamin", "Laki-laki/Perempuan"): {"L": "Laki-laki", "P": "Perempuan"},
    ("kelamin", "LAKI-LAKI/PEREMPUAN"): {"L": "LAKI-LAKI", "P": "PEREMPUAN"},
    ("hubungan", "bps"): {"KEPALA": "1", "ISTRI": "2", "ANAK": "3", "CUCU": "5", "ORANG TUA": "6"},
    ("hubungan", "dukcapil"): {
        "KEPALA": "1",
        "ISTRI": "3",
        "ANAK": "4",
        "CUCU": "6",
        "ORANG TUA": "7",
    },
    ("hubungan", "kata"): {
        "KEPALA": "Kepala Keluarga",
        "ISTRI": "Istri",
        "ANAK": "Anak",
        "CUCU": "Cucu",
        "ORANG TUA": "Orang Tua",
    },
    ("hubungan", "p3ke"): {
        "KEPALA": "Kepala Keluarga",
        "ISTRI": "Istri/Suami",
        "ANAK": "Anak",
        "CUCU": "Cucu",
        "ORANG TUA": "Orang Tua/Mertua",
    },
    ("kawin", "14"): {"BELUM": "1", "KAWIN": "2", "CERAI HIDUP": "3", "CERAI MATI": "4"},
    ("kawin", "kata"): {
        "BELUM": "BELUM KAWIN",
        "KAWIN": "KAWIN",
        "CERAI HIDUP": "CERAI HIDUP",
        "CERAI MATI": "CERAI MATI",
    },
}

CASED = {
    *("nama", "nama_ibu", "nama_ayah", "alamat", "alamat_lengkap", "tempat"),
    *("desa", "kecamatan", "kabupaten", "dusun", "rombel"),
}
RURAL = {"KAMPUNG": "KP.", "JALAN": "JL.", "GANG": "GG.", "PERUMAHAN": "PERUM"}


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
        return numbers if listing.typed else [str(n) for n in numbers]
    if field == "acak":
        return _random(rng, form, count)
    cells = _made(rng, listing, seen, field, form)
    if field in CASED and listing.case == "judul":
        return [text.title() if isinstance(text, str) else text for text in cells]
    return [text.upper() for text in cells] if field in CASED else cells  # type: ignore[union-attr]


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


def _made(rng: Rng, listing: Listing, seen: Columns, field: str, form: str) -> list[Cell]:
    if (field, form) in CODES:
        table = CODES[field, form]
        return [table[value] for value in seen[field]]
    if field in MAKERS:
        return MAKERS[field](rng, listing, seen, form)
    return [value if value == value else "" for value in seen[field]]


def _number(listing: Listing, value: Any) -> Cell:
    return int(value) if listing.typed and value != "" else str(value)


def _id(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    if form == "angka":
        return [_number(listing, value) for value in seen["nik"]]
    return list(seen["nik"])


def _card(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    if form == "angka":
        return [_number(listing, value) for value in seen["no_kk"]]
    return list(seen["no_kk"])


def _born(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    if form == "cell":
        return list(seen["lahir"])
    shape = {"iso": "%Y-%m-%d", "d-m-Y": "%d-%m-%Y", "d/m/Y": "%d/%m/%Y"}[form]
    return [day.strftime(shape) for day in seen["lahir"]]


def _place_and_date(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    return [
        f"{town}, {day.strftime('%d-%m-%Y')}"
        for town, day in zip(seen["tempat"], seen["lahir"], strict=True)
    ]


def _padded(field: str) -> "Maker":
    def make(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
        if form == "angka":
            return list(seen[field])
        return [str(value).zfill(int(form or "3")) for value in seen[field]]

    return make


def _rt_rw(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    return [f"{rt:03d}/{rw:03d}" for rt, rw in zip(seen["rt"], seen["rw"], strict=True)]


def _address(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    return [_shortened(text, listing) for text in seen["alamat"]]


def _shortened(text: str, listing: Listing) -> str:
    """Return the address with its first word as this agency abbreviates it."""
    word, _, rest = text.partition(" ")
    return f"{RURAL[word]} {rest}" if len(listing.source) % 3 else text


def _full_address(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    return [
        f"{_shortened(text, listing)} RT {rt:02d}/{rw:02d}"
        for text, rt, rw in zip(seen["alamat"], seen["rt"], seen["rw"], strict=True)
    ]


def _decile(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    drift = rng.integers(0, 8, len(seen["desil"])).tolist()
    deciles = seen["desil"]
    if form == "goyah":  # another ranking of the same families: one in four is a step away
        deciles = [
            min(max(d + {0: 1, 1: -1}.get(n, 0), 1), 10)
            for d, n in zip(deciles, drift, strict=True)
        ]
    if form == "persentil":
        return [d * 10 - n - 1 for d, n in zip(deciles, drift, strict=True)]
    return [f"Desil {d}" if form == "Desil" else _number(listing, d) for d in deciles]


def _code(field: str) -> "Maker":
    def make(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
        if not form:
            return list(seen[field])
        width = 7 if field == "kode_kecamatan" else 10
        full = [code[:width] for code in seen["kode_bps"]]
        return [code[-3:] if form == "bps3" else code for code in full]

    return make


def _district(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    return [f"{form} {name}".strip() for name in seen["kecamatan"]]


def _long_id(field: str) -> "Maker":
    """Return ids that agencies make up: stable for a person or family, but not the truth's."""

    def make(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
        return [f"{value * 7919 + 1_000_003:012d}" for value in seen[field]]

    return make


def _measured(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    start = listing.on.replace(day=5)
    return [(start - timedelta(days=30 * nth)).strftime("%d/%m/%Y") for nth in seen["ke"]]


def _category(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    return ["DISABILITAS" if disabled else "LANSIA" for disabled in seen["difabel"]]


def _elderly(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    return ["Ya" if _age(listing, day) >= 60 else "Tidak" for day in seen["lahir"]]


def _class(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    return [f"Kelas {min(max(_age(listing, day) - 6, 1), 12)}" for day in seen["lahir"]]


def _age(listing: Listing, born: date) -> int:
    return (listing.on - born).days // 365


def _agrees(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    luck = (rng.random(len(seen["nik"])) < 0.93).tolist()
    return ["Ya" if nik and hit else "Tidak" for nik, hit in zip(seen["nik"], luck, strict=True)]


def _status(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    return ["MENINGGAL" if dead else "HIDUP" for dead in seen["wafat_tercatat"]]


def _kind(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    return ["kelompok" if group else "perorangan" for group in seen["lembaga"]]


def _hamlet(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
    return [f"DUSUN {('I', 'II', 'III', 'IV')[rw % 4]}" for rw in seen["rw"]]


def _year(field: str) -> "Maker":
    def make(rng: Rng, listing: Listing, seen: Columns, form: str) -> list[Cell]:
        return [int(year) if year else "" for year in seen[field]]

    return make


Maker = Callable[[Rng, Listing, Columns, str], list[Cell]]
MAKERS: dict[str, Maker] = {
    "nik": _id,
    "no_kk": _card,
    "lahir": _born,
    "ttl": _place_and_date,
    "rt": _padded("rt"),
    "rw": _padded("rw"),
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
    "ukur": _measured,
    "kategori": _category,
    "lansia": _elderly,
    "rombel": _class,
    "padan": _agrees,
    "status_hidup": _status,
    "tipe": _kind,
    "tahun_ibu": _year("tahun_ibu"),
    "tahun_ayah": _year("tahun_ayah"),
}
