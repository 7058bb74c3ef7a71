"""Dates as people write them, read day-first into ISO text whose length is its precision."""

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from bekasi_reconcile.clean.nik import DAYS
from bekasi_reconcile.clean.text import EDGES, is_empty, normal_text
from bekasi_reconcile.reference import words

OLDEST = 115
"""Years that nobody on a list has outlived."""

EXCEL_ZERO = date(1899, 12, 30)

FILLED_BY_PROGRAMS = frozenset({(1900, 1, 1), (1900, 1, 0), (1899, 12, 30), (1899, 12, 31)})

FIRST_SERIAL, LAST_SERIAL = 1000, 60000  # 1902 to 2064; a smaller number is an age

TIME = re.compile(
    r"(?:[T ]|, )+([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]+)?)?( ?[AP]M)?"
    r" ?(?:Z|WIB|WITA|WIT)?(?: ?(?:GMT|UTC)? ?[+-][0-9]{2}(?::?[0-9]{2})?)?(?: ?\([^)]*\))?$"
)

MIDNIGHTS = {(17, 0, 0), (16, 52, 48), (16, 40, 0), (16, 30, 0), (16, 0, 0), (15, 0, 0)}
"""Midnight in Indonesia as the clock of Greenwich shows it: +7:00, what the island of Java kept
before 1964 (+7:07:12, +7:20, +7:30), and the zones to the east."""

LAST_MINUTES = (23, 50)
"""Browsers that know Java's old mean time are seconds short of midnight: 23:59:48."""

SINCE_1970 = re.compile(r"^-?[0-9]{9,13}$")
EPOCH = date(1970, 1, 1)
SECONDS_A_DAY = 86_400

WEEKDAY = re.compile(r"^(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*,? ")

NOISE = re.compile(
    r"\b(?:SENIN|SELASA|RABU|KAMIS|JUM'?AT|SABTU|MINGGU|AHAD|TGL|TANGGAL|BULAN|BLN|TAHUN|THN|TH"
    r"|SEKITAR|KIRA|KURANG LEBIH|LEBIH KURANG|LEBARAN|LAHIR)\b[.:]?|[±~+]"
)

LETTER_O = re.compile(r"(?<=[0-9])O(?=[0-9./-]|$)|(?:^|(?<=[./-]))O(?=[0-9])")

LETTER_1 = re.compile(r"(?:^|(?<=[./-]))[IL|](?=[0-9])|(?<=[0-9])[IL](?=[./-])")

SEPARATORS = str.maketrans("\\|_–—−⁄·", "--------")

NO_DATE = re.compile(r"^0[0./ -]+0$")

YEAR_FIRST = re.compile(r"^([0-9]{4})[-/. ]+([0-9]{1,2})[-/. ]+([0-9]{1,2})$")

THREE = re.compile(r"^([0-9]{1,2})[-/., ]+([0-9]{1,2})[-/., ']+([0-9]{4}|[0-9]{2})$")

WORDED = re.compile(r"^([0-9]{1,2})?[-/., ]*([A-Z]{3,12})[-/., ']*([0-9]{4}|[0-9]{2})$")

WORD_FIRST = re.compile(r"^([A-Z]{3,12})[-/. ]+([0-9]{1,2})[-/, ]+([0-9]{4})$")

ROMAN = re.compile(r"^([0-9]{1,2})[-/. ]+([IVX]{1,4})[-/. ]+([0-9]{4}|[0-9]{2})$")

MONTH_YEAR = re.compile(r"^([0-9]{1,2})[-/. ]+([0-9]{4})$")

YEAR_MONTH = re.compile(r"^([0-9]{4})[-/. ]+([0-9]{1,2})$")

SOLID = re.compile(r"^[0-9]{7,8}$")

SHORT_SOLID = re.compile(r"^([0-9]{2})([0-9]{2})([0-9]{2})$")

PLACE_LETTERS = 3  # of a birthplace before a date: BKS

SERIAL = re.compile(r"^([0-9]{1,5})(?:[.,][0-9]+)?$")

POINT_ZERO = re.compile(r"[.,]0+$")

ISO_LENGTH = len("1987-08-12")

MONTHS = NOON = 12

