"""Place cells of one row resolved to Kemendagri codes with their parents."""

import re
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bekasi_reconcile.clean.text import is_empty, tidied
from bekasi_reconcile.reference import regions

ALMOST = 90
"""Least RapidFuzz ratio of a misspelt place name, and only among its parent's places."""

LEADING_CODE = re.compile(r"^[\[(]?[0-9.]{2,13}[\])]?[ \-–:.]*")
PREFIX = {
    "desa": re.compile(r"^(?:(?:DESA|DS|KELURAHAN|KEL|DESA ?/ ?KEL(?:URAHAN)?)\b[.: ]*)+"),
    "kecamatan": re.compile(r"^(?:(?:KECAMATAN|KEC|KCMTN)\b[.: ]*)+"),
    "kabupaten": re.compile(r"^(?:KABUPATEN|KAB)\b[.: ]*"),
}
CITY = re.compile(r"^(?:KOTA|KODYA|KOTAMADYA)\b[. ]*(?:ADM\b[. ]*)?BEKASI$")
REGENCY = re.compile(r"^(?:KABUPATEN|KAB)\b[. ]*BEKASI$")
NOT_DIGIT = re.compile(r"[^0-9]")


class Cells(NamedTuple):
    """The place cells of one row and the system of its codes (kemendagri, bps, or None)."""

    desa: str | None = None
    kecamatan: str | None = None
    kabupaten: str | None = None
    kode_desa: str | None = None
    kode_kecamatan: str | None = None
    kode_kabupaten: str | None = None
    system: str | None = None


class Place(NamedTuple):
    """Where a row is: Kemendagri codes as deep as they are known, and what to report.

    ``rule`` is said of the cell in ``field``. A place outside Bekasi has no codes.
    """

    kode_desa: str | None = None
    kode_kecamatan: str | None = None
    kode_kabupaten: str | None = None
    rule: str | None = None
    field: str = ""


class Named(NamedTuple):
    """What the names say: codes of each level that fit, and the rule of the weakest step."""

    kabupaten: str | None
    kecamatan: frozenset[str]
    desa: frozenset[str]
    rule: str | None = None
    field: str = ""


NONE: frozenset[str] = frozenset()


def resolve(cells: Cells) -> Place:
    """Return the place that the names, and a code that agrees with them, point at.

    >>> resolve(Cells(desa="Ds. Sukaragam", kecamatan="Kec. Serang Baru")).kode_desa[:6]
    '321621'
    """
    named = _by_name(cells)
    if named.rule == "tempat-luar-bekasi":
        return Place(rule=named.rule, field=named.field)
    place = _settled(named)
    coded = _by_code(cells, place)
    if coded is None:
        return place
    if place.kode_kabupaten and not _fits(coded, place):
        return place._replace(rule="kode-beda-nama", field="kode_desa")
    deeper = len(coded) > len(place.kode_desa or place.kode_kecamatan or "")
    return _deep(coded)._replace(rule=place.rule, field=place.field) if deeper else place


def systems_of(cells: Cells) -> frozenset[str]:
    """Return the code systems under which a row's code agrees with its names.

    Without names: the systems that know the code at all.
    """
    place = _settled(_by_name(cells))
    readings = {s: _code_in(cells, s) for s in ("kemendagri", "bps")}
    known = {s: code for s, code in readings.items() if code}
    if not (place.kode_desa or place.kode_kecamatan):
        return frozenset(known)
    return frozenset(s for s, code in known.items() if _fits(code, place))


def squashed(text: str | None, level: str) -> str:
    """Return a place cell without its prefix, its leading code and its spaces.

    >>> squashed("Kec. Muara Gembong", "kecamatan"), squashed("3216 - BEKASI", "kabupaten")
    ('MUARAGEMBONG', 'BEKASI')
    """
    tidy = "" if text is None else tidied(text).upper()
    bare = LEADING_CODE.sub("", tidy)
    return "" if is_empty(bare) else regions.squashed(PREFIX[level].sub("", bare))


def kabupaten(text: str | None) -> str | None:
    """Return 3216, 3275, "bekasi" (either), "luar" (another), or None when empty.

    >>> kabupaten("KAB. BEKASI"), kabupaten("Kodya Bekasi"), kabupaten("Bekasi")
    ('3216', '3275', 'bekasi')
    """
    tidy = LEADING_CODE.sub("", tidied(text or "").upper()).strip(" .,")
    if is_empty(tidy):
        return None
    if REGENCY.match(tidy):
        return "3216"
    if CITY.match(tidy):
        return "3275"
    return "bekasi" if squashed(tidy, "kabupaten") in ("BEKASI", "BKS") else "luar"


def _by_name(cells: Cells) -> Named:
    kab = kabupaten(cells.kabupaten)
    if kab == "luar":
        return Named(None, NONE, NONE, "tempat-luar-bekasi", "kabupaten")
    kab = None if kab == "bekasi" else kab
    kec_name = squashed(cells.kecamatan, "kecamatan")
    kec, rule = _among(kec_name, 6, kab or "")
    if kec_name and not kec:
        outside = Named(kab, NONE, NONE, "tempat-luar-bekasi", "kecamatan")
        return _exchanged(cells, kab) or (outside if not kab else _unknown(kab, "kecamatan"))
    found = Named(kab, kec, NONE, rule, "kecamatan" if rule else "")
    return _with_desa(found, cells)


