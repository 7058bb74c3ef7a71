"""Write one agency's list: its files, its sheets, its rows, and the truth of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bekasi_reconcile.demo import places
from bekasi_reconcile.demo.agency_view import agency_view
from bekasi_reconcile.demo.coverage import enrol
from bekasi_reconcile.demo.errors.apply import Fault, strike
from bekasi_reconcile.demo.forms import render
from bekasi_reconcile.demo.layout import Block, FormLine, body, closing, opening
from bekasi_reconcile.demo.lists import Listing
from bekasi_reconcile.demo.seed import generator
from bekasi_reconcile.demo.truth import Ledger
from bekasi_reconcile.demo.world import World
from bekasi_reconcile.demo.writers import FormBook, book

BLOCK_ROWS = 20_000
"""Rows rendered at a time, so that a million do not stand in memory at once."""


@dataclass
class OpenSheet:
    """A sheet being written: where the next line goes."""

    book: FormBook
    file: str
    name: str
    row: int = 0


def send(raw: Path, seed: int, world: World, listing: Listing, ledger: Ledger) -> list[str]:
    """Write every file of ``listing`` under ``raw``; return their paths relative to it."""
    rng = generator(seed, "list", listing.source)
    rows = enrol(rng, world, listing)
    words = _words(rows)
    paths = words.apply(lambda village: listing.path.format(**village), axis=1)
    files = rows["desa"].map(paths) if len(rows) else pd.Series(dtype=object)
    sent = sorted(set(files))
    for file in sent:
        here = rows[files == file].reset_index(drop=True)
        writer = book(raw / file, listing)
        for name, part in _sheets(here, words, listing, writer.row_limit):
            sheet = OpenSheet(writer, file, name if listing.has_types else "")
            writer.sheet(name)
            _fill(
                rng,
                world,
                listing,
                (sheet, words.loc[part["desa"].iloc[0]].to_dict()),
                part,
                ledger,
            )
        for name in listing.layout.empty:
            writer.sheet(name)
        writer.close()
    return sent


def _words(rows: pd.DataFrame) -> pd.DataFrame:
    """Return, per village on the list, the words that paths, sheet names and titles may use."""
    columns = ["desa", "kecamatan", "kabupaten", "kode_kabupaten", "kode_kecamatan"]
    words = places.villages().loc[sorted(set(rows["desa"])), columns]
    upper = {name.upper(): words[name].str.upper() for name in columns[:3]}
    return words.assign(**upper)


def _sheets(
    rows: pd.DataFrame, words: pd.DataFrame, listing: Listing, limit: int
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the file's sheets by name, in the order of their places, none above ``limit`` rows."""
    names = words.apply(lambda village: listing.layout.sheet.format(**village), axis=1)
    by_name = rows["desa"].map(names)
    for name in dict.fromkeys(by_name):
        part = rows[by_name == name].reset_index(drop=True)
        for start in range(0, len(part), limit):
            number = start // limit + 1
            title = name if number == 1 else f"{name} ({number})"
            yield title, part.iloc[start : start + limit].reset_index(drop=True)


def _fill(
    rng: np.random.Generator,
    world: World,
    listing: Listing,
    where: tuple[OpenSheet, dict[str, str]],
    rows: pd.DataFrame,
    ledger: Ledger,
) -> None:
    sheet, words = where
    _write(sheet, opening(listing, words))
    for start in range(0, len(rows), BLOCK_ROWS):
        part = rows.iloc[start : start + BLOCK_ROWS]
        block, faults = _block(rng, world, listing, part, start)
        ledger.block(listing, sheet.file, block.seen)
        struck: dict[int, list[Fault]] = {}
        for fault in faults:
            struck.setdefault(fault.row, []).append(fault)
        for line in body(listing, block, start):
            _write(sheet, [line])
            _note(ledger, sheet, line, block, struck)
    _write(sheet, closing(listing, len(rows), words))


def _block(
    rng: np.random.Generator, world: World, listing: Listing, rows: pd.DataFrame, start: int
) -> tuple[Block, list[Fault]]:
    values = agency_view(rng, world, listing, rows)
    cells = [render(rng, listing, values, start + 1, column) for column in listing.columns]
    faults = strike(cells, listing.fields, values, listing.errors.items(), (rng, listing.has_types))
    return Block(cells, values), faults


def _write(sheet: OpenSheet, lines: Iterator[FormLine] | list[FormLine]) -> None:
    for line in lines:
        sheet.book.line(sheet.row, line)
        sheet.row += 1


def _note(
    ledger: Ledger, sheet: OpenSheet, line: FormLine, block: Block, struck: dict[int, list[Fault]]
) -> None:
    """Tell the ledger who stands on the line just written, and its errors."""
    if line.index is None:
        return
    person = block.seen["orang"][line.index]
    ledger.row(sheet.file, sheet.name, sheet.row, person)
    who = (person, block.seen["keluarga"][line.index])
    for fault in struck.get(line.index, ()):
        ledger.fault((sheet.file, sheet.name, sheet.row), who, fault)
