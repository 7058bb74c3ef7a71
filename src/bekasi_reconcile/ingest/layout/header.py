"""Where the tables of a sheet begin, and what their columns are called.

A header is recognised by its words, of which several are in the vocabulary. Merged headers of two,
three or four rows become one text per column. Where no row has such words, the last row of text
above a body of numbers and dates is taken.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np

from bekasi_reconcile.ingest.mapping.cell_content import id_text
from bekasi_reconcile.ingest.mapping.header_vocabulary import senses, squash
from bekasi_reconcile.ingest.reader.grid import Grid

FIRST_ROWS = 120
"""Rows of a sheet that are all looked at for a header; later ones only below a gap."""

MOST_CANDIDATES = 20_000
PEOPLE = {"nik", "no_kk", "nama", "nama_kepala", "nik_kepala"}
DIGITS = re.compile(r"\d{6}")
LABELLED = re.compile(r":\s*\S")
"""A label with its value, as above a family: no header has its values beside it."""

NUMBERING = re.compile(r"^(?:KOLOM\s*)?[(\[]?\s*-?(\d{1,3})(?:\.0)?\s*[)\].]?$", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """Rows ``first`` to ``last`` of a sheet, and every column's texts from top to bottom."""

    first: int
    last: int
    parts: dict[int, tuple[str, ...]]

    def text(self, column: int) -> str:
        """Return the column's header as one text."""
        return " ".join(self.parts.get(column, ()))


def hits(row: Sequence[str]) -> set[str]:
    """Return the fields that cells of ``row`` name."""
    short = [cell for cell in row if cell and len(cell) < 80 and not DIGITS.search(cell)]
    return {meanings[0].field for meanings in map(senses, short) if meanings}


def is_header(row: Sequence[str]) -> bool:
    """Tell whether ``row`` reads as a header, with two of the vocabulary and no cell of data."""
    filled = [cell for cell in row if cell]
    fields = hits(row)
    if any(id_text(cell) and sum(map(str.isdecimal, cell)) >= 8 for cell in filled):
        return False
    if sum(bool(LABELLED.search(cell)) for cell in filled) >= len(filled) / 2:
        return False
    headings = sum(bool(senses(c)) for c in filled if len(c) < 80)
    if len(fields) < 2 or headings < 0.4 * len(filled):
        return False
    return bool(fields & PEOPLE) or len(fields) >= 3


def headers(grid: Grid, filled: np.ndarray) -> list[Header]:
    """Return the headers of a sheet from top to bottom, page repeats included.

    The first rows are all looked at up to the first header; after that only rows below a gap,
    since row_kind.py knows a page's repeat without a gap by its equal texts.
    """
    counts = filled.sum(axis=1)
    tables: list[Header] = []
    for i in range(min(FIRST_ROWS, len(counts))):
        if counts[i] >= 2 and is_header(grid.row(i)):
            tables.append(_header_around(grid, filled, i))
            break
    for i in _below_gaps(counts):
        if i > (tables[-1].last if tables else FIRST_ROWS) and is_header(grid.row(i)):
            tables.append(_header_around(grid, filled, i))
    return tables