def _with_desa(found: Named, cells: Cells) -> Named:
    name = squashed(cells.desa, "desa")
    if not name:
        return found
    desa = {code for parent in found.kecamatan for code in _exact(name, 10, parent)}
    if not found.kecamatan:
        desa = set(_exact(name, 10, found.kabupaten or ""))
    if desa:
        return found._replace(desa=frozenset(desa))
    near = {c for parent in found.kecamatan for c in _near(name, 10, parent)}
    if near:
        return found._replace(desa=frozenset(near), rule="tempat-salah-eja", field="desa")
    exchanged = _exchanged(cells, found.kabupaten)
    elsewhere = _exact(name, 10, "")
    rule = "desa-bukan-kecamatan" if elsewhere else "desa-tak-dikenal"
    return exchanged or found._replace(rule=rule, field="desa")


def _unknown(kab: str, field: str) -> Named:
    return Named(kab, NONE, NONE, f"{field}-tak-dikenal", field)


def _exchanged(cells: Cells, kab: str | None) -> Named | None:
    """Return the place of a row whose desa stands under kecamatan and the other way round."""
    kec = _exact(squashed(cells.desa, "kecamatan"), 6, kab or "")
    name = squashed(cells.kecamatan, "desa")
    desa = frozenset(code for parent in kec for code in _exact(name, 10, parent))
    return Named(kab, kec, desa, "desa-kecamatan-tertukar", "desa") if desa else None


def _settled(named: Named) -> Place:
    """Return the deepest place that is the only one the names allow."""
    if len(named.desa) == 1:
        return _deep(next(iter(named.desa)))._replace(rule=named.rule, field=named.field)
    rule, field = named.rule, named.field
    if len(named.desa) > 1:
        rule, field = "desa-ganda", "desa"
    if len(named.kecamatan) == 1:
        return _deep(next(iter(named.kecamatan)))._replace(rule=rule, field=field)
    if len(named.kecamatan) > 1 and not rule:
        rule, field = "kecamatan-ganda", "kecamatan"
    parents = {code[:4] for code in named.kecamatan | named.desa}
    only = named.kabupaten or (next(iter(parents)) if len(parents) == 1 else None)
    return Place(kode_kabupaten=only, rule=rule, field=field)


def _among(name: str, level: int, parent: str) -> tuple[frozenset[str], str | None]:
    exact = _exact(name, level, parent)
    if exact or not name:
        return exact, None
    near = _near(name, level, parent)
    return near, "tempat-salah-eja" if near else None


def _exact(name: str, level: int, parent: str) -> frozenset[str]:
    codes = regions.by_name(level).get(name, NONE)
    return frozenset(code for code in codes if code.startswith(parent))


def _near(name: str, level: int, parent: str) -> frozenset[str]:
    """Return the codes of the one name under ``parent`` that ``name`` almost is."""
    best = process.extract(
        name, _names(level, parent), scorer=fuzz.ratio, score_cutoff=ALMOST, limit=2
    )
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return NONE
    return _exact(best[0][0], level, parent)


@cache
def _names(level: int, parent: str) -> tuple[str, ...]:
    listed = regions.by_name(level).items()
    return tuple(sorted(n for n, codes in listed if any(c.startswith(parent) for c in codes)))


def _by_code(cells: Cells, place: Place) -> str | None:
    """Return the Kemendagri code that a row's codes mean, where that can be believed."""
    if cells.system:
        return _code_in(cells, cells.system)
    if not (place.kode_desa or place.kode_kecamatan):
        return None
    readings = (_code_in(cells, system) for system in ("kemendagri", "bps"))
    return next((code for code in readings if code and _fits(code, place)), None)


def _code_in(cells: Cells, system: str) -> str | None:
    kab, kec, desa = (
        _digits(c) for c in (cells.kode_kabupaten, cells.kode_kecamatan, cells.kode_desa)
    )
    kab = f"32{kab}" if len(kab) == 2 else kab
    wide = {"kemendagri": (2, 4), "bps": (3, 3)}[system]
    if kec and len(kec) <= 3 and kab:
        kec = kab + kec.zfill(wide[0])
    if desa and len(desa) <= 4 and kec:
        desa = kec + desa.zfill(wide[1])
    found = (_known(code, system) for code in (desa, kec, kab))
    return next((code for code in found if code), None)


def _known(code: str, system: str) -> str | None:
    if system == "bps" and len(code) != 4:
        return regions.by_bps_code().get(code)
    now = regions.old_codes().get(code, code)
    return now if len(now) >= 4 and now in regions.by_code() else None


def _digits(text: str | None) -> str:
    return NOT_DIGIT.sub("", re.sub(r"[.,]0$", "", tidied(text or "")))


def _fits(code: str, place: Place) -> bool:
    deepest = place.kode_desa or place.kode_kecamatan or place.kode_kabupaten or ""
    parents = (code[:4], code[:6], code)
    return deepest in parents or (code in (deepest[:4], deepest[:6]) and bool(code))


def _deep(code: str) -> Place:
    region = regions.by_code()[code]
    if len(code) == 10:
        return Place(code, region.induk, region.induk[:4])
    return Place(None, code, code[:4]) if len(code) == 6 else Place(None, None, code)
