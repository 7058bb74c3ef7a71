"""NIK and No. KK cells of a whole column, read: the plain ones at once, the others one by one."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from bekasi_reconcile.clean import nik
from bekasi_reconcile.clean.distinct_map import map_distinct
from bekasi_reconcile.clean.partial_record import insert_text, is_number, is_true
from bekasi_reconcile.reference.territory import KECAMATAN, Territory, provinces
from bekasi_reconcile.tables import TEXT

PLACEHOLDER_KINDS = 2
"""Different digits that a filler has at most."""


VALIDITY = pd.array(["VALID", "VALID_FOREIGN_REGION", None], TEXT)


def read_niks(cells: pd.Series, kind: pd.Series, territory: Territory) -> pd.DataFrame:
    """Return nik.NikReading of each cell; ``kind`` is angka where the cell was a number."""
    return _read(_nik, cells, kind, territory, women=True)


def read_kks(cells: pd.Series, kind: pd.Series, territory: Territory) -> pd.DataFrame:
    """Return nik.NikReading of each No. KK cell."""
    return _read(_kk, cells, kind, territory, women=False)


def _read(
    read: Callable[..., nik.NikReading],
    cells: pd.Series,
    kind: pd.Series,
    territory: Territory,
    *,
    women: bool,
) -> pd.DataFrame:
    """Return readings: sound numbers known by their digits at once, the others one by one."""
    numeric = is_true(kind == "angka")  # these may be past 2^53
    status = plainly_valid(cells.mask(numeric), territory, women=women)
    rest = status.isna() & cells.notna()
    read_one = map_distinct(nik.NikReading, partial(read, territory), cells[rest], numeric[rest])
    at_once = {
        "pattern": cells.where(status.notna()),
        "status": status.fillna("MISSING"),
        "rule": pd.Series(pd.NA, cells.index, TEXT),
    }
    return pd.DataFrame(
        {name: insert_text(read_one[name], rest, at_once[name]) for name in at_once}
    )


def plainly_valid(cells: pd.Series, territory: Territory, *, women: bool) -> pd.Series:
    """Return VALID or VALID_FOREIGN_REGION for plain, sound numbers; missing for all others.

    Says what ``nik.read_nik`` (``women``) and ``nik.read_kk`` say of them, a million at a time.
    """
    validity = pd.Series(pd.NA, cells.index, TEXT)
    is_plain = is_number(cells)
    plain = cells[is_plain]
    if plain.empty:
        return validity
    text = np.array(plain.to_list(), dtype="S16")
    digit = text.view(np.uint8).reshape(-1, 16) - ord("0")
    tens = digit[:, 0::2].astype(int) * 10 + digit[:, 1::2]  # the number in pairs of digits
    day, month, year = tens[:, 3], tens[:, 4], tens[:, 5]
    if women:
        day = day - 40 * (day > 40)
    last = np.array([0, *nik.DAYS])[np.minimum(month, 13) % 13]
    sound = (day >= 1) & (day <= last) & ((day != 29) | (month != 2) | (year % 4 == 0))
    sound &= np.isin(tens[:, 0], [int(code) for code in provinces()])
    sound &= (tens[:, 6] > 0) | (tens[:, 7] > 0)
    area = tens[:, 0] * 10_000 + tens[:, 1] * 100 + tens[:, 2]
    is_kecamatan = np.isin(
        area, [int(code) for code in territory.by_code if len(code) == KECAMATAN]
    )
    home = np.isin(area // 100, [int(code) for code in territory.regencies])
    sound &= (is_kecamatan | ~home) & (_kinds(digit) > PLACEHOLDER_KINDS)
    sound &= (digit[:, 6:] != digit[:, 6:7]).any(axis=1)
    status = np.where(sound, np.where(home, 0, 1), 2)  # of VALIDITY
    return insert_text(pd.Series(VALIDITY.take(status)), is_plain, validity)


def _kinds(digit: np.ndarray) -> np.ndarray:
    """Return how many different digits each number has."""
    kinds = np.zeros(len(digit), dtype=np.int64)
    for column in digit.T:
        kinds |= 1 << column.astype(np.int64)
    return np.array([bin(n).count("1") for n in range(1024)])[kinds]


def _nik(territory: Territory, text: str | None, numeric: bool | None) -> nik.NikReading:
    return nik.read_nik(text, territory, numeric=bool(numeric))


def _kk(territory: Territory, text: str | None, numeric: bool | None) -> nik.NikReading:
    return nik.read_kk(text, territory, numeric=bool(numeric))
