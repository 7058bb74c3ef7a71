"""What every column of a table means, by the header's words, checked against the cells.

A header that its cells contradict is not believed; a column whose header is unknown is believed
for its cells alone only where they leave no doubt. What stays in doubt and matters becomes a
question, and the table is not read.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd
import pyarrow as pa

from bekasi_reconcile.ingest.layout.header import Header
from bekasi_reconcile.ingest.mapping.candidate_field import (
    CandidateField,
    candidates,
    header_senses,
    is_ruled_out,
)
from bekasi_reconcile.ingest.mapping.cell_content import CellShares, fit, least_fit
from bekasi_reconcile.ingest.mapping.column_choice import (
    CONTRADICTED,
    ColumnChoice,
    ColumnMapping,
    header_text,
)
from bekasi_reconcile.ingest.mapping.column_version import prefer_corrected
from bekasi_reconcile.ingest.mapping.header_vocabulary import IGNORED, fields
from bekasi_reconcile.ingest.mapping.refine import (
    choose_birth_columns,
    choose_by_content,
    promote_family_head,
    unswap_nik_and_kk,
)
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.reference.territory import Territory


def map_columns(
    header: Header,
    cells: pd.DataFrame,
    profile_fields: Mapping[str, str],
    beside: Collection[int],
    territory: Territory,
) -> ColumnMapping:
    """Return what every column of ``cells`` (rows of data only) means.

    ``profile_fields`` maps squashed headers to fields as the source's profile says, and is obeyed.
    Columns ``beside`` belong to something that stands beside the list, and mean nothing.
    """
    looks = {
        int(j): CellShares(pa.array(cells[j].array).drop_null().to_pylist(), territory)
        for j in cells.columns
    }
    used = [j for j in looks if j in header.parts or looks[j].count]
    possible = {
        j: [] if j in beside else candidates(header, j, looks[j], profile_fields) for j in used
    }
    choices = _assign(header, prefer_corrected(header, possible), looks)
    choices = _trust_clear_headers(header, choices, looks, beside)
    choices = choose_birth_columns(choices, looks)
    choices = choose_by_content(header, choices, looks)
    choices = unswap_nik_and_kk(choices, looks)
    choices = promote_family_head(choices)
    choices = [_with_contradiction(header, c, looks[c.column], beside) for c in choices]
    return ColumnMapping(tuple(choices), tuple(_questions(header, choices, looks, cells)))


def _assign(
    header: Header,
    possible: Mapping[int, list[CandidateField]],
    looks: Mapping[int, CellShares],
) -> list[ColumnChoice]:
    """Give every field to the column with the strongest claim to it, strongest claims first."""
    taken: set[str] = set()
    chosen: dict[int, ColumnChoice] = {}
    ranked = sorted(
        ((j, candidate) for j, of_column in possible.items() for candidate in of_column),
        key=lambda claim: (-claim[1].strength, -min(1, looks[claim[0]].count), claim[0]),
    )
    for j, (strength, sense, fits) in ranked:
        if j in chosen or (sense.field in taken and sense.field != IGNORED):
            continue
        taken.add(sense.field)
        field = None if sense.field == IGNORED else sense.field
        why = Message("evidence.header_fits", fits=fits, count=looks[j].count)
        chosen[j] = ColumnChoice(j, header_text(header, j), field, sense.how, (why,), strength)
    unknown = [j for j in possible if j not in chosen]
    chosen |= {j: ColumnChoice(j, header_text(header, j), None, "none") for j in unknown}
    return [chosen[j] for j in sorted(chosen)]


NUMBERED = {"nik", "no_kk", "nik_kepala", "nik_ibu", "nik_ayah", "tanggal_lahir"}
"""Fields of numbers, which a column that looks like names is never believed to be."""


def _trust_clear_headers(
    header: Header,
    choices: list[ColumnChoice],
    looks: Mapping[int, CellShares],
    beside: Collection[int],
) -> list[ColumnChoice]:
    """Believe a header that can mean one thing only, though few of its cells look like it.

    Its bad cells become problems one by one; the column is not dropped for them.
    """
    taken = {choice.field for choice in choices} | {IGNORED}
    trusted = []
    for choice in choices:
        shares = looks[choice.column]
        field = _only_sense(header, choice.column)
        is_open = choice.how == "none" and choice.column not in beside and field not in taken
        if is_open and not _cells_forbid(field, shares):
            fits = fit(fields()[field].content, shares)
            why = (Message("evidence.header_alone", fits=fits, count=shares.count),)
            choice = replace(choice, field=field, how="synonym", evidence=why, strength=0.3)
            taken.add(field)
        trusted.append(choice)
    return trusted


def _with_contradiction(
    header: Header, choice: ColumnChoice, shares: CellShares, beside: Collection[int]
) -> ColumnChoice:
    """Return ``choice`` saying so if its header is known and its cells are of something else."""
    unused = choice.field is None and choice.how == "none" and not choice.evidence
    if not unused or choice.column in beside or not shares.count:
        return choice
    known = [s.field for s in header_senses(header.parts.get(choice.column, ()))]
    fits = [fit(fields()[f].content, shares) for f in known if f != IGNORED]
    if not fits or max(fits) >= least_fit(fields()[known[0]].content):
        return choice
    return replace(choice, evidence=(Message(CONTRADICTED, fits=max(fits), count=shares.count),))


def _only_sense(header: Header, column: int) -> str:
    """Return the one field that the header certainly means, or IGNORED."""
    meanings = header_senses(header.parts.get(column, ()))
    return meanings[0].field if len(meanings) == 1 and meanings[0].strength > 0.9 else IGNORED


def _cells_forbid(field: str, shares: CellShares) -> bool:
    return is_ruled_out(field, shares) or (field in NUMBERED and shares["name"] > 0.5)


def _questions(
    header: Header,
    choices: Sequence[ColumnChoice],
    looks: Mapping[int, CellShares],
    cells: pd.DataFrame,
) -> list[str]:
    """Return what must be answered before this table is read; none if it is clear."""
    questions = []
    meanings = {c.field for c in choices}
    if not meanings & {"nama", "nik", "nama_nik"}:
        questions.append("question_no_person")
    stray = [
        c
        for c in choices
        if c.field is None
        and c.how == "none"
        and looks[c.column]["born"] > 0.5
        and looks[c.column].count >= 5
    ]
    if stray and "nik" not in meanings:
        questions.append("question_which_nik")
    if any(_another_nik(header, c, choices, cells) for c in stray):
        questions.append("question_two_niks")
    return questions


def _another_nik(
    header: Header, stray: ColumnChoice, choices: Sequence[ColumnChoice], cells: pd.DataFrame
) -> bool:
    """Tell whether a column left over is called NIK too and holds other people's numbers."""
    nik = next((c.column for c in choices if c.field == "nik"), None)
    meant = header_senses(header.parts.get(stray.column, ()))
    if nik is None or not any(r.field == "nik" and r.strength > 0.9 for r in meant):
        return False
    both = cells[[nik, stray.column]].dropna()
    return len(both) >= 3 and bool((both[nik] != both[stray.column]).mean() > 0.5)


def body_sample(cells: pd.DataFrame, rows: Sequence[int], most: int = 4_000) -> pd.DataFrame:
    """Return evenly spread rows of data, to look at, in their order."""
    step = max(1, len(rows) // most)
    return cells.iloc[list(rows)[::step]]
