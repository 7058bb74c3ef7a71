"""How one person's name is written by another list: spelling, titles, aliases, slips."""

import re
from collections.abc import Mapping

from bekasi_reconcile.demo.errors.row import Cell, Kinds, Spot
from bekasi_reconcile.demo.seed import pick

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


def _variant(spot: Spot) -> Cell:
    """Write a token as another clerk spells it."""
    tokens = spot.text.split()
    places = [i for i, token in enumerate(tokens) if token in VARIANTS]
    if not places:
        return _sound(spot)
    tokens[places[0]] = pick(spot.rng, VARIANTS[tokens[places[0]]])
    return " ".join(tokens)


def _sound(spot: Spot) -> Cell:
    fitting = [(old, new) for old, new in SOUNDS if old in spot.text]
    if not fitting:
        return None
    old, new = fitting[int(spot.rng.integers(len(fitting)))]
    return spot.text.replace(old, new, 1)


def _add_title(spot: Spot) -> Cell:
    man = spot["kelamin"] == "L"
    titles = ("H. ", "BPK. ", "UST. ") if man else ("HJ. ", "IBU ", "NY. ")
    return pick(spot.rng, titles) + spot.text


def _degree(spot: Spot) -> Cell:
    return spot.text + pick(spot.rng, (", S.PD", ", SE", " S.AG", ", A.MD"))


def _child_of(spot: Spot) -> Cell:
    father = str(spot["nama_ayah"]).split(" ")[0]
    bond = ("BIN", "B.") if spot["kelamin"] == "L" else ("BINTI", "BT.")
    return f"{spot.text} {pick(spot.rng, bond)} {father}"


def _alias(spot: Spot) -> Cell:
    pet = spot.text.split()[-1][-4:].lstrip("HRYN") or "UCU"
    return f"{spot.text} {pick(spot.rng, (f'ALIAS {pet}', f'({pet})', f'ALS. {pet}'))}"


def _proxy(spot: Spot) -> Cell:
    """A wife under her husband's name."""
    wife = spot["hubungan"] == "ISTRI" and spot["nama_kepala"]
    return pick(spot.rng, ("NY. ", "IBU ", "IST. ")) + str(spot["nama_kepala"]) if wife else None


def _drop_token(spot: Spot) -> Cell:
    tokens = spot.text.split()
    if len(tokens) < 2:
        return None
    tokens.pop(int(spot.rng.integers(len(tokens))))
    return " ".join(tokens)


def _shift_spaces(spot: Spot) -> Cell:
    """Join the tokens, or split a -WATI, -YATI, -UDIN off."""
    split = re.sub(r"(?<=\w{3})(WATI|YATI|UDIN)\b", r" \1", spot.text, count=1)
    if split != spot.text:
        return split
    return spot.text.replace(" ", "", 1) if " " in spot.text else None


def _typo(spot: Spot) -> Cell:
    at = int(spot.rng.integers(1, max(len(spot.text) - 1, 2)))
    letter = spot.text[at : at + 1]
    forms = (
        spot.text[:at] + spot.text[at + 1 :],
        spot.text[:at] + letter + spot.text[at:],
        spot.text[:at] + TYPING.get(letter, letter) + spot.text[at + 1 :],
        spot.text[: at - 1] + letter + spot.text[at - 1] + spot.text[at + 1 :],
    )
    return pick(spot.rng, forms)


def _initial(spot: Spot) -> Cell:
    tokens = spot.text.split()
    return " ".join([*tokens[:-1], tokens[-1][0]]) if len(tokens) > 1 else None


def _truncate(spot: Spot) -> Cell:
    return spot.text[:15] if len(spot.text) > 15 else None


def _add_spaces(spot: Spot) -> Cell:
    text = spot.text
    forms = (text.replace(" ", "  "), text + ".", text + " ", " ".join(text), "1. " + text)
    return pick(spot.rng, forms)


def _add_alm(spot: Spot) -> Cell:
    """The mark of the dead, on the dead only."""
    return spot.text + pick(spot.rng, (" (ALM)", " ALM.")) if not spot["hidup"] else None


def _swap_names(spot: Spot) -> Cell:
    first, _, rest = spot.text.partition(" ")
    return f"{rest} {first}" if rest else None


def _family_of(spot: Spot) -> Cell:
    return pick(spot.rng, (f"KEL. {spot.text}", f"{spot.text} CS", f"{spot.text} DKK"))


NAME: Kinds = {
    "nama-ejaan": (6.0, _variant),
    "nama-bunyi": (5.0, _sound),
    "nama-gelar": (2.0, _add_title),
    "nama-pendidikan": (0.3, _degree),
    "nama-bin": (1.5, _child_of),
    "nama-alias": (1.5, _alias),
    "nama-wakil": (0.7, _proxy),
    "nama-kata-hilang": (3.0, _drop_token),
    "nama-spasi": (1.5, _shift_spaces),
    "nama-salah-ketik": (4.0, _typo),
    "nama-inisial": (1.5, _initial),
    "nama-terpotong": (0.7, _truncate),
    "nama-tanda": (1.0, _add_spaces),
    "nama-terbalik": (0.4, _swap_names),
    "nama-keluarga": (0.2, _family_of),
}
DECEASED: Kinds = {"nama-almarhum": (1.0, _add_alm)}
