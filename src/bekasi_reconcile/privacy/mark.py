"""What tells a person again: keyed digests of what a record holds, from sure to weak.

A NIK alone is never sure, since families share one by mistake; nor is a name with a place.
"""

import hmac
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from bekasi_reconcile.arrow_text import to_arrow, to_series
from bekasi_reconcile.tables import TEXT

SURE = (
    ("nik", "nama_baku"),
    ("nik", "tanggal_lahir"),
    ("nama_baku", "tanggal_lahir", "kode_desa"),
    ("row",),
)
"""Who has one of these is the person, whatever else the record says."""

WEAK = (
    ("source", "whole"),
    ("nama_baku", "no_kk"),
    ("nama_baku", "birthday", "kode_kecamatan"),
    ("nama_baku", "birthday", "nama_ibu_kunci"),
    ("nama_baku", "nama_ibu_kunci", "kode_desa"),
    ("nama_baku", "alamat_baku", "rt", "rw", "kode_desa"),
)
"""Who has one of these is the person unless something that is known on both sides differs."""

HINT = (("nama_baku", "place"), ("nik",), ("nama_kunci", "tanggal_lahir", "place"))
"""Who has one of these, and differs in nothing, may be the person: people are asked."""

WHOLE = (
    *("nik_pattern", "no_kk", "nama_baku", "tanggal_lahir", "jenis_kelamin", "nama_ibu"),
    *("alamat_baku", "rt", "rw", "kode_desa", "kode_kecamatan"),
)
"""All that a row says of who somebody is; what is missing is missing on both sides."""

DIFFERS = ("nik", "tanggal_lahir", "jenis_kelamin", "nama_ibu_kunci", "kode_desa")
DAY = len("2000-01-01")
COPY_NUMBER = r"(:[0-9a-f]{16})-[0-9]+$"
LEEWAY = 1
"""Years by which a stated age may be off."""

PARTS = ("record_id", "source", "nama_kunci", "nama_ibu_kunci", *WHOLE, "lahir_min", "lahir_maks")
SEPARATOR = "\x1f"


class Mark(NamedTuple):
    """A digest that a record bears. ``text`` is what it was made of; it is never stored."""

    digest: str
    text: str


def digest(keys: Sequence[bytes], text: str) -> str:
    """Return the digest of ``text`` under all keys the project has had, oldest first.

    A new key is put around the digests that are kept: who has the old one alone learns nothing.
    """
    return digests(keys, [text])[0]


def digests(keys: Sequence[bytes], texts: Iterable[str]) -> list[str]:
    """Return the digest of each of ``texts``: 1.5 µs each, no object being made for it."""
    signed = list(texts)
    for key in keys:
        signed = [hmac.digest(key, text.encode(), "sha256").hex() for text in signed]
    return signed


def marks(
    record: pd.DataFrame,
    kinds: Sequence[tuple[str, ...]],
    keys: Sequence[bytes],
    wanted: Container[str] | None = None,
) -> Iterator[tuple[int, Mark]]:
    """Yield every mark of ``kinds`` that a record bears, with the record's position.

    A record bears none of a kind of which it lacks a part. ``wanted``: the only digests to yield.
    """
    parts = _parts(record.reset_index(drop=True))
    for kind in kinds:
        head = pa.scalar(SEPARATOR.join(kind), pa.large_string())
        column = _join([head, *(to_arrow(parts[name]) for name in kind)], parts.index).dropna()
        texts = column.tolist()
        signed = digests(keys, texts)
        for at, mark in enumerate(signed):
            if wanted is None or mark in wanted:
                yield int(column.index[at]), Mark(mark, texts[at])


def without_copy_number(record_id: pd.Series) -> pd.Series:
    """Return the ids without the number that tells apart rows of one source that say the same."""
    return record_id.astype(TEXT).str.replace(COPY_NUMBER, r"\1", regex=True)


def _parts(record: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that marks are made of; what ``record`` lacks is missing."""
    parts = record.reindex(columns=list(dict.fromkeys([*PARTS, "nik"]))).astype(TEXT)
    whole = _join([to_arrow(parts[name].fillna("")) for name in WHOLE], record.index)
    return parts.assign(
        row=without_copy_number(parts["record_id"]),
        whole=whole,
        birthday=parts["tanggal_lahir"].where(parts["tanggal_lahir"].str.len() == DAY),
        place=parts["kode_kecamatan"].fillna(""),
    )


def _join(columns: Sequence[Any], index: pd.Index) -> pd.Series:
    """Return the texts beside one another as one; missing where one is."""
    between = pa.scalar(SEPARATOR, pa.large_string())
    return to_series(pc.binary_join_element_wise(*columns, between), index)


def about(record: Mapping[Any, Any], text: str, keys: Sequence[bytes]) -> dict[str, list[str]]:
    """Return digests of what else the record says, to tell namesakes apart by what differs.

    ``text`` is that of the mark: the same value beside another mark has another digest.
    """
    return {
        name: sorted(digest(keys, f"{text}{SEPARATOR}{name}={value}") for value in values)
        for name, values in _statements(record).items()
    }


def differs(one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> bool:
    """Return whether something that both say (results of ``about``) has no value in common."""
    return any(set(one[name]).isdisjoint(other[name]) for name in one.keys() & other.keys())


def _statements(record: Mapping[Any, Any]) -> dict[str, list[object]]:
    """Return each thing that is stated, with the values that would agree with it."""
    stated = {name: [record[name]] for name in DIFFERS if not _is_missing(record.get(name))}
    if len(str(record.get("tanggal_lahir") or "")) < DAY:
        stated.pop("tanggal_lahir", None)
    years = record.get("lahir_min"), record.get("lahir_maks")
    if not any(map(_is_missing, years)):
        earliest, latest = (int(str(year)) for year in years)
        stated["years"] = list(range(earliest - LEEWAY, latest + LEEWAY + 1))
    return stated


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value != value  # noqa: PLR0124  NaN
