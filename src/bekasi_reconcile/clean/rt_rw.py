"""RT and RW: the numbers of a neighbourhood, in every form that a cell or an address has."""

import re
from datetime import date
from typing import NamedTuple

from bekasi_reconcile.clean.date import ISO_LENGTH
from bekasi_reconcile.clean.date import read as read_date
from bekasi_reconcile.clean.text import is_empty, normal_text

N = r"([0-9]{1,3})"
GAP = r"[ .:=,_-]*"
ZERO = re.compile(r"^[0 ./-]*$")

BOTH_LABELS = re.compile(rf"\bRT ?[/.\-&]? ?RW{GAP}{N} ?[/\\. -] ?{N}(?![0-9])")
RT_THEN_RW = re.compile(
    rf"\bRT{GAP}{N}((?: ?(?:[/&,]|DAN) ?[0-9]{{1,3}})*){GAP}[/\\]?{GAP}RW{GAP}{N}(?![0-9])"
)
RW_THEN_RT = re.compile(rf"\bRW{GAP}{N}{GAP}[/\\]?{GAP}RT{GAP}{N}(?![0-9])")
RT_SLASH = re.compile(rf"\bRT{GAP}{N} ?[/\\-] ?{N}(?![0-9])")
RT_ONLY = re.compile(rf"\bRT{GAP}{N}(?![0-9])")
RW_ONLY = re.compile(rf"\bRW{GAP}{N}(?![0-9])")
LABEL = re.compile(r"\bR[TW]")
BARE = re.compile(r"(?<![0-9A-Z/.-])(0[0-9]{1,2}) ?/ ?(0[0-9]{1,2})(?![0-9/])")
PAIR = re.compile(r"^([0-9]{1,3}) ?[/\\.,| -] ?([0-9]{1,3})$")
SOLID = re.compile(r"^(0[0-9]{2})(0[0-9]{2})$|^(0[0-9])(0[0-9])$")
LETTER_O = re.compile(r"(?<![A-Z])O(?=O?[0-9])")
PLAIN = re.compile(r"^(?:(?:RT|RW)[ .:]*)?([0-9]{1,3})(?:[.,]0+)?$")
DOTTED = re.compile(r"\bR(?: ?\. ?| )([TW])\b\.?")
AFTER_LABEL = re.compile(r"(\bR[TW][ .:]*)(?:([IVX]{1,4})\b|(O{1,2}(?=[0-9])))")
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}


class RtRw(NamedTuple):
    """RT and RW without leading zeros, and the rule to report."""

    rt: str | None = None
    rw: str | None = None
    rule: str | None = None


WHOLE_DATE = re.compile(r"^([0-9]{4})-([0-9]{2})-([0-9]{2})(?: 00:00:00)?$")
DAY_MONTH = re.compile(r"^[0-9]{1,2}[- ][A-Z]{3,}$")
MONTH_FIRST = re.compile(r"^([A-Z]{3,})[- ]([0-9]{1,2})$")
LATE = 12
"""No month is later: a number above it is a day."""

LAST_DAY = 31

DAY_FIRST = "dmy"
UNDECIDED = "dmy?"
"""The day first, since that is how it is written here, but nothing proves it."""

MADE_A_DATE = "rt-rw-tanggal"
UNREADABLE = RtRw(rule="rt-rw-tak-terbaca")
NO_RT_RW = RtRw()
FAR = date(2100, 1, 1)  # a date made of RT and RW bears the year it was typed in


def plain_labels(upper: str) -> str:
    """Return ``upper`` with R.T and R W as RT and RW, and numbers for RT III and RT OO3."""
    plain = DOTTED.sub(r"R\1", upper) if "R." in upper or "R " in upper else upper
    return AFTER_LABEL.sub(_number_after, plain) if "RT" in plain or "RW" in plain else plain


def _number_after(match: re.Match[str]) -> str:
    return match.group(1) + (
        str(ROMAN.get(match.group(2), match.group(2))) if match.group(2) else ""
    )


def read_both(text: str | None, made_by: str | None = None) -> RtRw:
    """Return RT and RW from one cell that holds both; ``made_by`` is what ``date_maker`` returns.

    >>> read_both("RW 05 / RT 03")
    RtRw(rt='3', rw='5', rule=None)
    >>> read_both("3-May")
    RtRw(rt='3', rw='5', rule='rt-rw-tanggal')
    """
    tidy = plain_labels(normal_text(text or "").upper())
    if is_empty(tidy) or ZERO.match(tidy):
        return NO_RT_RW
    labelled, _ = take_rt_rw(tidy)
    if labelled.rt or labelled.rw:
        return labelled
    tidy = LETTER_O.sub("0", tidy).rstrip(" /-.")
    solid = SOLID.match(tidy)
    if solid:
        return _pair(*(part for part in solid.groups() if part))
    if tidy.startswith("/") and PLAIN.match(tidy[1:].strip()):
        return RtRw(None, _number(tidy[1:].strip()))
    match = PAIR.match(tidy)
    if match:
        return _pair(match.group(1), match.group(2))
    single = PLAIN.match(tidy)
    if single:
        return RtRw(_number(single.group(1)), None, None)
    return _from_date(tidy, made_by or DAY_FIRST)


