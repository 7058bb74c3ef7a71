"""The twenty ways in which a NIK (or KK number) is damaged, numbered as they are known."""

import numpy as np

from bekasi_reconcile.demo.errors.row import Cell, Kinds, Row
from bekasi_reconcile.demo.seed import pick

Rng = np.random.Generator

PLACEHOLDERS = (
    "0,-,0000000000000000,9999999999999999,1234567890123456,1111111111111111,"
    "3216000000000000,belum ada,proses,tidak ada"
).split(",")
LOOKALIKE = {"0": "O", "1": "l", "5": "S", "8": "B", "2": "Z"}


def zeroed(text: str, row: Row, rng: Rng) -> Cell:
    """Excel keeps fifteen digits: the sixteenth becomes 0."""
    cut = text[:15] + "0"
    return int(cut) if row.typed and rng.random() < 0.5 else cut


def zeroed_number(text: str, row: Row, rng: Rng) -> Cell:
    """Excel's number, in a column that holds numbers anyway."""
    return int(text[:15] + "0") if row.typed else text[:15] + "0"


def scientific(text: str, row: Row, rng: Rng) -> Cell:
    comma = "," if rng.random() < 0.6 else "."
    return f"{text[0]}{comma}{text[1:6]}E+15"


def number(text: str, row: Row, rng: Rng) -> Cell:
    return int(text) if row.typed else None


def point_zero(text: str, row: Row, rng: Rng) -> Cell:
    return text + ".0"


def past_exact(text: str, row: Row, rng: Rng) -> Cell:
    """Above 2**53 a double no longer holds every integer."""
    return 1e16 if row.typed else None


def quoted(text: str, row: Row, rng: Rng) -> Cell:
    return pick(rng, ("'", "`", "\u2019" if row.typed else "'")) + text


def invisible(text: str, row: Row, rng: Rng) -> Cell:
    """A no-break space or, where the encoding has it, a zero-width one."""
    return text + ("\u200b" if row.typed and rng.random() < 0.3 else "\xa0")


def separated(text: str, row: Row, rng: Rng) -> Cell:
    if rng.random() < 0.5:
        return " ".join(text[i : i + 4] for i in range(0, 16, 4))
    return ".".join((text[:2], text[2:4], text[4:6], text[6:12], text[12:]))


def letters(text: str, row: Row, rng: Rng) -> Cell:
    places = [i for i, digit in enumerate(text) if digit in LOOKALIKE]
    if not places:
        return None
    at = places[int(rng.integers(len(places)))]
    return text[:at] + LOOKALIKE[text[at]] + text[at + 1 :]


def wrong_length(text: str, row: Row, rng: Rng) -> Cell:
    at = int(rng.integers(16))
    return text[:at] + text[at + 1 :] if rng.random() < 0.6 else text[:at] + text[at] + text[at:]


def zero_lost(text: str, row: Row, rng: Rng) -> Cell:
    """A temporary number of the village, without the zero that it begins with."""
    return str(temporary(text, row, rng))[1:]


def masked(text: str, row: Row, rng: Rng) -> Cell:
    shapes = (text[:6] + "******" + text[12:], text[:12] + "XXXX", text[:4] + "x" * 12)
    return pick(rng, shapes)


def temporary(text: str, row: Row, rng: Rng) -> Cell:
    return f"0{row['kode_desa']}{int(rng.integers(1, 400)):05d}"


def placeholder(text: str, row: Row, rng: Rng) -> Cell:
    return pick(rng, PLACEHOLDERS)


def kk_number(text: str, row: Row, rng: Rng) -> Cell:
    return str(row["no_kk"]) if row["no_kk"] != text else None


def of_head(text: str, row: Row, rng: Rng) -> Cell:
    head = row["nik_kepala"]
    return str(head) if head and head != text else None


def of_mother(text: str, row: Row, rng: Rng) -> Cell:
    return str(row["nik_ibu"]) or None


def mistyped(text: str, row: Row, rng: Rng) -> Cell:
    at = int(rng.integers(15))
    if rng.random() < 0.35 and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    digit = (int(text[at]) + int(rng.integers(1, 10))) % 10
    return text[:at] + str(digit) + text[at + 1 :]


def filled_down(text: str, row: Row, rng: Rng) -> Cell:
    above = row.above["nik"]
    return f"{int(above) + 1:016d}" if above and row.index and int(above) + 1 != int(text) else None


def two_in_one(text: str, row: Row, rng: Rng) -> Cell:
    other = row["nik_kepala"] if row["nik_kepala"] not in ("", text) else row["no_kk"]
    return f"{text}\n{other}" if row.typed and rng.random() < 0.4 else f"{text} / {other}"


def other_id(text: str, row: Row, rng: Rng) -> Cell:
    nisn = f"00{int(rng.integers(10**8)):08d}"
    card = f"6013{int(rng.integers(10**12)):012d}"
    civil = f"19{int(rng.integers(10**16)):016d}"
    return pick(rng, (nisn, card, civil, str(row["no_hp"])))


def blank(text: str, row: Row, rng: Rng) -> Cell:
    return ""


NIK: Kinds = {
    "nik-01-digit-16-nol": (3.0, zeroed),
    "nik-02-ilmiah": (1.0, scientific),
    "nik-03-angka": (3.0, number),
    "nik-04-titik-nol": (1.0, point_zero),
    "nik-05-lewat-2-53": (0.5, past_exact),
    "nik-06-petik": (1.5, quoted),
    "nik-07-tak-tampak": (1.5, invisible),
    "nik-08-pemisah": (1.5, separated),
    "nik-09-huruf": (1.0, letters),
    "nik-10-panjang": (2.0, wrong_length),
    "nik-11-nol-hilang": (0.5, zero_lost),
    "nik-12-tersamar": (1.0, masked),
    "nik-13-sementara": (0.7, temporary),
    "nik-14-pengisi": (2.5, placeholder),
    "nik-15-no-kk": (1.0, kk_number),
    "nik-16-milik-kepala": (2.0, of_head),
    "nik-17-salah-ketik": (4.0, mistyped),
    "nik-18-isi-ke-bawah": (0.5, filled_down),
    "nik-19-dua-nomor": (0.7, two_in_one),
    "nik-20-nomor-lain": (1.0, other_id),
    "nik-kosong": (2.0, blank),
}

NIK_BLANK: Kinds = {"nik-kosong": (1.0, blank)}
NIK_OF_MOTHER: Kinds = {"nik-16-milik-ibu": (1.0, of_mother)}
NIK_ZEROED: Kinds = {"nik-01-digit-16-nol": (1.0, zeroed_number)}

KK: Kinds = {
    "kk-digit-16-nol": (2.0, zeroed),
    "kk-petik": (1.0, quoted),
    "kk-tak-tampak": (1.0, invisible),
    "kk-panjang": (1.0, wrong_length),
    "kk-salah-ketik": (2.0, mistyped),
    "kk-pengisi": (1.0, lambda text, row, rng: pick(rng, ("0", "-", "9998", "9999"))),
    "kk-kosong": (2.0, blank),
}