FIRST_DIGIT = re.compile(r"[0-9]")


class DateReading(NamedTuple):
    """A date and what there is to report of it.

    ``value``: ISO text or None. ``swapped``: what the cell would say in the other order, kept
    only where its column's order refuses it. ``short_year``: the cell gave two digits.
    """

    value: str | None
    rule: str | None = None
    swapped: str | None = None
    short_year: bool = False


NOTHING = DateReading(None)

UNREADABLE = DateReading(None, "tanggal-tak-terbaca")


def read(text: str | None, order: str, as_of: date) -> DateReading:
    """Return the date in ``text``, whose column is written dmy, mdy, ymd or ydm.

    ydm: a program that puts the month first made dates of the cells that it could, and left the
    others as they were, day first. A time of day that is midnight elsewhere is the next day's.

    >>> read("12 Agustus 1987", "dmy", date(2026, 1, 1)).value
    '1987-08-12'
    """
    tidy = "" if text is None else normal_text(text).upper().translate(SEPARATORS)
    if is_empty(tidy) or NO_DATE.match(tidy):
        return NOTHING
    if SINCE_1970.match(tidy):
        return _since_1970(int(tidy), as_of)
    time = TIME.search(tidy)
    dated = WEEKDAY.sub("", tidy[: time.start()] if time else tidy)
    reading = _read_day(dated, order, as_of)
    if time and reading.value and len(reading.value) == ISO_LENGTH and _is_next_day(time):
        day = date.fromisoformat(reading.value) + timedelta(days=1)
        return _check_calendar(day.year, day.month, day.day, as_of)
    return reading


def _read_day(tidy: str, order: str, as_of: date) -> DateReading:
    plain = " ".join(NOISE.sub(" ", tidy).split()).strip(EDGES)
    plain = LETTER_1.sub("1", LETTER_O.sub("0", plain))
    reading = _parse(plain, order, as_of)
    start = FIRST_DIGIT.search(plain)
    if reading == UNREADABLE and start and start.start() >= PLACE_LETTERS:  # Bekasi 12-08-1987
        return _parse(plain[start.start() :], order, as_of)
    return reading


def _is_next_day(time: re.Match[str]) -> bool:
    """Tell whether a time of day is midnight in Indonesia, of the day that follows."""
    hour, minute, second = (int(part or 0) for part in time.groups()[:3])
    if (time.group(4) or "").strip() == "PM" and hour < NOON:
        hour += NOON
    return (hour, minute, second) in MIDNIGHTS or (hour, minute) >= LAST_MINUTES


