"""Place cells of one row resolved to Kemendagri codes with their parents."""

from typing import NamedTuple

from bekasi_reconcile.clean.place_cell import PlaceCells, code_in
from bekasi_reconcile.clean.place_name import PlaceCandidates, place_candidates
from bekasi_reconcile.reference.territory import Territory


class Place(NamedTuple):
    """Where a row is: Kemendagri codes as deep as they are known, and what to report.

    ``rule`` is said of the cell in ``field``. A place outside the territory has no codes.
    """

    kode_desa: str | None = None
    kode_kecamatan: str | None = None
    kode_kabupaten: str | None = None
    rule: str | None = None
    field: str = ""


def resolve(cells: PlaceCells, territory: Territory) -> Place:
    """Return the place that the names, and a code that agrees with them, point at."""
    named = place_candidates(cells, territory)
    if named.rule == "tempat-luar-bekasi":
        return Place(rule=named.rule, field=named.field)
    place = _deepest_place(named, territory)
    coded = _believed_code(cells, place, territory)
    if coded is None:
        return place
    if place.kode_kabupaten and not _fits(coded, place):
        return place._replace(rule="kode-beda-nama", field="kode_desa")
    deeper = len(coded) > len(place.kode_desa or place.kode_kecamatan or "")
    return (
        _place_of(coded, territory)._replace(rule=place.rule, field=place.field)
        if deeper
        else place
    )


def systems_of(cells: PlaceCells, territory: Territory) -> frozenset[str]:
    """Return the code systems under which a row's code agrees with its names.

    Without names: the systems that know the code at all.
    """
    place = _deepest_place(place_candidates(cells, territory), territory)
    readings = {s: code_in(cells, s, territory) for s in ("kemendagri", "bps")}
    codes = {s: code for s, code in readings.items() if code}
    if not (place.kode_desa or place.kode_kecamatan):
        return frozenset(codes)
    return frozenset(s for s, code in codes.items() if _fits(code, place))


def _deepest_place(named: PlaceCandidates, territory: Territory) -> Place:
    """Return the deepest place that is the only one the names allow."""
    if len(named.desa) == 1:
        return _place_of(next(iter(named.desa)), territory)._replace(
            rule=named.rule, field=named.field
        )
    rule, field = named.rule, named.field
    if len(named.desa) > 1:
        rule, field = "desa-ganda", "desa"
    if len(named.kecamatan) == 1:
        return _place_of(next(iter(named.kecamatan)), territory)._replace(rule=rule, field=field)
    if len(named.kecamatan) > 1 and not rule:
        rule, field = "kecamatan-ganda", "kecamatan"
    parents = {code[:4] for code in named.kecamatan | named.desa}
    only = named.kabupaten or (next(iter(parents)) if len(parents) == 1 else None)
    return Place(kode_kabupaten=only, rule=rule, field=field)


def _believed_code(cells: PlaceCells, place: Place, territory: Territory) -> str | None:
    """Return the Kemendagri code that a row's codes mean, where that can be believed."""
    if cells.system:
        return code_in(cells, cells.system, territory)
    if not (place.kode_desa or place.kode_kecamatan):
        return None
    readings = (code_in(cells, system, territory) for system in ("kemendagri", "bps"))
    return next((code for code in readings if code and _fits(code, place)), None)


def _fits(code: str, place: Place) -> bool:
    deepest = place.kode_desa or place.kode_kecamatan or place.kode_kabupaten or ""
    parents = (code[:4], code[:6], code)
    return deepest in parents or (code in (deepest[:4], deepest[:6]) and bool(code))


def _place_of(code: str, territory: Territory) -> Place:
    region = territory.by_code[code]
    if len(code) == 10:
        return Place(code, region.induk, region.induk[:4])
    return Place(None, code, code[:4]) if len(code) == 6 else Place(None, None, code)
