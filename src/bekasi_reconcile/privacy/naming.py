"""Whom the rows of a file name: by ids of the register, by numbers, by a family, by the name."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from bekasi_reconcile.ingest.reader.grid import Grid
from bekasi_reconcile.spreadsheet.cell_address import letter
from bekasi_reconcile.tables import TEXT

BASES = ("id", "nik", "keluarga", "nama")
"""What names somebody, surest first. A row is taken by its surest alone: a family's number beside
somebody's own is no word about the others."""

COLUMNS = ["person_id", "household_id", "dasar", "isi"]
PUBLIC_ID = re.compile(r"\b[PHK]-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]\b")
NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ .\-]?[0-9]){15}(?![0-9])")
NOT_DIGIT = re.compile(r"[^0-9]")

PersonsOf = Mapping[str, Mapping[str, Sequence[tuple[str, str]]]]
"""By basis and by what stands in the file: person_id and household_id."""


class NamingRow(NamedTuple):
    """A row that names somebody: on what basis, whom, and which of its columns are filled in."""

    basis: str
    persons: tuple[tuple[str, str], ...]
    columns: str


def named_in(sheets: Sequence[Grid], token: pd.DataFrame) -> pd.DataFrame:
    """Return whom ``sheets`` name: COLUMNS, a row for each person of each row that names them.

    ``token``: person_id, household_id, basis, token, as sql/incident_person.sql gives them.
    """
    persons_of = _persons_of(token)
    named = [
        (person, household, row.basis, row.columns)
        for sheet in sheets
        for row in _naming_rows(sheet, persons_of)
        for person, household in row.persons
    ]
    return pd.DataFrame(named, columns=COLUMNS, dtype=TEXT)


def _persons_of(token: pd.DataFrame) -> PersonsOf:
    persons_of: dict[str, dict[str, list[tuple[str, str]]]] = {basis: {} for basis in BASES}
    columns = token[["basis", "token", "person_id", "household_id"]].drop_duplicates()
    for basis, text, person, household in columns.itertuples(index=False, name=None):
        persons_of[basis].setdefault(text, []).append((person, household))
    return persons_of


def _naming_rows(sheet: Grid, persons_of: PersonsOf) -> Iterator[NamingRow]:
    """Yield the rows that name somebody; the line above the first of them is the header."""
    header: Sequence[str] | None = None
    before: Sequence[str] = ()
    for at in range(len(sheet.cells)):
        cells = sheet.row(at)
        basis, persons = _surest(cells, persons_of)
        if persons:
            header = before if header is None else header
            yield NamingRow(basis, persons, _filled_columns(cells, header))
        before = cells


def _surest(cells: Sequence[str], persons_of: PersonsOf) -> tuple[str, tuple[tuple[str, str], ...]]:
    tokens = _tokens(cells)
    for basis in BASES:
        persons = {p for text in tokens for p in persons_of[basis].get(text, ())}
        if persons:
            return basis, tuple(sorted(persons))
    return "", ()


def _tokens(cells: Sequence[str]) -> set[str]:
    tokens = set()
    for cell in filter(None, cells):
        tokens |= {cell.strip(), cell.strip().upper(), *PUBLIC_ID.findall(cell)}
        tokens |= {NOT_DIGIT.sub("", number) for number in NUMBER.findall(cell)}
    return tokens


def _filled_columns(cells: Sequence[str], header: Sequence[str]) -> str:
    names = defaultdict(str, enumerate(header))
    return ", ".join(names[j].strip() or letter(j) for j, cell in enumerate(cells) if cell.strip())
