"""The ways in which a 16-digit number (NIK, No. KK) stands in a cell."""

import re
from typing import NamedTuple

from bekasi_reconcile.clean.text import is_empty, normal_text

EXACT_BELOW = 2**53  # a double holds every integer below this, and not every one above
QUOTES = "'\"`´‘’‛“”ʼ,;:= "
LETTERS = str.maketrans("OQDILSBZG|", "0001158261")

SCIENTIFIC = re.compile(r"^([0-9])(?:[.,]([0-9]*))? ?E ?\+?([0-9]{1,3})$")
DECIMAL = re.compile(r"^([0-9]{1,20})[.,]0{1,4}$")
ATTACHED = re.compile(r"^[^0-9]?([0-9]{16})[^0-9]?$")
SEPARATOR = re.compile(r"[\s.\-/_,:–—]")
LABEL = re.compile(r"^(?:(?:NO|NOMOR|NIK|KTP|E-KTP|KK|NKK)\b[\s.:=]*)+")
BETWEEN = re.compile(r"[\s/;,|&()]+|\bDAN\b")
MASK = re.compile(r"[*X#•●?×·]")
MASKED = re.compile(r"^[0-9*X#•●?×·]+$")


class WrittenNumber(NamedTuple):
    """The digits of a cell (``?`` where masked or cut) and how they were written.

    ``form``: digits, empty, lost, cut, masked, letters, attached, several, text. For
    ``several`` the numbers are separated by a space.
    """

    digits: str
    form: str


def read_number(text: str, *, numeric: bool = False) -> WrittenNumber:
    """Return the digits in ``text``; ``numeric`` says that the cell was stored as a number.

    >>> read_number("'3216.0101.1287.0001"), read_number("3,21601E+15")
    (WrittenNumber(digits='3216010112870001', form='digits'), WrittenNumber(digits='', form='lost'))
    """
    if len(text) == 16 and text.isascii() and text.isdigit():
        return _number(text, numeric)
    tidy = LABEL.sub("", normal_text(text).upper()).strip(QUOTES)
    if is_empty(tidy):
        return WrittenNumber("", "empty")
    decimal = DECIMAL.match(tidy)
    if decimal:
        return _number(decimal.group(1), True)
    return _scientific(tidy) or _several(tidy) or _plain(SEPARATOR.sub("", tidy), numeric)


def _number(digits: str, numeric: bool) -> WrittenNumber:
    if numeric and len(digits) == 16 and int(digits) >= EXACT_BELOW:
        return WrittenNumber("", "lost")
    return WrittenNumber(digits, "digits")


def _scientific(tidy: str) -> WrittenNumber | None:
    """Return what a double in scientific text still tells: all, 15 digits, or nothing."""
    match = SCIENTIFIC.match(tidy)
    if not match:
        return None
    mantissa = match.group(1) + (match.group(2) or "")
    if match.group(3) != "15" or len(mantissa) < 15 or len(mantissa) > 17:
        return WrittenNumber("", "lost")
    return (
        _number(mantissa, True)
        if len(mantissa) == 16
        else WrittenNumber(mantissa[:15] + "?", "cut")
    )


def _several(tidy: str) -> WrittenNumber | None:
    parts = [SEPARATOR.sub("", part) for part in BETWEEN.split(tidy)]
    if len(parts) == 1 and len(parts[0]) == 32:  # the line between two numbers was lost
        parts = [parts[0][:16], parts[0][16:]]
    numbers = [part for part in parts if len(part) == 16 and part.isascii() and part.isdigit()]
    if not numbers:
        return None
    different = list(dict.fromkeys(numbers))
    return WrittenNumber(" ".join(different), "several" if len(different) > 1 else "digits")


def _plain(body: str, numeric: bool) -> WrittenNumber:
    if body.isascii() and body.isdigit():
        return _number(body, numeric)
    attached = ATTACHED.match(body)
    if attached:
        return WrittenNumber(attached.group(1), "attached")
    hidden = len(MASK.findall(body))
    if hidden and MASKED.match(body) and len(body) - hidden >= 4:
        return WrittenNumber(MASK.sub("?", body), "masked")
    mended = body.translate(LETTERS)
    letters = sum(c.isalpha() or c == "|" for c in body)
    if len(body) == 16 and letters <= 2 and mended.isascii() and mended.isdigit():
        return WrittenNumber(mended, "letters")
    return WrittenNumber("", "text")
