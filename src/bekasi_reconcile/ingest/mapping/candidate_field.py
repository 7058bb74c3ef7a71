"""The fields that a column's header may mean, as far as its cells do not contradict them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from bekasi_reconcile.ingest.layout.header import Header
from bekasi_reconcile.ingest.mapping.cell_content import CellShares, fit, least_fit
from bekasi_reconcile.ingest.mapping.header_version import without_version
from bekasi_reconcile.ingest.mapping.header_vocabulary import (
    IGNORED,
    HeaderSense,
    fields,
    header_words,
    senses,
    squash,
)
from bekasi_reconcile.spreadsheet.cell_address import letter

OWNERS = {
    "AYAH": "ayah", "BAPAK": "ayah", "IBU": "ibu", "WALI": "wali", "ORTU": "ortu",
    "ORANGTUA": "ortu", "PASANGAN": "pasangan", "SUAMI": "pasangan", "ISTRI": "pasangan",
    "ISTERI": "pasangan",
}  # fmt: skip
OWNED = {"nama": "nama_", "nik": "nik_"}
LEGEND = re.compile(r"^\(.*\)$|^\d\W.*\d\W")
"""A row of a header that only explains: "(tahun)", "1. Lk 2. Pr"."""

AMBIGUOUS = {"STATUS", "KEL", "NOKEL", "KK", "KET", "TGL", "TEMPAT"}
"""Headers of which the cells must say which meaning holds."""

BY_PROFILE = 2.0
"""Strength of what the source's profile says: above any header."""


class CandidateField(NamedTuple):
    """One meaning for a column. ``fits``: the share of its cells that can be of that field."""

    strength: float
    sense: HeaderSense
    fits: float


def candidates(
    header: Header, column: int, shares: CellShares, profile_fields: Mapping[str, str]
) -> list[CandidateField]:
    """Return the meanings that the cells do not contradict, the strongest first."""
    parts = header.parts.get(column, ())
    field = profile_fields.get(squash(" ".join(parts) or f"kolom {letter(column)}"))
    if field:
        return [CandidateField(BY_PROFILE, HeaderSense(field, BY_PROFILE, "profile"), 1.0)]
    possible = []
    meant = header_senses(parts) or header_senses([without_version(part) for part in parts])
    for sense in (_name_and_nik(sense, shares) for sense in meant):
        kind = fields()[sense.field].content
        fits = fit(kind, shares)
        if fits >= least_fit(kind) and not is_ruled_out(sense.field, shares):
            weight = fits if squash(parts[-1]) in AMBIGUOUS else 1
            possible.append(CandidateField(sense.strength * weight, sense, fits))
    return sorted(possible, key=lambda candidate: -candidate.strength)


def _name_and_nik(sense: HeaderSense, shares: CellShares) -> HeaderSense:
    """Return the meaning "name and NIK" for a name's or NIK's column whose cells hold both."""
    together = sense.field in ("nama", "nik", "nama_kepala") and shares["name_id"] > 0.5
    return replace(sense, field="nama_nik") if together else sense


def is_ruled_out(field: str, shares: CellShares) -> bool:
    """Tell whether the cells rule ``field`` out, whatever share of them fits."""
    if not shares.count:
        return False
    worded = field in ("desa", "kecamatan", "alamat", "nama", "nama_kepala", "kabupaten")
    return worded and (shares["ids"] > 0.3 or shares["date"] > 0.5)


def header_senses(parts: Sequence[str]) -> Sequence[HeaderSense]:
    """Return the meanings of a header of one or more rows, its group's owner considered."""
    parts = [p for p in parts if not LEGEND.match(p)] or parts
    whole = senses(" ".join(parts))
    if len(parts) <= 1:
        return whole if parts else ()
    owner = next((OWNERS[w] for part in parts[:-1] for w in _owner_words(part)), None)
    leaf = senses(parts[-1])
    if owner:
        return _senses_of_owner(parts, owner, leaf)
    two = senses(" ".join(parts[-2:]))
    certain = [sense for sense in (*whole, *two) if sense.strength > 0.9]
    return certain or leaf or whole or _senses_of_upper_rows(parts)


def _senses_of_owner(
    parts: Sequence[str], owner: str, leaf: Sequence[HeaderSense]
) -> Sequence[HeaderSense]:
    """Return the meanings of a column under a group that names somebody else than the person.

    "Data Ayah / NIK" is the father's; under "Nama Orang Tua / Ibu" the leaf names the owner.
    """
    own = _owner_words(parts[-1])
    group = header_words(" ".join(parts[:-1])).split()
    if own:
        kind = "nik_" if "NIK" in group else "nama_"
        return [with_field(HeaderSense("", 0.9, "synonym"), kind + OWNERS[own[-1]])]
    return [with_field(sense, OWNED[sense.field] + owner) for sense in leaf if sense.field in OWNED]


def _senses_of_upper_rows(parts: Sequence[str]) -> Sequence[HeaderSense]:
    """Return the meaning of a header whose lowest row is only a legend: "Umur / (tahun)"."""
    lowest = next((row for row in map(senses, reversed(parts[:-1])) if row), ())
    return [replace(sense, strength=sense.strength / 2) for sense in lowest]


def with_field(sense: HeaderSense, field: str) -> HeaderSense:
    """Return ``sense`` for another field; one outside the vocabulary is ignored."""
    return replace(sense, field=field if field in fields() else IGNORED)


def _owner_words(part: str) -> list[str]:
    text = header_words(part).replace("ORANG TUA", "ORANGTUA")
    return [word for word in text.split() if word in OWNERS]
