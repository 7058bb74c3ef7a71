"""How one person's name is written by another list: spelling, titles, aliases, slips."""

import re
from collections.abc import Mapping

import numpy as np

from bekasi_reconcile.demo.errors.row import Cell, Kinds, Row
from bekasi_reconcile.demo.seed import pick

Rng = np.random.Generator

VARIANTS: Mapping[str, tuple[str, ...]] = {
    "MUHAMAD": ("MUHAMMAD", "MOHAMAD", "MOCHAMAD", "MOH", "MUH.", "M.", "MHD", "M"),
    "MUHAMMAD": ("MUHAMAD", "MOHAMMAD", "MOCH.", "MOH.", "M.", "MUH"),
    "AHMAD": ("ACHMAD", "AKHMAD", "AHMD", "AMAD", "A."),
    "ABDUL": ("ABD", "ABD.", "ABDOEL", "A."),
    "SITI": ("ST.", "ST", "SITTI", "STI"),
    "NUR": ("NOOR", "NR.", "NOER"),
    "AISYAH": ("AISAH", "AISHAH", "AISYA"),
    "SAEPUDIN": ("SAEFUDIN", "SAEFUDDIN", "SAIFUDIN"),
    "NURHAYATI": ("NUR HAYATI", "NURHAYATY"),
    "RIZKI": ("RIZKY", "RIZQI", "RISKI"),
    "FATIMAH": ("PATIMAH", "FATIMA", "FATMAH"),
    "YUSUF": ("YUSUP", "JUSUF"),
}
# Sounds that are written in two ways: old spelling, Sundanese, Arabic, doubled letters.
SOUNDS = (
    ("U", "OE"),
    ("F", "P"),
    ("P", "F"),
    ("V", "P"),
    ("C", "TJ"),
    ("J", "DJ"),
    ("SY", "S"),
    ("KH", "H"),
    ("Z", "J"),
    ("Q", "K"),
    ("AE", "AI"),
    ("AI", "AE"),
    ("IYA", "IA"),
    ("IA", "IYA"),
    ("UDIN", "UDDIN"),
    ("Y", "I"),
    ("D", "DD"),
    ("TH", "T"),
    ("DH", "D"),
    ("O", "U"),
    ("ROH", "RAH"),
)
TYPING = {"A": "S", "S": "A", "E": "R", "R": "T", "I": "O", "O": "I", "N": "M", "M": "N", "U": "I"}


def variant(text: str, row: Row, rng: Rng) -> Cell:
    """Write a token as another clerk spells it."""
    tokens = text.split()
    known = [i for i, token in enumerate(tokens) if token in VARIANTS]
    if not known:
        return sound(text, row, rng)
    tokens[known[0]] = pick(rng, VARIANTS[tokens[known[0]]])
    return " ".join(tokens)


def sound(text: str, row: Row, rng: Rng) -> Cell:
    fitting = [(old, new) for old, new in SOUNDS if old in text]
    if not fitting:
        return None
    old, new = fitting[int(rng.integers(len(fitting)))]
    return text.replace(old, new, 1)


def titled(text: str, row: Row, rng: Rng) -> Cell:
    man = row["kelamin"] == "L"
    return pick(rng, ("H. ", "BPK. ", "UST. ") if man else ("HJ. ", "IBU ", "NY. ")) + text


def degree(text: str, row: Row, rng: Rng) -> Cell:
    return text + pick(rng, (", S.PD", ", SE", " S.AG", ", A.MD"))


def child_of(text: str, row: Row, rng: Rng) -> Cell:
    father = str(row["nama_ayah"]).split(" ")[0]
    bond = ("BIN", "B.") if row["kelamin"] == "L" else ("BINTI", "BT.")
    return f"{text} {pick(rng, bond)} {father}"


def alias(text: str, row: Row, rng: Rng) -> Cell:
    pet = text.split()[-1][-4:].lstrip("HRYN") or "UCU"
    return pick(rng, (f"{text} ALIAS {pet}", f"{text} ({pet})", f"{text} ALS. {pet}"))


def proxy(text: str, row: Row, rng: Rng) -> Cell:
    """A wife under her husband's name."""
    wife = row["hubungan"] == "ISTRI" and row["nama_kepala"]
    return pick(rng, ("NY. ", "IBU ", "IST. ")) + str(row["nama_kepala"]) if wife else None


def dropped(text: str, row: Row, rng: Rng) -> Cell:
    tokens = text.split()
    if len(tokens) < 2:
        return None
    tokens.pop(int(rng.integers(len(tokens))))
    return " ".join(tokens)


def respaced(text: str, row: Row, rng: Rng) -> Cell:
    """Join the tokens, or split a -WATI, -YATI, -UDIN off."""
    split = re.sub(r"(?<=\w{3})(WATI|YATI|UDIN)\b", r" \1", text, count=1)
    return split if split != text else (text.replace(" ", "", 1) if " " in text else None)


def typo(text: str, row: Row, rng: Rng) -> Cell:
    at = int(rng.integers(1, max(len(text) - 1, 2)))
    letter = text[at : at + 1]
    made = (
        text[:at] + text[at + 1 :],
        text[:at] + letter + text[at:],
        text[:at] + TYPING.get(letter, letter) + text[at + 1 :],
        text[: at - 1] + letter + text[at - 1] + text[at + 1 :],
    )
    return pick(rng, made)


def initial(text: str, row: Row, rng: Rng) -> Cell:
    tokens = text.split()
    return " ".join([*tokens[:-1], tokens[-1][0]]) if len(tokens) > 1 else None


def truncated(text: str, row: Row, rng: Rng) -> Cell:
    return text[:15] if len(text) > 15 else None


def spaced(text: str, row: Row, rng: Rng) -> Cell:
    return pick(
        rng, (text.replace(" ", "  "), text + ".", text + " ", " ".join(text), "1. " + text)
    )


def deceased(text: str, row: Row, rng: Rng) -> Cell:
    """The mark of the dead, on the dead only."""
    return text + pick(rng, (" (ALM)", " ALM.")) if not row["hidup"] else None


def swapped(text: str, row: Row, rng: Rng) -> Cell:
    first, _, rest = text.partition(" ")
    return f"{rest} {first}" if rest else None


def family_of(text: str, row: Row, rng: Rng) -> Cell:
    return pick(rng, (f"KEL. {text}", f"{text} CS", f"{text} DKK"))


NAME: Kinds = {
    "nama-ejaan": (6.0, variant),
    "nama-bunyi": (5.0, sound),
    "nama-gelar": (2.0, titled),
    "nama-pendidikan": (0.3, degree),
    "nama-bin": (1.5, child_of),
    "nama-alias": (1.5, alias),
    "nama-wakil": (0.7, proxy),
    "nama-kata-hilang": (3.0, dropped),
    "nama-spasi": (1.5, respaced),
    "nama-salah-ketik": (4.0, typo),
    "nama-inisial": (1.5, initial),
    "nama-terpotong": (0.7, truncated),
    "nama-tanda": (1.0, spaced),
    "nama-almarhum": (1.0, deceased),
    "nama-terbalik": (0.4, swapped),
    "nama-keluarga": (0.2, family_of),
}
