"""Strike a block of cells with a list's own rates of error, and remember every blow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from bekasi_reconcile.demo.errors import name, nik, place, when
from bekasi_reconcile.demo.errors.row import Cell, Kinds, Spot

KINDS: Mapping[str, Kinds] = {
    "nik": nik.NIK,
    "nik_nol": nik.NIK_ZEROED,
    "nik_kosong": nik.NIK_BLANK,
    "nik_ibu_anak": nik.NIK_OF_MOTHER,
    "no_kk": nik.KK,
    "nama": name.NAME,
    "almarhum": name.DECEASED,
    "lahir": when.DATE,
    "ttl": when.PLACE_AND_DATE,
    "alamat": place.ADDRESS,
    "alamat_lengkap": place.ADDRESS,
    "desa": place.VILLAGE,
    "kecamatan": place.DISTRICT,
    "rt": place.RT,
    "rw": place.RT,
    "rt_rw": place.RT_RW,
    "kelamin": place.SEX,
}
"""Which kinds of error, and how likely each, a rate named in ``lists.toml`` stands for."""

STRIKES = {"nik_nol": "nik", "nik_kosong": "nik", "nik_ibu_anak": "nik", "almarhum": "nama"}
"""Rates that strike the column of another name."""

CASED = ("nama", "alamat", "alamat_lengkap")
"""Fields whose errors are made in capitals and then written as the list writes."""


@dataclass(frozen=True)
class Fault:
    """One planted error: which cell of the block, what it said in truth, what was written."""

    row: int
    column: int
    field: str
    kind: str
    true: str
    written: Cell


def strike(
    cells: list[list[Cell]],
    fields: list[str],
    truth: Mapping[str, list[object]],
    rates: Iterable[tuple[str, float]],
    draw: tuple[np.random.Generator, bool],
) -> list[Fault]:
    """Damage ``cells`` (a list per column) in place; return the faults, one per damaged cell.

    ``draw`` is the random stream, and whether the file can hold numbers.
    """
    rng, has_types = draw
    done: dict[tuple[int, int], Fault] = {}
    for rate_name, rate in rates:
        field = STRIKES.get(rate_name, rate_name)
        column = fields.index(field)
        hit = np.flatnonzero(rng.random(len(cells[column])) < rate)
        for index in hit.tolist():
            before = cells[column][index]
            if before in ("", None) or (index, column) in done:
                continue
            spot = Spot(_as_shown(before, field), truth, index, has_types, rng)
            kind, after = _corrupt(spot, KINDS[rate_name])
            after = _in_case(after, before, field)
            if after is not None and after != before:
                cells[column][index] = after
                done[index, column] = Fault(index, column, field, kind, str(before), after)
    return list(done.values())


def _as_shown(before: Cell, field: str) -> str:
    return str(before).upper() if field in CASED else str(before)


def _corrupt(spot: Spot, kinds: Kinds) -> tuple[str, Cell]:
    edges = np.cumsum([weight for weight, _ in kinds.values()])
    drawn = int(np.searchsorted(edges, spot.rng.random() * edges[-1], side="right"))
    kind, (_, corrupt) = list(kinds.items())[drawn]
    return kind, corrupt(spot)


def _in_case(after: Cell, before: Cell, field: str) -> Cell:
    """Return names and addresses in small letters where the list writes them so."""
    small = field in CASED and str(before) != str(before).upper()
    return after.title() if small and isinstance(after, str) else after
