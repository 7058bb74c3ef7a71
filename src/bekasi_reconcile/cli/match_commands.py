"""``reconcile train``, ``explain``, ``export-model``: the model, why two records are one person."""

import json
from pathlib import Path
from typing import Annotated

import typer

Project = Annotated[Path, typer.Option("--project", "-p", help="Project folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
HERE = Path()


def train(
    folder: Annotated[Path | None, typer.Argument(help="Project folder.")] = None,
    project: Project = HERE,
    as_json: AsJson = False,
) -> None:
    """Train the project's own matching model on the newest register; later runs use it."""
    from bekasi_reconcile.config.project import Config

    config = Config.load(folder or project)
    from bekasi_reconcile.commands import (
        train,  # after the configuration: it takes seconds to import
    )

    figures, notes = train.train(config)
    typer.echo(json.dumps(figures, ensure_ascii=False) if as_json else "\n".join(notes))


def explain(
    a: Annotated[str, typer.Argument(help="record_id or person_id.", metavar="A")],
    b: Annotated[str | None, typer.Argument(help="Another of them.", metavar="[B]")] = None,
    project: Project = HERE,
    show_nik: Annotated[bool, typer.Option("--show-nik", help="Show NIK, KK, HP whole.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say why A and B are or are not one person; of A alone, what holds it and what comes near."""
    from bekasi_reconcile.config.project import Config

    config = Config.load(project)
    from bekasi_reconcile.commands import explain
    from bekasi_reconcile.commands.explanation_text import masked, sentences

    document = explain.explain(config, a, b)
    if not show_nik:
        document = masked(document)
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, default=int))
    else:
        typer.echo("\n".join(sentences(document, config.settings.language)).rstrip())


def export_model(
    splink: Annotated[Path, typer.Option(help="New file for Splink settings (JSON).")],
    records: Annotated[
        Path | None, typer.Option(help="New file for the records they speak of (Parquet).")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option(help="New file for the query that decides (SQL).")
    ] = None,
    project: Project = HERE,
    as_json: AsJson = False,
) -> None:
    """Write the matching for Splink, to run on an engine of many machines (docs/scale.md)."""
    from bekasi_reconcile.config.project import Config

    config = Config.load(project)
    from bekasi_reconcile.messages.message import Message
    from bekasi_reconcile.splink_export.export import Files, export

    figures = export(config, Files(splink, records, decisions))
    if as_json:
        typer.echo(json.dumps(figures))
        return
    language = config.settings.language
    typer.echo(Message("program.export_done", **figures).text(language))
    if records is not None:
        typer.echo(Message("program.export_private", file=records).text(language))
