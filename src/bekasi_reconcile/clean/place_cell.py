"""What one cell of a place says: its name, its kabupaten, its code."""

import re
from functools import cache
from typing import NamedTuple

from bekasi_reconcile.clean.text import is_empty, normal_text
from bekasi_reconcile.reference.territory import Territory, squash

LEADING_CODE = re.compile(r"^[\[(]?[0-9.]{2,13}[\])]?[ \-–:.]*")

PREFIX = {
    "desa": re.compile(r"^(?:(?:DESA|DS|KELURAHAN|KEL)\b[.: /]*)+"),
    "kecamatan": re.compile(r"^(?:(?:KECAMATAN|KEC|KCMTN)\b[.: ]*)+"),
    "kabupaten": re.compile(r"^(?:KABUPATEN|KAB)\b[.: ]*"),
}

CITY = r"(?:KOTA|KODYA|KOTAMADYA)\b[. ]*(?:ADM\b[. ]*)?"
KABUPATEN = r"(?:KABUPATEN|KAB)\b[. ]*"
ANY_REGENCY, OUTSIDE = "any", "outside"

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
    return "" if is_empty(bare) else squash(PREFIX[level].sub("", bare))


def kabupaten_in(text: str | None, territory: Territory) -> str | None:
    """Return the code of the regency that a cell names; None when it is empty.

    ANY_REGENCY where several of the territory bear the name, OUTSIDE where none does.
    """
    tidy = LEADING_CODE.sub("", normal_text(text or "").upper()).strip(" .,")
    if is_empty(tidy):
        return None
    full = next((code for pattern, code in _full_names(territory) if pattern.match(tidy)), None)
    if full:
        return full
    codes = _bare_names(territory).get(bare_name(tidy, "kabupaten"), ())
    of_a_city = PREFIX["kabupaten"].match(tidy) and all(map(territory.is_city, codes))
    if not codes or of_a_city:
        return OUTSIDE
    return codes[0] if len(codes) == 1 else ANY_REGENCY


@cache
def _full_names(territory: Territory) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the pattern of each regency's full name (KAB. BEKASI, KODYA BEKASI) and its code."""
    return tuple(
        (re.compile(f"^{CITY if territory.is_city(code) else KABUPATEN}{re.escape(name)}$"), code)
        for name, codes in territory.regency_names.items()
        if name not in territory.names.get("singkatan", ())
        for code in codes
    )


@cache
def _bare_names(territory: Territory) -> dict[str, tuple[str, ...]]:
    return {squash(name): codes for name, codes in territory.regency_names.items()}


def code_in(cells: PlaceCells, system: str, territory: Territory) -> str | None:
    """Return the Kemendagri code that a row's codes mean in ``system``, the deepest known."""
    kab, kec, desa = (
        _digits(c) for c in (cells.kode_kabupaten, cells.kode_kecamatan, cells.kode_desa)
    )
    kab = territory.regencies[0][:2] + kab if len(kab) == 2 else kab
    wide = {"kemendagri": (2, 4), "bps": (3, 3)}[system]
    if kec and len(kec) <= 3 and kab:
        kec = kab + kec.zfill(wide[0])
    if desa and len(desa) <= 4 and kec:
        desa = kec + desa.zfill(wide[1])
    current = (_current_code(code, system, territory) for code in (desa, kec, kab))
    return next((code for code in current if code), None)


def _current_code(code: str, system: str, territory: Territory) -> str | None:
    if system == "bps" and len(code) != 4:
        return territory.by_bps_code.get(code)
    now = territory.old_codes.get(code, code)
    return now if len(now) >= 4 and now in territory.by_code else None


def _digits(text: str | None) -> str:
    return NOT_DIGIT.sub("", re.sub(r"[.,]0$", "", normal_text(text or "")))
