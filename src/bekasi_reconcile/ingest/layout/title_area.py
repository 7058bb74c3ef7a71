"""Which kecamatan or desa a title, a sheet name or a folder speaks of."""

import re
from functools import cache

from bekasi_reconcile.ingest.mapping.header_vocabulary import squash
from bekasi_reconcile.reference.territory import Territory

LABELS = {
    "desa": r"DESA\s*/\s*KEL(?:URAHAN)?|KEL(?:URAHAN)?\s*/\s*DESA|DESA|KELURAHAN|KEL|DS",
    "kecamatan": r"KECAMATAN|KEC",
    "kabupaten": r"KABUPATEN\s*/\s*KOTA|KAB\s*/\s*KOTA|KABUPATEN|KAB|KOTA",
    "provinsi": r"PROVINSI|PROPINSI|PROV",
}
ANY_LABEL = "|".join(LABELS.values())
LABELLED = {
    field: re.compile(
        rf"(?<![A-Z/])(?:{label})\b\.?\s*[:=]?\s*([A-Z][A-Z .'\-]*?)\s*"
        rf"(?=$|[,;|()\d:]|\b(?:{ANY_LABEL}|TAHUN|BULAN|PERIODE|TRIWULAN|RT|RW|TA)\b)"
    )
    for field, label in LABELS.items()
}
PREFIX = re.compile(rf"^(?:\d+[ ._-]*)?(?:(?:{ANY_LABEL})\b[. _]*)?(.*?)[ _.]*(?:\(\d+\)|\d*)$")


FIELD_OF_LEVEL = {"kabupaten": "kabupaten", "kota": "kabupaten", "kecamatan": "kecamatan"}


@cache
def _places(territory: Territory) -> dict[str, dict[str, str]]:
    """Return squashed name → {field: official name} for every place of the territory and alias."""
    places: dict[str, dict[str, str]] = {}
    official = {
        region.kode: (FIELD_OF_LEVEL.get(region.tingkat, "desa"), region.nama)
        for region in territory.regions
    }
    for region in territory.regions:
        if region.tingkat != "provinsi":
            for name in filter(None, (region.nama, region.nama_bps)):
                places.setdefault(squash(name), {}).setdefault(*official[region.kode])
    for alias in territory.aliases:
        places.setdefault(squash(alias.alias), {}).setdefault(*official[alias.kode])
    return places


@cache
def _regency_names(territory: Territory) -> frozenset[str]:
    """Return the squashed official names of the regencies without KABUPATEN or KOTA."""
    return frozenset(squash(title.split(" ", 1)[1]) for title in territory.regency_titles)


def is_place(text: str, territory: Territory) -> bool:
    """Tell whether ``text`` is the name of a place of the territory, with or without its label."""
    return bool(_places(territory).get(squash(text))) or bool(_place_in(text, territory))


def _place_in(text: str, territory: Territory) -> dict[str, str]:
    match = PREFIX.match(text.upper().strip()[:80])
    return _places(territory).get(squash(match.group(1)), {}) if match else {}


def area_in_name(text: str, territory: Territory) -> dict[str, str]:
    """Return {field: official name} for a sheet or file name; {} if it names no place.

    A name that is both a kecamatan and a desa is read as the kecamatan, unless labelled.
    """
    place = _places(territory).get(squash(text)) or _place_in(text, territory)
    labelled = areas_in_title(text, territory)
    for field in ("kecamatan", "desa", "kabupaten"):
        if field in place and (not labelled or field in labelled):
            return {field: place[field]}
    return {}


def areas_in_title(text: str, territory: Territory) -> dict[str, str]:
    """Return the places that a line of title names after their labels, as written."""
    areas = {}
    for field, pattern in LABELLED.items():
        for match in pattern.finditer(" ".join(text.upper().split())[:500]):
            name = match.group(1).strip(" .-'")
            if field == "provinsi" or field in _places(territory).get(squash(name), {}):
                areas[field] = name
                break
            if field == "kabupaten" and squash(name) in _regency_names(territory):
                areas[field] = match.group(0).strip()
                break
    return areas