def date_vote(text: str | None) -> str | None:
    """Return what a cell says of how its column's cells became dates, None if nothing.

    "mdy": a pair that stayed text, although a program that puts the day first would have made a
    date of it. "dmy": a month and year that the other kind of program would have made a date of.
    A whole date is itself, a day with a month is "date".
    """
    tidy = normal_text(text or "").upper()
    pair, worded = PAIR.match(tidy), MONTH_FIRST.match(tidy)
    if WHOLE_DATE.match(tidy):
        return tidy[:ISO_LENGTH]
    if DAY_MONTH.match(tidy):
        return "date"
    if worded:
        return "dmy" if LATE < int(worded.group(2)) <= LAST_DAY else None
    return "mdy" if pair and LATE < int(pair[1]) <= LAST_DAY and int(pair[2]) <= LATE else None


def read_unit(text: str | None) -> RtRw:
    """Return the number of one RT (or RW) cell as ``rt``; a cell with both gives both.

    >>> read_unit("001").rt, read_unit("1.0").rt, read_unit("RT 03/05").rw
    ('1', '1', '5')
    """
    tidy = normal_text(text or "").upper()
    if is_empty(tidy) or ZERO.match(tidy):
        return NO_RT_RW
    match = PLAIN.match(plain_labels(tidy))
    if match:
        return RtRw(_number(match.group(1)))
    pair = read_both(tidy)
    return pair if pair.rt or pair.rw else RtRw(rule="rt-rw-tak-terbaca")


def take_rt_rw(plain: str) -> tuple[RtRw, str]:
    """Return the RT and RW in an address and the address without them."""
    if "R" not in plain or not LABEL.search(plain):
        return _bare(plain)
    for pattern, rt_at, rw_at in FORMS:
        match = pattern.search(plain)
        if match:
            rest = plain[: match.start()] + " " + plain[match.end() :]
            rt = _number(match.group(rt_at)) if rt_at else None
            rw = _number(match.group(rw_at)) if rw_at else None
            if pattern is RT_THEN_RW and match.group(2):
                rt = _list(match.group(1) + match.group(2))
            return RtRw(rt, rw), rest
    return _separate_labels(plain)


FORMS = (
    (RT_THEN_RW, 1, 3),
    (BOTH_LABELS, 1, 2),
    (RW_THEN_RT, 2, 1),
    (RT_SLASH, 1, 2),
)


def _separate_labels(plain: str) -> tuple[RtRw, str]:
    """Return RT and RW that stand in different parts of an address, or as bare 003/005."""
    rt, rw = RT_ONLY.search(plain), RW_ONLY.search(plain)
    if rt or rw:
        pair = RtRw(_number(rt.group(1)) if rt else None, _number(rw.group(1)) if rw else None)
        return pair, RW_ONLY.sub(" ", RT_ONLY.sub(" ", plain))
    return _bare(plain)


def _bare(plain: str) -> tuple[RtRw, str]:
    bare = BARE.search(plain) if "/" in plain else None
    if bare:
        return _pair(bare.group(1), bare.group(2)), plain[: bare.start()] + plain[bare.end() :]
    return NO_RT_RW, plain


def _pair(rt: str, rw: str) -> RtRw:
    swapped = int(rt) > 30 and 0 < int(rw) < 20  # no RW has so many RTs
    return RtRw(_number(rt), _number(rw), "rt-rw-tertukar" if swapped else None)


def _from_date(tidy: str, made_by: str) -> RtRw:
    """Return the RT and RW that Excel made a date of: 3/5 → 3-May, 2025-05-03, 45780.

    What is no day of a month became a month and a year: 3/21 → Mar-21, 2021-03-01.
    """
    order, _, year = made_by.partition(" ")
    rule = "rt-rw-tanggal-ragu" if order == UNDECIDED else MADE_A_DATE
    whole, worded = WHOLE_DATE.match(tidy), MONTH_FIRST.match(tidy)
    if worded and int(worded.group(2)) > LATE:
        month = read_date(f"1 {worded.group(1)} 2000", DAY_FIRST, FAR).value
        return RtRw(_number(month[5:7]), worded.group(2), MADE_A_DATE) if month else UNREADABLE
    if whole and whole.group(3) == "01" and year and whole.group(1) != year:
        return RtRw(_number(whole.group(2)), _number(whole.group(1)[2:]), MADE_A_DATE)
    if worded:
        tidy = f"{worded.group(2)} {worded.group(1)}"
    value = read_date(f"{tidy} 2000" if DAY_MONTH.match(tidy) else tidy, DAY_FIRST, FAR).value
    if value is None or len(value) < ISO_LENGTH:
        return UNREADABLE
    day, month = _number(value[8:]), _number(value[5:7])
    rt, rw = (month, day) if order == "mdy" else (day, month)
    return RtRw(rt, rw, MADE_A_DATE if day == month else rule)


def _number(text: str) -> str | None:
    return text.lstrip("0") or None


def _list(text: str) -> str | None:
    numbers = [n for n in (_number(part) for part in re.findall(r"[0-9]+", text)) if n]
    return "/".join(numbers) or None
