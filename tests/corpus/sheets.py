"""How a case is written down: cells row by row, each row saying what it is.

``Sheet.data`` and its sisters add one row and record what ingest must make of it, so that the
truth stands where the cells stand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from .people import Person

Cell = str | int | float | date | None
Field = str | tuple[str, ...] | None
"""What a column must become: a field, one of several, or None (no field at all)."""

ANY = "*"
"""Whatever the column becomes is right."""


@dataclass(frozen=True)
class Col:
    """One column: its header, what it must become, and how a person fills it."""

    header: str | None
    field: Field
    fill: Callable[[Person], Cell]


def col(header: str | None, field: Field, fill: str | Callable[[Person], Cell] = "") -> Col:
    """Return a column; ``fill`` names an attribute of Person (default: the field's name)."""
    if callable(fill):
        return Col(header, field, fill)
    name = fill or (field if isinstance(field, str) else "kosong")
    return Col(header, field, lambda p: getattr(p, name))


def always(cell: Cell) -> Callable[[Person], Cell]:
    """Return a fill that is the same for everybody."""
    return lambda _: cell


def letter(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass
class Sheet:
    """One sheet under construction, with the truth about each row and column."""

    name: str = "Sheet1"
    visible: bool = True
    people: bool = True
    cells: list[list[Cell]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    truth: dict[int, dict[str, str | None]] = field(default_factory=dict)
    columns: dict[str, Field] = field(default_factory=dict)

    def add(self, kind: str, *cells: Cell, at: int = 0) -> int:
        """Add a row of ``kind``, its cells from column ``at``; return its Excel number."""
        self.cells.append([None] * at + list(cells))
        self.kinds.append(kind)
        return len(self.cells)

    def blank(self, rows: int = 1) -> None:
        for _ in range(rows):
            self.add("blank")

    def title(self, *cells: Cell, at: int = 0) -> int:
        return self.add("title", *cells, at=at)

    def footer(self, *cells: Cell, at: int = 0) -> int:
        return self.add("footer", *cells, at=at)

    def total(self, *cells: Cell, at: int = 0) -> int:
        return self.add("total", *cells, at=at)

    def header(self, cols: Sequence[Col], at: int = 0) -> int:
        """Add a header row, and hold its columns to their fields."""
        self.expect(cols, at)
        return self.add("header", *[c.header for c in cols], at=at)

    def expect(self, cols: Sequence[Col], at: int = 0) -> None:
        for j, c in enumerate(cols, start=at):
            if c.field != ANY:
                self.columns[letter(j)] = c.field

    def numbering(self, *cells: Cell, at: int = 0) -> int:
        return self.add("numbering", *cells, at=at)

    def data(
        self,
        cols: Sequence[Col],
        person: Person,
        also: Mapping[str, str | None] | None = None,
        at: int = 0,
    ) -> int:
        """Add a person; ``also`` is what the row must hold beyond, or other than, its cells."""
        cells = [c.fill(person) for c in cols]
        row = self.add("data", *cells, at=at)
        told = {
            c.field: text(cell)
            for c, cell in zip(cols, cells, strict=True)
            if isinstance(c.field, str) and c.field not in (ANY, "no_urut")
        }
        self.truth[row] = told | dict(also or {})
        return row

    def table(
        self,
        cols: Sequence[Col],
        people: Sequence[Person],
        also: Mapping[str, str | None] | None = None,
        at: int = 0,
    ) -> None:
        """Add a header and ``people`` below it."""
        self.header(cols, at)
        for person in people:
            self.data(cols, person, also, at)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge Excel rows ``top`` to ``bottom``, columns ``left`` to ``right`` (from 0)."""
        self.merges.append((top, left, bottom, right))

    def rows(self, kind: str) -> set[int]:
        """Return the Excel numbers of the rows of ``kind``."""
        return {i for i, k in enumerate(self.kinds, start=1) if k == kind}


def text(cell: Cell) -> str | None:
    """Return what ingest must hold for ``cell``."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


@dataclass(frozen=True)
class Layout:
    """One file that must be read: how it is written and what its sheets hold.

    ``ask``: a question to a person is wrong ("never"), right too ("may"), or the only right
    answer ("must"), since only a person can know.
    """

    id: str
    file: str
    sheets: Sequence[Sheet]
    write: Callable[[Path, Sequence[Sheet]], None]
    ask: str = "never"
    notices: frozenset[str] = frozenset()


LAYOUTS: dict[str, Layout] = {}


def layout(
    name: str,
    write: Callable[[Path, Sequence[Sheet]], None],
    *,
    ask: str = "never",
    notices: Sequence[str] = (),
) -> Callable[[Callable[[], Sheet | Sequence[Sheet]]], Callable[[], Sheet | Sequence[Sheet]]]:
    """Register the sheets that the decorated function makes as the file ``name``."""

    def register(
        make: Callable[[], Sheet | Sequence[Sheet]],
    ) -> Callable[[], Sheet | Sequence[Sheet]]:
        made = make()
        sheets = [made] if isinstance(made, Sheet) else list(made)
        key = make.__name__
        assert key not in LAYOUTS, key
        LAYOUTS[key] = Layout(key, name, sheets, write, ask, frozenset(notices))
        return make

    return register
