"""``reconcile train``, ``explain``, ``export-model``: the model, why two records are one person."""

from pathlib import Path
from typing import Annotated

import typer

from bekasi_reconcile.cli import invocation
from bekasi_reconcile.cli.localized_command import LocalizedCommand
from bekasi_reconcile.cli.options import HERE, AsJson, Project, load
from bekasi_reconcile.cli.screen import say_json, say_lines


def train(
    folder: Annotated[Path | None, typer.Argument()] = None,
    project: Project = HERE,
    as_json: AsJson = False,
) -> None:
    """Train the project's own matching model on the newest register; later runs use it."""
    config = load(folder or project)
    from bekasi_reconcile.commands import train as training  # takes seconds to import

    figures, notes = training.train(config)
    if as_json:
        say_json(figures)
    else:
        say_lines("\n".join(notes))


def explain(
    a: Annotated[str, typer.Argument(metavar="A")],
    b: Annotated[str | None, typer.Argument(metavar="[B]")] = None,
    project: Project = HERE,
    show_nik: Annotated[bool, typer.Option("--show-nik")] = False,
    as_json: AsJson = False,
) -> None:
    """Say why A and B are or are not one person; of A alone, what holds it and what comes near."""
    config = load(project)
    from bekasi_reconcile.commands import explain
    from bekasi_reconcile.commands.explanation_text import mask, sentences

    document = explain.explain(config, a, b)
    if not show_nik:
        document = mask(document)
    if as_json:
        say_json(document, default=int)
    else:
        say_lines("\n".join(sentences(document, config.settings.language)).rstrip())


def export_model(
    splink: Annotated[Path, typer.Option()],
    records: Path | None = None,
    decisions: Path | None = None,
    project: Project = HERE,
    as_json: AsJson = False,
) -> None:
    """Write the matching for Splink, to run on an engine of many machines (docs/scale.md)."""
    config = load(project)
    from bekasi_reconcile.splink_export.export import ExportFiles, export

    figures = export(config, ExportFiles(splink, records, decisions))
    if as_json:
        say_json(figures)
        return
    invocation.say("program.export_done", **figures)
    if records is not None:
        invocation.say("program.export_private", file=records)


def add_to(app: typer.Typer) -> None:
    """Give ``app`` the commands of this module."""
    app.command(cls=LocalizedCommand)(train)
    app.command(cls=LocalizedCommand)(explain)
    app.command("export-model", cls=LocalizedCommand)(export_model)
