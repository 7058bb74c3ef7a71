"""The truth beside the lists: who stands in which row, what was planted, what must conflict."""

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bekasi_reconcile.demo import places
from bekasi_reconcile.demo.agency_view import Columns
from bekasi_reconcile.demo.errors.apply import Fault
from bekasi_reconcile.demo.lists import Listing
from bekasi_reconcile.demo.world import World, household_id, person_id

ROWS = ("file", "sheet", "row", "person", "household")
CELLS = ("file", "sheet", "cell", "person", "field", "kind", "true", "written")
SHARED = ("nik-16-milik-kepala", "nik-16-milik-ibu")


class Ledger:
    """Writes ``rows.csv`` and ``cells.csv`` as the lists are written, and gathers conflicts."""

    def __init__(self, folder: Path, world: World) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.rows = 0
        self._folder = folder
        self._people = person_id(world.people.index.to_numpy())
        self._family = world.people["keluarga"].tolist()
        self._homes = household_id(world.homes.index.to_numpy())
        self._world = world
        self._streams = [_open(folder / name) for name in ("rows.csv", "cells.csv")]
        self._rows, self._cells = (csv.writer(s, lineterminator="\n") for s in self._streams)
        self._rows.writerow(ROWS)
        self._cells.writerow(CELLS)
        self._conflicts: list[tuple[str, tuple[int, ...], str]] = []
        self._cards: dict[int, set[str]] = defaultdict(set)
        self._niks: dict[int, set[str]] = defaultdict(set)
        self._dead: dict[int, set[bool]] = defaultdict(set)
        self._aided: dict[int, dict[str, int]] = defaultdict(dict)

    def row(self, file: str, sheet: str, row: int, person: int) -> None:
        """Note that ``person`` stands in ``row`` (as Excel counts), -1 for nobody."""
        self.rows += 1
        known = person >= 0
        self._rows.writerow(
            (
                file,
                sheet,
                row,
                self._people[person] if known else "",
                self._homes[self._family[person]] if known else "",
            )
        )

    def fault(self, place: tuple[str, str, int], who: tuple[int, int], fault: Fault) -> None:
        """Note one planted error at ``place`` (file, sheet, row) of ``who`` (person, family)."""
        file, sheet, row = place
        person, home = who
        cell = f"{column_letter(fault.column)}{row}"
        name = self._people[person] if person >= 0 else ""
        said = "" if fault.written is None else fault.written
        self._cells.writerow((file, sheet, cell, name, fault.field, fault.kind, fault.true, said))
        if fault.kind in SHARED and person >= 0:
            owner = self._world.homes["kepala" if fault.kind == SHARED[0] else "pengurus"]
            self._conflicts.append(("nik-dipakai-bersama", (person, int(owner.iloc[home])), file))

    def block(self, listing: Listing, file: str, seen: Columns) -> None:
        """Note what the rows of one block say that other lists may contradict."""
        for index, person in enumerate(seen["orang"]):
            if person >= 0:
                self._claims(listing, seen, index, person)
                self._plant(listing, file, seen, index)

    def _claims(self, listing: Listing, seen: Columns, index: int, person: int) -> None:
        fields = listing.fields
        if "no_kk" in fields:
            self._cards[person].add(seen["no_kk"][index])
        if "nik" in fields and seen["nik"][index]:
            self._niks[person].add(seen["nik"][index])
        if not seen["hidup"][index]:
            self._dead[person].add(seen["wafat_tercatat"][index])
        for programme in listing.programmes:
            self._aided[self._family[person]].setdefault(programme, person)

    def _plant(self, listing: Listing, file: str, seen: Columns, index: int) -> None:
        person = seen["orang"][index]
        if seen["kepala_kedua"][index] and "hubungan" in listing.fields:
            head = int(self._world.homes["kepala"].iloc[seen["keluarga"][index]])
            self._conflicts.append(("dua-kepala", (person, head), file))
        if seen["ke"][index] and listing.cover.months == 1:
            self._conflicts.append(("ganda-dalam-daftar", (person,), file))

    def close(self) -> None:
        """Write what could only be known at the end: people and conflicts."""
        for stream in self._streams:
            stream.close()
        self._write_conflicts()
        _people(self._world, self._people, self._homes).to_csv(
            self._folder / "people.csv", index=False, lineterminator="\n"
        )

    def _write_conflicts(self) -> None:
        several = [("nik-lebih-dari-satu", self._niks), ("kk-berpindah", self._cards)]
        rows = list(self._conflicts)
        for kind, held in several:
            rows += [(kind, (who,), "") for who, texts in held.items() if len(texts) > 1]
        rows += [
            ("meninggal-di-satu-daftar", (who,), "")
            for who, said in self._dead.items()
            if len(said) > 1
        ]
        rows += [
            ("tumpang-tindih " + "+".join(sorted(aid)), tuple(sorted(set(aid.values()))), "")
            for aid in self._aided.values()
            if len(aid) > 1
        ]
        with _open(self._folder / "conflicts.csv") as stream:
            out = csv.writer(stream, lineterminator="\n")
            out.writerow(("kind", "persons", "file"))
            for kind, who, file in sorted(set(rows)):
                out.writerow((kind, " ".join(self._people[i] for i in who), file))


def _people(world: World, names: list[str], homes: list[str]) -> pd.DataFrame:
    """Return every person of the world as they truly are."""
    people, home = world.people, world.homes.iloc[world.people["keluarga"]].reset_index(drop=True)
    return pd.DataFrame(
        {
            "person": names,
            "household": [homes[i] for i in people["keluarga"].tolist()],
            "nik": people["nik"],
            "nik_lama": people["nik_lama"],
            "no_kk": home["kk"],
            "no_kk_lama": home["kk_lama"],
            "nama": people["nama"],
            "tempat_lahir": people["tempat"],
            "tanggal_lahir": people["lahir"].dt.strftime("%Y-%m-%d"),
            "jenis_kelamin": people["kelamin"],
            "hubungan": people["hubungan"],
            "status_kawin": people["kawin"],
            "nama_ibu": people["ibu"],
            "nama_ayah": people["ayah"],
            "alamat": home["alamat"],
            "rt": home["rt"],
            "rw": home["rw"],
            "kode_desa": places.villages()["kode_desa"].to_numpy()[home["desa"]],
            "desil": home["desil"],
            "alive": np.where(people["wafat"].isna(), "ya", "tidak"),
            "tanggal_wafat": people["wafat"].dt.strftime("%Y-%m-%d"),
        }
    )


def _open(path: Path) -> Any:
    return path.open("w", encoding="utf-8", newline="")


def column_letter(column: int) -> str:
    """Return the letter that Excel gives to a column, the first being 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
