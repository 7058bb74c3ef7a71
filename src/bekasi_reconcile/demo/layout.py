"""A sheet line by line: titles, header rows, numbering, the rows themselves, total, footer."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bekasi_reconcile.demo.agency_view import Columns
from bekasi_reconcile.demo.errors.row import Cell
from bekasi_reconcile.demo.lists import Listing


@dataclass(frozen=True)
class Span:
    """Cells merged into one: from this line, columns ``first`` to ``last``, ``rows`` deep."""

    first: int
    last: int
    rows: int


@dataclass(frozen=True)
class FormLine:
    """One line of a sheet; ``index`` is the row of the block that it holds, if any."""

    cells: list[Cell]
    index: int | None = None
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True)
class Block:
    """Rows that are rendered and struck together: a list of cells per column, and who they are."""

    cells: list[list[Cell]]
    seen: Columns

    def __len__(self) -> int:
        return len(self.seen["nama"])


def opening(listing: Listing, words: dict[str, str]) -> Iterator[FormLine]:
    """Yield what stands above the first row: titles and the header."""
    for title in listing.layout.titles:
        yield FormLine([title.format(**words)], spans=[Span(0, len(listing.columns) - 1, 1)])
    for _ in range(listing.layout.gap):
        yield FormLine([])
    yield from header(listing)


def header(listing: Listing) -> Iterator[FormLine]:
    """Yield the header: one line, or two where columns stand under a common one; the numbering."""
    names: list[Cell] = [column[0] for column in listing.columns]
    above = [column[3] if len(column) > 3 else "" for column in listing.columns]
    if any(above):
        yield FormLine(*_group_line(names, above))
        yield FormLine([name if group else None for name, group in zip(names, above, strict=True)])
    else:
        yield FormLine(names)
    if listing.layout.numbering:
        yield FormLine([-number for number in range(1, len(names) + 1)])


def _group_line(names: list[Cell], above: list[str]) -> tuple[list[Cell], None, list[Span]]:
    """Return the upper of two header lines, each group's name over its first column."""
    cells: list[Cell] = []
    spans: list[Span] = []
    for at, (name, group) in enumerate(zip(names, above, strict=True)):
        starts = bool(group) and (at == 0 or above[at - 1] != group)
        cells.append(name if not group else (group if starts else None))
        if not group:
            spans.append(Span(at, at, 2))
        elif starts:
            spans.append(Span(at, at + _run(above, at) - 1, 1))
    return cells, None, spans


def _run(groups: list[str], start: int) -> int:
    end = start
    while end < len(groups) and groups[end] == groups[start]:
        end += 1
    return end - start


def body(listing: Listing, block: Block, first: int) -> Iterator[FormLine]:
    """Yield the block's rows, with the header again where pages break; ``first`` counts rows."""
    repeat = listing.layout.repeat
    merged = [listing.fields.index(name) for name in listing.layout.merged]
    for index in range(len(block)):
        number = first + index
        page = bool(repeat) and number > 0 and number % repeat == 0
        if page:
            yield from header(listing)
        cells = [column[index] for column in block.cells]
        spans = [span for at in merged for span in _merge_down(block, at, index, first, repeat)]
        for at in merged:
            if _continues(block, at, index) and not page:
                cells[at] = None
        yield FormLine(cells, index, spans)


def _continues(block: Block, column: int, index: int) -> bool:
    """Whether this row's merged cell belongs to the row above: one family, one value."""
    if index == 0:
        return False
    families, cells = block.seen["keluarga"], block.cells[column]
    return bool(families[index] == families[index - 1] and cells[index] == cells[index - 1])


def _merge_down(block: Block, column: int, index: int, first: int, repeat: int) -> list[Span]:
    starts_page = bool(repeat) and (first + index) % repeat == 0
    if _continues(block, column, index) and not starts_page:
        return []
    end = index + 1
    while end < len(block) and _continues(block, column, end):
        if repeat and (first + end) % repeat == 0:
            break
        end += 1
    return [Span(column, column, end - index)] if end - index > 1 else []


def closing(listing: Listing, rows: int, words: dict[str, str]) -> Iterator[FormLine]:
    """Yield what stands below the last row: the total and the signatures."""
    if listing.layout.total:
        yield FormLine([listing.layout.total, rows])
    for text in listing.layout.footer:
        at: list[Cell] = [None] * (len(listing.columns) - 3)
        yield FormLine([*at, text.format(**words)] if text else [])
