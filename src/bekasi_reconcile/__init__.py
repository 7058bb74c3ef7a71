"""Reconcile lists of poor families into one register, and match people of any DataFrame.

``match(people)`` says which rows of a DataFrame are one person, without a project folder.
``run("bekasi")`` builds and publishes the register of a project folder, as ``reconcile run`` does.
``Register.open("bekasi")`` reads the published register: person, household, conflict, problem, …
``Config.load(Path("bekasi"))`` is a project's configuration, checked.
Whatever the user can mend is a ``ReconcileError``; its text comes from ``err.message.text("en")``.

docs/library.md shows each on a small example. The rest of the package may change at any time.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import bekasi_reconcile.match as _match_stage  # noqa: F401  before the function of that name
from bekasi_reconcile.errors import ReconcileError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from bekasi_reconcile.config.matching import Matching
    from bekasi_reconcile.config.project import Config
    from bekasi_reconcile.library import MatchResult
    from bekasi_reconcile.pipeline import Outcome
    from bekasi_reconcile.register.views import Register

    __version__: str

__all__ = ["Config", "ReconcileError", "Register", "__version__", "match", "run"]

_PLACES = {
    "Config": "bekasi_reconcile.config.project",
    "Register": "bekasi_reconcile.register.views",
}
"""Where the classes are that take a second to import: each is imported when it is asked for."""


def match(people: "pd.DataFrame", config: "Config | Matching | None" = None) -> "MatchResult":
    """Return which rows of ``people`` are one person, and which persons are one family.

    The columns are fields as a sheet has them (``nik``, ``nama``, ``tanggal_lahir``, ``alamat``,
    …), none required; ``source`` names the list that a row is of. ``config`` is a project, whose
    rules and trained model are used, or rules alone; those of the program serve otherwise.
    See ``bekasi_reconcile.library.match`` for all of it.
    """
    from bekasi_reconcile.library import match as match_people

    return match_people(people, config)


def run(
    project: "Path | str | Config",
    *,
    as_of: "date | None" = None,
    passwords: Sequence[str] = (),
    accept: Mapping[str, str] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> "Outcome":
    """Build and publish a new register from everything in the project's data/raw.

    ``as_of``: no birth is after this day. ``passwords``: to try on locked workbooks. ``accept``:
    brake → the reason to publish in spite of it. ``tell`` hears the name of each stage as it
    begins. The outcome holds the run's folder, its figures (the document of ``reconcile run
    --json``) and its notes. Raises a ReconcileError and publishes nothing if nothing can be read,
    a brake is hit, another run is going on, or the published register was damaged.
    """
    from pathlib import Path

    from bekasi_reconcile import pipeline
    from bekasi_reconcile.config.project import Config

    config = project if isinstance(project, Config) else Config.load(Path(project))
    return pipeline.run(config, as_of=as_of, passwords=passwords, accept=accept, tell=tell)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("bekasi-reconcile")
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
