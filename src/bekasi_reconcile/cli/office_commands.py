"""What the office around the runs asks: check-up, timetable, backup, audit, forgetting."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bekasi_reconcile.cli.invocation import current, say, text
from bekasi_reconcile.cli.localized_command import LocalizedCommand, LocalizedGroup
from bekasi_reconcile.cli.options import HERE, AsJson, Project, load
from bekasi_reconcile.cli.screen import say_cells, say_json, say_lines
from bekasi_reconcile.commands.schedule import System
from bekasi_reconcile.errors import ConfigError, UsageError
from bekasi_reconcile.messages.os_error import os_error_reason
from bekasi_reconcile.register.format_version import DOCUMENT_VERSION

LEAST_PASSPHRASE = 12
LEAST_REASON = 10
MARKS = {"ok": "ok  ", "warn": "?   ", "fail": "!   "}

schedule = typer.Typer(cls=LocalizedGroup)
audit = typer.Typer(cls=LocalizedGroup)


key = typer.Typer(cls=LocalizedGroup)


@key.callback()
def _key() -> None:
    """Make room for further verbs."""


@schedule.callback()
def _schedule() -> None:
    """Make room for further verbs."""


@audit.callback()
def _audit() -> None:
    """Make room for further verbs."""


def doctor(project: Project = HERE, as_json: AsJson = False) -> None:
    """Check versions, folders, permissions, disk, lock, register, clock, leftovers, encryption."""
    config = load(project)
    from bekasi_reconcile.commands.doctor import examine

    checks = [check._asdict() | {"text": text(check.text)} for check in examine(config)]
    if as_json:
        document = {"schema_version": DOCUMENT_VERSION, "checks": checks}
        say_json(document)
    else:
        for check in checks:
            say_lines(f"{MARKS[check['state']]}{check['text']}")
    raise typer.Exit(6 if any(check["state"] == "fail" for check in checks) else 0)


@schedule.command("print", cls=LocalizedCommand)
def print_(
    system: Annotated[System, typer.Option("--for")],
    project: Project = HERE,
    day: Annotated[int, typer.Option(min=1, max=28)] = 5,
    hour: Annotated[int, typer.Option(min=0, max=23)] = 2,
) -> None:
    """Print the entry for a system's timetable; nothing is installed."""
    load(project)  # a folder that is no project has nothing to be run
    from bekasi_reconcile.commands.schedule import timetable

    say_lines(timetable(system, project, day, hour, current().language))


def backup(
    file: Path,
    project: Project = HERE,
    passphrase_file: Path | None = None,
    recipient: list[str] | None = None,
) -> None:
    """Write the project to one encrypted file (age)."""
    config = load(project)
    from bekasi_reconcile.commands.backup import backup as write
    from bekasi_reconcile.commands.backup import check_target
    from bekasi_reconcile.commands.backup_key import recipients_of
    from bekasi_reconcile.register import audit_log
    from bekasi_reconcile.register.session import project_session

    check_target(config, file)
    recipients = recipients_of(recipient or [])
    asked = passphrase_file is not None or not recipients
    secret = _passphrase(passphrase_file, confirm=True) if asked else None
    left_out: list[str] = []
    with project_session(config) as before:
        audit_log.append(config.folder("journal"), before.key, "backup", file=file.name)
        write(config, file, secret, recipients=recipients, tell_left_out=left_out.extend)
    say_cells(str(file))
    if left_out:
        say("program.backup_left_out", names=", ".join(left_out))


def restore(
    file: Path,
    folder: Path,
    passphrase_file: Path | None = None,
    identity: Path | None = None,
) -> None:
    """Make a project folder out of a backup, and check the register in it."""
    from bekasi_reconcile.commands.backup import check_source
    from bekasi_reconcile.commands.backup import restore as read
    from bekasi_reconcile.commands.backup_key import identities_of
    from bekasi_reconcile.register import audit_log, secret_key

    check_source(file, folder)
    identities = identities_of(identity) if identity else []
    run = read(file, folder, None if identities else _passphrase(passphrase_file), identities)
    journal = load(folder).folder("journal")
    if secret := secret_key.load(journal):
        audit_log.append(journal, secret, "restore", file=file.name, run_id=run)
    say_cells(f"{folder}: {run or '-'}")


