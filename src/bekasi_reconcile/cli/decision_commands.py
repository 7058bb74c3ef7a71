"""What carries over from run to run: answers, runs, differences, what became of an id."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bekasi_reconcile.cli.invocation import say, text
from bekasi_reconcile.cli.localized_command import LocalizedCommand
from bekasi_reconcile.cli.options import HERE, AsJson, Project, load
from bekasi_reconcile.cli.screen import say_cells, say_json, say_lines
from bekasi_reconcile.errors import InputError


def decide(
    files: Annotated[list[Path] | None, typer.Argument()] = None,
    undo: list[str] | None = None,
    listed: Annotated[bool, typer.Option("--list")] = False,
    project: Project = HERE,
    as_json: AsJson = False,
) -> None:
    """Take in the reviewers' answers; the next run obeys them."""
    config = load(project)
    from bekasi_reconcile.decisions.collect import (
        DecisionFolders,
        collect,
        take_back,
        waiting_files,
    )
    from bekasi_reconcile.decisions.decision_log import decisions_in_force, read
    from bekasi_reconcile.messages.problem_text import with_texts
    from bekasi_reconcile.register.session import project_session

    places = DecisionFolders.of(config)
    if listed:
        _list_answers(decisions_in_force(read(places.decisions)), as_json)
        return
    for file in files or ():
        if not file.is_file():
            raise InputError("program.no_file", path=file)
    with project_session(config):
        places.work.mkdir(parents=True, exist_ok=True, mode=0o700)
        if undo:
            take_back(undo, places)
        taken = collect(
            files or ([] if undo else waiting_files(places.decisions)),
            places,
            config.territory,
            date.today(),
        )
    refused = with_texts(taken.problem, config.settings.language)
    document = {
        "taken": [
            [d.decision_id, d.decision.conflict_id, d.decision.answer] for d in taken.accepted
        ],
        "undone": sorted(undo or ()),
        "known": taken.repeated,
        "refused": refused[["file", "row", "rule", "message"]].to_dict("records"),
    }
    if as_json:
        say_json(document, default=str)
    else:
        _print_decisions(document)
    raise typer.Exit(3 if document["refused"] else 0)


def _print_decisions(document: dict[str, Any]) -> None:
    import pandas as pd

    for answer in document["refused"]:
        key = "cli.refused_answer" if pd.isna(answer["row"]) else "cli.refused_answer_row"
        say(key, **answer)
    counts = {name: len(document[name]) for name in ("taken", "undone", "refused")}
    say("cli.decisions", **counts, known=document["known"])
    if document["taken"] or document["undone"]:
        say("cli.decisions_next")


def _list_answers(in_force: dict[str, Any], as_json: bool) -> None:
    lines = [
        {
            "conflict_id": key,
            "decision_id": logged.decision_id,
            **logged.decision.model_dump(include={"type", "answer", "officer", "decided_on"}),
        }
        for key, logged in sorted(in_force.items())
    ]
    if as_json:
        say_json(lines)
        return
    for line in lines:
        say_cells(*(str(value or "-") for value in line.values()))


def runs(project: Project = HERE, as_json: AsJson = False) -> None:
    """List the runs that are kept; the current one is marked."""
    config = load(project)
    from bekasi_reconcile.register.runs import summaries

    listing = summaries(config.folder("output"))
    if as_json:
        say_json(listing)
        return
    for run in listing:
        say("cli.run", **run, mark="*" if run["current"] else " ")


def diff(
    earlier: str,
    later: Annotated[str, typer.Argument()] = "latest",
    project: Project = HERE,
    as_json: AsJson = False,
) -> None:
    """Say what changed from one run to another: persons new, gone, merged, split, changed."""
    config = load(project)
    from bekasi_reconcile.identity.change import count_by_kecamatan
    from bekasi_reconcile.identity.change import diff as between

    change = between(config.folder("output"), config.folder("interim"), earlier, later)
    if as_json:
        columns = change[["person_id", "kind", "field", "rule", "kecamatan"]]
        say_json(json.loads(columns.to_json(orient="records")))
        return
    table = count_by_kecamatan(change)
    say_lines(table.to_string() if len(table) else text("cli.no_change"))


def rollback(run: str, project: Project = HERE) -> None:
    """Make an older run the current one. Answers taken since stay; the next run obeys them."""
    config = load(project)
    from bekasi_reconcile.identity.change import run_folder
    from bekasi_reconcile.register.integrity import rollback_to
    from bekasi_reconcile.register.session import project_session

    with project_session(config, whole=False) as before:  # it is the way out of a damaged register
        target = run_folder(config.folder("output"), run)
        aside = rollback_to(config, target, before.key)
    say("program.rolled_back", run=target.name)
    if aside:
        say("program.set_aside", names=", ".join(aside))


def id_(ids: list[str], project: Project = HERE, as_json: AsJson = False) -> None:
    """Say what became of the id of a person or family."""
    config = load(project)
    from bekasi_reconcile.identity.history import id_history

    histories = [id_history(config.folder("output"), config.folder("interim"), i) for i in ids]
    if as_json:
        say_json([history._asdict() for history in histories])
        return
    for history in histories:
        say_lines("\n  ".join(text(message) for message in history.messages()))


def add_to(app: typer.Typer) -> None:
    """Give ``app`` the commands of this module."""
    for command in (decide, runs, diff, rollback):
        app.command(cls=LocalizedCommand)(command)
    app.command("id", cls=LocalizedCommand)(id_)