def _since_1970(number: int, as_of: date) -> DateReading:
    """Return the day that begins so many milliseconds or seconds after 1970 did.

    A number that is no midnight, here or in Greenwich, is something else: a telephone's.
    """
    for unit in (1000, 1):
        days, rest = divmod(number, SECONDS_A_DAY * unit)
        hour, minute = divmod(rest // unit, 3600)
        midnight = (hour, *divmod(minute, 60)) in MIDNIGHTS
        if rest == 0 or (midnight and rest % unit == 0):
            day = EPOCH + timedelta(days=days + midnight)
            return _check_calendar(day.year, day.month, day.day, as_of)
    return UNREADABLE


def order_vote(text: str | None) -> str | None:
    """Return what a cell says of its column's order, None if nothing.

    dmy or mdy: it can only be read so. "first" and "late" are of dates that begin with the year,
    which programs write: a third number up to 12, or above. "either" can be read both ways.
    """
    tidy = TIME.sub("", normal_text(text or "").upper()).strip(EDGES)
    whole = YEAR_FIRST.match(tidy)
    if whole:
        return "first" if int(whole.group(3)) <= MONTHS else "late"
    match = THREE.match(tidy)
    if not match:
        return None
    first, second = int(match.group(1)), int(match.group(2))
    if max(first, second) <= MONTHS:
        return "either"
    if first > 12 >= second >= 1:
        return "dmy"
    return "mdy" if second > 12 >= first >= 1 else None


def full_year(short: int, as_of: date) -> int:
    """Return 19YY where 20YY is still to come, else 20YY."""
    return 2000 + short if short <= as_of.year % 100 else 1900 + short


def _parse(plain: str, order: str, as_of: date) -> DateReading:
    written, exchanged = ("dmy", True) if order == "ydm" else (order, False)
    for pattern, order_of in ORDERS.items():
        match = pattern.match(plain)
        if match:
            own = "ydm" if exchanged and order_of == "ymd" else order_of or written
            return _parse_parts(match.groups(), own, as_of)
    if SOLID.match(plain):
        return _solid(plain.zfill(8), as_of)
    short = SHORT_SOLID.match(plain)
    if short:
        return _short_solid(short.groups(), as_of)
    serial = SERIAL.match(plain)
    return _serial(serial.group(1), as_of) if serial else UNREADABLE


ORDERS = {
    YEAR_FIRST: "ymd",
    THREE: "",
    WORDED: "dmy",
    WORD_FIRST: "mdy",
    ROMAN: "dmy",
    MONTH_YEAR: "my",
    YEAR_MONTH: "ym",
}


def _parse_parts(parts: tuple[str | None, ...], order: str, as_of: date) -> DateReading:
    order = "dmy" if order[0] == "y" and len(parts[0] or "") < 4 else order
    at = {unit: parts[order.index(unit)] if unit in order else None for unit in "dmy"}
    year, short = _year(at["y"] or "", as_of)
    month, day = _month(at["m"] or ""), int(at["d"] or 0)
    if month is None:
        return UNREADABLE
    reading = _check_calendar(year, month, day, as_of)
    if reading.rule == "tanggal-mustahil" and month > 12 and 1 <= day <= 12:
        other = _check_calendar(year, day, month, as_of)
        if other.value:
            return DateReading(None, "tanggal-urutan", other.value, short)
    return reading._replace(short_year=short)


def _year(text: str, as_of: date) -> tuple[int, bool]:
    return (full_year(int(text), as_of), True) if len(text) == 2 else (int(text), False)


def _month(text: str) -> int | None:
    return int(text) if text.isdigit() else _months().get(text)


@cache
def _months() -> dict[str, int]:
    return {row["kata"]: int(row["bulan"]) for row in words.rows("bulan")}


def _solid(digits: str, as_of: date) -> DateReading:
    """Return a date of eight digits: no month is 19 or 20, so only one order is possible."""
    if digits[4:6] in ("18", "19", "20"):
        return _check_calendar(int(digits[4:]), int(digits[2:4]), int(digits[:2]), as_of)
    return _check_calendar(int(digits[:4]), int(digits[4:6]), int(digits[6:]), as_of)


def _short_solid(parts: tuple[str, ...], as_of: date) -> DateReading:
    """Return a date of six digits, day first, where year first is impossible."""
    year_first = int(parts[2]) <= max(DAYS) and 1 <= int(parts[1]) <= len(DAYS)
    return UNREADABLE if year_first else _parse_parts(parts, "dmy", as_of)


def _serial(digits: str, as_of: date) -> DateReading:
    number = int(digits)
    if len(digits) == 4 and 1850 < number <= as_of.year:
        return _check_calendar(number, 0, 0, as_of)
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        return UNREADABLE
    day = EXCEL_ZERO + timedelta(days=number)
    return _check_calendar(day.year, day.month, day.day, as_of)


def _check_calendar(year: int, month: int, day: int, as_of: date) -> DateReading:
    """Return the date as ISO text, shorter where day or month is 0, or why it cannot be."""
    if month > 12 or day > (DAYS[month - 1] if month else 0):
        return DateReading(None, "tanggal-mustahil")
    if (month, day) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
        return DateReading(None, "tanggal-mustahil")
    if (year, month, day) in FILLED_BY_PROGRAMS:
        return DateReading(None, "tanggal-bawaan")
    if (year, month or 1, day or 1) > (as_of.year, as_of.month, as_of.day):
        return DateReading(None, "tanggal-masa-depan")
    if year < as_of.year - OLDEST:
        return DateReading(None, "tanggal-terlalu-tua")
    return DateReading(_iso(year, month, day))


def _iso(year: int, month: int, day: int) -> str:
    text = f"{year:04d}"
    if month:
        text += f"-{month:02d}"
    return f"{text}-{day:02d}" if month and day else text
