"""What the cells of a column look like, whatever its header says."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from bekasi_reconcile.ingest.layout.title_area import is_place
from bekasi_reconcile.reference.territory import Territory

SAMPLE = 400

MONTH = "JAN|FEB|PEB|MAR|MRT|APR|MEI|MAY|JUN|JUL|AGU|AGS|AGT|AUG|SEP|OKT|OCT|NOV|NOP|DES|DEC"
PATTERNS = {
    "digits": re.compile(r"^[0-9]+$"),
    "date": re.compile(
        r"^\D{0,4}(\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|"
        rf"\d{{1,2}}[-/. ]?({MONTH})[A-Z]*[-/. ,]*\d{{2,4}}|"
        rf"([A-Z]{{3}} )?({MONTH})[A-Z]* \d{{1,2}} \d{{4}})((T|,|\s).*)?$",
        re.IGNORECASE,
    ),
    "ttl": re.compile(r"^[A-Za-z][A-Za-z .]{2,40}[,/ ]+\d{1,2}[-/. ].*\d{2,4}$"),
    "name": re.compile(r"^(\d{1,4}[.)]\s*)?[^0-9@#$%&*+=<>\[\]{}|\\_:;!?]{2,60}$"),
    "name_id": re.compile(
        r"^\s*([A-Za-z][^0-9]{2,60}?\W*\d[\d .'-]{13,22}\W*|"
        r"\W*\d[\d .'-]{13,22}\W*[A-Za-z][^0-9]{2,60})$"
    ),
    "sex": re.compile(
        r"^(L|P|LK|PR|LAKI[ -]?LAKI|LAKI2|LAKI|PEREMPUAN|PRIA|WANITA|WNT|M|F|W|1|2|(FE)?MALE)\.?$",
        re.IGNORECASE,
    ),
    "relation": re.compile(
        r"^(KEPALA|KEP|KK|SUAMI|ISTRI|ISTERI|BINI|ANAK|CUCU|ORTU|ORANG ?TUA|MERTUA|MENANTU|FAMILI|"
        r"PEMBANTU|LAINNYA|KRT|SOPIR|\d{1,2}$)",
        re.IGNORECASE,
    ),
    "marital": re.compile(
        r"^(B|BK|K|CH|CM|TK|BELUM|KAWIN|MENIKAH|NIKAH|LAJANG|CERAI|JANDA|DUDA|[1-4]$)",
        re.IGNORECASE,
    ),
    "life": re.compile(
        r"^(HIDUP|MATI|MENINGGAL|PINDAH|HILANG|PERGI|TIDAK|ADA|AKTIF|WAFAT|[1-9]$)", re.IGNORECASE
    ),
    "yesno": re.compile(
        r"^(YA|TIDAK|Y|T|N|0|1|2|V|X|√|ADA|PADAN|BELUM|SUDAH|CLEAN|VALID|INVALID)", re.IGNORECASE
    ),
    "rtrw": re.compile(r"^\D{0,8}\d{1,3}\s*(/|-|RW|\s).{0,8}?\d{1,3}\D{0,3}$", re.IGNORECASE),
    "small": re.compile(r"^\D{0,6}[0-9]{1,3}(\.0)?\D{0,8}$"),
    "serial": re.compile(r"^([1-5][0-9]{4}(\.0)?|[0-9]{8})$"),
    "since_1970": re.compile(r"^-?[0-9]{9,13}$"),
    "year": re.compile(r"^(19|20)\d\d(\.0)?$"),
    "phone": re.compile(r"^(\+?62|0)?8[0-9 \-]{7,13}$"),
    "code": re.compile(r"^[0-9]{1,10}(\.[0-9]{1,4}){0,3}$"),
    "money": re.compile(
        r"^(RP\.?)?\s*[0-9]{1,3}([.,]?[0-9]{3})+([.,][0-9]{1,2})?(,-)?$", re.IGNORECASE
    ),
    "desil": re.compile(
        r"^(DESIL |D)?\s*([1-9]|10|I{1,3}|IV|V|VI{0,3}|IX|X)(\+|\s*\(.*)?$", re.IGNORECASE
    ),
    "address": re.compile(
        r"\b(JLN?|JALAN|KP|KMP|KAMPUNG|GG|GANG|PERUM(AHAN)?|BLOK|BLK|RT|RW|DSN|DUSUN|NO)\b[. :]",
        re.IGNORECASE,
    ),
    "month": re.compile(rf"^(\d{{1,2}}|({MONTH})[A-Z]*)$", re.IGNORECASE),
}
NUMBER_ID = re.compile(r"[^0-9OoIlSBZxX*#•?]")
PLACEHOLDER = re.compile(
    r"^(-+|0+|BELUM( ADA)?|TIDAK ADA|PROSES|KOSONG|NIHIL|#N/A|TDK ADA|N/?A|"
    r"IDEM.{0,10}|SDA|S\.D\.A\.?|\"+|'')$",
    re.IGNORECASE,
)
SCIENTIFIC = re.compile(r"^\d([.,]\d+)?E\+?1\d$", re.IGNORECASE)


class CellShares:
    """How a column's filled cells look: shares, in [0, 1], of those like a kind of value.

    ``count`` cells were looked at, ``distinct`` of them differ; with none every share is 0.
    ``shares["ids"]``: could be a 16-digit number, also a damaged or masked one. ``born``: 16 digits
    whose 7th to 12th are a date of birth, women's +40 included. ``women``: of those, days 41 to
    71, which no family card has. A share is worked out when it is first read.
    """

    def __init__(self, cells: Sequence[str], territory: Territory) -> None:
        self._territory = territory
        step = max(1, len(cells) // SAMPLE)
        sample = [c.strip() for c in cells[::step][:SAMPLE] if c.strip()]
        self._cells = [c for c in sample if not PLACEHOLDER.match(c)] or sample
        self._in_order = step == 1
        self._shares: dict[str, float] = {}
        self.count = len(self._cells)
        self.distinct = len(set(self._cells))

    def __getitem__(self, kind: str) -> float:
        if kind not in self._shares:
            if kind in NUMBERS:
                self._shares |= _numbers(self._cells)
            elif kind in PATTERNS:
                pattern = PATTERNS[kind]
                self._shares[kind] = _share(self._cells, lambda c: bool(pattern.search(c[:200])))
            else:
                self._shares[kind] = self._other(kind)
        return self._shares[kind]

    def _other(self, kind: str) -> float:
        if kind == "place":
            return _share(self._cells, lambda c: is_place(c, self._territory))
        if kind == "spaces":
            return _share(self._cells, lambda c: " " in c)
        if self._in_order:
            return _sequence(self._cells)
        return float(_share(self._cells, str.isdecimal) > 0.9)


NUMBERS = {"ids", "whole", "born", "women"}


def _numbers(cells: Sequence[str]) -> dict[str, float]:
    numbers = [id_text(c) for c in cells]
    whole = [n for n in numbers if len(n) == 16 and n.isdecimal()]
    born = [n for n in whole if is_birth(n)]
    return {
        "ids": _share(numbers, bool),
        "whole": len(whole) / max(1, len(cells)),
        "born": len(born) / max(1, len(cells)),
        "women": sum(int(n[6:8]) > 40 for n in born) / max(1, len(born)),
    }


def id_text(cell: str) -> str:
    """Return the cell's 14 to 17 digits, or what stands for them; '' if it is no such number.

    >>> id_text("32.1601.010190.0001"), id_text("3216********0001"), id_text("3,21601E+15")
    ('3216010101900001', '3216********0001', '3,21601E+15')
    """
    cell = cell.strip().lstrip("'`‘’\"").removesuffix(".0")
    if SCIENTIFIC.match(cell):
        return cell
    packed = "".join(c for c in cell if c not in " .-/_\u00a0\u200b\u200c\u200d\ufeff\t\r")
    if len(packed) > 40 or NUMBER_ID.search(packed) or sum(map(str.isdecimal, packed)) < 4:
        return ""
    return packed if 14 <= len(packed) <= 17 else ""


def is_birth(number: str) -> bool:
    """Tell whether digits 7 to 12 are a day (women +40) and a month."""
    day, month = int(number[6:8]), int(number[8:10])
    return 1 <= month <= 12 and (1 <= day <= 31 or 41 <= day <= 71)


def _share(cells: Iterable[str], test: Callable[[str], object]) -> float:
    results = [bool(test(c)) for c in cells]
    return sum(results) / len(results) if results else 0.0


def _sequence(cells: Sequence[str]) -> float:
    """Return the share of whole numbers that are one more than the one above them (or 1)."""
    numbers = [
        int(c.rstrip(".)").removesuffix(".0"))
        for c in cells
        if c.rstrip(".)").removesuffix(".0").isdecimal() and len(c) < 9
    ]
    follows = [b - a == 1 or b == 1 for a, b in zip(numbers, numbers[1:], strict=False)]
    return (sum(follows) + 1) / len(cells) if numbers else 0.0


FITS: dict[str, Callable[[CellShares], float]] = {
    "nik": lambda shares: shares["ids"],
    "kk": lambda shares: shares["ids"],
    "name": lambda shares: shares["name"] * (1 - shares["place"] / 2) * (1 - shares["sex"]),
    "ttl": lambda shares: max(shares["ttl"], shares["date"] * 0.7),
    "date": lambda shares: max(
        shares["date"], shares["year"], 0.8 * shares["serial"], 0.8 * shares["since_1970"]
    ),
    "rtrw": lambda shares: max(shares["rtrw"], shares["date"]),  # Excel makes dates of 3/5
    "words": lambda shares: 1 - shares["ids"],
    "place": lambda shares: max(shares["place"], 0.6 * shares["name"]),
    "sequence": lambda shares: shares["sequence"],
    "code": lambda shares: shares["code"] * (1 - shares["ids"]),
    "id": lambda shares: 1.0 if shares.distinct > 1 else 0.5,
    "any": lambda shares: 1.0,  # noqa: ARG005
}


def fit(content: str, shares: CellShares) -> float:
    """Return how well a column fits a kind of content, in [0, 1]; an empty one fits all."""
    if not shares.count:
        return 1.0
    return FITS[content](shares) if content in FITS else shares[content]


@cache
def least_fit(content: str) -> float:
    """Return the fit below which the cells contradict a header that claims ``content``."""
    return {"any": 0.0, "id": 0.0, "words": 0.3, "sequence": 0.2, "place": 0.3}.get(content, 0.4)
