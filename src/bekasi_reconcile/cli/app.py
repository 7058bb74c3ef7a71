"""The command line: a thin face on the package. Nothing heavy is imported until it is needed."""

import os
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bekasi_reconcile.cli import (
    decision_commands,
    match_commands,
    office_commands,
    source_commands,
)
from bekasi_reconcile.cli.exit import run_to_exit_status
from bekasi_reconcile.cli.invocation import say
from bekasi_reconcile.cli.localized_command import LocalizedCommand, LocalizedGroup
from bekasi_reconcile.cli.options import HERE, AsJson, Project, load
from bekasi_reconcile.cli.screen import say_cells, say_json
from bekasi_reconcile.errors import ConfigError, UsageError
from bekasi_reconcile.library_warning import silence_warnings
from bekasi_reconcile.messages.os_error import os_error_reason

app = typer.Typer(
    cls=LocalizedGroup,
    pretty_exceptions_enable=False,
    add_completion=True,
    epilog="help.reconcile.epilog",
)


class FailOn(StrEnum):
    """What makes a finished run end with status 3."""

    never = "never"
    rejects = "rejects"
    conflicts = "conflicts"


class ReportLanguage(StrEnum):
    """The languages of the reports."""

    id = "id"
    en = "en"


@app.callback()
def reconcile() -> None:
    """Reconcile the agencies' lists of poor families into one register."""
    os.umask(0o077)


@app.command(cls=LocalizedCommand)
def init(folder: Path) -> None:
    """Make a project folder: configuration, and data folders for the agencies' files."""
    from bekasi_reconcile.commands.init import make_project

    make_project(folder)
    say("cli.init_done", folder=folder, raw=folder / "data" / "raw")


@app.command(cls=LocalizedCommand)
def demo(
    folder: Annotated[Path, typer.Argument()] = Path("demo"),
    seed: int = 2022,
    families: Annotated[int, typer.Option(min=1)] = 1500,
) -> None:
    """Make a project folder with the lists of an invented Bekasi, and the truth beside them."""
    from bekasi_reconcile import demo as bekasi
    from bekasi_reconcile.commands.init import make_demo

    written = make_demo(folder, lambda at: bekasi.write(at, seed=seed, families=families))
    files, rows, persons = len(written.files), written.rows, written.persons
    say("cli.demo_done", folder=folder, files=files, rows=rows, persons=persons)


@app.command(cls=LocalizedCommand)
def run(
    project: Project = HERE,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q")] = False,
    fail_on: FailOn = FailOn.rejects,
    as_of: str | None = None,
    password_file: Path | None = None,
    accept: list[str] | None = None,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
) -> None:
    """Build the register and the conflict report from everything in data/raw."""
    day, config = _day(as_of), load(project)
    from bekasi_reconcile import pipeline  # after the configuration: takes seconds to import
    from bekasi_reconcile.cli import run_summary
    from bekasi_reconcile.commands import dry_run as trial
    from bekasi_reconcile.publish import brakes

    passwords, reasons = _passwords(password_file), brakes.accepted_reasons(accept or [])
    with run_summary.progress(silent=quiet or as_json) as tell:
        if dry_run:
            figures = trial.dry_run(config, as_of=day, passwords=passwords, tell=tell)
        else:
            outcome = pipeline.run(
                config, as_of=day, passwords=passwords, accept=reasons, tell=tell
            )
            figures = outcome.figures
    if as_json:
        say_json(figures)
    elif not quiet and dry_run:
        run_summary.show_difference(figures["difference"], figures["accepted"])
    elif not quiet:
        run_summary.show(figures, outcome.folder, outcome.notes)
    raise typer.Exit(_status(figures, fail_on))


@app.command(cls=LocalizedCommand)
def report(
    folder: Path,
    project: Project = HERE,
    mask: Annotated[bool, typer.Option("--mask")] = False,
    language: ReportLanguage | None = None,
    recipient: str = "",
) -> None:
    """Write the newest run's reports again: masked to travel, or in another language."""
    config = load(project)
    from bekasi_reconcile.commands import report_copy

    report_copy.write(config, folder, masked=mask, language=language, recipient=recipient)
    say_cells(str(folder / "ringkasan.html"))


@app.command(cls=LocalizedCommand)
def evaluate(truth: Path, project: Project = HERE, as_json: AsJson = False) -> None:
    """Measure the newest register against the truth about some of its rows."""
    config = load(project)
    from bekasi_reconcile.commands import evaluate as evaluation

    figures = evaluation.evaluate(config.folder("output"), truth)
    if as_json:
        say_json(figures)
    else:
        say("cli.evaluation", **figures)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError("usage.as_of") from None


def _passwords(path: Path | None) -> tuple[str, ...]:
    """Return the lines of a password file that nobody else can read."""
    if path is None:
        return ()
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise ConfigError("program.others_can_read", path=path)
        return tuple(filter(None, path.read_text(encoding="utf-8").splitlines()))
    except OSError as err:
        raise ConfigError("program.cannot_open", path=path, what=os_error_reason(err)) from None


def _status(figures: dict[str, Any], fail_on: FailOn) -> int:
    """Return the exit status of a finished run."""
    refused = any(f["status"] == "refused" or f["refused"] for f in figures["files"])
    refused |= bool(figures["decisions"]["refused"])
    if fail_on is not FailOn.never and refused:
        return 3
    return 3 if fail_on is FailOn.conflicts and figures["conflicts"] else 0


app.add_typer(source_commands.sources, name="sources")
match_commands.add_to(app)
decision_commands.add_to(app)
office_commands.add_to(app)


def main() -> None:
    """Entry point: whatever happens, a status and at most one line for the officer."""
    silence_warnings()
    sys.exit(run_to_exit_status(lambda: app(prog_name="reconcile", standalone_mode=False)))


def command_names(group: typer.Typer) -> list[str]:
    """Return the names of the commands of ``group``."""
    own = [c.name or getattr(c.callback, "__name__", "") for c in group.registered_commands]
    return [*own, *(sub.name for sub in group.registered_groups if isinstance(sub.name, str))]
