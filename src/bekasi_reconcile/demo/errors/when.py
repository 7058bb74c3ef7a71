"""How a birth date goes wrong: order, precision, format, Excel's own ideas."""

from datetime import date, timedelta

import numpy as np

from bekasi_reconcile.demo.errors.row import Cell, Kinds, Row
from bekasi_reconcile.demo.seed import pick

Rng = np.random.Generator

MONTHS = (
    "Januari,Februari,Maret,April,Mei,Juni,Juli,Agustus,September,Oktober,November,Desember"
).split(",")
SHORT = "Jan,Feb,Mar,Apr,Mei,Jun,Jul,Agt,Sep,Okt,Nop,Des".split(",")
EPOCH = date(1899, 12, 30)


def _born(row: Row) -> date:
    born: date = row["lahir"]
    return born


def swapped(text: str, row: Row, rng: Rng) -> Cell:
    """Day and month exchanged, which only shows where the day is above twelve."""
    born = _born(row)
    if born.day > 12 or born.day == born.month:
        return None
    return f"{born.month:02d}/{born.day:02d}/{born.year}"


def year_end(text: str, row: Row, rng: Rng) -> Cell:
    return pick(rng, ("31-12-", "01-07-", "01-01-", "00-00-")) + str(_born(row).year)


def year_only(text: str, row: Row, rng: Rng) -> Cell:
    return pick(rng, ("", "th ", "± ")) + str(_born(row).year)


def serial(text: str, row: Row, rng: Rng) -> Cell:
    days = (_born(row) - EPOCH).days
    return days if row.typed else str(days)


def words(text: str, row: Row, rng: Rng) -> Cell:
    born = _born(row)
    shapes = (
        f"{born.day} {MONTHS[born.month - 1]} {born.year}",
        f"{born.day:02d}-{SHORT[born.month - 1]}-{born.year % 100:02d}",
        f"{born.day} {MONTHS[born.month - 1].lower()} {born.year}",
    )
    return pick(rng, shapes)


def other_format(text: str, row: Row, rng: Rng) -> Cell:
    born = _born(row)
    shapes = (
        f"{born.day:02d}.{born.month:02d}.{born.year}",
        f"{born.day}-{born.month}-{born.year % 100:02d}",
        f"{born.isoformat()}",
        f"{born.day:02d}/{born.month:02d}/{born.year} 0:00:00",
    )
    return pick(rng, shapes)


def slipped(text: str, row: Row, rng: Rng) -> Cell:
    """Another day: a digit off in day, month or year."""
    born = _born(row)
    off = pick(rng, ("day", "month", "year"))
    if off == "year":
        born = born.replace(day=min(born.day, 28), year=born.year + pick_sign(rng))
    elif off == "month":
        born = born.replace(day=min(born.day, 28), month=born.month % 12 + 1)
    else:
        born += timedelta(days=pick_sign(rng) * int(rng.integers(1, 11)))
    return f"{born.day:02d}-{born.month:02d}-{born.year}"


def pick_sign(rng: Rng) -> int:
    """Return 1 or -1."""
    return 1 if rng.random() < 0.5 else -1


def default(text: str, row: Row, rng: Rng) -> Cell:
    return "1900-01-01"


def blank(text: str, row: Row, rng: Rng) -> Cell:
    return ""


DATE: Kinds = {
    "tanggal-tertukar": (2.0, swapped),
    "tanggal-tahun-saja": (1.0, year_only),
    "tanggal-akhir-tahun": (2.0, year_end),
    "tanggal-serial": (1.5, serial),
    "tanggal-kata": (2.0, words),
    "tanggal-format": (2.5, other_format),
    "tanggal-meleset": (3.0, slipped),
    "tanggal-bawaan": (0.4, default),
    "tanggal-kosong": (2.0, blank),
}
PLACE_AND_DATE: Kinds = {
    "ttl-kata": (1.0, lambda text, row, rng: f"{row['tempat']}, {words(text, row, rng)}"),
    "ttl-akhir-tahun": (1.0, lambda text, row, rng: f"{row['tempat']} {year_end(text, row, rng)}"),
    "ttl-tanpa-tempat": (1.0, lambda text, row, rng: other_format(text, row, rng)),
}
