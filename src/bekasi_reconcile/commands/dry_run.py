"""A run that changes nothing: the same run in a copy of the project, and what it would change."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bekasi_reconcile import pipeline
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.parallel import TEMPORARY_PREFIX
from bekasi_reconcile.privacy import storage_places
from bekasi_reconcile.publish import brakes
from bekasi_reconcile.register import runs
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.session import project_session
from bekasi_reconcile.sql import fetch, query
from bekasi_reconcile.work_folder import TRIAL

COPIED = ("interim", "decisions", "model", storage_places.CONFIGS)


def dry_run(
    config: Config,
    *,
    as_of: date | None,
    passwords: Sequence[str],
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """Run in a copy of the project; return its figures and, as ``difference``, what would change.

    No brake stops it; ``accepted`` in the figures names those that would stop a run.
    """
    every_brake = dict.fromkeys(brakes.NAMES, "uji coba")
    with project_session(config) as before, project_copy(config) as copy:
        outcome = pipeline.run(
            copy, as_of=as_of, passwords=passwords, accept=every_brake, tell=tell
        )
        changes = difference(before.published, outcome.folder)
    return outcome.figures | {"dry_run": True, "difference": changes}


@contextmanager
def project_copy(config: Config) -> Iterator[Config]:
    """Give a copy of the project that reads the same files and ends with this block.

    Its register is the published one. What ``privacy.storage_places`` says a trial needs is
    copied: also the marks of forgotten persons, who would be called new without them.
    """
    interim = config.folder("interim")
    interim.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=TRIAL, dir=interim) as temporary:
        root = Path(temporary)
        for folder in ("journal", *COPIED):
            (root / folder).mkdir(mode=0o700)
        for folder, path in storage_places.trial_paths(config):
            _copy(path, root / folder / path.name)
        _link_runs(config.folder("output"), root / "output")
        folders = config.settings.folders.model_copy(
            update={name: Path(name) for name in type(config.settings.folders).model_fields}
            | {"raw": config.folder("raw")}
        )
        settings = config.settings.model_copy(update={"folders": folders})
        yield replace(config, root=root, settings=settings)


def _copy(path: Path, to: Path) -> None:
    if path.name.startswith((TRIAL, TEMPORARY_PREFIX)):
        return
    if path.is_dir():
        shutil.copytree(path, to)
    else:
        shutil.copy2(path, to)


def difference(before: Path | None, after: Path) -> dict[str, Any]:
    """Return what the run in the folder ``after`` changed of ``before``, without any value.

    ``new`` and ``gone`` persons, and of each ``changed`` one the names of the fields.
    """
    with connect(after / "register.duckdb") as con:
        changes = fetch(con, query("rehearsed_change"), first=before is None)
    fields = changes[changes["kind"] == "changed"].groupby("person_id")["field"].agg(list)
    by_kind = changes.groupby("kind")["person_id"].agg(list)
    persons = {kind: by_kind.get(kind, []) for kind in ("new", "gone")}
    return {**persons, "changed": fields.to_dict()}


def _link_runs(output: Path, copy: Path) -> None:
    """Let ``copy`` hold the runs of ``output`` that a run looks at: the current and the newest."""
    (copy / "runs").mkdir(parents=True, mode=0o700)
    current = runs.latest(output)
    if current is None:
        return
    for folder in {current, runs.complete_runs(output)[-1].resolve()}:
        (copy / "runs" / folder.name).symlink_to(folder, target_is_directory=True)
    (copy / "latest").symlink_to(Path("runs") / current.name, target_is_directory=True)
