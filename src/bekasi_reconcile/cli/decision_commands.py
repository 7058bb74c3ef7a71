"""What carries over from run to run: answers, runs, differences, what became of an id."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bekasi_reconcile.errors import InputError

Project = Annotated[Path, typer.Option("--project", "-p", help="Project folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
HERE = Path()


def decide(
    files: Annotated[list[Path] | None, typer.Argument(help="Answered work lists.")] = None,
    undo: Annotated[
        list[str] | None, typer.Option("--undo", help="Take back the answer to this conflict.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the answers in force.")] = False,
    project: Project = HERE,
    as_json: AsJson = False,
) -> None:
    """Take in the reviewers' answers; the next run obeys them."""
    from bekasi_reconcile.config.project import Config
    from bekasi_reconcile.decisions.collect import (
        DecisionFolders,
        collect,
        take_back,
        waiting_files,
    )
    from bekasi_reconcile.decisions.decision_log import decisions_in_force, read
    from bekasi_reconcile.messages.problem_text import with_texts
    from bekasi_reconcile.register.session import project_session

    config = Config.load(project)
    places = DecisionFolders.of(config)
    if listed:
        _listed(decisions_in_force(read(places.decisions)), as_json)
        return
    for file in files or ():
        if not file.is_file():
            raise InputError("program.no_file", path=file)
    with project_session(config):
        places.work.mkdir(parents=True, exist_ok=True, mode=0o700)
        if undo:
            take_back(undo, places)
        taken = collect(
            files or ([] if undo else waiting_files(places.decisions)), places, date.today()
        )
    refused = with_texts(taken.problem, config.settings.language)
    told = {
        "taken": [[d.decision_id, d.decision.conflict_id, d.decision.answer] for d in taken.taken],
        "undone": sorted(undo or ()),
        "known": taken.known,
        "refused": refused[["file", "row", "rule", "message"]].to_dict("records"),
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, default=str))
    else:
        _say(told)
    raise typer.Exit(3 if told["refused"] else 0)


def _say(told: dict[str, Any]) -> None:
    import pandas as pd

    for each in told["refused"]:
        at = "" if pd.isna(each["row"]) else f" baris {each['row']}"
        typer.echo(f"{each['file']}{at}: {each['message']}")
    typer.echo(
        f"Keputusan baru: {len(told['taken'])}. Dibatalkan: {len(told['undone'])}. "
        f"Sudah tercatat: {told['known']}. Ditolak: {len(told['refused'])}."
    )
    if told["taken"] or told["undone"]:
        typer.echo("Berlaku pada reconcile run berikutnya.")


def _listed(in_force: dict[str, Any], as_json: bool) -> None:
    lines = [
        {
            "conflict_id": key,
            "decision_id": logged.decision_id,
            **logged.decision.model_dump(include={"type", "answer", "officer", "decided_on"}),
        }
        for key, logged in sorted(in_force.items())
    ]
    if as_json:
        typer.echo(json.dumps(lines, ensure_ascii=False))
        return
    for line in lines:
        typer.echo("  ".join(str(value or "-") for value in line.values()))


def runs(project: Project = HERE, as_json: AsJson = False) -> None:
    """List the runs that are kept; the current one is marked."""
    from bekasi_reconcile.config.project import Config
    from bekasi_reconcile.register.runs import summaries

    found = summaries(Config.load(project).folder("output"))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for run in found:
        mark = "*" if run["current"] else " "
        typer.echo(
            f"{mark} {run['run_id']}  {run['started_at']}  {run['records']} catatan  "
            f"{run['persons']} orang  {run['conflicts']} konflik"
        )


def diff(
    earlier: Annotated[str, typer.Argument(help="A run, as reconcile runs lists it.")],
    later: Annotated[str, typer.Argument(help="Another, or latest.")] = "latest",
    project: Project = HERE,
    as_json: AsJson = False,
) -> None:
    """Say what changed from one run to another: persons new, gone, merged, split, changed."""
    from bekasi_reconcile.config.project import Config
    from bekasi_reconcile.identity.change import count_by_kecamatan
    from bekasi_reconcile.identity.change import diff as between

    config = Config.load(project)
    change = between(config.folder("output"), config.folder("interim"), earlier, later)
    if as_json:
        told = change[["person_id", "kind", "field", "rule", "kecamatan"]]
        typer.echo(told.to_json(orient="records", force_ascii=False))
        return
    table = count_by_kecamatan(change)
    typer.echo(table.to_string() if len(table) else "Tidak ada perubahan.")


def rollback(
    run: Annotated[str, typer.Argument(help="A run, as reconcile runs lists it.")],
    project: Project = HERE,
) -> None:
    """Make an older run the current one. Answers taken since stay; the next run obeys them."""
    from bekasi_reconcile.config.project import Config
    from bekasi_reconcile.identity.change import run_folder
    from bekasi_reconcile.messages.message import Message
    from bekasi_reconcile.register.integrity import rollback_to
    from bekasi_reconcile.register.session import project_session

    config = Config.load(project)
    output, language = config.folder("output"), config.settings.language
    with project_session(config, whole=False) as before:  # it is the way out of a damaged register
        found = run_folder(output, run)
        aside = rollback_to(output, found, before.key)
    typer.echo(Message("program.rolled_back", run=found.name).text(language))
    if aside:
        typer.echo(Message("program.set_aside", names=", ".join(aside)).text(language))


def what_became(
    ids: Annotated[list[str], typer.Argument(help="P-… or H-…")],
    project: Project = HERE,
    as_json: AsJson = False,
) -> None:
    """Say what became of the id of a person or family."""
    from bekasi_reconcile.config.project import Config
    from bekasi_reconcile.identity.history import id_history

    config = Config.load(project)
    found = [id_history(config.folder("output"), config.folder("interim"), each) for each in ids]
    if as_json:
        typer.echo(json.dumps([f._asdict() for f in found], ensure_ascii=False))
        return
    for told in found:
        typer.echo(told.sentence())


def add_to(app: typer.Typer) -> None:
    """Give ``app`` the commands of this module."""
    for command in (decide, runs, diff, rollback):
        app.command()(command)
    app.command("id")(what_became)
