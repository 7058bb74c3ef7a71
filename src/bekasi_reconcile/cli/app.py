"""The command line: a thin face on the package. Nothing heavy is imported until it is needed."""

import json
import os
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bekasi_reconcile.cli import decision_commands, match_commands, office_commands
from bekasi_reconcile.cli.exit import ended
from bekasi_reconcile.cli.source_commands import sources
from bekasi_reconcile.errors import ConfigError

EPILOG = (
    "Exit status: 0 done; 2 wrong usage or configuration; 3 done, but a file or row was refused "
    "(or, with --fail-on conflicts, a conflict needs a person); 4 another run is going on; "
    "5 nothing published: nothing could be read, a brake was hit, disk or memory failed; "
    "6 a register is damaged, or of a newer program; 130, 143 interrupted; "
    "1 an error of the program."
)

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, add_completion=True, epilog=EPILOG
)

app.add_typer(sources, name="sources")

Project = Annotated[Path, typer.Option("--project", "-p", help="Project folder.")]
HERE = Path()


class FailOn(StrEnum):
    """What makes a finished run end with status 3."""

    never = "never"
    rejects = "rejects"
    conflicts = "conflicts"


class Language(StrEnum):
    """The languages of the reports."""

    id = "id"
    en = "en"


@app.callback()
def reconcile() -> None:
    """Reconcile the agencies' lists of poor families into one register."""
    os.umask(0o077)


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="Folder to make.")]) -> None:
    """Make a project folder: configuration, and data folders for the agencies' files."""
    from bekasi_reconcile.commands.init import make

    make(folder)
    typer.echo(f"{folder}: siap. Salin berkas agensi ke {folder / 'data' / 'raw'}, lalu:")
    typer.echo(f"  reconcile run --project {folder}")


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Folder to make.")] = Path("demo"),
    seed: Annotated[int, typer.Option(help="Another seed, another Bekasi.")] = 2022,
    families: Annotated[int, typer.Option(min=1, help="How many families live there.")] = 1500,
) -> None:
    """Make a project folder with the lists of an invented Bekasi, and the truth beside them."""
    from bekasi_reconcile import demo as bekasi
    from bekasi_reconcile.commands.init import make_demo

    made = make_demo(folder, lambda at: bekasi.write(at, seed=seed, families=families))
    typer.echo(
        f"{folder}: {len(made.files)} berkas, {made.rows} baris, {made.persons} orang rekaan."
    )


@app.command()
def run(
    project: Project = HERE,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    fail_on: Annotated[FailOn, typer.Option(help="What ends with status 3.")] = FailOn.rejects,
    as_of: Annotated[str | None, typer.Option(help="No birth is after this day (ISO).")] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="A private file with a password per line.")
    ] = None,
    accept: Annotated[
        list[str] | None, typer.Option(help="Publish in spite of a brake: BRAKE=reason.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Publish nothing; say what would change.")
    ] = False,
) -> None:
    """Build the register and the conflict report from everything in data/raw."""
    from bekasi_reconcile.config.project import Config

    config, day = Config.load(project), _day(as_of)
    from bekasi_reconcile.cli import run_summary
    from bekasi_reconcile.commands import run  # after the configuration: takes seconds to import
    from bekasi_reconcile.publish import brakes

    asked = run.Asked(day, _passwords(password_file), brakes.accepted_reasons(accept or []))
    with run_summary.progress(silent=quiet or as_json) as tell:
        figures, show = (run.rehearse if dry_run else run.publish)(config, asked, tell)
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))
    elif not quiet:
        show()
    raise typer.Exit(_status(figures, fail_on))


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="New folder for the copy.")],
    project: Project = HERE,
    mask: Annotated[bool, typer.Option("--mask", help="Name and number nobody.")] = False,
    language: Annotated[Language | None, typer.Option(help="Another language.")] = None,
) -> None:
    """Write the newest run's reports again: masked to travel, or in another language."""
    from bekasi_reconcile.commands import report_copy
    from bekasi_reconcile.config.project import Config

    made = report_copy.write(Config.load(project), folder, masked=mask, language=language)
    typer.echo(str(made / "ringkasan.html"))


@app.command()
def evaluate(
    truth: Annotated[Path, typer.Argument(help="CSV of file, sheet, row, person.")],
    project: Project = HERE,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Measure the newest register against the truth about some of its rows."""
    from bekasi_reconcile.commands.evaluate import evaluate as measure
    from bekasi_reconcile.config.project import Config

    figures = measure(Config.load(project).folder("output"), truth)
    typer.echo(json.dumps(figures) if as_json else _sentence(figures))


app.command()(match_commands.train)
app.command()(match_commands.explain)
app.command("export-model")(match_commands.export_model)


def _sentence(figures: dict[str, Any]) -> str:
    return (
        f"Pasangan catatan orang yang sama: F1 {figures['f1']:.4f} "
        f"(presisi {figures['precision']:.4f}, recall {figures['recall']:.4f}; "
        f"{figures['true_pairs']} pasangan benar). "
        f"Baris terlacak: {figures['rows_found']} dari {figures['rows']}."
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"--as-of {text}: write a day as 2025-12-31") from None


def _passwords(path: Path | None) -> tuple[str, ...]:
    """Return the lines of a password file that nobody else can read."""
    if path is None:
        return ()
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise ConfigError("program.others_can_read", path=path)
        return tuple(filter(None, path.read_text(encoding="utf-8").splitlines()))
    except OSError as err:
        raise ConfigError("program.cannot_open", path=path, what=err.strerror) from None


def _status(figures: dict[str, Any], fail_on: FailOn) -> int:
    """Return the exit status of a finished run."""
    refused = any(f["status"] == "refused" or f["refused"] for f in figures["files"])
    refused |= bool(figures["decisions"]["refused"])
    if fail_on is not FailOn.never and refused:
        return 3
    return 3 if fail_on is FailOn.conflicts and figures["conflicts"] else 0


decision_commands.add_to(app)
office_commands.add_to(app)


def main() -> None:
    """Entry point: whatever happens, a status and at most one line for the officer."""
    sys.exit(ended(app, named(app)))


def named(group: typer.Typer) -> list[str]:
    """Return the names of the commands of ``group``."""
    own = [c.name or getattr(c.callback, "__name__", "") for c in group.registered_commands]
    return [*own, *(sub.name for sub in group.registered_groups if isinstance(sub.name, str))]
