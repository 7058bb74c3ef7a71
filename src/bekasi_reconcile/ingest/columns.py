"""What each column of a table means: the header's word, checked against the cells.

A header that its cells contradict is not believed; a column without a known header is believed
for its cells alone only where they leave no doubt. What stays in doubt and matters becomes a
question, and the table is not read.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from bekasi_reconcile.ingest.content import Look, fit, least_fit
from bekasi_reconcile.ingest.grid import letter
from bekasi_reconcile.ingest.header import Header
from bekasi_reconcile.ingest.vocabulary import IGNORED, Reading, fields, readings, squash, words

OWNERS = {
    "AYAH": "ayah", "BAPAK": "ayah", "IBU": "ibu", "WALI": "wali", "ORTU": "ortu",
    "ORANGTUA": "ortu", "PASANGAN": "pasangan", "SUAMI": "pasangan", "ISTRI": "pasangan",
    "ISTERI": "pasangan",
}  # fmt: skip
OWNED = {"nama": "nama_", "nik": "nik_"}
CRITICAL = ("nik", "no_kk", "nama")
LEGEND = re.compile(r"^\(.*\)$|^\d\W.*\d\W")
"""A row of a header that only explains: "(tahun)", "1. Lk 2. Pr"."""


@dataclass(frozen=True)
class Choice:
    """What one column means (``field``; None: nothing we use) and how that was decided."""

    column: int
    header: str
    field: str | None
    how: str
    evidence: str
    strength: float = 0.0
    coding: str | None = None


@dataclass(frozen=True)
class Mapping_:
    """The choices for one table, and the questions that must be answered before it is read."""

    choices: tuple[Choice, ...]
    questions: tuple[str, ...] = ()

    def column(self, field: str) -> int | None:
        """Return the column that means ``field``."""
        return next((c.column for c in self.choices if c.field == field), None)


def choose(
    header: Header,
    cells: pd.DataFrame,
    named: Mapping[str, str],
    aside: Collection[int] = (),
) -> Mapping_:
    """Return what each column of ``cells`` (rows of data only) means.

    ``named`` maps squashed headers to fields and comes from the source's profile: it is obeyed.
    Columns ``aside`` belong to something beside the list and mean nothing.
    """
    looks = {int(j): Look(cells[j].dropna().tolist()) for j in cells.columns}
    used = [j for j in looks if j in header.parts or looks[j].count]
    offers = {j: [] if j in aside else _offers(header, j, looks[j], named) for j in used}
    choices = _birth_in_three(_trusted(header, _assign(header, offers, looks), looks, aside), looks)
    choices = _promote_head(_unswapped(_by_content(header, choices, looks), looks))
    return Mapping_(tuple(choices), tuple(_questions(header, choices, looks, cells)))


def _offers(
    header: Header, column: int, at: Look, named: Mapping[str, str]
) -> list[tuple[float, Reading, float]]:
    """Return (strength, reading, fit) for each meaning that the cells do not contradict."""
    parts = header.parts.get(column, ())
    told = named.get(squash(" ".join(parts) or f"kolom {letter(column)}"))
    if told:
        return [(2.0, Reading(told, 2.0, "profile"), 1.0)]
    offers = []
    for reading in (_both(r, at) for r in _readings(parts)):
        kind = fields()[reading.field].content
        fits = fit(kind, at)
        if fits >= least_fit(kind) and not _contradicted(reading.field, at):
            ambiguous = squash(parts[-1]) in AMBIGUOUS
            offers.append((reading.strength * (fits if ambiguous else 1), reading, fits))
    return sorted(offers, key=lambda o: -o[0])


def _both(reading: Reading, at: Look) -> Reading:
    """Return the meaning "name and NIK" for a name's or NIK's column whose cells hold both."""
    together = reading.field in ("nama", "nik", "nama_kepala") and at["name_id"] > 0.5
    return replace(reading, field="nama_nik") if together else reading


AMBIGUOUS = {"STATUS", "KEL", "NOKEL", "KK", "KET", "TGL", "TEMPAT"}


def _contradicted(field: str, at: Look) -> bool:
    """Tell whether the cells rule ``field`` out, whatever share of them fits."""
    if not at.count:
        return False
    worded = field in ("desa", "kecamatan", "alamat", "nama", "nama_kepala", "kabupaten")
    return worded and (at["ids"] > 0.3 or at["date"] > 0.5)


def _readings(parts: Sequence[str]) -> Sequence[Reading]:
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


def _assign(
    header: Header,
    offers: Mapping[int, list[tuple[float, Reading, float]]],
    looks: Mapping[int, Look],
) -> list[Choice]:
    """Give each field to the column that offers most for it, strongest offers first."""
    taken: dict[str, int] = {}
    chosen: dict[int, Choice] = {}
    ranked = sorted(
        ((s, j, r, f) for j, found in offers.items() for s, r, f in found),
        key=lambda o: (-o[0], -min(1, looks[o[1]].count), o[1]),
    )
    for strength, j, reading, fits in ranked:
        if j in chosen or (reading.field in taken and reading.field != IGNORED):
            continue
        taken[reading.field] = j
        field = None if reading.field == IGNORED else reading.field
        why = f"header; {fits:.0%} of {looks[j].count} cells fit"
        chosen[j] = Choice(j, _text(header, j), field, reading.how, why, strength)
    unknown = [j for j in offers if j not in chosen]
    chosen |= {j: Choice(j, _text(header, j), None, "none", "", 0.0) for j in unknown}
    return [chosen[j] for j in sorted(chosen)]


def _trusted(
    header: Header, choices: list[Choice], looks: Mapping[int, Look], aside: Collection[int]
) -> list[Choice]:
    """Believe a header that can mean one thing only, though few of its cells look like it.

    Its bad cells become problems one by one; the column is not dropped for them.
    """
    taken = {c.field for c in choices}
    out = []
    for choice in choices:
        meant = _readings(header.parts.get(choice.column, ()))
        at = looks[choice.column]
        field = meant[0].field if len(meant) == 1 and meant[0].strength > 0.9 else IGNORED
        if choice.how != "none" or choice.column in aside or field in taken | {IGNORED}:
            out.append(choice)
            continue
        if _contradicted(field, at) or (field in NUMBERED and at["name"] > 0.5):
            out.append(choice)
            continue
        fits = fit(fields()[field].content, at)
        why = f"header alone; only {fits:.0%} of {at.count} cells fit"
        out.append(replace(choice, field=field, how="synonym", evidence=why, strength=0.3))
        taken.add(field)
    return out


NUMBERED = {"nik", "no_kk", "nik_kepala", "nik_ibu", "nik_ayah", "tanggal_lahir"}
TRIO = (
    ("hari_lahir", {"TGL", "TANGGAL", "HARI", "DD"}, "small"),
    ("bulan_lahir", {"BLN", "BULAN", "MM"}, "month"),
    ("tahun_lahir", {"THN", "TH", "TAHUN", "YYYY"}, "year"),
)


def _birth_in_three(choices: list[Choice], looks: Mapping[int, Look]) -> list[Choice]:
    """Read day, month and year of birth from three columns side by side, if no other has it.

    The years must differ as births do; a date of payment has one or two.
    """
    if {"tanggal_lahir", "ttl", "tahun_lahir"} & {c.field for c in choices}:
        return choices
    for i in range(len(choices) - 2):
        three = choices[i : i + 3]
        named = all(
            words(c.header.split(" / ")[-1]) in heads and looks[c.column][kind] > 0.7
            for c, (_, heads, kind) in zip(three, TRIO, strict=True)
        )
        if named and looks[three[2].column].distinct > 3:
            why = "day, month and year side by side"
            read = [
                replace(c, field=field, how="content", evidence=why)
                for c, (field, _, _) in zip(three, TRIO, strict=True)
            ]
            return [*choices[:i], *read, *choices[i + 3 :]]
    return choices


def _text(header: Header, column: int) -> str:
    return " / ".join(header.parts.get(column, ()))


CERTAIN: tuple[tuple[str, Callable[[Look], bool]], ...] = (
    ("nik", lambda at: at["born"] > 0.8 and at["women"] > 0.15 and at.count >= 5),
    ("nama_nik", lambda at: at["name_id"] > 0.8 and at.count >= 3),
    ("no_kk", lambda at: at["born"] > 0.8 and at["women"] < 0.01 and at.count >= 10),
    ("tanggal_lahir", lambda at: at["date"] > 0.9 and at.distinct > 5),
    ("jenis_kelamin", lambda at: at["sex"] > 0.95 and at.distinct <= 4 and at["digits"] < 0.1),
    ("nama", lambda at: at["name"] > 0.95 and at["place"] < 0.3 and at["spaces"] > 0.3
     and at.distinct > 0.5 * at.count and at["address"] < 0.2),
)  # fmt: skip


def _by_content(header: Header, choices: list[Choice], looks: Mapping[int, Look]) -> list[Choice]:
    """Give a field that no header named to the one column whose cells can be nothing else."""
    taken = {c.field for c in choices}
    out = list(choices)
    for field, certain in CERTAIN:
        open_ = [
            i
            for i, c in enumerate(out)
            if c.field is None and c.how == "none" and not _readings(header.parts.get(c.column, ()))
        ]
        fitting = [i for i in open_ if certain(looks[out[i].column])]
        if field in taken or len(fitting) != 1:
            continue
        if field in ("tanggal_lahir", "no_kk") and header.parts:
            continue  # under a header nobody knows it may be any date, any number
        i = fitting[0]
        out[i] = replace(out[i], field=field, how="content", evidence="cells alone", strength=0.5)
        taken.add(field)
    return out


def _unswapped(choices: list[Choice], looks: Mapping[int, Look]) -> list[Choice]:
    """Exchange NIK and KK where the headers stand over each other's numbers.

    A family card's number holds the day it was recorded, never 41 to 71: a column of which many
    do is one of women's NIKs. Decided for the column, and only where its cells agree.
    """
    at = {c.field: looks[c.column] for c in choices if c.field in ("nik", "no_kk")}
    if "no_kk" not in at or any(c.how == "profile" for c in choices if c.field in at):
        return choices
    card = at["no_kk"]
    if not (card["born"] > 0.8 and card["women"] > 0.2 and card.count >= 10):
        return choices
    nik = at.get("nik")
    if nik is None or nik["women"] > 0.02 or nik["whole"] < 0.5:
        why = "the header says KK, but days 41-71 stand in it"
        return [
            replace(c, field=None, how="none", evidence=why) if c.field == "no_kk" else c
            for c in choices
        ]
    other = {"nik": "no_kk", "no_kk": "nik"}
    why = "the headers NIK and KK are exchanged: days 41-71 stand under KK, none under NIK"
    return [
        replace(c, field=other[c.field], how="content", evidence=why) if c.field in other else c
        for c in choices
    ]


def _promote_head(choices: list[Choice]) -> list[Choice]:
    """Read the head of the family as the person listed, where a list names nobody else."""
    taken = {c.field for c in choices}
    moves = {}
    if "nama" not in taken and "nama_kepala" in taken:
        moves["nama_kepala"] = "nama"
        if "nik" not in taken:
            moves["nik_kepala"] = "nik"
    return [
        replace(c, field=moves[c.field], evidence=f"{c.evidence}; the list names heads only")
        if c.field in moves
        else c
        for c in choices
    ]


def _questions(
    header: Header, choices: Sequence[Choice], looks: Mapping[int, Look], cells: pd.DataFrame
) -> list[str]:
    """Return what must be asked before this table is read; none if it is clear."""
    asked = []
    fields_found = {c.field for c in choices}
    if not fields_found & {"nama", "nik", "nama_nik"}:
        asked.append("question_no_person")
    stray = [
        c
        for c in choices
        if c.field is None
        and c.how == "none"
        and looks[c.column]["born"] > 0.5
        and looks[c.column].count >= 5
    ]
    if stray and "nik" not in fields_found:
        asked.append("question_which_nik")
    if any(_another_nik(header, c, choices, cells) for c in stray):
        asked.append("question_two_niks")
    return asked


def _another_nik(
    header: Header, stray: Choice, choices: Sequence[Choice], cells: pd.DataFrame
) -> bool:
    """Tell whether a column left over is called NIK too and holds other people's numbers."""
    nik = next((c.column for c in choices if c.field == "nik"), None)
    meant = _readings(header.parts.get(stray.column, ()))
    if nik is None or not any(r.field == "nik" and r.strength > 0.9 for r in meant):
        return False
    both = cells[[nik, stray.column]].dropna()
    return len(both) >= 3 and bool((both[nik] != both[stray.column]).mean() > 0.5)


def body_sample(cells: pd.DataFrame, rows: Sequence[int], most: int = 4_000) -> pd.DataFrame:
    """Return evenly spread rows of data, for looking at; their order is kept."""
    step = max(1, len(rows) // most)
    return cells.iloc[list(rows)[::step]]