def forget(person_id: str, reason: Annotated[str, typer.Option()], project: Project = HERE) -> None:
    """Remove a person from the register, kept runs and later ones; name the raw files to edit."""
    config = load(project)
    from bekasi_reconcile.commands.forget import forget as remove

    done = remove(config, person_id, _reason(reason))
    say("program.forget_done", person=person_id, runs=done.runs, decisions=done.decisions)
    for place, rows in done.raw.items():
        say("program.forget_raw", place=place, rows=", ".join(map(str, rows)))
    if done.damaged:
        say("program.forget_damaged", names=", ".join(done.damaged))
    if done.alike:
        say("program.forget_alike", persons=", ".join(done.alike))
    if done.unknown:
        say("program.forget_unknown_entries", names=", ".join(done.unknown))
    if done.copies:
        say("program.forget_copies", names=", ".join(done.copies))
    say("program.forget_backup")


def incident(lost: str, to: Path, project: Project = HERE, as_json: AsJson = False) -> None:
    """Say who was in a file that was lost or leaked, for the notice within 3 x 24 hours."""
    config = load(project)
    from bekasi_reconcile.commands.incident import write

    counts = write(config, lost, to)
    if as_json:
        say_json({"schema_version": DOCUMENT_VERSION, **counts, "result": str(to)})
    elif counts["persons"]:
        say(
            "program.incident_done",
            persons=counts["persons"],
            households=counts["households"],
            to=to,
        )
    else:
        say("program.incident_none")


@audit.command(cls=LocalizedCommand)
def verify(project: Project = HERE, as_json: AsJson = False) -> None:
    """Check that no line of the audit log, and of the logs that it anchors, was changed or lost."""
    config = load(project)
    from bekasi_reconcile.register import audit_log, integrity, secret_key, trust

    journal = config.folder("journal")
    secret = secret_key.load(journal)
    trust.require_trust(config, secret)
    integrity.check_run(config.folder("output"), secret)
    lines = audit_log.count(journal)
    if as_json:
        say_json({"schema_version": DOCUMENT_VERSION, "lines": lines})
    else:
        say("program.audit_whole", lines=lines)


@audit.command("adopt", cls=LocalizedCommand)
def adopt(reason: Annotated[str, typer.Option()], project: Project = HERE) -> None:
    """Take the key, the logs and the runs that are there for what counts from now on."""
    config = load(project)
    from bekasi_reconcile.commands.adopt import adopt as take

    done = take(config, _reason(reason))
    say("program.adopt_done", run=done.run or "-", sealed=", ".join(done.sealed) or "-")
    if done.log_set_aside:
        say("program.adopt_log", path=config.folder("journal"))
    if done.damaged:
        say("program.adopt_damaged", names=", ".join(done.damaged))
    if done.lost_marks:
        say("program.adopt_marks", count=done.lost_marks)


@key.command(cls=LocalizedCommand)
def change(reason: Annotated[str, typer.Option()], project: Project = HERE) -> None:
    """Change the key: seals are made anew, marks of forgotten persons still hold."""
    config = load(project)
    from bekasi_reconcile.commands.key_change import change_key

    done = change_key(config, _reason(reason))
    say("program.key_changed", runs=done.runs, lines=done.lines, marks=done.marks)
    if done.damaged:
        say("program.key_damaged", names=", ".join(done.damaged))


def _reason(text: str) -> str:
    """Return a reason that is long enough and holds no number of a person."""
    from bekasi_reconcile.privacy.redaction import redact

    if len(text.strip()) < LEAST_REASON or redact(text) != text:
        raise UsageError("program.forget_reason", least=LEAST_REASON)
    return text.strip()


def _passphrase(path: Path | None, *, confirm: bool = False) -> str:
    """Return the passphrase from a private file, or typed unseen."""
    secret = _ask_passphrase(confirm=confirm) if path is None else _first_line(path)
    if len(secret) < LEAST_PASSPHRASE:
        raise ConfigError("program.passphrase", least=LEAST_PASSPHRASE)
    return secret


def _ask_passphrase(*, confirm: bool) -> str:
    secret: str = typer.prompt(text("usage.passphrase"), hide_input=True)
    if confirm and typer.prompt(text("usage.passphrase_again"), hide_input=True) != secret:
        raise UsageError("usage.passphrase_differs")
    return secret


def _first_line(path: Path) -> str:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise ConfigError("program.others_can_read", path=path)
        return next(iter(path.read_text(encoding="utf-8").splitlines()), "")
    except OSError as err:
        raise ConfigError("program.cannot_open", path=path, what=os_error_reason(err)) from None


def add_to(app: typer.Typer) -> None:
    """Give ``app`` the commands of this module."""
    for command in (doctor, backup, restore, forget, incident):
        app.command(cls=LocalizedCommand)(command)
    app.add_typer(schedule, name="schedule")
    app.add_typer(audit, name="audit")
    app.add_typer(key, name="key")
