"""A birth that stands in one cell with its place, or in three cells."""

import re
from typing import NamedTuple

from bekasi_reconcile.clean.date import FIRST_DIGIT
from bekasi_reconcile.clean.text import EDGES, is_empty, normal_text


class Halves(NamedTuple):
    """The birthplace and the birth date of one cell."""

    place: str | None
    dated: str | None


def split_ttl(text: str | None) -> Halves:
    """Return place and date of a cell that holds both.

    >>> split_ttl("Bekasi, 12-08-1987")
    Halves(place='Bekasi', dated='12-08-1987')
    """
    tidy = "" if text is None else normal_text(text)
    match = re.match(r"^([^0-9,/]*)[,/ ]+(.*)$", tidy)
    if match and match.group(1) and any(c.isdigit() for c in match.group(2)):
        start = FIRST_DIGIT.search(tidy)
        cut = match.end(1) if "," in tidy or start is None else start.start()
        place, dated = tidy[:cut].strip(EDGES), tidy[cut:].strip(" ,/.:;")
        return Halves(place or None, dated or None)
    if any(c.isdigit() for c in tidy):
        return Halves(None, tidy)
    return Halves(tidy.strip(EDGES) or None, None)


def join_date_parts(day: str | None, month: str | None, year: str | None) -> str | None:
    """Return one day-first text from the cells of three columns; None without a year.

    >>> join_date_parts("12", "Agustus", "1987"), join_date_parts(None, None, "1987.0")
    ('12-AGUSTUS-1987', '1987')
    """
    cells = [
        re.sub(r"[.,]0+$", "", normal_text(c or "").upper()).strip(EDGES)
        for c in (day, month, year)
    ]
    if is_empty(cells[2]):
        return None
    return "-".join(cell for cell in cells if not is_empty(cell))
