"""Rows that may leave the office: nobody is named or numbered, and nobody stands alone.

Masking is of a row: a name, a number and a date that are each shortened still tell together who
somebody is. So a copy shows only what is listed here, and of that only as much as at least
``LEAST`` persons of the table have in common (k-anonymity with suppression; Sweeney 2002).
"""

import hmac
import secrets
from collections.abc import Sequence

import pandas as pd

from bekasi_reconcile.tables import TEXT

LEAST = 5
"""So many persons share whatever a row says of a person."""

WHO = ("id_orang", "person_id", "id_keluarga")
"""Who is counted: several conflicts of one person are one person."""

IDS = ("id_konflik", *WHO)
"""The first column of these tells the rows apart. Another would lead from table to table."""

SHOWN = ("program", "jenis", "tingkat", "pertanyaan", "pemutus", "pilihan_jawaban", "status")
"""Columns that say nothing of who somebody is."""

LEVELS = (
    ("kabupaten", "kecamatan", "desa", "jenis_kelamin", "tanggal_lahir", "desil"),
    ("kabupaten", "kecamatan", "jenis_kelamin", "tanggal_lahir", "desil"),
    ("kabupaten", "kecamatan", "jenis_kelamin", "tanggal_lahir"),
    ("kabupaten", "jenis_kelamin", "tanggal_lahir"),
    ("kabupaten", "jenis_kelamin"),
    (),
)
"""What a row tells of a person, from most to least; a birth date is told as its decade."""

COUNTS = ("keluarga", "orang", "dugaan_inclusion")
FIGURES = (*COUNTS, "rupiah")
NUMBERS = ("nik", "no_kk", "nik_kepala")
HIDDEN_NUMBER = "*" * 16


def anonymous_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table``, of one row or more a person, with its columns but nobody's own values.

    The ids are others in every table and every copy, and nothing leads back from them. The rows
    are in the order of those ids, since the old order would tell the places that are hidden.
    """
    own = next(str(name) for name in table if name in IDS)
    who = table[next(name for name in WHO if name in table)]
    coarse = _decades(table)
    told = pd.DataFrame(None, index=table.index, columns=table.columns, dtype=TEXT)
    shown = [name for name in SHOWN if name in table]
    for name in shown:
        told[name] = table[name].astype(TEXT)
    for name in [name for name in NUMBERS if name in table]:
        told[name] = HIDDEN_NUMBER
    levels = [[name for name in level if name in table] for level in LEVELS]
    left = pd.Series(data=True, index=table.index)
    for level in levels:
        enough = left & _is_shared(coarse[left], who[left], level, told).reindex(
            table.index, fill_value=False
        )
        told.loc[enough, level] = coarse.loc[enough, level]
        left &= ~enough
    told[own] = pseudonyms(table[own])
    return told.sort_values([own, *shown], ignore_index=True)


def _is_shared(
    coarse: pd.DataFrame, who: pd.Series, level: Sequence[str], told: pd.DataFrame
) -> pd.Series:
    """Return in which rows LEAST persons have the same at this ``level``, beside what is shown.

    The rows told at this level are counted among themselves alone.
    """
    shown = [name for name in SHOWN if name in told]
    keys = [coarse[name].fillna("") for name in level]
    keys += [told.loc[coarse.index, name].fillna("") for name in shown]
    if not keys:
        return pd.Series(data=True, index=coarse.index)
    return who.groupby(keys).transform("nunique") >= (LEAST if level else 0)


def anonymous_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` of counts without the figures of rows that count fewer than LEAST."""
    few = (table[["keluarga", "orang"]] < LEAST).any(axis="columns")
    hidden = {name: table[name].astype("Int64").mask(few) for name in FIGURES}
    few_doubts = (hidden["dugaan_inclusion"] > 0) & (hidden["dugaan_inclusion"] < LEAST)
    hidden["dugaan_inclusion"] = hidden["dugaan_inclusion"].mask(few_doubts.fillna(value=True))
    return table.assign(**hidden)


def pseudonyms(ids: pd.Series) -> pd.Series:
    """Return another id for each of ``ids``, by a key that is not kept."""
    key = secrets.token_bytes(32)
    names = {
        text: hmac.digest(key, text.encode(), "sha256").hex()[:12].upper()
        for text in ids.dropna().unique()
    }
    return ids.map(names).astype(TEXT)


def source_labels(sources: Sequence[str], reviewed: set[str]) -> dict[str, str]:
    """Return what to call each source; without a reviewed profile it is called after its file."""
    unnamed = [source for source in sources if source not in reviewed]
    numbers = {source: f"daftar-{number}" for number, source in enumerate(unnamed, 1)}
    return {source: numbers.get(source, source) for source in sources}


def _decades(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` as text, its birth dates as decades."""
    text = table.astype(TEXT)
    if "tanggal_lahir" not in text:
        return text
    decade = text["tanggal_lahir"].str.slice(0, 3)
    return text.assign(tanggal_lahir=decade + "0-" + decade + "9")
