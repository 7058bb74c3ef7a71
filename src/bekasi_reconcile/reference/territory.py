"""The territory of a project: its kabupaten and kota, their regions, and how these are written.

A territory is data. A shipped one stands in ``territories/<name>``; a project's own is a folder
below its configs/. Both hold wilayah.csv (kode, tingkat, nama, kode_induk, kode_bps, nama_bps) and
may hold alias.csv (alias, kode, jenis), petak.csv (kode, kolom, baris) and sebutan.toml.
"""

import csv
import hashlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from bekasi_reconcile.reference import words

NOT_LETTER = re.compile(r"[^A-Z]")
REGENCY, KECAMATAN, DESA = 4, 6, 10
"""Digits of a Kemendagri code of each level."""

DIRECTION = re.compile(
    r"^(\S+) (?:UTARA|SELATAN|BARAT|TIMUR|PUSAT|TENGAH|WETAN|KULON|KIDUL|KALER)$"
)
"""A kecamatan that was divided: Cikarang Barat, Cikarang Timur."""

COLUMNS = 8
"""Tiles in a row of the tile map where no petak.csv says where they lie."""


class Region(NamedTuple):
    """One region. ``kode`` and ``induk`` (its parent's) are Kemendagri's; the desa has 10."""

    kode: str
    tingkat: str
    nama: str
    induk: str
    kode_bps: str
    nama_bps: str


class Alias(NamedTuple):
    """Another way to write a region's name, or a former code of it (``jenis`` old-code)."""

    alias: str
    kode: str
    jenis: str


class Tile(NamedTuple):
    """Where a kecamatan lies on the tile map: column from the west, row from the north."""

    kode: str
    kolom: int
    baris: int


def squash(name: str) -> str:
    """Return only the letters of ``name``, upper case: how region names are compared.

    >>> squash("Muara Gembong"), squash("Muaragembong")
    ('MUARAGEMBONG', 'MUARAGEMBONG')
    """
    return NOT_LETTER.sub("", name.upper())


