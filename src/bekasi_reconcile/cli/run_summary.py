"""The summary of a run on the terminal: its files and losses, its results, where they are."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bekasi_reconcile.cli.exit import raise_if_interrupted
from bekasi_reconcile.cli.invocation import current, text
from bekasi_reconcile.cli.screen import say_lines, terminal
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.messages.problem_text import problem_text

STAGES = 5
MOST_LINES = 40
COUNTS = ("rows_seen", "records", "refused", "non_data")
PATHS = (
    "ringkasan.html",
    "laporan/konflik.xlsx",
    "laporan/konflik.csv",
    "laporan/register.csv",
    "register.duckdb",
)
QUALITY_FIELDS = {
    "nik": ("nik",),
    "kk": ("no_kk",),
    "name": ("nama",),
    "birth": ("tanggal_lahir", "ttl", "tahun_lahir", "umur"),
    "sex": ("jenis_kelamin",),
    "address": ("alamat",),
    "village": ("desa", "kode_desa"),
}
"""Columns of the quality table, and the fields of which the first that a list has is shown."""


@contextmanager
def progress(*, silent: bool = False) -> Iterator[Callable[[str], None]]:
    """Give a function that shows which stage begins: a bar on a terminal, else a plain line.

    It also ends the run where an interruption was heard but went no further: a library may have
    turned it into an error of its own, and that may count as a bad file.
    """
    with _display(silent=silent) as show:

        def tell(stage: str) -> None:
            raise_if_interrupted()
            show(stage)

        yield tell


@contextmanager
def _display(*, silent: bool) -> Iterator[Callable[[str], None]]:
    if silent:
        yield lambda _: None
    elif not sys.stderr.isatty():
        yield lambda stage: say_lines(f"… {_stage(stage)}", error=True)
    else:
        description = TextColumn("{task.description}", markup=False)
        columns = (BarColumn(), description, TimeElapsedColumn())
        with Progress(*columns, console=terminal(errors=True), transient=True) as bar:
            task = bar.add_task("", total=STAGES, completed=-1)
            yield lambda stage: bar.update(task, description=_stage(stage), advance=1)


def show(figures: Mapping[str, Any], folder: Path, notes: Sequence[Message]) -> None:
    """Print the summary of a run."""
    console = terminal()
    console.print(_files(figures["files"]))
    rows = {n: sum(f[n] for f in figures["files"]) for n in COUNTS}
    balanced = rows["records"] + rows["refused"] + rows["non_data"] == rows["rows_seen"]
    balance = text("cli.rows_balance" if balanced else "cli.rows_do_not_balance")
    console.print(text("cli.rows", **rows, balance=balance))
    totals = ("persons", "households", "conflicts", "problems")
    console.print(text("cli.totals", **{name: figures[name] for name in totals}))
    console.print(text("cli.quality"))
    console.print(_quality(figures["quality"]))
    for note in notes:
        console.print(text(note))
    stages = ", ".join(
        f"{_stage(name)} {seconds:.1f}" for name, seconds in figures["seconds"].items()
    )
    console.print(text("cli.seconds", stages=stages))
    for path in PATHS:
        console.print(str(folder.parents[1] / "latest" / path), soft_wrap=True)


def show_difference(difference: Mapping[str, Any], accepted: Mapping[str, str]) -> None:
    """Print what a dry run would change: persons, their fields, and the brakes it would hit."""
    console = terminal()
    new, gone, changed = (difference[name] for name in ("new", "gone", "changed"))
    console.print(text("cli.dry_run", new=len(new), gone=len(gone), changed=len(changed)))
    if accepted:
        console.print(text("cli.dry_run_brakes", names=", ".join(sorted(accepted))))
    lines = [f"+ {person}" for person in new] + [f"- {person}" for person in gone]
    lines += [f"~ {person}  {', '.join(fields)}" for person, fields in changed.items()]
    for line in lines[:MOST_LINES]:
        console.print(line)
    if len(lines) > MOST_LINES:
        console.print(text("cli.more_lines", count=len(lines) - MOST_LINES))


def _stage(name: str) -> str:
    return text(f"cli.stage_{name}")


def _table(*columns: str) -> Table:
    return Table(*(text(f"cli.column_{name}") for name in columns), box=None)


def _files(files: Sequence[Mapping[str, Any]]) -> Table:
    table = _table("file", "source", *COUNTS)
    for file in files:
        name = file["file"]
        if file["status"] != "read":
            status = text(f"cli.file_{file['status']}")
            reason = _reason(file)
            name = text("cli.file_status", file=name, status=status, reason=reason)
        table.add_row(name, file["source"], *(str(file[count]) for count in COUNTS))
    return table


def _reason(file: Mapping[str, Any]) -> str:
    """Return in words why a file was not read; its ``reason`` is the code of a rule."""
    if not file["reason"]:
        return ""
    return problem_text(file["reason"], current().language, file["source"] or "").message


def _quality(scores: Mapping[str, Mapping[str, float]]) -> Table:
    table = _table("source", *QUALITY_FIELDS)
    for source, of in scores.items():
        shown = [
            next((of[field] for field in fields if field in of), None)
            for fields in QUALITY_FIELDS.values()
        ]
        table.add_row(source, *("-" if score is None else f"{score:.0f}" for score in shown))
    return table
