"""NIK and No. KK: what sixteen digits say, and how far they are to be trusted.

A NIK is area(6) + birth date(6, women's day +40) + serial(4); a No. KK is area(6) + date of
recording(6) + serial(4). There is no check digit. A foreign area is information, no error.
"""

import re
from typing import NamedTuple

from bekasi_reconcile.clean.number_cell import WrittenNumber, read_number
from bekasi_reconcile.reference import words
from bekasi_reconcile.reference.territory import Territory, provinces

TRUSTED = frozenset({"VALID", "VALID_FOREIGN_REGION", "WARN_DATE", "REPAIRED"})
"""The statuses under which all sixteen digits are believed."""

DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
RUNS = ("0123456789" * 3, "9876543210" * 3, "12345678" * 3)
PHONE = re.compile(r"^(?:0|62)?8[0-9]{8,11}$")
CARD = re.compile(r"^[4-6]")
NIP = re.compile(r"^(?:19|20)[0-9]{16}$")


class NikReading(NamedTuple):
    """What a cell says: 16 characters with ``?`` for an unknown digit, a status, a rule.

    ``status``: VALID, VALID_FOREIGN_REGION, WARN_DATE, BORROWED, REPAIRED, TRUNCATED, MASKED,
    TEMPORARY, SHARED, PLACEHOLDER, WRONG_LENGTH, WRONG_ID_TYPE, LOST, MISSING. WARN_DATE: the
    date inside is near the stated one; BORROWED: day, month and year all differ, so that the
    number may be another person's. ``rule`` is None where there is nothing to report.
    """

    pattern: str | None
    status: str
    rule: str | None


MISSING = NikReading(None, "MISSING", None)


def read_nik(text: str | None, territory: Territory, *, numeric: bool = False) -> NikReading:
    """Return the NIK that a cell holds."""
    return (
        MISSING
        if text is None
        else _read_number(read_number(text, numeric=numeric), "nik", territory)
    )


def read_kk(text: str | None, territory: Territory, *, numeric: bool = False) -> NikReading:
    """Return the No. KK that a cell holds; its date part is a day of recording, never +40."""
    return (
        MISSING
        if text is None
        else _read_number(read_number(text, numeric=numeric), "kk", territory)
    )


def mask_cut_digits(digits: str) -> str:
    """Return a number of 15 kept digits with those unknown that the cutting may have changed.

    Excel cuts the 16th digit to 0 and LibreOffice rounds it away, so that the 15th may be one
    too high, and a 0 there may come of a 9; only a serial 000x is 000x in both.

    >>> [mask_cut_digits("321601011287" + serial) for serial in ("0000", "0020", "0100")]
    ['321601011287000?', '32160101128700??', '3216010112870???']
    """
    head = digits[:15]
    if head.endswith("000"):
        return head + "?"
    return head[:14] + "??" if head[14] != "0" else head[:13] + "???"


def birth_in(digits: str) -> tuple[int, int, int] | None:
    """Return day, month and two-digit year in a NIK; None if no calendar has that day."""
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    day -= 40 if day > 40 else 0
    if not 1 <= month <= 12 or not 1 <= day <= DAYS[month - 1]:
        return None
    return None if (month, day) == (2, 29) and year % 4 else (day, month, year)


def _read_number(cell: WrittenNumber, kind: str, territory: Territory) -> NikReading:
    digits, form = cell
    if form == "several":
        return _first_of(digits.split(), kind, territory)
    if form in NO_DIGITS:
        return NO_DIGITS[form]
    if form == "masked":
        return NikReading(digits if len(digits) == 16 else None, "MASKED", "nomor-disamarkan")
    if form == "cut":
        return NikReading(mask_cut_digits(digits), "TRUNCATED", "nomor-terpotong")
    reading = (
        _sixteen(digits, kind, territory)
        if len(digits) == 16
        else _other_length(digits, kind, territory)
    )
    if form in MENDED:
        trusted = reading.status in TRUSTED
        return NikReading(digits, "REPAIRED", MENDED[form]) if trusted else UNREADABLE
    return reading


MENDED = {"letters": "nomor-huruf", "attached": "nomor-tambahan"}
UNREADABLE = NikReading(None, "WRONG_ID_TYPE", "nomor-tak-terbaca")
NO_DIGITS = {
    "empty": MISSING,
    "lost": NikReading(None, "LOST", "nomor-hilang"),
    "text": UNREADABLE,
}


def _first_of(numbers: list[str], kind: str, territory: Territory) -> NikReading:
    readings = [_sixteen(number, kind, territory) for number in numbers]
    good = [reading for reading in readings if reading.status in TRUSTED]
    chosen = good[0] if good else readings[0]
    return chosen._replace(rule="nomor-dua-dalam-sel")


