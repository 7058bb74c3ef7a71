"""How addresses, RT/RW, villages and coded answers are written otherwise."""

import re
from functools import cache
from importlib.resources import files
from io import StringIO

import numpy as np
import pandas as pd

from bekasi_reconcile.demo.errors.row import Cell, Kinds, Row
from bekasi_reconcile.demo.seed import pick

Rng = np.random.Generator

SHORT = {
    "KAMPUNG": ("KP", "KP.", "KMP", "KAMP.", "KAMPUNG"),
    "KP.": ("KAMPUNG", "KP", "KMP."),
    "JALAN": ("JL", "JL.", "JLN", "JLN."),
    "JL.": ("JALAN", "JLN", "JL"),
    "GANG": ("GG", "GG.", "GNG"),
    "GG.": ("GANG", "GG"),
    "PERUMAHAN": ("PERUM", "PERUM.", "PRM"),
    "PERUM": ("PERUMAHAN", "PERUM."),
    "BLOK": ("BLK", "BLOK."),
    "NO": ("NO.", "NOMOR", "#"),
}
LANDMARKS = ("BELAKANG MASJID", "DEKAT MUSHOLA", "DPN SDN", "SAMPING BALAI DESA", "BLKG PASAR")


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    text = (files("bekasi_reconcile.reference") / "wilayah_alias.csv").read_text(encoding="utf-8")
    table = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    spelled = table[table["jenis"] != "old-code"]
    return {code: tuple(group["alias"]) for code, group in spelled.groupby("kode", sort=True)}


def abbreviated(text: str, row: Row, rng: Rng) -> Cell:
    tokens = text.split()
    known = [i for i, token in enumerate(tokens) if token in SHORT]
    if not known:
        return None
    at = known[int(rng.integers(len(known)))]
    tokens[at] = pick(rng, SHORT[tokens[at]])
    return " ".join(tokens)


def with_rt(text: str, row: Row, rng: Rng) -> Cell:
    rt, rw = row["rt"], row["rw"]
    shapes = (
        f" RT {rt:03d}/RW {rw:03d}",
        f" RT.{rt:02d}/{rw:02d}",
        f" RW {rw:02d} RT {rt:02d}",
        f" RT{rt}RW{rw}",
    )
    return text + pick(rng, shapes)


def landmark(text: str, row: Row, rng: Rng) -> Cell:
    return f"{text} {pick(rng, LANDMARKS)}"


def numberless(text: str, row: Row, rng: Rng) -> Cell:
    return re.sub(r" (BLOK \w+ )?NO\.? \d+", "", text)


def typo(text: str, row: Row, rng: Rng) -> Cell:
    at = int(rng.integers(1, max(len(text) - 1, 2)))
    return text[:at] + text[at + 1 :]


def blank(text: str, row: Row, rng: Rng) -> Cell:
    return pick(rng, ("", "-"))


def village_alias(text: str, row: Row, rng: Rng) -> Cell:
    return _alias(str(row["kode_desa"]), rng)


def district_alias(text: str, row: Row, rng: Rng) -> Cell:
    return _alias(str(row["kode_desa"])[:6], rng)


def _alias(code: str, rng: Rng) -> Cell:
    known = _aliases().get(code)
    return pick(rng, known).upper() if known else None


def prefixed(text: str, row: Row, rng: Rng) -> Cell:
    return pick(rng, ("DS. ", "DESA ", "KEL. ")) + text


def rt_form(text: str, row: Row, rng: Rng) -> Cell:
    """A number, a padded text, a label: whatever the typist is used to."""
    value = int(text)
    shapes: tuple[Cell, ...] = (f"{value:03d}", f"{value:02d}", str(value), f"RT {value}")
    if row.typed:
        shapes = (*shapes, value, float(value))
    return shapes[int(rng.integers(len(shapes)))]


def zero(text: str, row: Row, rng: Rng) -> Cell:
    return pick(rng, ("0", "000", "-", ""))


def as_date(text: str, row: Row, rng: Rng) -> Cell:
    """Excel reads 3/5 as the third of May."""
    rt, rw = row["rt"], row["rw"]
    months = "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec".split(",")
    return f"{rt:02d}-{months[rw - 1]}" if rw <= 12 else None


def unlabelled(text: str, row: Row, rng: Rng) -> Cell:
    rt, rw = row["rt"], row["rw"]
    shapes = (f"{rt:02d}-{rw:02d}", f"RT {rt:02d} RW {rw:02d}", f"RW {rw:02d}/RT {rt:02d}")
    return pick(rng, (*shapes, f"{rt:03d}/{rw:03d}"))


def other_sex(text: str, row: Row, rng: Rng) -> Cell:
    pairs = ("LP", ("L", "P")), ("12", ("1", "2")), ("LkPr", ("Lk", "Pr"))
    for _, (man, woman) in pairs:
        if text in (man, woman):
            return woman if text == man else man
    return None


def sex_form(text: str, row: Row, rng: Rng) -> Cell:
    man = ("L", "LK", "Laki-laki", "PRIA", "LAKI-LAKI\xa0")
    woman = ("P", "PR", "Perempuan", "WANITA", "p")
    return pick(rng, man if row["kelamin"] == "L" else woman)


ADDRESS: Kinds = {
    "alamat-singkatan": (5.0, abbreviated),
    "alamat-rt-rw": (2.0, with_rt),
    "alamat-patokan": (1.0, landmark),
    "alamat-tanpa-nomor": (2.0, numberless),
    "alamat-salah-ketik": (1.5, typo),
    "alamat-kosong": (1.0, blank),
}
VILLAGE: Kinds = {
    "desa-alias": (3.0, village_alias),
    "desa-awalan": (1.0, prefixed),
    "desa-salah-ketik": (1.0, typo),
    "desa-kosong": (0.5, blank),
}
DISTRICT: Kinds = {"kecamatan-alias": (4.0, district_alias), "kecamatan-salah-ketik": (1.0, typo)}
RT: Kinds = {"rt-bentuk": (3.0, rt_form), "rt-nol": (1.0, zero)}
RT_RW: Kinds = {
    "rt-rw-tanggal": (1.0, as_date),
    "rt-rw-bentuk": (2.0, unlabelled),
    "rt-rw-nol": (1.0, zero),
}
SEX: Kinds = {"kelamin-keliru": (1.0, other_sex), "kelamin-bentuk": (1.0, sex_form)}
