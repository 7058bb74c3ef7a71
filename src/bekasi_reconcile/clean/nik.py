"""NIK and No. KK: what sixteen digits say, and how far they are to be trusted.

A NIK is area(6) + birth date(6, women's day +40) + serial(4); a No. KK is area(6) + date of
recording(6) + serial(4). There is no check digit. A foreign area is information, no error.
"""

import re
from typing import NamedTuple

from bekasi_reconcile.clean.number_cell import Written, written
from bekasi_reconcile.reference import regions, words

TRUSTED = frozenset({"VALID", "VALID_FOREIGN_REGION", "WARN_DATE", "REPAIRED"})
"""The statuses under which all sixteen digits are believed."""

DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
RUNS = ("0123456789" * 3, "9876543210" * 3, "12345678" * 3)
PHONE = re.compile(r"^(?:0|62)?8[0-9]{8,11}$")
CARD = re.compile(r"^[4-6]")
NIP = re.compile(r"^(?:19|20)[0-9]{16}$")


class Reading(NamedTuple):
    """What a cell says: 16 characters with ``?`` for an unknown digit, a status, a rule.

    ``status``: VALID, VALID_FOREIGN_REGION, WARN_DATE, BORROWED, REPAIRED, TRUNCATED, MASKED,
    TEMPORARY, SHARED, PLACEHOLDER, WRONG_LENGTH, WRONG_ID_TYPE, LOST, MISSING. WARN_DATE: the
    date inside is near the stated one; BORROWED: day, month and year all differ, so that the
    number may be another person's. ``rule`` is None where there is nothing to report.
    """

    pattern: str | None
    status: str
    rule: str | None


MISSING = Reading(None, "MISSING", None)


def read_nik(text: str | None, *, numeric: bool = False) -> Reading:
    """Return the NIK that a cell holds.

    >>> read_nik("3216 0101 1287 0001")
    Reading(pattern='3216010112870001', status='VALID', rule=None)
    """
    return MISSING if text is None else _judged(written(text, numeric=numeric), "nik")


def read_kk(text: str | None, *, numeric: bool = False) -> Reading:
    """Return the No. KK that a cell holds; its date part is a day of recording, never +40.

    >>> read_kk("9999").status
    'PLACEHOLDER'
    """
    return MISSING if text is None else _judged(written(text, numeric=numeric), "kk")


def cut(digits: str) -> str:
    """Return a number of 15 kept digits with those unknown that the cutting may have changed.

    Excel cuts the 16th digit to 0 and LibreOffice rounds it away, so that the 15th may be one
    too high, and a 0 there may come of a 9; only a serial 000x is 000x in both.

    >>> cut("3216010112870000"), cut("3216010112870020"), cut("3216010112870100")
    ('321601011287000?', '32160101128700??', '3216010112870???')
    """
    kept = digits[:15]
    if kept.endswith("000"):
        return kept + "?"
    return kept[:14] + "??" if kept[14] != "0" else kept[:13] + "???"


def born(digits: str) -> tuple[int, int, int] | None:
    """Return day, month and two-digit year in a NIK; None if no calendar has that day."""
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    day -= 40 if day > 40 else 0
    if not 1 <= month <= 12 or not 1 <= day <= DAYS[month - 1]:
        return None
    return None if (month, day) == (2, 29) and year % 4 else (day, month, year)


def _judged(cell: Written, kind: str) -> Reading:
    digits, form = cell
    if form == "several":
        return _first_of(digits.split(), kind)
    if form in NO_DIGITS:
        return NO_DIGITS[form]
    if form == "masked":
        return Reading(digits if len(digits) == 16 else None, "MASKED", "nomor-disamarkan")
    if form == "cut":
        return Reading(cut(digits), "TRUNCATED", "nomor-terpotong")
    reading = _sixteen(digits, kind) if len(digits) == 16 else _other_length(digits, kind)
    if form in MENDED:
        trusted = reading.status in TRUSTED
        return Reading(digits, "REPAIRED", MENDED[form]) if trusted else UNREADABLE
    return reading


MENDED = {"letters": "nomor-huruf", "attached": "nomor-tambahan"}
UNREADABLE = Reading(None, "WRONG_ID_TYPE", "nomor-tak-terbaca")
NO_DIGITS = {
    "empty": MISSING,
    "lost": Reading(None, "LOST", "nomor-hilang"),
    "text": UNREADABLE,
}