def is_placeholder(digits: str) -> bool:
    """Return whether ``digits`` is a filler: one or two digits repeated, a run, zeros."""
    return (
        len(set(digits)) <= 2
        or any(digits in run for run in RUNS)
        or (len(digits) == 16 and (digits[4:].strip("0") == "" or len(set(digits[6:])) == 1))
        or digits in words.table("kosong")["nomor"]
    )


def _sixteen(digits: str, kind: str, territory: Territory) -> NikReading:
    if is_placeholder(digits):
        return NikReading(None, "PLACEHOLDER", "nomor-isian")
    if digits[0] == "0":
        return _temporary(digits)
    if digits[:2] not in provinces():
        return _unknown_province(digits)
    return _check_date(digits, kind, territory)


def _check_date(digits: str, kind: str, territory: Territory) -> NikReading:
    if kind == "kk" and int(digits[6:8]) > 40:
        return NikReading(None, "WRONG_ID_TYPE", "kk-berisi-nik")
    if birth_in(digits) is None:
        if kind == "kk":
            return NikReading(digits, "WARN_DATE", "kk-tanggal-mustahil")
        near = digits if _one_slip_from_date(digits) else None
        return NikReading(near, "WRONG_ID_TYPE", "nik-tanggal-mustahil")
    if digits.endswith("0000"):  # a serial begins at 0001
        return NikReading(mask_cut_digits(digits), "TRUNCATED", "nomor-terpotong")
    return _check_area(digits, territory)


def _one_slip_from_date(digits: str) -> bool:
    """Return whether day or month is possible: one digit mistyped, and not another number."""
    day, month = int(digits[6:8]), int(digits[8:10])
    return 1 <= (day - 40 if day > 40 else day) <= 31 or 1 <= month <= 12


def _check_area(digits: str, territory: Territory) -> NikReading:
    if digits[:4] not in territory.regencies:
        return NikReading(digits, "VALID_FOREIGN_REGION", None)
    is_kecamatan = digits[:6] in territory.by_code
    return NikReading(digits, "VALID", None if is_kecamatan else "nomor-kecamatan-tak-dikenal")


def _temporary(digits: str) -> NikReading:
    if digits[1:3] in provinces():  # 0 + desa code (10) + serial (5): OpenSID
        return NikReading(None, "TEMPORARY", "nomor-sementara")
    return NikReading(None, "WRONG_ID_TYPE", "nomor-bukan-nik")


def _unknown_province(digits: str) -> NikReading:
    if birth_in(digits) is None or CARD.match(digits):
        return NikReading(None, "WRONG_ID_TYPE", "nomor-bukan-nik")
    if digits.startswith("10"):  # Jawa Barat before the present codes
        return NikReading(digits, "VALID_FOREIGN_REGION", "nomor-kode-lama")
    return NikReading("??" + digits[2:], "WRONG_ID_TYPE", "nomor-provinsi")


def _other_length(digits: str, kind: str, territory: Territory) -> NikReading:
    size = len(digits)
    if is_placeholder(digits):
        return NikReading(None, "PLACEHOLDER", "nomor-isian")
    if size == 15 and digits[:10] in territory.by_code and digits[10:12] == "00":
        return NikReading(None, "TEMPORARY", "nomor-sementara")
    if size in (15, 17):
        return NikReading(_nearest(digits, kind, territory), "WRONG_LENGTH", "nomor-panjang")
    if size in (10, 13) or PHONE.match(digits) or NIP.match(digits):
        return NikReading(None, "WRONG_ID_TYPE", "nomor-bukan-nik")
    return NikReading(None, "WRONG_LENGTH", "nomor-panjang")


def _nearest(digits: str, kind: str, territory: Territory) -> str | None:
    """Return what 15 or 17 digits leave known of a number, or None.

    From 17, the one number that dropping a digit makes possible; from 15, the area and date
    where these are possible as they stand (then the missing digit is in the serial).
    """
    if len(digits) == 15:
        head = digits[:12] + "????"
        return head if _sixteen(digits[:12] + "0001", kind, territory).status in TRUSTED else None
    doubled = [i for i in range(1, 17) if digits[i] == digits[i - 1]]
    for places in (doubled, range(17)):  # a key that stuck is likelier than a stray one
        fewer = {digits[:i] + digits[i + 1 :] for i in places}
        possible = [number for number in fewer if _is_sound(number, kind, territory)]
        if possible:
            return possible[0] if len(possible) == 1 else None
    return None


def _is_sound(digits: str, kind: str, territory: Territory) -> bool:
    reading = _sixteen(digits, kind, territory)
    return reading.status in TRUSTED and reading.rule is None
