"""What a NIK says of birth and sex, held against what the row says."""

from datetime import date
from typing import NamedTuple

from bekasi_reconcile.clean import nik
from bekasi_reconcile.clean.date import OLDEST, full_year

GROWN = frozenset({"KEPALA", "SUAMI", "ISTRI", "PASANGAN", "ORANG TUA", "MERTUA", "MENANTU"})
"""Roles of a family that no child has."""

GROWN_FROM = 12
FILLED_IN = frozenset({"12-31", "07-01", "01-01"})
"""The days that registrars write where only the year is known."""


class Birth(NamedTuple):
    """The birth date of a record: the row's own, the NIK's, and how the two agree."""

    tanggal_lahir: str | None
    lahir_nik: str | None
    agrees: bool | None
    rule: str | None
    field: str


class StatedBirth(NamedTuple):
    """What a row says of its person's birth, beside the NIK."""

    value: str | None
    swapped: str | None
    short_year: bool
    age: int | None
    role: str | None


def check_birth(digits: str | None, stated: StatedBirth, as_of: date) -> Birth:
    """Return the birth date, settled with the date in a NIK (its 7th to 12th digit).

    The row's date stands, but where the NIK's own date is that date with day and month
    exchanged, the NIK's is taken: a spreadsheet in the US order did that.
    """
    value = _century(stated, as_of) if stated.short_year else stated.value
    in_nik = nik.birth_in("000000" + digits) if digits else None
    if in_nik is None:
        return Birth(value, None, None, None, "")
    born_on = _born_on(in_nik, stated._replace(value=value), as_of)
    if stated.swapped == born_on:
        return Birth(born_on, born_on, True, "tanggal-tertukar", "tanggal_lahir")
    if value is None:
        return Birth(None, born_on, None, None, "")
    return _compare_dates(value, born_on)


def _compare_dates(value: str, born_on: str) -> Birth:
    if born_on.startswith(value):
        return Birth(value, born_on, True, None, "")
    if len(value) == 10 and value == f"{born_on[:4]}-{born_on[8:]}-{born_on[5:7]}":
        return Birth(born_on, born_on, True, "tanggal-tertukar", "tanggal_lahir")
    differing = sum(a != b for a, b in zip(value, born_on, strict=False))
    rule = "nik-tanggal-satu-angka" if differing == 1 else "nik-tanggal-beda"
    if _nothing_agrees(value, born_on):
        rule = "nik-tanggal-lain"
    return Birth(value, born_on, False, rule, "nik")


def _nothing_agrees(stated: str, born_on: str) -> bool:
    """Return whether day, month and year all differ, and the day is not one filled in."""
    parts = zip(stated.split("-"), born_on.split("-"), strict=False)
    full = len(stated) == 10 and stated[5:] not in FILLED_IN
    return full and all(left != right for left, right in parts)


def _born_on(in_nik: tuple[int, int, int], stated: StatedBirth, as_of: date) -> str:
    """Return the NIK's date with its century: by stated year, age, role, else the later one."""
    day, month, short = in_nik
    late = full_year(short, as_of)
    years = [y for y in (late, late - 100) if y >= as_of.year - OLDEST and y >= 1900]
    if len(years) == 2:
        years = [_likelier(years, stated, as_of)]
    year = years[0]
    if (month, day) == (2, 29) and year == 1900:
        year = 2000
    if (year, month, day) > (as_of.year, as_of.month, as_of.day):
        year -= 100
    return f"{year:04d}-{month:02d}-{day:02d}"


def _likelier(years: list[int], stated: StatedBirth, as_of: date) -> int:
    likely = int(stated.value[:4]) if stated.value else None
    if likely is None and stated.age is not None:
        likely = as_of.year - stated.age
    if likely is not None:
        return min(years, key=lambda year: (abs(year - likely), -year))
    young = as_of.year - years[0] < GROWN_FROM
    return years[1] if young and stated.role in GROWN else years[0]


def _century(stated: StatedBirth, as_of: date) -> str | None:
    """Return a date of two-digit year, moved back a century where age or role says so."""
    if stated.value is None:
        return None
    year = int(stated.value[:4])
    earlier = year - 100
    if earlier < as_of.year - OLDEST:
        return stated.value
    chosen = _likelier([year, earlier], stated._replace(value=None), as_of)
    return f"{chosen:04d}{stated.value[4:]}"


def sex_in(digits: str | None) -> str | None:
    """Return the sex that a NIK's date (its 7th to 12th digit) tells.

    >>> sex_in("521287"), sex_in("121287"), sex_in("991287")
    ('P', 'L', None)
    """
    if not digits or nik.birth_in("000000" + digits) is None:
        return None
    return "P" if digits[0] in "4567" else "L"