@dataclass(frozen=True, eq=False)
class Territory:
    """Regions of some kabupaten and kota (``regencies``: their four-digit codes) by all names.

    ``names``: from sebutan.toml. Two territories of equal content are equal, also as keys of
    caches; the look-up tables are made when first needed and do not travel to other processes.
    """

    regencies: tuple[str, ...]
    regions: tuple[Region, ...]
    aliases: tuple[Alias, ...]
    places_of_tiles: tuple[Tile, ...]
    names: Mapping[str, Sequence[str]]

    def __reduce__(self) -> tuple[Any, ...]:
        return Territory, (
            self.regencies, self.regions, self.aliases, self.places_of_tiles, dict(self.names)
        )  # fmt: skip

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Territory) and other.fingerprint == self.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    @cached_property
    def fingerprint(self) -> str:
        """A digest of all that the territory says; part of the keys of the stages' caches."""
        content = repr(self.__reduce__()[1])
        return hashlib.blake2b(content.encode(), digest_size=8).hexdigest()

    @cached_property
    def by_code(self) -> dict[str, Region]:
        """Every region by its Kemendagri code."""
        return {region.kode: region for region in self.regions}

    @cached_property
    def by_bps_code(self) -> dict[str, str]:
        """BPS code → Kemendagri code, for kecamatan (7 digits) and desa (10)."""
        return {region.kode_bps: region.kode for region in self.regions if region.kode_bps}

    @cached_property
    def old_codes(self) -> dict[str, str]:
        """Former Kemendagri code → the code of today."""
        return {alias.alias: alias.kode for alias in self.aliases if alias.jenis == "old-code"}

    @cached_property
    def by_name(self) -> dict[int, dict[str, frozenset[str]]]:
        """Level (digits of a code) → squashed name → codes.

        A name that several places bear, or once bore, has several codes.
        """
        spellings = [(region.nama, region.kode) for region in self.regions]
        spellings += [(alias.alias, alias.kode) for alias in self.aliases]
        spellings += [(name, code) for code, name in self._undivided_names()]
        codes: dict[int, dict[str, set[str]]] = {
            KECAMATAN: defaultdict(set),
            DESA: defaultdict(set),
        }
        for name, code in spellings:
            if len(code) in codes and squash(name):
                codes[len(code)][squash(name)].add(code)
        return {
            level: {name: frozenset(bearers) for name, bearers in by_name.items()}
            for level, by_name in codes.items()
        }

    def _undivided_names(self) -> Iterator[tuple[str, str]]:
        """Yield (code, name) of the kecamatan that the bare name of a divided one may mean.

        The name of a kabupaten or kota means that: Bekasi is not Bekasi Barat.
        """
        for region in self.regions:
            match = DIRECTION.match(region.nama.upper())
            if len(region.kode) == KECAMATAN and match and match[1] not in self.regency_names:
                yield region.kode, match[1]

    @cached_property
    def regency_names(self) -> dict[str, tuple[str, ...]]:
        """Name of a kabupaten or kota without that word, upper case → the codes that bear it."""
        codes: dict[str, tuple[str, ...]] = {}
        for code in self.regencies:
            name = self.by_code[code].nama.upper().split(" ", 1)[1]
            codes[name] = (*codes.get(name, ()), code)
        every = tuple(self.regencies)
        return codes | {name: every for name in self.names.get("singkatan", ())}

    def is_city(self, regency: str) -> bool:
        """Return whether a regency is a kota."""
        return self.by_code[regency].tingkat == "kota"

    @cached_property
    def name(self) -> str:
        """The territory in a few words: the names of its regencies, each once."""
        return " dan ".join(
            dict.fromkeys(self.by_code[code].nama.split(" ", 1)[1] for code in self.regencies)
        )

    @cached_property
    def regency_titles(self) -> tuple[str, ...]:
        """The full names of its regencies: Kabupaten Bekasi, Kota Bekasi."""
        return tuple(self.by_code[code].nama for code in self.regencies)

    @cached_property
    def province_names(self) -> tuple[str, ...]:
        """The names of its provinces, upper case."""
        official = [r.nama.upper() for r in self.regions if r.tingkat == "provinsi"]
        return (*official, *self.names.get("provinsi", ()))

    @cached_property
    def postal_prefixes(self) -> tuple[str, ...]:
        """The first two digits of its postal codes; none where they are not known."""
        return tuple(self.names.get("kode_pos", ()))

    @cached_property
    def tiles(self) -> tuple[Tile, ...]:
        """A tile per kecamatan: where petak.csv puts it, else row by row in the order of codes."""
        if self.places_of_tiles:
            return self.places_of_tiles
        codes = [region.kode for region in self.regions if len(region.kode) == KECAMATAN]
        return tuple(Tile(code, i % COLUMNS, i // COLUMNS) for i, code in enumerate(codes))


def read_territory(regencies: Sequence[str], folder: Traversable) -> Territory:
    """Return the territory of ``regencies`` by the tables in ``folder``.

    Raises FileNotFoundError where there is no wilayah.csv, KeyError where it lacks a regency.
    """
    regions = tuple(
        Region(r["kode"], r["tingkat"], r["nama"], r["kode_induk"], r["kode_bps"], r["nama_bps"])
        for r in _lines(folder, "wilayah.csv")
        if r["kode"][:REGENCY] in {*regencies, *(code[:2] for code in regencies)}
    )
    missing = set(regencies) - {region.kode for region in regions}
    if missing:
        raise KeyError(", ".join(sorted(missing)))
    codes = {region.kode for region in regions}
    aliases = [Alias(**line) for line in _lines(folder, "alias.csv", optional=True)]
    tiles = [
        Tile(line["kode"], int(line["kolom"]), int(line["baris"]))
        for line in _lines(folder, "petak.csv", optional=True)
    ]
    names = folder.joinpath("sebutan.toml")
    return Territory(
        tuple(regencies),
        regions,
        tuple(alias for alias in aliases if alias.kode in codes),
        tuple(tile for tile in tiles if tile.kode in codes),
        tomllib.loads(names.read_text(encoding="utf-8")) if names.is_file() else {},
    )


@cache
def shipped_territory(name: str, regencies: tuple[str, ...]) -> Territory:
    """Return ``regencies`` of the shipped set of tables called ``name``."""
    return read_territory(regencies, shipped_folder(name))


def shipped_folder(name: str) -> Traversable:
    """Return where the shipped set of tables called ``name`` stands."""
    return files(__package__).joinpath("territories", name)


def _lines(folder: Traversable, name: str, *, optional: bool = False) -> list[dict[str, str]]:
    path = folder.joinpath(name)
    if optional and not path.is_file():
        return []
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


@cache
def provinces() -> frozenset[str]:
    """Return the two-digit codes of all provinces of Indonesia."""
    return frozenset(words.table("provinsi")["kode"])
