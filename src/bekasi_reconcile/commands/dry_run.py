"""A run that changes nothing: the same run in a copy of the project, and what it would change."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.parallel import TEMPORARY_PREFIX
from bekasi_reconcile.register import runs, secret_key
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.sql import fetch, query

PREFIX = "uji-coba-"
COPIED = ("interim", "decisions", "model")


@contextmanager
def rehearsed(config: Config) -> Iterator[Config]:
    """Give a copy of the project that reads the same files and ends with this block.

    Its register is the published one; answers, model and kept sheets are copies.
    """
    interim = config.folder("interim")
    interim.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=interim) as made:
        root = Path(made)
        shutil.copytree(config.root / "configs", root / "configs")
        for name in COPIED:
            if config.folder(name).is_dir():
                ignored = shutil.ignore_patterns(f"{PREFIX}*", f"{TEMPORARY_PREFIX}*")
                shutil.copytree(config.folder(name), root / name, ignore=ignored)
        (root / "journal").mkdir(mode=0o700)
        shutil.copy2(config.folder("journal") / secret_key.NAME, root / "journal" / secret_key.NAME)
        _link_runs(config.folder("output"), root / "output")
        folders = config.settings.folders.model_copy(
            update={name: Path(name) for name in (*COPIED, "journal", "output")}
            | {"raw": config.folder("raw")}
        )
        settings = config.settings.model_copy(update={"folders": folders})
        yield replace(config, root=root, settings=settings)


def difference(before: Path | None, after: Path) -> dict[str, Any]:
    """Return what the run in the folder ``after`` changed of ``before``, no value told.

    ``new`` and ``gone`` persons, and of each ``changed`` one the names of the fields.
    """
    with connect(after / "register.duckdb") as con:
        told = fetch(con, query("rehearsed_change"), first=before is None)
    fields = told[told["kind"] == "changed"].groupby("person_id")["field"].agg(list)
    by_kind = told.groupby("kind")["person_id"].agg(list)
    persons = {kind: by_kind.get(kind, []) for kind in ("new", "gone")}
    return {**persons, "changed": fields.to_dict()}


def _link_runs(output: Path, made: Path) -> None:
    """Let ``made`` hold the runs of ``output`` that a run looks at: the current and the newest."""
    (made / "runs").mkdir(parents=True, mode=0o700)
    current = runs.latest(output)
    if current is None:
        return
    for folder in {current, runs.complete_runs(output)[-1].resolve()}:
        (made / "runs" / folder.name).symlink_to(folder, target_is_directory=True)
    (made / "latest").symlink_to(Path("runs") / current.name, target_is_directory=True)
