"""``reconcile sources``: what is known of each list, and what would be read of a new one."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bekasi_reconcile.errors import InputError
from bekasi_reconcile.messages.catalogue import DEFAULT

sources = typer.Typer(no_args_is_help=True, help="Profiles of the agencies' lists.")

Project = Annotated[Path, typer.Option("--project", "-p", help="Project folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
HERE = Path()


@sources.command("list")
def list_(project: Project = HERE, as_json: AsJson = False) -> None:
    """List the profiles: source, agency, whether somebody reviewed it, what its rows prove."""
    from bekasi_reconcile.config.sources import load_sources

    profiles = load_sources(project / "configs" / "sources")
    if as_json:
        typer.echo(json.dumps([p.model_dump() for p in profiles], ensure_ascii=False))
        return
    for p in profiles:
        state = "" if p.reviewed else "  [draf, belum diperiksa]"
        proves = f"  → {', '.join(p.programmes)}" if p.programmes else ""
        typer.echo(f"{p.source:<28} {p.agency}{proves}{state}")


@sources.command()
def suggest(
    file: Annotated[Path, typer.Argument(help="A file as an agency sent it.")],
    project: Project = HERE,
) -> None:
    """Show what each column of FILE would be taken for, and why; then a profile to start from."""
    import tempfile

    from bekasi_reconcile.config.sources import load_sources
    from bekasi_reconcile.ingest.mapping.suggest import suggestion

    if not file.is_file():
        raise InputError("program.no_file", path=file)
    profiles = load_sources(project / "configs" / "sources")
    with tempfile.TemporaryDirectory(prefix="reconcile-") as work:
        typer.echo(suggestion(file, profiles, Path(work), DEFAULT))


@sources.command()
def check(project: Project = HERE, as_json: AsJson = False) -> None:
    """Check every profile, and say which of them claims each file in data/raw."""
    import tempfile

    from bekasi_reconcile.config.project import Config
    from bekasi_reconcile.ingest.mapping.suggest import file_claims

    config = Config.load(project)  # a mistake in a profile ends here, with its file and key
    with tempfile.TemporaryDirectory(prefix="reconcile-") as work:
        found = file_claims(
            config.folder("raw"), config.sources, Path(work), config.settings.language
        )
    if as_json:
        typer.echo(json.dumps([c._asdict() for c in found], ensure_ascii=False))
        return
    typer.echo(f"{len(config.sources)} profil diperiksa, tidak ada kesalahan.")
    for claim in found:
        state = "diperiksa" if claim.reviewed else "draf" if claim.profile else "tanpa profil"
        typer.echo(f"{claim.file} → {claim.source} ({state}){claim.problem}")
