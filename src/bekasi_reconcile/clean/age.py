"""Ages as people write them."""

import re

from bekasi_reconcile.clean.date import OLDEST
from bekasi_reconcile.clean.text import EDGES, normal_text

AGE = re.compile(r"^([0-9]{1,3})(?:[.,][0-9]+)?(?: ?(?:TH|THN|TAHUN|T)\b.*)?$")

MONTHS = re.compile(r"^([0-9]{1,3})(?:[.,][0-9]+)? ?(?:BL|BLN|BULAN|BULN)\b.*$")

ABOUT = re.compile(r"^(?:UMUR|USIA|SEKITAR|KIRA ?-? ?KIRA|KURANG LEBIH|±|\+/-|~)[ .:]*")


def years(text: str | None) -> int | None:
    """Return an age in whole years; None where the cell tells none, as a bare 0 does.

    >>> years("36 th"), years("36 tahun 5 bulan"), years("20 bln"), years("0")
    (36, 36, 1, None)
    """
    plain = ABOUT.sub("", normal_text(text or "").upper()).strip(EDGES)
    months = MONTHS.match(plain)
    if months:
        return int(months.group(1)) // 12
    match = AGE.match(plain)
    age = int(match.group(1)) if match and plain.strip("0") else None
    return age if age is not None and age <= OLDEST else None
