"""``reconcile sources``: the profile of each list, and how a new one would be read."""

from pathlib import Path
from typing import Annotated

import typer

from bekasi_reconcile.cli.invocation import current, say, text
from bekasi_reconcile.cli.localized_command import LocalizedCommand, LocalizedGroup
from bekasi_reconcile.cli.options import HERE, AsJson, Project, load
from bekasi_reconcile.cli.screen import say_cells, say_json, say_lines
from bekasi_reconcile.errors import InputError

sources = typer.Typer(cls=LocalizedGroup)


@sources.callback()
def _sources() -> None:
    """Hold the commands about the profiles of the agencies' lists."""


@sources.command("list", cls=LocalizedCommand)
def list_(project: Project = HERE, as_json: AsJson = False) -> None:
    """List the profiles: source, agency, whether somebody reviewed it, what its rows prove."""
    profiles = load(project).sources
    if as_json:
        say_json([p.model_dump() for p in profiles])
        return
    for profile in profiles:
        state = "" if profile.reviewed else "  " + text("cli.profile_draft")
        proves = f"  → {', '.join(profile.programmes)}" if profile.programmes else ""
        say_cells(f"{profile.source:<28} {profile.agency}{proves}{state}")


@sources.command(cls=LocalizedCommand)
def suggest(file: Annotated[Path, typer.Argument()], project: Project = HERE) -> None:
    """Show what each column of FILE would be taken for, and why; then a profile to start from."""
    import tempfile

    from bekasi_reconcile.config.project import territory_of
    from bekasi_reconcile.config.sources import load_sources
    from bekasi_reconcile.ingest.mapping.suggest import suggestion

    if not file.is_file():
        raise InputError("program.no_file", path=file)
    configs = project / "configs"
    territory = territory_of(configs)
    profiles = load_sources(configs / "sources")
    with tempfile.TemporaryDirectory(prefix="reconcile-") as work:
        say_lines(suggestion(file, profiles, Path(work), territory, current().language))


@sources.command(cls=LocalizedCommand)
def check(project: Project = HERE, as_json: AsJson = False) -> None:
    """Check every profile, and say which of them claims each file in data/raw."""
    import tempfile

    config = load(project)  # a mistake in a profile ends here, with its file and key
    from bekasi_reconcile.ingest.mapping.suggest import file_claims

    with tempfile.TemporaryDirectory(prefix="reconcile-") as work:
        raw, territory = config.folder("raw"), config.territory
        claimed = file_claims(raw, config.sources, Path(work), territory, current().language)
    if as_json:
        say_json([claim._asdict() for claim in claimed])
        return
    say("cli.profiles_checked", count=len(config.sources))
    for claim in claimed:
        state = "reviewed" if claim.reviewed else "draft" if claim.profile else "none"
        values = {"file": claim.file, "source": claim.source, "problem": claim.problem}
        say("cli.claim", **values, state=text(f"cli.claim_{state}"))
