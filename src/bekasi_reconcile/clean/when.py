"""The birth date that a row states, in whichever of its columns."""

from datetime import date
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import date as dates
from bekasi_reconcile.clean import decision
from bekasi_reconcile.clean.distinct import mapped, mapped_text
from bekasi_reconcile.clean.part import Part
from bekasi_reconcile.clean.text import is_empty, tidied
from bekasi_reconcile.tables import TEXT, Column, SourceRow


class _Years(NamedTuple):
    years: int | None


def read(
    rows: DataFrame[SourceRow], columns: DataFrame[Column], table: pd.Series, as_of: date
) -> Part:
    """Return the stated birth: value, swapped, short_year, age, rule, field, text, tempat_lahir.

    The columns of Part are those of birth.Stated without the role, the cell they come from, and
    the birthplace. The first of tanggal_lahir, ttl and day/month/year that says anything counts.
    """
    halves = mapped(dates.Halves, dates.split_ttl, rows["ttl"])
    three = mapped_text(dates.joined, rows["hari_lahir"], rows["bulan_lahir"], rows["tahun_lahir"])
    cells = {
        "tanggal_lahir": rows["tanggal_lahir"],
        "ttl": halves["dated"],
        "tahun_lahir": three,
    }
    stated: pd.DataFrame | None = None
    told = []
    for field, text in cells.items():
        before = decision.coding(rows, columns, field)
        order = decision.date_order(field, text, table, before)
        told.append(order.told)
        reading = mapped(dates.Reading, partial(dates.read, as_of=as_of), text, order.coding)
        reading = reading.assign(field=pd.Series(field, rows.index, TEXT), text=rows[field])
        stated = reading if stated is None else _else(stated, reading)
    assert stated is not None
    values = stated.assign(
        age=mapped(_Years, _years, rows["umur"])["years"],
        tempat_lahir=mapped_text(_place, rows["tempat_lahir"].fillna(halves["place"])),
    )
    return Part(values, [], told)


def _else(stated: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return ``stated``, and ``other`` in the rows where it says nothing at all."""
    silent = stated["value"].isna() & stated["rule"].isna()
    silent &= other["value"].notna() | other["rule"].notna()
    if not silent.any():
        return stated
    both = pd.concat([stated, other], ignore_index=True)
    at = np.arange(len(stated)) + len(stated) * silent.to_numpy()
    return both.take(at).set_axis(stated.index)


def _years(text: str | None) -> _Years:
    return _Years(dates.years(text))


def _place(text: str | None) -> str | None:
    """Return a birthplace in upper case, without the date that may stand behind it."""
    tidy = tidied(text or "").upper()
    return None if is_empty(tidy) else dates.split_ttl(tidy).place
