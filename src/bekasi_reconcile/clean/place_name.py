"""Which kecamatan and desa the names in a row may mean."""

import re
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bekasi_reconcile.clean.place_cell import Cells, kabupaten, squashed
from bekasi_reconcile.clean.text import tidied
from bekasi_reconcile.reference import regions

ALMOST = 90
"""Least RapidFuzz ratio of a misspelt place name, and only among its parent's places."""

BOTH = re.compile(r"^([^,/]*?)(?: ?[,/] ?| - | (?=KEC))([^,]+)$")
"""A desa and its kecamatan in one cell."""


class Named(NamedTuple):
    """What the names say: codes of each level that fit, and the rule of the weakest step."""

    kabupaten: str | None
    kecamatan: frozenset[str]
    desa: frozenset[str]
    rule: str | None = None
    field: str = ""


NONE: frozenset[str] = frozenset()


def by_name(cells: Cells) -> Named:
    """Return what the names of a row say of where it is."""
    cells = _parted(cells)
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


def _parted(cells: Cells) -> Cells:
    """Return ``cells`` with the kecamatan that stands behind the desa in its cell."""
    found = None if cells.kecamatan else BOTH.match(tidied(cells.desa or "").upper())
    if found is None or not _exact(squashed(found.group(2), "kecamatan"), 6, ""):
        return cells
    return cells._replace(desa=found.group(1), kecamatan=found.group(2))


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
    if not found.kecamatan:  # the cell may hold a kecamatan
        found = found._replace(kecamatan=_exact(name, 6, found.kabupaten or ""))
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
