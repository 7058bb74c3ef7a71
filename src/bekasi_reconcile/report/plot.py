"""Geometry and colours of the plots; the templates draw them as SVG."""

from collections.abc import Mapping, Sequence
from typing import Any

from bekasi_reconcile.reference.territory import REGENCY, Territory

RAMP = ("#e8efec", "#c0d8d3", "#8bb7b3", "#4b898c", "#1c5560")
INK = ("#22343c", "#22343c", "#14272e", "#ffffff", "#ffffff")
NOTHING = "#f6f4ef"
SIZE, GAP = 84, 5

Row = Mapping[str, Any]


def shade(value: float, largest: float) -> dict[str, str]:
    """Return the fill and the ink of ``value`` on a scale of five steps up to ``largest``."""
    if not value or not largest:
        return {"isi": NOTHING, "tinta": "#6b7a80"}
    step = min(int(value / largest * len(RAMP)), len(RAMP) - 1)
    return {"isi": RAMP[step], "tinta": INK[step]}


def tiles(areas: Sequence[Row], measure: str, territory: Territory) -> list[dict[str, Any]]:
    """Return a tile per kecamatan: where it lies, its name on one or two lines, its shade."""
    at = {tile.kode: (tile.kolom, tile.baris) for tile in territory.tiles}
    known = [area for area in areas if area["kode"] in at]
    largest = max((area[measure] for area in known), default=0)
    return [
        {
            "x": at[area["kode"]][0] * (SIZE + GAP),
            "y": at[area["kode"]][1] * (SIZE + GAP),
            "nama": area["nama"].split(" ", 1),
            "nilai": area[measure],
            "kota": territory.is_city(area["kode"][:REGENCY]),
            **shade(area[measure], largest),
        }
        for area in known
    ]


def matrix(pairs: Sequence[Row]) -> dict[str, Any]:
    """Return the programmes and a line of cells for each; the scale leaves the diagonal out."""
    names = sorted({pair["satu"] for pair in pairs})
    cells = {(pair["satu"], pair["dua"]): pair for pair in pairs}
    largest = max((p["keluarga"] for p in pairs if p["satu"] != p["dua"]), default=0)

    def cell(one: str, other: str) -> dict[str, Any]:
        pair = cells.get((one, other), {"keluarga": 0, "dilarang": False})
        own = one == other
        colours = {"isi": "#ffffff", "tinta": "#22343c"} if own else {}
        return {**pair, "sendiri": own, **(colours or shade(pair["keluarga"], largest))}

    lines = [{"nama": one, "sel": [cell(one, other) for other in names]} for one in names]
    return {"nama": names, "baris": lines}


def bars(rows: Sequence[Row], whole: str, part: str, width: float, height: float) -> dict[str, Any]:
    """Return upright bars of ``whole``, the lower piece of each being ``part``."""
    largest = max((row[whole] for row in rows), default=0) or 1
    step = width / max(len(rows), 1)
    return {
        "lebar": step * 0.74,
        "batang": [
            {
                **row,
                "x": round(i * step + step * 0.13, 1),
                "tinggi": round(row[whole] / largest * height, 1),
                "tinggi_isi": round(row[part] / largest * height, 1),
            }
            for i, row in enumerate(rows)
        ],
    }


def stacked_bars(rows: Sequence[Row], width: float) -> list[dict[str, Any]]:
    """Return a bar per decider, most work first, with a piece per severity."""
    work: dict[str, dict[int, int]] = {}
    for row in rows:
        work.setdefault(row["pemutus"], {})[row["tingkat"]] = row["jumlah"]
    largest = max((sum(by.values()) for by in work.values()), default=0) or 1
    stacks = []
    for name, by in sorted(work.items(), key=lambda item: (-sum(item[1].values()), item[0])):
        x, pieces = 0.0, []
        for severity, count in sorted(by.items()):
            long = round(count / largest * width, 1)
            pieces.append({"tingkat": severity, "jumlah": count, "x": x, "lebar": long})
            x = round(x + long, 1)
        stacks.append({"nama": name, "jumlah": sum(by.values()), "potongan": pieces, "ujung": x})
    return stacks


def trend(values: Sequence[float], width: float, height: float) -> list[dict[str, float]]:
    """Return a point per value from left to right; the scale begins at nothing."""
    largest = max(values, default=0) or 1
    step, first = (width / (len(values) - 1), 0.0) if len(values) > 1 else (0.0, width / 2)
    return [
        {
            "x": round(first + i * step, 1),
            "y": round(height - value / largest * height, 1),
            "nilai": value,
        }
        for i, value in enumerate(values)
    ]
