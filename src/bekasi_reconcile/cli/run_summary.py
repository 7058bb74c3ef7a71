"""What a run says on the terminal: what was lost first, then what was found, then where it is."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

STAGES = {
    "ingest": "Membaca berkas",
    "clean": "Membersihkan isian",
    "match": "Mencocokkan orang",
    "merge": "Menggabungkan",
    "publish": "Menulis register dan laporan",
}


class Terminal(Console):
    """A console that honours NO_COLOR and lets the caller hear that nobody listens any more."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def terminal(*, errors: bool = False) -> Console:
    """Return the console for results, or for what is told meanwhile (``errors``)."""
    return Terminal(stderr=errors, no_color="NO_COLOR" in os.environ, highlight=False)


@contextmanager
def progress(*, silent: bool = False) -> Iterator[Callable[[str], None]]:
    """Give a function that tells which stage begins: a bar on a terminal, else a plain line."""
    if silent:
        yield lambda _: None
    elif not sys.stderr.isatty():
        yield lambda stage: print(f"… {STAGES[stage]}", file=sys.stderr, flush=True)  # noqa: T201
    else:
        columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=terminal(errors=True), transient=True) as bar:
            task = bar.add_task("", total=len(STAGES), completed=-1)
            yield lambda stage: bar.update(task, description=STAGES[stage], advance=1)


def show(figures: Mapping[str, Any], folder: Path, notes: Sequence[str]) -> None:
    """Print the summary of a run."""
    console = terminal()
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


def show_difference(difference: Mapping[str, Any], accepted: Mapping[str, str]) -> None:
    """Print what a rehearsal would change: persons, their fields, and the brakes it would hit."""
    console = terminal()
    new, gone, changed = (difference[name] for name in ("new", "gone", "changed"))
    console.print(
        f"Uji coba: tidak ada yang diterbitkan. Orang baru: {len(new)}, hilang: {len(gone)}, "
        f"berubah: {len(changed)}."
    )
    if accepted:
        console.print(f"Rem yang akan menghentikan: {', '.join(sorted(accepted))}.")
    lines = [f"+ {person}" for person in new] + [f"- {person}" for person in gone]
    lines += [f"~ {person}  {', '.join(fields)}" for person, fields in changed.items()]
    for line in lines[:MOST_LINES]:
        console.print(line)
    if len(lines) > MOST_LINES:
        console.print(f"… dan {len(lines) - MOST_LINES} lagi (semuanya: --dry-run --json)")


PATHS = (
    "ringkasan.html",
    "laporan/konflik.xlsx",
    "laporan/konflik.csv",
    "laporan/register.csv",
    "register.duckdb",
)
MOST_LINES = 40
COUNTS = ("rows_seen", "records", "refused", "non_data")


def _files(files: Sequence[Mapping[str, Any]]) -> Table:
    table = Table("Berkas", "Sumber", "Baris", "Catatan", "Ditolak", "Bukan data", box=None)
    for file in files:
        counts = [str(file[name]) for name in COUNTS]
        status = "" if file["status"] == "read" else f" ({file['status']}: {file['reason'] or ''})"
        table.add_row(file["file"] + status, file["source"], *counts)
    return table
