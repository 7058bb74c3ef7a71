"""Strike a block of cells with a list's own rates of error, and remember every blow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from bekasi_reconcile.demo.errors import name, nik, place, when
from bekasi_reconcile.demo.errors.row import Cell, Kinds, Row

KINDS: Mapping[str, Kinds] = {
    "nik": nik.NIK,
    "nik_nol": nik.NIK_ZEROED,
    "nik_kosong": nik.NIK_BLANK,
    "nik_ibu_anak": nik.NIK_OF_MOTHER,
    "no_kk": nik.KK,
    "nama": name.NAME,
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

STRIKES = {"nik_nol": "nik", "nik_kosong": "nik", "nik_ibu_anak": "nik"}
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
    rng, typed = draw
    done: dict[tuple[int, int], Fault] = {}
    for rate_name, rate in rates:
        field = STRIKES.get(rate_name, rate_name)
        if field not in fields:
            continue
        column = fields.index(field)
        hit = np.flatnonzero(rng.random(len(cells[column])) < rate)
        for index in hit.tolist():
            if (index, column) not in done and (
                fault := _damaged(cells, Row(truth, index, typed), column, (field, rate_name), rng)
            ):
                cells[column][index] = fault.written
                done[index, column] = fault
    return list(done.values())


def _damaged(
    cells: list[list[Cell]],
    row: Row,
    column: int,
    what: tuple[str, str],
    rng: np.random.Generator,
) -> Fault | None:
    field, rate_name = what
    before = cells[column][row.index]
    if before in ("", None):
        return None
    kinds = KINDS[rate_name]
    edges = np.cumsum([weight for weight, _ in kinds.values()])
    drawn = int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))
    kind, (_, corrupt) = list(kinds.items())[drawn]
    text = str(before)
    after = corrupt(text.upper() if field in CASED else text, row, rng)
    if isinstance(after, str) and field in CASED and text != text.upper():
        after = after.title()
    if after is None or after == before:
        return None
    return Fault(row.index, column, field, kind, text, after)
