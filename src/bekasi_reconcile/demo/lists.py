"""What ``lists.toml`` may say of a list: who is on it, how it looks, how badly it is kept."""

from datetime import date
from functools import cache
from importlib.resources import as_file, files
from typing import Annotated, Literal

from pydantic import Field

from bekasi_reconcile.config.toml import Frozen, load

Share = Annotated[float, Field(ge=0, le=1)]


class Cover(Frozen):
    """Who is on a list. Shares are of families, except ``missed``, which is of persons."""

    unit: Literal["anggota", "kepala", "pengurus"] = "anggota"
    areas: tuple[str, ...] = ("3216",)
    levels: tuple[str, ...] = ("desa", "kelurahan")
    deciles: tuple[int, int] = (1, 10)
    ages: tuple[int, int] = (0, 120)
    share: Share = 1.0
    outside: Share = 0.0
    """Share of families of the other deciles that are on the list all the same."""
    missed: Share = 0.0
    disabled: bool = False
    """Whether people with a disability are listed at any age."""
    months: int = 1
    """How many times each person is written, once a month."""
    twice: Share = 0.0
    stale: Share = 0.0
    """Share of families whose move or new card this agency has not heard of."""
    dead_kept: Share = 1.0
    """Share of deaths this agency has not struck off."""
    dead_noted: Share = 0.0
    two_heads: Share = 0.0
    groups: Share = 0.0
    """Share of rows that are a mosque, school or group and no person."""
    limit: int = 10**9


class Layout(Frozen):
    """What stands around the rows of a sheet."""

    sheet: str = "Sheet1"
    titles: tuple[str, ...] = ()
    gap: int = 0
    """Blank rows between the titles and the header."""
    numbering: bool = False
    """Whether a row ``(1) (2) (3)`` follows the header, which Excel keeps as -1 -2 -3."""
    repeat: int = 0
    """The header comes again after so many rows (0: never)."""
    merged: tuple[str, ...] = ()
    """Fields written once a family, in cells merged over its rows."""
    total: str = ""
    footer: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    """Sheets without a cell, as a new workbook has them."""


class TextFormat(Frozen):
    """How a text file is written."""

    delimiter: str = ","
    encoding: str = "utf-8"
    quoted: bool = False


class Listing(Frozen):
    """One list of one agency."""

    source: str
    agency: str
    path: str
    format: Literal["xlsx", "xls", "ods", "text"]
    on: date
    case: Literal["kapital", "judul"] = "kapital"
    abbreviates: bool = False
    """Whether addresses begin with KP., JL., GG. and PERUM in place of the words."""
    programmes: tuple[str, ...] = ()
    cover: Cover = Cover()
    layout: Layout = Layout()
    text: TextFormat = TextFormat()
    columns: tuple[tuple[str, ...], ...]
    """Header, field, form of the field, and the header above it where there are two rows."""
    errors: dict[str, Share] = {}

    @property
    def fields(self) -> list[str]:
        return [column[1] for column in self.columns]

    @property
    def has_types(self) -> bool:
        """Whether its cells can hold numbers and dates."""
        return self.format != "text"


class ListingFile(Frozen):
    """All of ``lists.toml``."""

    list: tuple[Listing, ...]


@cache
def listings() -> tuple[Listing, ...]:
    """Return every list of the demo, in the order of ``lists.toml``."""
    with as_file(files("bekasi_reconcile.demo") / "lists.toml") as path:
        return load(path, ListingFile).list
