"""What a run says on the terminal: what was lost first, then what was found, then where it is."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

STAGES = {
    "ingest": "Membaca berkas",
    "clean": "Membersihkan isian",
    "match": "Mencocokkan orang",
    "merge": "Menggabungkan",
    "publish": "Menulis register dan laporan",
}


def progress() -> Callable[[str], None]:
    """Return a function that tells on stderr which stage begins."""
    console = Console(stderr=True, no_color="NO_COLOR" in os.environ)
    return lambda stage: console.print(
        f"[dim]… {STAGES[stage]}[/dim]" if sys.stderr.isatty() else f"… {STAGES[stage]}"
    )


def show(figures: Mapping[str, Any], folder: Path, notes: Sequence[str]) -> None:
    """Print the summary of a run."""
    console = Console(no_color="NO_COLOR" in os.environ, highlight=False)
    console.print(_files(figures["files"]))
    rows = {n: sum(f[n] for f in figures["files"]) for n in COUNTS}
    whole = rows["records"] + rows["refused"] + rows["non_data"] == rows["rows_seen"]
    console.print(
        f"Baris: {rows['rows_seen']} = {rows['records']} catatan + {rows['refused']} ditolak + "
        f"{rows['non_data']} bukan data. {'Seimbang.' if whole else 'TIDAK SEIMBANG!'}"
    )
    console.print(
        f"Orang: {figures['persons']}. Keluarga: {figures['households']}. "
        f"Konflik untuk diputuskan: {figures['conflicts']}. Masalah isian: {figures['problems']}."
    )
    console.print(
        "Mutu isian (100 = setiap baris terisi, terbaca, cocok dengan NIK; - = tidak ada)"
    )
    console.print(_quality(figures["quality"]))
    for note in notes:
        console.print(note)
    took = ", ".join(f"{name} {seconds:.1f}" for name, seconds in figures["seconds"].items())
    console.print(f"Detik: {took}")
    for path in PATHS:
        console.print(str(folder.parents[1] / "latest" / path), soft_wrap=True)


SHOWN = {
    "NIK": ("nik",),
    "No. KK": ("no_kk",),
    "Nama": ("nama",),
    "Lahir": ("tanggal_lahir", "ttl", "tahun_lahir", "umur"),
    "L/P": ("jenis_kelamin",),
    "Alamat": ("alamat",),
    "Desa": ("desa", "kode_desa"),
}
"""Columns of the quality table, and the fields of which the first that a list has is shown."""


def _quality(scores: Mapping[str, Mapping[str, float]]) -> Table:
    table = Table("Sumber", *SHOWN, box=None)
    for source, of in scores.items():
        known = [next((of[f] for f in fields if f in of), None) for fields in SHOWN.values()]
        table.add_row(source, *("-" if score is None else f"{score:.0f}" for score in known))
    return table


PATHS = (
    "ringkasan.html",
    "laporan/konflik.xlsx",
    "laporan/konflik.csv",
    "laporan/register.csv",
    "register.duckdb",
)
COUNTS = ("rows_seen", "records", "refused", "non_data")


def _files(files: Sequence[Mapping[str, Any]]) -> Table:
    table = Table("Berkas", "Sumber", "Baris", "Catatan", "Ditolak", "Bukan data", box=None)
    for file in files:
        counts = [str(file[name]) for name in COUNTS]
        status = "" if file["status"] == "read" else f" ({file['status']}: {file['reason'] or ''})"
        table.add_row(file["file"] + status, file["source"], *counts)
    return table
