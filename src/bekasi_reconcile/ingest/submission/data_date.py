"""The date of a list's data (*posisi data*), from its file name, else from its titles."""

import re
from collections.abc import Iterable

import numpy as np

from bekasi_reconcile.ingest.layout.row_kind import TITLE
from bekasi_reconcile.ingest.layout.sheet import SheetReading
from bekasi_reconcile.reference import words

YEAR = r"(?<!\d)(?P<y>20[0-4]\d)(?!\d)"
NUMBERS = re.compile(
    r"(?<!\d)(?P<y>20[0-4]\d)[ ._-]?(?P<m>0[1-9]|1[0-2])(?:[ ._-]?(?P<d>[0-2]\d|3[01]))?(?!\d)"
)
MONTH = re.compile(rf"(?:(?<!\d)(?P<d>[0-3]?\d)\W{{0,2}})?(?P<w>[A-Z]{{3,9}})\W{{0,3}}{YEAR}")
ALONE = re.compile(YEAR)
TELLS = re.compile(r"\b(POSISI|KEADAAN|PER|TAHUN|BULAN|PERIODE|TRIWULAN|TAHAP|UPDATE|T\.?A)\b")
DECREE = re.compile(r"\b(NOMOR|NO|PERATURAN|KEPUTUSAN|PERBUP|PERDA|UU|PP|PERMEN\w*)\b")


def reported_on(text: str) -> str | None:
    """Return the date in a file name or title, as precise as it is; the last of several.

    >>> reported_on("pkh_2025-10.xlsx"), reported_on("dtks 20240131.csv"), reported_on("pkh.xls")
    ('2025-10', '2024-01-31', None)
    >>> reported_on("DTKS Oktober 2022.xlsx"), reported_on("rutilahu_2022_2024.csv")
    ('2022-10', '2024')
    """
    plain = text.upper().replace("_", " ")
    by_word = [date for m in MONTH.finditer(plain) if (date := _with_month(m))]
    by_number = ["-".join(filter(None, m.group("y", "m", "d"))) for m in NUMBERS.finditer(plain)]
    years = [m.group("y") for m in ALONE.finditer(plain)]
    return next((dates[-1] for dates in (by_word, by_number, years) if dates), None)


def _with_month(match: re.Match[str]) -> str | None:
    months = {row["kata"]: row["bulan"] for row in words.rows("bulan")}
    month = months.get(match.group("w"))
    if month is None:
        return None
    day = match.group("d")
    month_on = f"{match.group('y')}-{month}"
    return f"{month_on}-{int(day):02d}" if day and 1 <= int(day) <= 31 else month_on


def date_in_titles(sheet: SheetReading) -> str | None:
    """Return the date in the lines above a list; the numbers and years of decrees are none."""
    lines = (
        " ".join(cell for cell in sheet.grid.row(int(i)) if cell).upper()
        for i in np.flatnonzero(sheet.row_kinds.kinds == TITLE)[:20]
    )
    dates = [reported_on(line) for line in lines if TELLS.search(line) and not DECREE.search(line)]
    return newest(dates)


def newest(days: Iterable[str | None]) -> str | None:
    """Return the latest of some dates of data, all as precise as they are.

    >>> newest(["2025-10", None, "2025-11-02"])
    '2025-11-02'
    """
    return max(filter(None, days), default=None)


def is_later(new: str | None, old: str | None) -> bool:
    """Tell whether ``new`` is certainly after ``old``, as "2025-10" is not after "2025".

    >>> is_later("2025-11", "2025-10-31"), is_later("2025-10", "2025"), is_later("2025", None)
    (True, False, False)
    """
    return bool(new and old) and str(new)[: len(str(old))] > str(old)[: len(str(new))]