def _below_gaps(counts: np.ndarray) -> Iterator[int]:
    """Yield rows that follow a short one."""
    short = counts <= max(2, int(counts.max(initial=0)) // 4)
    yield from map(int, (np.flatnonzero(short[:-1] & ~short[1:]) + 1)[:MOST_CANDIDATES])


def _header_around(grid: Grid, filled: np.ndarray, i: int) -> Header:
    """Return the header around row ``i``, with its group rows above and sub-headers below."""
    first = last = i
    while first > 0 and i - first < 3 and _is_group_row(grid, filled, first - 1, i):
        first -= 1
    while last + 1 < len(filled) and last - i < 3 and _is_sub_row(grid, filled, last + 1, first):
        last += 1
    return Header(first, last, _parts(grid, filled, first, last))


def _spans(grid: Grid, i: int) -> list[tuple[int, int, int, int]]:
    return [m for m in grid.merges if m[0] <= i <= m[2]]


def _is_group_row(grid: Grid, filled: np.ndarray, i: int, below: int) -> bool:
    """Tell whether row ``i`` names groups of the columns of row ``below`` and is no title."""
    row = grid.row(i)
    cells = [j for j, cell in enumerate(row) if cell]
    if not cells or any(":" in row[j] or DIGITS.search(row[j]) for j in cells):
        return False
    if any(m[0] <= i < below <= m[2] for m in grid.merges):
        return True  # a cell merged down into the header row
    wide = [m for m in _spans(grid, i) if m[3] > m[1]]
    width = int(filled[below].sum())
    groups = [m for m in wide if m[3] - m[1] + 1 < width - 1 and m[1] > 0]
    if groups:
        return True
    inside = [j for j in cells if j > 0 and len(row[j]) < 40]
    gaps = [j for j in range(len(row)) if filled[below, j] and not row[j]]
    return (
        len(cells) >= 2
        and len(inside) == len(cells) - (0 in cells)
        and bool(gaps)
        and (is_header(row) or bool(hits(row)))
    )


def _is_sub_row(grid: Grid, filled: np.ndarray, i: int, top: int) -> bool:
    """Tell whether row ``i`` gives names below the header that began at row ``top``."""
    row = grid.row(i)
    cells = [j for j, cell in enumerate(row) if cell]
    if not cells or any(re.search(r"\d{3}", row[j]) or len(row[j]) > 60 for j in cells):
        return False
    if _is_numbering([row[j] for j in cells]):
        return False
    under = [m for m in grid.merges if top <= m[0] < i and m[2] < i and m[3] > m[1]]
    spanned = {j for m in under for j in range(m[1], m[3] + 1)}
    if spanned and set(cells) <= spanned:
        return True
    if any(top <= m[0] < i <= m[2] for m in grid.merges):
        return True  # part of the header is merged down into this row
    names = sum(bool(senses(row[j])) for j in cells)
    if not names or names < len(cells) / 2:
        return False
    # without merges to go by: sub-headers stand where the row above has blanks or a group
    above = filled[i - 1]
    return any(not above[j] for j in cells) and len(cells) < int(above.sum()) + len(cells) / 2


def _is_numbering(cells: Sequence[str]) -> bool:
    letters = "".join(cell.strip(" ().").upper() for cell in cells)
    if len(letters) == len(cells) >= 3 and letters in ascii_uppercase:
        return True
    numbers = [NUMBERING.match(cell.strip()) for cell in cells]
    values = [int(m.group(1)) for m in numbers if m]
    steps = sum(b - a == 1 for a, b in zip(values, values[1:], strict=False))
    return len(values) >= 3 and len(values) == len(cells) and steps >= len(values) - 2


def is_numbering(row: Sequence[str]) -> bool:
    """Tell whether ``row`` numbers the columns: 1 2 3, (1) (2) (3), or what Excel made of it.

    >>> is_numbering(["(1)", "(2)", "(3)"]), is_numbering(["-1", "-2", "-3"])
    (True, True)
    >>> is_numbering(["1", "5", "3"])
    False
    """
    return _is_numbering([cell for cell in row if cell])


def _parts(grid: Grid, filled: np.ndarray, first: int, last: int) -> dict[int, tuple[str, ...]]:
    """Return the columns' header texts, a merged cell counting for all that it covers."""
    texts: dict[int, list[str]] = {j: [] for j in range(filled.shape[1])}
    for i in range(first, last + 1):
        row = _spread(grid, grid.row(i), i, first, last)
        for j, cell in enumerate(row):
            text = " ".join(cell.split())
            if text and (not texts[j] or squash(texts[j][-1]) != squash(text)):
                texts[j].append(text)
    return {j: tuple(parts) for j, parts in texts.items() if parts}


def _spread(grid: Grid, row: Sequence[str], i: int, first: int, last: int) -> list[str]:
    """Return header row ``i`` with a group's text over all the columns it stands above."""
    spread = list(row)
    merged = [m for m in grid.merges if first <= m[0] <= last and m[0] <= i <= m[2]]
    for top, left, _, right in merged:
        if top == i:
            spread[left : right + 1] = [spread[left]] * (min(right, len(row) - 1) - left + 1)
    if merged or grid.merges or i == last:
        return spread
    below = grid.row(i + 1)
    for j in range(1, len(row)):  # no merges in the format: a group runs over the blanks beside it
        if not spread[j] and below[j] and spread[j - 1] and below[j - 1]:
            spread[j] = spread[j - 1]
    return spread


def headless(grid: Grid, filled: np.ndarray) -> Header | None:
    """Return the header of a sheet none of whose rows has words of the vocabulary, or None.

    It is the last row without digits above the first row that has a 16-digit number or looks
    like the ten rows after it; a sheet that begins with data has an empty header above it.
    """
    for i in range(min(FIRST_ROWS, len(filled))):
        row = grid.row(i)
        if not any(id_text(cell) and len(cell.strip()) >= 14 for cell in row):
            continue
        above = grid.row(i - 1) if i else []
        named = [cell for cell in above if cell]
        if (
            i
            and len(named) >= max(2, int(filled[i].sum()) // 2)
            and not any(DIGITS.search(cell) for cell in named)
        ):
            return Header(i - 1, i - 1, _parts(grid, filled, i - 1, i - 1))
        return Header(i, i - 1, {})
    return None
