"""What a column's header may mean, as far as its cells do not contradict it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bekasi_reconcile.ingest.layout.header import Header
from bekasi_reconcile.ingest.mapping.cell_content import CellShares, fit, least_fit
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


def candidates(
    header: Header, column: int, at: CellShares, named: Mapping[str, str]
) -> list[tuple[float, HeaderSense, float]]:
    """Return (strength, reading, fit) for each meaning that the cells do not contradict."""
    parts = header.parts.get(column, ())
    told = named.get(squash(" ".join(parts) or f"kolom {letter(column)}"))
    if told:
        return [(2.0, HeaderSense(told, 2.0, "profile"), 1.0)]
    offers = []
    for reading in (_name_and_nik(r, at) for r in header_senses(parts)):
        kind = fields()[reading.field].content
        fits = fit(kind, at)
        if fits >= least_fit(kind) and not is_ruled_out(reading.field, at):
            ambiguous = squash(parts[-1]) in AMBIGUOUS
            offers.append((reading.strength * (fits if ambiguous else 1), reading, fits))
    return sorted(offers, key=lambda o: -o[0])


def _name_and_nik(reading: HeaderSense, at: CellShares) -> HeaderSense:
    """Return the meaning "name and NIK" for a name's or NIK's column whose cells hold both."""
    together = reading.field in ("nama", "nik", "nama_kepala") and at["name_id"] > 0.5
    return replace(reading, field="nama_nik") if together else reading


AMBIGUOUS = {"STATUS", "KEL", "NOKEL", "KK", "KET", "TGL", "TEMPAT"}


def is_ruled_out(field: str, at: CellShares) -> bool:
    """Tell whether the cells rule ``field`` out, whatever share of them fits."""
    if not at.count:
        return False
    worded = field in ("desa", "kecamatan", "alamat", "nama", "nama_kepala", "kabupaten")
    return worded and (at["ids"] > 0.3 or at["date"] > 0.5)


def header_senses(parts: Sequence[str]) -> Sequence[HeaderSense]:
    """Return the meanings of a header of one or more rows, its group's owner considered."""
    parts = [p for p in parts if not LEGEND.match(p)] or parts
    whole = senses(" ".join(parts))
    if len(parts) <= 1:
        if not parts:
            return ()
        return whole
    owner = next((OWNERS[w] for part in parts[:-1] for w in _owner_words(part)), None)
    leaf = senses(parts[-1])
    if owner:
        return _senses_of_owner(parts, owner, leaf)
    two = senses(" ".join(parts[-2:]))
    certain = [r for r in (*whole, *two) if r.strength > 0.9]
    return certain or leaf or whole or _senses_of_upper_rows(parts)


def _senses_of_owner(
    parts: Sequence[str], owner: str, leaf: Sequence[HeaderSense]
) -> Sequence[HeaderSense]:
    """Return the meanings of a column under a group that names somebody else than the person.

    "Data Ayah / NIK" is the father's; under "Nama Orang Tua / Ibu" the leaf names whose.
    """
    own = _owner_words(parts[-1])
    group = header_words(" ".join(parts[:-1])).split()
    if own:
        kind = "nik_" if "NIK" in group else "nama_"
        return [with_field(HeaderSense("", 0.9, "synonym"), kind + OWNERS[own[-1]])]
    return [with_field(r, OWNED[r.field] + owner) for r in leaf if r.field in OWNED]


def _senses_of_upper_rows(parts: Sequence[str]) -> Sequence[HeaderSense]:
    """Return the meaning of a header whose lowest row is only a legend: "Umur / (tahun)"."""
    known = [r for r in map(senses, reversed(parts[:-1])) if r]
    return [replace(r, strength=r.strength / 2) for r in known[0]] if known else ()


def with_field(reading: HeaderSense, field: str) -> HeaderSense:
    """Return ``reading`` for another field; one outside the vocabulary is ignored."""
    return replace(reading, field=field if field in fields() else IGNORED)


def _owner_words(part: str) -> list[str]:
    text = header_words(part).replace("ORANG TUA", "ORANGTUA")
    return [w for w in text.split() if w in OWNERS]
