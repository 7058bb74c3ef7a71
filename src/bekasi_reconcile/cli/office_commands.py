"""What the office around the runs asks: check-up, timetable, backup, audit, forgetting."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from bekasi_reconcile.commands.schedule import System
from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.messages.message import Message

Project = Annotated[Path, typer.Option("--project", "-p", help="Project folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
PassphraseFile = Annotated[
    Path | None, typer.Option(help="A private file whose first line is the passphrase.")
]
HERE = Path()
SCHEMA_VERSION = 1
LEAST_PASSPHRASE = 12
LEAST_REASON = 10
MARKS = {"ok": "ok  ", "warn": "?   ", "fail": "!   "}

schedule = typer.Typer(no_args_is_help=True, help="The monthly batch.")
audit = typer.Typer(no_args_is_help=True, help="The log of who did what.")


@schedule.callback()
def _schedule() -> None:
    """Make room for further verbs."""


@audit.callback()
def _audit() -> None:
    """Make room for further verbs."""


def doctor(project: Project = HERE, as_json: AsJson = False) -> None:
    """Check versions, folders, permissions, disk, lock, register, clock, leftovers, encryption."""
    from bekasi_reconcile.commands.doctor import examine
    from bekasi_reconcile.config.project import Config

    checks = examine(Config.load(project))
    if as_json:
        told = {"schema_version": SCHEMA_VERSION, "checks": [c._asdict() for c in checks]}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        for check in checks:
            typer.echo(f"{MARKS[check.state]}{check.text}")
    raise typer.Exit(6 if any(check.state == "fail" for check in checks) else 0)


@schedule.command("print")
def print_(
    system: Annotated[System, typer.Option("--for", help="Whose timetable.")],
    project: Project = HERE,
    day: Annotated[int, typer.Option(min=1, max=28, help="Day of the month.")] = 5,
    hour: Annotated[int, typer.Option(min=0, max=23, help="Hour of the day.")] = 2,
) -> None:
    """Print the entry for a system's timetable; nothing is installed."""
    from bekasi_reconcile.commands.schedule import timetable

    typer.echo(timetable(system, project, day, hour), nl=False)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    project: Project = HERE,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the project to one encrypted file (age)."""
    from bekasi_reconcile.commands.backup import backup as write
    from bekasi_reconcile.config.project import Config
    from bekasi_reconcile.register import audit_log as log
    from bekasi_reconcile.register.session import project_session

    config = Config.load(project)
    secret = _passphrase(passphrase_file, confirm=True)
    with project_session(config) as before:
        log.append(config.folder("journal"), before.key, "backup", file=file.name)
        write(config, file, secret)
    typer.echo(str(file))


def restore(
    file: Annotated[Path, typer.Argument(help="A file that backup wrote.")],
    folder: Annotated[Path, typer.Argument(help="New folder for the project.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make a project folder out of a backup, and check the register in it."""
    from bekasi_reconcile.commands.backup import restore as read
    from bekasi_reconcile.config.project import Config
    from bekasi_reconcile.register import audit_log as log
    from bekasi_reconcile.register import secret_key

    run = read(file, folder, _passphrase(passphrase_file))
    journal = Config.load(folder).folder("journal")
    log.append(journal, secret_key.load(journal), "restore", file=file.name, run_id=run)
    typer.echo(f"{folder}: {run or '-'}")


def forget(
    person_id: Annotated[str, typer.Argument(help="As the register names the person.")],
    reason: Annotated[str, typer.Option(help="Why, without a name or NIK: it is kept.")],
    project: Project = HERE,
) -> None:
    """Remove a person from the register, kept runs and later ones; name the raw files to edit."""
    from bekasi_reconcile.config.project import Config
    from bekasi_reconcile.errors import UsageError
    from bekasi_reconcile.privacy.redaction import redact

    config = Config.load(project)
    language = config.settings.language
    if len(reason.strip()) < LEAST_REASON or redact(reason) != reason:
        raise UsageError("program.forget_reason", least=LEAST_REASON)
    from bekasi_reconcile.commands.forget import forget as remove

    done = remove(config, person_id, reason.strip())
    told = {"person": person_id, "runs": done.runs, "decisions": done.decisions}
    typer.echo(Message("program.forget_done", **told).text(language))
    for file, rows in done.raw.items():
        typer.echo(
            Message("program.forget_raw", file=file, rows=", ".join(map(str, rows))).text(language)
        )
    typer.echo(Message("program.forget_backup").text(language))


@audit.command()
def verify(project: Project = HERE, as_json: AsJson = False) -> None:
    """Check that no line of the audit log was changed, moved or removed."""
    from bekasi_reconcile.config.project import Config
    from bekasi_reconcile.errors import DamagedError
    from bekasi_reconcile.register import audit_log as log
    from bekasi_reconcile.register import manifest, runs, secret_key

    config = Config.load(project)
    journal, language = config.folder("journal"), config.settings.language
    told = (manifest.read(p) or {} for p in runs.complete_runs(config.folder("output")))
    heads = tuple(filter(None, (document.get("audit") for document in told)))
    broken = log.verify(journal, secret_key.load(journal), heads)
    if broken:
        raise DamagedError(broken)
    lines = log.count(journal)
    if as_json:
        typer.echo(json.dumps({"schema_version": SCHEMA_VERSION, "lines": lines}))
    else:
        typer.echo(Message("program.audit_whole", lines=lines).text(language))


def _passphrase(path: Path | None, *, confirm: bool = False) -> str:
    """Return the passphrase from a private file, or typed unseen."""
    if path is None:
        secret: str = typer.prompt("Kata sandi", hide_input=True, confirmation_prompt=confirm)
    else:
        if os.name == "posix" and path.exists() and path.stat().st_mode & 0o077:
            raise ConfigError("program.key_open", path=path)
        secret = next(iter(path.read_text(encoding="utf-8").splitlines()), "")
    if len(secret) < LEAST_PASSPHRASE:
        raise ConfigError("program.passphrase", least=LEAST_PASSPHRASE)
    return secret


def add_to(app: typer.Typer) -> None:
    """Give ``app`` the commands of this module."""
    for command in (doctor, backup, restore, forget):
        app.command()(command)
    app.add_typer(schedule, name="schedule")
    app.add_typer(audit, name="audit")
