"""Which kecamatan or desa a title, a sheet name or a folder speaks of."""

import csv
import re
from functools import cache
from importlib.resources import files

from bekasi_reconcile.ingest.mapping.header_vocabulary import squash

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


@cache
def _places() -> dict[str, dict[str, str]]:
    """Return squashed name → {field: official name} for every place of Bekasi and alias."""
    level = {"kabupaten": "kabupaten", "kota": "kabupaten", "kecamatan": "kecamatan"}
    folder = files("bekasi_reconcile.reference")
    places: dict[str, dict[str, str]] = {}
    names = {}
    with folder.joinpath("wilayah.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names[row["kode"]] = (level.get(row["tingkat"], "desa"), row["nama"])
            if row["tingkat"] != "provinsi":
                for name in filter(None, (row["nama"], row["nama_bps"])):
                    places.setdefault(squash(name), {}).setdefault(*names[row["kode"]])
    with folder.joinpath("wilayah_alias.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            places.setdefault(squash(row["alias"]), {}).setdefault(*names[row["kode"]])
    return places


def is_place(text: str) -> bool:
    """Tell whether ``text`` is the name of a place of Bekasi, with or without its label."""
    return bool(_places().get(squash(text))) or bool(_place_in(text))


def _place_in(text: str) -> dict[str, str]:
    match = PREFIX.match(text.upper().strip()[:80])
    return _places().get(squash(match.group(1)), {}) if match else {}


def area_in_name(text: str) -> dict[str, str]:
    """Return {field: official name} for a sheet or file name; {} if it names no place.

    A name that is both a kecamatan and a desa is read as the kecamatan, unless labelled.

    >>> of_name("Kec. Babelan"), of_name("03 TAMBUN SELATAN"), of_name("Sheet1")
    ({'kecamatan': 'Babelan'}, {'kecamatan': 'Tambun Selatan'}, {})
    """
    place = _places().get(squash(text)) or _place_in(text)
    labelled = areas_in_title(text)
    for field in ("kecamatan", "desa", "kabupaten"):
        if field in place and (not labelled or field in labelled):
            return {field: place[field]}
    return {}


def areas_in_title(text: str) -> dict[str, str]:
    """Return the places that a line of title names after their labels, as written.

    >>> of_title("DAFTAR KPM DESA SUKAMULYA KECAMATAN SUKATANI TAHUN 2024")
    {'desa': 'SUKAMULYA', 'kecamatan': 'SUKATANI'}
    >>> of_title("KECAMATAN : BABELAN"), of_title("Data Desa Tahun 2024")
    ({'kecamatan': 'BABELAN'}, {})
    """
    areas = {}
    for field, pattern in LABELLED.items():
        for match in pattern.finditer(" ".join(text.upper().split())[:500]):
            name = match.group(1).strip(" .-'")
            if field == "provinsi" or field in _places().get(squash(name), {}):
                areas[field] = name
                break
            if field == "kabupaten" and squash(name) == "BEKASI":
                areas[field] = match.group(0).strip()
                break
    return areas
