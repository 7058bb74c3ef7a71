"""The twenty ways in which a NIK (or KK number) is damaged, numbered as they are known."""

from bekasi_reconcile.demo.errors.row import Cell, Kinds, Spot
from bekasi_reconcile.demo.seed import pick

PLACEHOLDERS = (
    *("0", "-", "0000000000000000", "9999999999999999", "1234567890123456"),
    *("1111111111111111", "3216000000000000", "belum ada", "proses", "tidak ada"),
)
LOOKALIKE = {"0": "O", "1": "l", "5": "S", "8": "B", "2": "Z"}


def _zero_last_digit(spot: Spot) -> Cell:
    """Excel keeps fifteen digits: the sixteenth becomes 0."""
    cut = spot.text[:15] + "0"
    return int(cut) if spot.has_types and spot.rng.random() < 0.5 else cut


def _zero_last_digit_of_number(spot: Spot) -> Cell:
    """Excel's number, in a column that holds numbers anyway."""
    return int(spot.text[:15] + "0") if spot.has_types else spot.text[:15] + "0"


def _scientific(spot: Spot) -> Cell:
    comma = "," if spot.rng.random() < 0.6 else "."
    return f"{spot.text[0]}{comma}{spot.text[1:6]}E+15"


def _number(spot: Spot) -> Cell:
    return int(spot.text) if spot.has_types else None


def _point_zero(spot: Spot) -> Cell:
    return spot.text + ".0"


def _past_exact(spot: Spot) -> Cell:
    """Above 2**53 a double no longer holds every integer."""
    return 1e16 if spot.has_types else None


def _add_quote(spot: Spot) -> Cell:
    return pick(spot.rng, ("'", "`", "\u2019" if spot.has_types else "'")) + spot.text


def _invisible(spot: Spot) -> Cell:
    """A no-break space or, where the encoding has it, a zero-width one."""
    return spot.text + ("\u200b" if spot.has_types and spot.rng.random() < 0.3 else "\xa0")


def _add_separators(spot: Spot) -> Cell:
    if spot.rng.random() < 0.5:
        return " ".join(spot.text[i : i + 4] for i in range(0, 16, 4))
    cuts = ((0, 2), (2, 4), (4, 6), (6, 12), (12, 16))
    return ".".join(spot.text[start:end] for start, end in cuts)


def _letters(spot: Spot) -> Cell:
    places = [i for i, digit in enumerate(spot.text) if digit in LOOKALIKE]
    if not places:
        return None
    at = places[int(spot.rng.integers(len(places)))]
    return spot.text[:at] + LOOKALIKE[spot.text[at]] + spot.text[at + 1 :]


def _wrong_length(spot: Spot) -> Cell:
    at = int(spot.rng.integers(16))
    missing = spot.rng.random() < 0.6
    return spot.text[:at] + ("" if missing else spot.text[at] * 2) + spot.text[at + 1 :]


def _zero_lost(spot: Spot) -> Cell:
    """A temporary number of the village, without the zero that it begins with."""
    return str(_temporary(spot))[1:]


def _mask(spot: Spot) -> Cell:
    head, tail = spot.text[:12], spot.text[12:]
    return pick(spot.rng, (f"{head[:6]}******{tail}", f"{head}XXXX", head[:4] + "x" * 12))


def _temporary(spot: Spot) -> Cell:
    return f"0{spot['kode_desa']}{int(spot.rng.integers(1, 400)):05d}"


def _placeholder(spot: Spot) -> Cell:
    return pick(spot.rng, PLACEHOLDERS)


def _kk_number(spot: Spot) -> Cell:
    return str(spot["no_kk"]) if spot["no_kk"] != spot.text else None


def _of_head(spot: Spot) -> Cell:
    head = spot["nik_kepala"]
    return str(head) if head and head != spot.text else None


def _of_mother(spot: Spot) -> Cell:
    return str(spot["nik_ibu"]) or None


def _mistype(spot: Spot) -> Cell:
    at = int(spot.rng.integers(15))
    if spot.rng.random() < 0.35 and spot.text[at] != spot.text[at + 1]:
        return spot.text[:at] + spot.text[at + 1] + spot.text[at] + spot.text[at + 2 :]
    digit = (int(spot.text[at]) + int(spot.rng.integers(1, 10))) % 10
    return spot.text[:at] + str(digit) + spot.text[at + 1 :]


def _filled_down(spot: Spot) -> Cell:
    above = spot.above("nik")
    return f"{int(above) + 1:016d}" if above and int(above) + 1 != int(spot.text) else None


def _two_in_one(spot: Spot) -> Cell:
    other = spot["nik_kepala"] if spot["nik_kepala"] not in ("", spot.text) else spot["no_kk"]
    between = "\n" if spot.has_types and spot.rng.random() < 0.4 else " / "
    return f"{spot.text}{between}{other}"


def _other_id(spot: Spot) -> Cell:
    nisn = f"00{int(spot.rng.integers(10**8)):08d}"
    card = f"6013{int(spot.rng.integers(10**12)):012d}"
    civil = f"19{int(spot.rng.integers(10**16)):016d}"
    return pick(spot.rng, (nisn, card, civil, str(spot["no_hp"])))


def _blank(_: Spot) -> Cell:
    return ""


NIK: Kinds = {
    "nik-01-digit-16-nol": (3.0, _zero_last_digit),
    "nik-02-ilmiah": (1.0, _scientific),
    "nik-03-angka": (3.0, _number),
    "nik-04-titik-nol": (1.0, _point_zero),
    "nik-05-lewat-2-53": (1.5, _past_exact),
    "nik-06-petik": (1.5, _add_quote),
    "nik-07-tak-tampak": (1.5, _invisible),
    "nik-08-pemisah": (1.5, _add_separators),
    "nik-09-huruf": (1.0, _letters),
    "nik-10-panjang": (2.0, _wrong_length),
    "nik-11-nol-hilang": (0.5, _zero_lost),
    "nik-12-tersamar": (1.0, _mask),
    "nik-13-sementara": (0.7, _temporary),
    "nik-14-pengisi": (2.5, _placeholder),
    "nik-15-no-kk": (1.0, _kk_number),
    "nik-16-milik-kepala": (2.0, _of_head),
    "nik-17-salah-ketik": (4.0, _mistype),
    "nik-18-isi-ke-bawah": (0.5, _filled_down),
    "nik-19-dua-nomor": (0.7, _two_in_one),
    "nik-20-nomor-lain": (1.5, _other_id),
    "nik-kosong": (2.0, _blank),
}

NIK_BLANK: Kinds = {"nik-kosong": (1.0, _blank)}
NIK_OF_MOTHER: Kinds = {"nik-16-milik-ibu": (1.0, _of_mother)}
NIK_ZEROED: Kinds = {"nik-01-digit-16-nol": (1.0, _zero_last_digit_of_number)}

KK: Kinds = {
    "kk-digit-16-nol": (2.0, _zero_last_digit),
    "kk-petik": (1.0, _add_quote),
    "kk-tak-tampak": (1.0, _invisible),
    "kk-panjang": (1.0, _wrong_length),
    "kk-salah-ketik": (2.0, _mistype),
    "kk-pengisi": (1.0, lambda spot: pick(spot.rng, ("0", "-", "9998", "9999"))),
    "kk-kosong": (2.0, _blank),
}
