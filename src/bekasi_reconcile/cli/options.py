"""The options that commands share, and how a command loads its project."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bekasi_reconcile.cli import invocation

if TYPE_CHECKING:
    from bekasi_reconcile.config.project import Config

Project = Annotated[Path, typer.Option("--project", "-p")]
AsJson = Annotated[bool, typer.Option("--json")]
HERE = Path()


def load(project: Path) -> "Config":
    """Return the configuration of ``project``; from now on it is spoken and noted for that."""
    from bekasi_reconcile.config.project import Config  # pydantic takes 0.1 s to import

    invocation.enter(project)
    return Config.load(project)
