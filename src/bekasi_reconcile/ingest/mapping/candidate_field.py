"""What a column's header may mean, as far as its cells do not contradict it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bekasi_reconcile.ingest.layout.header import Header
from bekasi_reconcile.ingest.mapping.cell_content import Look, fit, least_fit
from bekasi_reconcile.ingest.mapping.header_vocabulary import (
    IGNORED,
    Reading,
    fields,
    readings,
    squash,
    words,
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


def offers_of(
    header: Header, column: int, at: Look, named: Mapping[str, str]
) -> list[tuple[float, Reading, float]]:
    """Return (strength, reading, fit) for each meaning that the cells do not contradict."""
    parts = header.parts.get(column, ())
    told = named.get(squash(" ".join(parts) or f"kolom {letter(column)}"))
    if told:
        return [(2.0, Reading(told, 2.0, "profile"), 1.0)]
    offers = []
    for reading in (_both(r, at) for r in header_readings(parts)):
        kind = fields()[reading.field].content
        fits = fit(kind, at)
        if fits >= least_fit(kind) and not contradicted(reading.field, at):
            ambiguous = squash(parts[-1]) in AMBIGUOUS
            offers.append((reading.strength * (fits if ambiguous else 1), reading, fits))
    return sorted(offers, key=lambda o: -o[0])


def _both(reading: Reading, at: Look) -> Reading:
    """Return the meaning "name and NIK" for a name's or NIK's column whose cells hold both."""
    together = reading.field in ("nama", "nik", "nama_kepala") and at["name_id"] > 0.5
    return replace(reading, field="nama_nik") if together else reading


AMBIGUOUS = {"STATUS", "KEL", "NOKEL", "KK", "KET", "TGL", "TEMPAT"}


def contradicted(field: str, at: Look) -> bool:
    """Tell whether the cells rule ``field`` out, whatever share of them fits."""
    if not at.count:
        return False
    worded = field in ("desa", "kecamatan", "alamat", "nama", "nama_kepala", "kabupaten")
    return worded and (at["ids"] > 0.3 or at["date"] > 0.5)


def header_readings(parts: Sequence[str]) -> Sequence[Reading]:
    """Return the meanings of a header of one or more rows, its group's owner considered."""
    parts = [p for p in parts if not LEGEND.match(p)] or parts
    whole = readings(" ".join(parts))
    if len(parts) <= 1:
        if not parts:
            return ()
        return whole
    owner = next((OWNERS[w] for part in parts[:-1] for w in _owner_words(part)), None)
    leaf = readings(parts[-1])
    if owner:
        return _owned(parts, owner, leaf)
    two = readings(" ".join(parts[-2:]))
    certain = [r for r in (*whole, *two) if r.strength > 0.9]
    return certain or leaf or whole or _above(parts)


def _owned(parts: Sequence[str], owner: str, leaf: Sequence[Reading]) -> Sequence[Reading]:
    """Return the meanings of a column under a group that names somebody else than the person.

    "Data Ayah / NIK" is the father's; under "Nama Orang Tua / Ibu" the leaf names whose.
    """
    own = _owner_words(parts[-1])
    group = words(" ".join(parts[:-1])).split()
    if own:
        kind = "nik_" if "NIK" in group else "nama_"
        return [replace_field(Reading("", 0.9, "synonym"), kind + OWNERS[own[-1]])]
    return [replace_field(r, OWNED[r.field] + owner) for r in leaf if r.field in OWNED]


def _above(parts: Sequence[str]) -> Sequence[Reading]:
    """Return the meaning of a header whose lowest row is only a legend: "Umur / (tahun)"."""
    known = [r for r in map(readings, reversed(parts[:-1])) if r]
    return [replace(r, strength=r.strength / 2) for r in known[0]] if known else ()


def replace_field(reading: Reading, field: str) -> Reading:
    """Return ``reading`` for another field; one outside the vocabulary is ignored."""
    return replace(reading, field=field if field in fields() else IGNORED)


def _owner_words(part: str) -> list[str]:
    text = words(part).replace("ORANG TUA", "ORANGTUA")
    return [w for w in text.split() if w in OWNERS]
