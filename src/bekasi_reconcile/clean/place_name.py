"""Which kecamatan and desa the names in a row may mean."""

import re
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bekasi_reconcile.clean.place_cell import (
    ANY_REGENCY,
    OUTSIDE,
    PlaceCells,
    bare_name,
    kabupaten_in,
)
from bekasi_reconcile.clean.text import normal_text
from bekasi_reconcile.reference.territory import Territory

ALMOST = 90
"""Least RapidFuzz ratio of a misspelt place name, and only among its parent's places."""

BOTH = re.compile(r"^([^,/]*?)(?: ?[,/] ?| - | (?=KEC))([^,]+)$")
"""A desa and its kecamatan in one cell."""


class PlaceCandidates(NamedTuple):
    """What the names say: codes of each level that fit, and the rule of the weakest step."""

    kabupaten: str | None
    kecamatan: frozenset[str]
    desa: frozenset[str]
    rule: str | None = None
    field: str = ""


NONE: frozenset[str] = frozenset()


def place_candidates(cells: PlaceCells, territory: Territory) -> PlaceCandidates:
    """Return what the names of a row say of where it is."""
    cells = _split_desa_cell(cells, territory)
    kab = kabupaten_in(cells.kabupaten, territory)
    if kab == OUTSIDE:
        return PlaceCandidates(None, NONE, NONE, "tempat-luar-bekasi", "kabupaten")
    kab = None if kab == ANY_REGENCY else kab
    kec_name = bare_name(cells.kecamatan, "kecamatan")
    kec, rule = _fitting_codes(territory, kec_name, 6, kab or "")
    if kec_name and not kec:
        outside = PlaceCandidates(kab, NONE, NONE, "tempat-luar-bekasi", "kecamatan")
        return _exchanged_places(territory, cells, kab) or (
            outside if not kab else _unknown_place(kab, "kecamatan")
        )
    named = PlaceCandidates(kab, kec, NONE, rule, "kecamatan" if rule else "")
    return _with_desa(named, cells, territory)


def _split_desa_cell(cells: PlaceCells, territory: Territory) -> PlaceCells:
    """Return ``cells`` with the kecamatan that stands behind the desa in its cell."""
    match = None if cells.kecamatan else BOTH.match(normal_text(cells.desa or "").upper())
    if match is None or not _codes_by_name(
        territory, bare_name(match.group(2), "kecamatan"), 6, ""
    ):
        return cells
    return cells._replace(desa=match.group(1), kecamatan=match.group(2))


def _with_desa(named: PlaceCandidates, cells: PlaceCells, territory: Territory) -> PlaceCandidates:
    name = bare_name(cells.desa, "desa")
    if not name:
        return named
    desa = {
        code for parent in named.kecamatan for code in _codes_by_name(territory, name, 10, parent)
    }
    if not named.kecamatan:
        desa = set(_codes_by_name(territory, name, 10, named.kabupaten or ""))
    if desa:
        return named._replace(desa=frozenset(desa))
    near = {
        c for parent in named.kecamatan for c in _codes_by_near_name(territory, name, 10, parent)
    }
    if near:
        return named._replace(desa=frozenset(near), rule="tempat-salah-eja", field="desa")
    exchanged = _exchanged_places(territory, cells, named.kabupaten)
    elsewhere = _codes_by_name(territory, name, 10, "")
    if not named.kecamatan:  # the cell may hold a kecamatan
        named = named._replace(kecamatan=_codes_by_name(territory, name, 6, named.kabupaten or ""))
    rule = "desa-bukan-kecamatan" if elsewhere else "desa-tak-dikenal"
    return exchanged or named._replace(rule=rule, field="desa")


def _unknown_place(kab: str, field: str) -> PlaceCandidates:
    return PlaceCandidates(kab, NONE, NONE, f"{field}-tak-dikenal", field)


def _exchanged_places(
    territory: Territory, cells: PlaceCells, kab: str | None
) -> PlaceCandidates | None:
    """Return the place of a row whose desa stands under kecamatan and the other way round."""
    kec = _codes_by_name(territory, bare_name(cells.desa, "kecamatan"), 6, kab or "")
    name = bare_name(cells.kecamatan, "desa")
    desa = frozenset(code for parent in kec for code in _codes_by_name(territory, name, 10, parent))
    return PlaceCandidates(kab, kec, desa, "desa-kecamatan-tertukar", "desa") if desa else None


def _fitting_codes(
    territory: Territory, name: str, level: int, parent: str
) -> tuple[frozenset[str], str | None]:
    exact = _codes_by_name(territory, name, level, parent)
    if exact or not name:
        return exact, None
    near = _codes_by_near_name(territory, name, level, parent)
    return near, "tempat-salah-eja" if near else None


def _codes_by_name(territory: Territory, name: str, level: int, parent: str) -> frozenset[str]:
    codes = territory.by_name[level].get(name, NONE)
    return frozenset(code for code in codes if code.startswith(parent))


def _codes_by_near_name(territory: Territory, name: str, level: int, parent: str) -> frozenset[str]:
    """Return the codes of the one name under ``parent`` that ``name`` almost is."""
    best = process.extract(
        name, _names(territory, level, parent), scorer=fuzz.ratio, score_cutoff=ALMOST, limit=2
    )
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return NONE
    return _codes_by_name(territory, best[0][0], level, parent)


@cache
def _names(territory: Territory, level: int, parent: str) -> tuple[str, ...]:
    listed = territory.by_name[level].items()
    return tuple(sorted(n for n, codes in listed if any(c.startswith(parent) for c in codes)))
