"""The provinces, regencies, kecamatan and desa of Bekasi, and the ways they are written."""

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from bekasi_reconcile.reference import words

BEKASI = ("3216", "3275")
"""Kabupaten Bekasi and Kota Bekasi."""

NOT_LETTER = re.compile(r"[^A-Z]")


class Region(NamedTuple):
    """One region. ``kode`` and ``induk`` (its parent's) are Kemendagri's; the desa has 10."""

    kode: str
    nama: str
    induk: str
    kode_bps: str


def squashed(name: str) -> str:
    """Return only the letters of ``name``, upper case: how region names are compared.

    >>> squashed("Muara Gembong"), squashed("Muaragembong")
    ('MUARAGEMBONG', 'MUARAGEMBONG')
    """
    return NOT_LETTER.sub("", name.upper())


@cache
def by_code() -> dict[str, Region]:
    """Return every region by its Kemendagri code."""
    return {
        row["kode"]: Region(row["kode"], row["nama"], row["kode_induk"], row["kode_bps"])
        for row in words.rows("wilayah")
    }


@cache
def by_bps_code() -> dict[str, str]:
    """Return BPS code → Kemendagri code, for kecamatan (7 digits) and desa (10)."""
    return {region.kode_bps: region.kode for region in by_code().values() if region.kode_bps}


@cache
def old_codes() -> dict[str, str]:
    """Return former Kemendagri code → the code of today."""
    rows = words.rows("wilayah_alias")
    return {row["alias"]: row["kode"] for row in rows if row["jenis"] == "old-code"}


@cache
def by_name(level: int) -> dict[str, frozenset[str]]:
    """Return squashed name → codes of ``level`` digits (6 kecamatan, 10 desa).

    A name that several places bear, or once bore, has several codes.
    """
    spelt = [(r.nama, r.kode) for r in by_code().values()]
    spelt += [(row["alias"], row["kode"]) for row in words.rows("wilayah_alias")]
    spelt += [(alias, code) for code, alias in _ambiguous()]
    found: dict[str, set[str]] = defaultdict(set)
    for name, code in spelt:
        if len(code) == level and squashed(name):
            found[squashed(name)].add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


def _ambiguous() -> list[tuple[str, str]]:
    """Return (code, name) of the kecamatan that a bare family name may mean."""
    family = re.compile(r"^(Tambun|Cikarang) ")
    return [
        (r.kode, found.group(1))
        for r in by_code().values()
        if len(r.kode) == 6 and (found := family.match(r.nama))
    ]


@cache
def provinces() -> frozenset[str]:
    """Return the two-digit codes of all provinces of Indonesia."""
    return frozenset(words.table("provinsi")["kode"])
