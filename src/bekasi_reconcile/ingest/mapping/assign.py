"""What each column of a table means: the header's word, checked against the cells.

A header that its cells contradict is not believed; a column without a known header is believed
for its cells alone only where they leave no doubt. What stays in doubt and matters becomes a
question, and the table is not read.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd
import pyarrow as pa

from bekasi_reconcile.ingest.layout.header import Header
from bekasi_reconcile.ingest.mapping.candidate_field import candidates, header_senses, is_ruled_out
from bekasi_reconcile.ingest.mapping.cell_content import CellShares, fit
from bekasi_reconcile.ingest.mapping.column_choice import ColumnChoice, ColumnMapping, header_text
from bekasi_reconcile.ingest.mapping.header_vocabulary import IGNORED, HeaderSense, fields
from bekasi_reconcile.ingest.mapping.refine import (
    choose_birth_columns,
    choose_by_content,
    promote_family_head,
    unswap_nik_and_kk,
)
from bekasi_reconcile.messages.message import Message


def map_columns(
    header: Header,
    cells: pd.DataFrame,
    named: Mapping[str, str],
    aside: Collection[int] = (),
) -> ColumnMapping:
    """Return what each column of ``cells`` (rows of data only) means.

    ``named`` maps squashed headers to fields and comes from the source's profile: it is obeyed.
    Columns ``aside`` belong to something beside the list and mean nothing.
    """
    looks = {
        int(j): CellShares(pa.array(cells[j].array).drop_null().to_pylist()) for j in cells.columns
    }
    used = [j for j in looks if j in header.parts or looks[j].count]
    offers = {j: [] if j in aside else candidates(header, j, looks[j], named) for j in used}
    choices = choose_birth_columns(
        _trust_clear_headers(header, _assign(header, offers, looks), looks, aside), looks
    )
    choices = promote_family_head(
        unswap_nik_and_kk(choose_by_content(header, choices, looks), looks)
    )
    return ColumnMapping(tuple(choices), tuple(_questions(header, choices, looks, cells)))


def _assign(
    header: Header,
    offers: Mapping[int, list[tuple[float, HeaderSense, float]]],
    looks: Mapping[int, CellShares],
) -> list[ColumnChoice]:
    """Give each field to the column that offers most for it, strongest offers first."""
    taken: dict[str, int] = {}
    chosen: dict[int, ColumnChoice] = {}
    ranked = sorted(
        ((s, j, r, f) for j, found in offers.items() for s, r, f in found),
        key=lambda o: (-o[0], -min(1, looks[o[1]].count), o[1]),
    )
    for strength, j, reading, fits in ranked:
        if j in chosen or (reading.field in taken and reading.field != IGNORED):
            continue
        taken[reading.field] = j
        field = None if reading.field == IGNORED else reading.field
        why = Message("evidence.header_fits", fits=fits, count=looks[j].count)
        chosen[j] = ColumnChoice(j, header_text(header, j), field, reading.how, (why,), strength)
    unknown = [j for j in offers if j not in chosen]
    chosen |= {j: ColumnChoice(j, header_text(header, j), None, "none") for j in unknown}
    return [chosen[j] for j in sorted(chosen)]


def _trust_clear_headers(
    header: Header,
    choices: list[ColumnChoice],
    looks: Mapping[int, CellShares],
    aside: Collection[int],
) -> list[ColumnChoice]:
    """Believe a header that can mean one thing only, though few of its cells look like it.

    Its bad cells become problems one by one; the column is not dropped for them.
    """
    taken = {c.field for c in choices}
    out = []
    for choice in choices:
        meant = header_senses(header.parts.get(choice.column, ()))
        at = looks[choice.column]
        field = meant[0].field if len(meant) == 1 and meant[0].strength > 0.9 else IGNORED
        if choice.how != "none" or choice.column in aside or field in taken | {IGNORED}:
            out.append(choice)
            continue
        if is_ruled_out(field, at) or (field in NUMBERED and at["name"] > 0.5):
            out.append(choice)
            continue
        fits = fit(fields()[field].content, at)
        why = Message("evidence.header_alone", fits=fits, count=at.count)
        out.append(replace(choice, field=field, how="synonym", evidence=(why,), strength=0.3))
        taken.add(field)
    return out


NUMBERED = {"nik", "no_kk", "nik_kepala", "nik_ibu", "nik_ayah", "tanggal_lahir"}


def _questions(
    header: Header,
    choices: Sequence[ColumnChoice],
    looks: Mapping[int, CellShares],
    cells: pd.DataFrame,
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
    """Return evenly spread rows of data, for looking at; their order is kept."""
    step = max(1, len(rows) // most)
    return cells.iloc[list(rows)[::step]]
