"""The birth date that a row states, in whichever of its columns."""

from datetime import date
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import birth_cell, coding
from bekasi_reconcile.clean import date as dates
from bekasi_reconcile.clean.age import years
from bekasi_reconcile.clean.cell_problem import found
from bekasi_reconcile.clean.distinct_map import mapped, mapped_text
from bekasi_reconcile.clean.partial_record import Part, holds
from bekasi_reconcile.clean.text import is_empty, tidied
from bekasi_reconcile.tables import TEXT, Column, SourceRow


class _Years(NamedTuple):
    years: int | None
    rule: str | None


def read(
    rows: DataFrame[SourceRow], columns: DataFrame[Column], table: pd.Series, as_of: date
) -> Part:
    """Return the stated birth: value, swapped, short_year, age, rule, field, text, tempat_lahir.

    The columns of Part are those of birth.Stated without the role, the cell they come from, and
    the birthplace. The first of tanggal_lahir, ttl and day/month/year that says anything counts.
    """
    halves = mapped(birth_cell.Halves, birth_cell.split_ttl, rows["ttl"])
    three = mapped_text(
        birth_cell.joined, rows["hari_lahir"], rows["bulan_lahir"], rows["tahun_lahir"]
    )
    cells = {
        "tanggal_lahir": rows["tanggal_lahir"],
        "ttl": halves["dated"],
        "tahun_lahir": three,
    }
    stated: pd.DataFrame | None = None
    told = []
    for field, text in cells.items():
        before = coding.coding(rows, columns, field)
        order = coding.date_order(field, text, table, before)
        told.append(order.told)
        reading = mapped(dates.Reading, partial(dates.read, as_of=as_of), text, order.coding)
        reading = reading.assign(field=pd.Series(field, rows.index, TEXT), text=rows[field])
        stated = reading if stated is None else _else(stated, reading)
    assert stated is not None
    age = mapped(_Years, _years, rows["umur"])
    instead = stated["text"].where(holds(stated["rule"] == "tanggal-tak-terbaca"))  # "36 th"
    worded = instead.where(holds(instead.str.contains("[A-Za-z]")))
    age = age.assign(years=age["years"].fillna(mapped(_Years, _years, worded)["years"]))
    values = stated.assign(
        age=age["years"],
        tempat_lahir=mapped_text(_place, rows["tempat_lahir"].fillna(halves["place"])),
    )
    return Part(values, [found(age["rule"], "umur", rows["umur"])], told)


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
    told = years(text)
    tidy = tidied(text or "")
    unread = told is None and not is_empty(tidy) and bool(tidy.strip("0"))
    return _Years(told, "umur-tak-terbaca" if unread else None)


def years_of_birth(
    born: pd.Series, age: pd.Series, reported_on: pd.Series, as_of: date
) -> pd.DataFrame:
    """Return lahir_min and lahir_maks: of the birth date, else of the age at the data's date.

    Who is 36 in 2025 was born in 1988 or 1989. Data without a date are of ``as_of``.
    """
    year = pd.to_numeric(born.str[:4]).astype("Int64")
    told_in = pd.to_numeric(reported_on.str[:4]).astype("Int64").fillna(as_of.year)
    return pd.DataFrame(
        {"lahir_min": year.fillna(told_in - age - 1), "lahir_maks": year.fillna(told_in - age)}
    )


def _place(text: str | None) -> str | None:
    """Return a birthplace in upper case, without the date that may stand behind it."""
    tidy = tidied(text or "").upper()
    return None if is_empty(tidy) else birth_cell.split_ttl(tidy).place
