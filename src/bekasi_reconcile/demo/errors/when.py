"""How a birth date goes wrong: order, precision, format, Excel's own ideas."""

from datetime import date, timedelta

import numpy as np

from bekasi_reconcile.demo.errors.row import Cell, Kinds, Spot
from bekasi_reconcile.demo.seed import pick

Rng = np.random.Generator

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli"),
    *("Agustus", "September", "Oktober", "November", "Desember"),
)
SHORT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nop", "Des")
EPOCH = date(1899, 12, 30)


def _born(spot: Spot) -> date:
    born: date = spot["lahir"]
    return born


def _swap_day_and_month(spot: Spot) -> Cell:
    """Day and month exchanged, where both could be either."""
    born = _born(spot)
    if born.day > 12 or born.day == born.month:
        return None
    return f"{born.month:02d}/{born.day:02d}/{born.year}"


def _year_end(spot: Spot) -> Cell:
    return pick(spot.rng, ("31-12-", "01-07-", "01-01-", "00-00-")) + str(_born(spot).year)


def _year_only(spot: Spot) -> Cell:
    return pick(spot.rng, ("", "th ", "± ")) + str(_born(spot).year)


def _serial(spot: Spot) -> Cell:
    days = (_born(spot) - EPOCH).days
    return days if spot.has_types else str(days)


def _words(spot: Spot) -> Cell:
    born = _born(spot)
    shapes = (
        f"{born.day} {MONTHS[born.month - 1]} {born.year}",
        f"{born.day:02d}-{SHORT[born.month - 1]}-{born.year % 100:02d}",
        f"{born.day} {MONTHS[born.month - 1].lower()} {born.year}",
    )
    return pick(spot.rng, shapes)


def _other_format(spot: Spot) -> Cell:
    born = _born(spot)
    shapes = (
        f"{born.day:02d}.{born.month:02d}.{born.year}",
        f"{born.day}-{born.month}-{born.year % 100:02d}",
        f"{born.isoformat()}",
        f"{born.day:02d}/{born.month:02d}/{born.year} 0:00:00",
    )
    return pick(spot.rng, shapes)


def _slip_digit(spot: Spot) -> Cell:
    """Another day: a digit off in day, month or year."""
    born = _born(spot)
    off = pick(spot.rng, ("day", "month", "year"))
    if off == "year":
        born = born.replace(day=min(born.day, 28), year=born.year + _pick_sign(spot.rng))
    elif off == "month":
        born = born.replace(day=min(born.day, 28), month=born.month % 12 + 1)
    else:
        born += timedelta(days=_pick_sign(spot.rng) * int(spot.rng.integers(1, 11)))
    return f"{born.day:02d}-{born.month:02d}-{born.year}"


def _pick_sign(rng: Rng) -> int:
    """Return 1 or -1."""
    return 1 if rng.random() < 0.5 else -1


def _default(_: Spot) -> Cell:
    return "1900-01-01"


def _blank(_: Spot) -> Cell:
    return ""


DATE: Kinds = {
    "tanggal-tertukar": (2.0, _swap_day_and_month),
    "tanggal-tahun-saja": (1.0, _year_only),
    "tanggal-akhir-tahun": (2.0, _year_end),
    "tanggal-serial": (1.5, _serial),
    "tanggal-kata": (2.0, _words),
    "tanggal-format": (2.5, _other_format),
    "tanggal-meleset": (3.0, _slip_digit),
    "tanggal-bawaan": (0.4, _default),
    "tanggal-kosong": (2.0, _blank),
}
PLACE_AND_DATE: Kinds = {
    "ttl-kata": (1.0, lambda spot: f"{spot['tempat']}, {_words(spot)}"),
    "ttl-akhir-tahun": (1.0, lambda spot: f"{spot['tempat']} {_year_end(spot)}"),
    "ttl-tanpa-tempat": (1.0, _other_format),
}