def _first_of(numbers: list[str], kind: str) -> Reading:
    readings = [_sixteen(number, kind) for number in numbers]
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


def _sixteen(digits: str, kind: str) -> Reading:
    if is_placeholder(digits):
        return Reading(None, "PLACEHOLDER", "nomor-isian")
    if digits[0] == "0":
        return _temporary(digits)
    if digits[:2] not in regions.provinces():
        return _unknown_province(digits)
    return _issued(digits, kind)


def _issued(digits: str, kind: str) -> Reading:
    if kind == "kk" and int(digits[6:8]) > 40:
        return Reading(None, "WRONG_ID_TYPE", "kk-berisi-nik")
    if born(digits) is None:
        if kind == "kk":
            return Reading(digits, "WARN_DATE", "kk-tanggal-mustahil")
        near = digits if _one_slip_from_date(digits) else None
        return Reading(near, "WRONG_ID_TYPE", "nik-tanggal-mustahil")
    if digits.endswith("0000"):  # a serial begins at 0001
        return Reading(cut(digits), "TRUNCATED", "nomor-terpotong")
    return _placed(digits)


def _one_slip_from_date(digits: str) -> bool:
    """Return whether day or month is possible: one digit mistyped, and not another number."""
    day, month = int(digits[6:8]), int(digits[8:10])
    return 1 <= (day - 40 if day > 40 else day) <= 31 or 1 <= month <= 12


def _placed(digits: str) -> Reading:
    if digits[:4] not in regions.BEKASI:
        return Reading(digits, "VALID_FOREIGN_REGION", None)
    known = digits[:6] in regions.by_code()
    return Reading(digits, "VALID", None if known else "nomor-kecamatan-tak-dikenal")


def _temporary(digits: str) -> Reading:
    if digits[1:3] in regions.provinces():  # 0 + desa code (10) + serial (5): OpenSID
        return Reading(None, "TEMPORARY", "nomor-sementara")
    return Reading(None, "WRONG_ID_TYPE", "nomor-bukan-nik")


def _unknown_province(digits: str) -> Reading:
    if born(digits) is None or CARD.match(digits):
        return Reading(None, "WRONG_ID_TYPE", "nomor-bukan-nik")
    if digits.startswith("10"):  # Jawa Barat before the present codes
        return Reading(digits, "VALID_FOREIGN_REGION", "nomor-kode-lama")
    return Reading("??" + digits[2:], "WRONG_ID_TYPE", "nomor-provinsi")


def _other_length(digits: str, kind: str) -> Reading:
    size = len(digits)
    if is_placeholder(digits):
        return Reading(None, "PLACEHOLDER", "nomor-isian")
    if size == 15 and digits[:10] in regions.by_code() and digits[10:12] == "00":
        return Reading(None, "TEMPORARY", "nomor-sementara")
    if size in (15, 17):
        return Reading(_nearest(digits, kind), "WRONG_LENGTH", "nomor-panjang")
    if size in (10, 13) or PHONE.match(digits) or NIP.match(digits):
        return Reading(None, "WRONG_ID_TYPE", "nomor-bukan-nik")
    return Reading(None, "WRONG_LENGTH", "nomor-panjang")


def _nearest(digits: str, kind: str) -> str | None:
    """Return what 15 or 17 digits leave known of a number, or None.

    From 17, the one number that dropping a digit makes possible; from 15, the area and date
    where these are possible as they stand (then the missing digit is in the serial).
    """
    if len(digits) == 15:
        head = digits[:12] + "????"
        return head if _sixteen(digits[:12] + "0001", kind).status in TRUSTED else None
    doubled = [i for i in range(1, 17) if digits[i] == digits[i - 1]]
    for places in (doubled, range(17)):  # a key that stuck is likelier than a stray one
        fewer = {digits[:i] + digits[i + 1 :] for i in places}
        possible = [number for number in fewer if _known(number, kind)]
        if possible:
            return possible[0] if len(possible) == 1 else None
    return None


def _known(digits: str, kind: str) -> bool:
    reading = _sixteen(digits, kind)
    return reading.status in TRUSTED and reading.rule is None
