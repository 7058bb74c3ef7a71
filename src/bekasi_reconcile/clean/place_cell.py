"""What one cell of a place says: its name, its kabupaten, its code."""

import re
from typing import NamedTuple

from bekasi_reconcile.clean.text import is_empty, normal_text
from bekasi_reconcile.reference import regions

LEADING_CODE = re.compile(r"^[\[(]?[0-9.]{2,13}[\])]?[ \-–:.]*")

PREFIX = {
    "desa": re.compile(r"^(?:(?:DESA|DS|KELURAHAN|KEL)\b[.: /]*)+"),
    "kecamatan": re.compile(r"^(?:(?:KECAMATAN|KEC|KCMTN)\b[.: ]*)+"),
    "kabupaten": re.compile(r"^(?:KABUPATEN|KAB)\b[.: ]*"),
}

CITY = re.compile(r"^(?:KOTA|KODYA|KOTAMADYA)\b[. ]*(?:ADM\b[. ]*)?BEKASI$")

REGENCY = re.compile(r"^(?:KABUPATEN|KAB)\b[. ]*BEKASI$")

NOT_DIGIT = re.compile(r"[^0-9]")


class PlaceCells(NamedTuple):
    """The place cells of one row and the system of its codes (kemendagri, bps, or None)."""

    desa: str | None = None
    kecamatan: str | None = None
    kabupaten: str | None = None
    kode_desa: str | None = None
    kode_kecamatan: str | None = None
    kode_kabupaten: str | None = None
    system: str | None = None


def bare_name(text: str | None, level: str) -> str:
    """Return a place cell without its prefix, its leading code and its spaces.

    >>> bare_name("Kec. Muara Gembong", "kecamatan"), bare_name("3216 - BEKASI", "kabupaten")
    ('MUARAGEMBONG', 'BEKASI')
    """
    tidy = "" if text is None else normal_text(text).upper()
    bare = LEADING_CODE.sub("", tidy)
    return "" if is_empty(bare) else regions.squashed(PREFIX[level].sub("", bare))


def kabupaten_in(text: str | None) -> str | None:
    """Return 3216, 3275, "bekasi" (either), "luar" (another), or None when empty.

    >>> kabupaten_in("KAB. BEKASI"), kabupaten_in("Kodya Bekasi"), kabupaten_in("Bekasi")
    ('3216', '3275', 'bekasi')
    """
    tidy = LEADING_CODE.sub("", normal_text(text or "").upper()).strip(" .,")
    if is_empty(tidy):
        return None
    if REGENCY.match(tidy):
        return "3216"
    if CITY.match(tidy):
        return "3275"
    return "bekasi" if bare_name(tidy, "kabupaten") in ("BEKASI", "BKS") else "luar"


def code_in(cells: PlaceCells, system: str) -> str | None:
    """Return the Kemendagri code that a row's codes mean in ``system``, the deepest known."""
    kab, kec, desa = (
        _digits(c) for c in (cells.kode_kabupaten, cells.kode_kecamatan, cells.kode_desa)
    )
    kab = f"32{kab}" if len(kab) == 2 else kab
    wide = {"kemendagri": (2, 4), "bps": (3, 3)}[system]
    if kec and len(kec) <= 3 and kab:
        kec = kab + kec.zfill(wide[0])
    if desa and len(desa) <= 4 and kec:
        desa = kec + desa.zfill(wide[1])
    current = (_current_code(code, system) for code in (desa, kec, kab))
    return next((code for code in current if code), None)


def _current_code(code: str, system: str) -> str | None:
    if system == "bps" and len(code) != 4:
        return regions.by_bps_code().get(code)
    now = regions.old_codes().get(code, code)
    return now if len(now) >= 4 and now in regions.by_code() else None


def _digits(text: str | None) -> str:
    return NOT_DIGIT.sub("", re.sub(r"[.,]0$", "", normal_text(text or "")))
