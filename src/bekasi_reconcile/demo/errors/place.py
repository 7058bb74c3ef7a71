"""How addresses, RT/RW, villages and coded answers are written otherwise."""

import re
from functools import cache
from io import StringIO

import numpy as np
import pandas as pd

from bekasi_reconcile.demo.errors.row import Cell, Kinds, Spot
from bekasi_reconcile.demo.seed import pick
from bekasi_reconcile.reference.territory import shipped_folder

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
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LANDMARKS = ("BELAKANG MASJID", "DEKAT MUSHOLA", "DPN SDN", "SAMPING BALAI DESA", "BLKG PASAR")


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    text = shipped_folder("bekasi").joinpath("alias.csv").read_text(encoding="utf-8")
    table = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    spelled = table[table["jenis"] != "old-code"]
    return {str(code): tuple(group["alias"]) for code, group in spelled.groupby("kode")}


def _abbreviate(spot: Spot) -> Cell:
    tokens = spot.text.split()
    known = [i for i, token in enumerate(tokens) if token in SHORT]
    if not known:
        return None
    at = known[int(spot.rng.integers(len(known)))]
    tokens[at] = pick(spot.rng, SHORT[tokens[at]])
    return " ".join(tokens)


def _with_rt(spot: Spot) -> Cell:
    rt, rw = spot["rt"], spot["rw"]
    shapes = (
        f" RT {rt:03d}/RW {rw:03d}",
        f" RT.{rt:02d}/{rw:02d}",
        f" RW {rw:02d} RT {rt:02d}",
        f" RT{rt}RW{rw}",
    )
    return spot.text + pick(spot.rng, shapes)


def _landmark(spot: Spot) -> Cell:
    return f"{spot.text} {pick(spot.rng, LANDMARKS)}"


def _ditto(spot: Spot) -> Cell:
    """As above: only where the line above says so."""
    same = spot.above("alamat") == spot["alamat"]
    return pick(spot.rng, ("IDEM", "SDA", '"')) if same else None


def _numberless(spot: Spot) -> Cell:
    return re.sub(r" (BLOK \w+ )?NO\.? \d+", "", spot.text)


def _typo(spot: Spot) -> Cell:
    at = int(spot.rng.integers(1, max(len(spot.text) - 1, 2)))
    return spot.text[:at] + spot.text[at + 1 :]


def _blank(spot: Spot) -> Cell:
    return pick(spot.rng, ("", "-"))


def _village_alias(spot: Spot) -> Cell:
    return _alias(str(spot["kode_desa"]), spot.rng)


def _district_alias(spot: Spot) -> Cell:
    return _alias(str(spot["kode_desa"])[:6], spot.rng)


def _alias(code: str, rng: Rng) -> Cell:
    known = _aliases().get(code)
    return pick(rng, known).upper() if known else None


def _add_prefix(spot: Spot) -> Cell:
    return pick(spot.rng, ("DS. ", "DESA ", "KEL. ")) + spot.text


def _rt_form(spot: Spot) -> Cell:
    """A number, a padded text, a label: whatever the typist is used to."""
    value = int(spot.text)
    shapes: tuple[Cell, ...] = (f"{value:03d}", f"{value:02d}", str(value))
    if spot.has_types:
        shapes = (*shapes, value, float(value))
    return shapes[int(spot.rng.integers(len(shapes)))]


def _zero(spot: Spot) -> Cell:
    return pick(spot.rng, ("0", "000", "-", ""))


def _as_date(spot: Spot) -> Cell:
    """Excel reads 3/5 as the third of May."""
    rt, rw = spot["rt"], spot["rw"]
    return f"{rt:02d}-{ENGLISH[rw - 1]}" if rw <= 12 else None


def _drop_labels(spot: Spot) -> Cell:
    rt, rw = spot["rt"], spot["rw"]
    shapes = (f"{rt:02d}-{rw:02d}", f"RT {rt:02d} RW {rw:02d}", f"RW {rw:02d}/RT {rt:02d}")
    return pick(spot.rng, (*shapes, f"{rt:03d}/{rw:03d}"))


def _other_sex(spot: Spot) -> Cell:
    for man, woman in (("L", "P"), ("1", "2")):
        if spot.text in (man, woman):
            return woman if spot.text == man else man
    return None


def _sex_form(spot: Spot) -> Cell:
    man = ("L", "LK", "Laki-laki", "PRIA", "LAKI-LAKI\xa0")
    woman = ("P", "PR", "Perempuan", "WANITA", "p")
    return pick(spot.rng, man if spot["kelamin"] == "L" else woman)


ADDRESS: Kinds = {
    "alamat-singkatan": (5.0, _abbreviate),
    "alamat-rt-rw": (2.0, _with_rt),
    "alamat-patokan": (1.0, _landmark),
    "alamat-tanpa-nomor": (2.0, _numberless),
    "alamat-salah-ketik": (1.5, _typo),
    "alamat-idem": (1.0, _ditto),
    "alamat-kosong": (1.0, _blank),
}
VILLAGE: Kinds = {
    "desa-alias": (3.0, _village_alias),
    "desa-awalan": (1.0, _add_prefix),
    "desa-salah-ketik": (1.0, _typo),
    "desa-kosong": (0.5, _blank),
}
DISTRICT: Kinds = {"kecamatan-alias": (4.0, _district_alias), "kecamatan-salah-ketik": (1.0, _typo)}
RT: Kinds = {"rt-bentuk": (3.0, _rt_form), "rt-nol": (1.0, _zero)}
RT_RW: Kinds = {
    "rt-rw-tanggal": (1.0, _as_date),
    "rt-rw-bentuk": (2.0, _drop_labels),
    "rt-rw-nol": (1.0, _zero),
}
SEX: Kinds = {"kelamin-keliru": (1.0, _other_sex), "kelamin-bentuk": (1.0, _sex_form)}
