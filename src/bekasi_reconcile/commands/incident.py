"""Who was in a lost file: the list for the notice within 3 x 24 hours (UU 27/2022, art. 46)."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, InputError
from bekasi_reconcile.ingest.reader.child.file_type import Unreadable
from bekasi_reconcile.ingest.reader.file_reader import FileReader
from bekasi_reconcile.ingest.reader.grid import Grid
from bekasi_reconcile.privacy.naming import COLUMNS, named_in
from bekasi_reconcile.register import audit_log, manifest, runs, schema
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.secret_key import sign
from bekasi_reconcile.register.session import Session, project_session
from bekasi_reconcile.report import csvfile
from bekasi_reconcile.sql import fetch, query

LIST, RUN = "berkas", "proses"
"""What the whole of a list, or of a run, says of its persons: the basis beside naming.BASES."""

OF_DIGEST = "SELECT DISTINCT file FROM isi.submission WHERE sha256 = $digest"

Runs = Mapping[str, Path]
"""The folders of the runs that are whole, by id, newest first."""


def write(config: Config, lost: str, to: Path) -> dict[str, Any]:
    """Write to the new file ``to`` who was in ``lost``, log it, and return the counts.

    ``lost``: the path of a copy of the file; or the name of a list as it was received, of a run,
    of a file of a run (``RUN/laporan/…``) or of a backup. The file has a row for each person:
    person_id, household_id, ``dasar`` (how the file names them: berkas, proses, id, nik,
    keluarga; nama if only the name is the same) and ``isi`` (the columns that were filled in; for
    a run all). Raises InputError if there is no such file, or it cannot be read.
    """
    if to.exists():
        raise ConfigError("program.file_there", path=to)
    with project_session(config) as session:
        persons = _one_row_each(_persons(config, _whole_runs(config, session), lost))
        csvfile.write(to, persons)
        counts = {
            "persons": len(persons),
            "households": int(persons["household_id"].nunique()),
            "basis": persons["dasar"].value_counts().sort_index().to_dict(),
        }
        name = sign(session.key, Path(lost).name)[:16]  # it may be somebody's
        audit_log.append(
            config.folder("journal"), session.key, "incident", lost=name, persons=len(persons)
        )
    return counts


def _persons(config: Config, whole: Runs, lost: str) -> pd.DataFrame:
    """Return who was in ``lost``: COLUMNS, several rows for who is named several times."""
    run = whole.get(lost) or _run_of_backup(config, whole, lost)
    if run is not None:
        return _everybody(config, run)
    path = next((p for p in (Path(lost), *_files_of_runs(whole, lost)) if p.is_file()), None)
    return _on_list(config, whole, lost) if path is None else _in_file(config, whole, path)


def _whole_runs(config: Config, session: Session) -> Runs:
    if session.published is None:
        raise InputError("program.no_register", path=config.root)
    folders = reversed(runs.complete_runs(config.folder("output")))
    return {f.name: f for f in folders if not manifest.breaches(f, session.key)}


def _run_of_backup(config: Config, whole: Runs, lost: str) -> Path | None:
    """Return the run that was the newest when the backup of that name was made.

    A backup is closed, so the audit log alone says what was in it. None if it names no such.
    """
    name = Path(lost).name
    entries = audit_log.entries(config.folder("journal"))
    times = [e["at"] for e in entries if e["event"] == "backup" and e.get("file") == name]
    if not times:
        return None
    made = datetime.fromisoformat(times[-1])
    started = {f: str((manifest.read(f) or {}).get("started_at")) for f in whole.values()}
    before = (folder for folder, at in started.items() if datetime.fromisoformat(at) <= made)
    return next(before, [*started][-1])


def _files_of_runs(whole: Runs, lost: str) -> list[Path]:
    run, _, inside = lost.partition("/")
    paths = [whole[run] / inside] if run in whole else []
    return [p for p in paths if p.resolve().is_relative_to(whole[run].resolve())]


def _in_file(config: Config, whole: Runs, path: Path) -> pd.DataFrame:
    """Return who is in the file ``path``: by its digest if it is known, else by reading it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    for run in whole.values():
        if (manifest.read(run) or {})["contents"][manifest.REGISTER]["sha256"] == digest:
            return _everybody(config, run)
        names = _ask(config, run, OF_DIGEST, digest=digest)["file"].tolist()
        if names:
            return _on_list(config, {run.name: run}, names[0])
    token = pd.concat([_ask(config, run, query("incident_person")) for run in whole.values()])
    return named_in(_sheets(path, config.folder("interim")), token)


def _sheets(path: Path, work: Path) -> list[Grid]:
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with FileReader(work) as reader:
            return reader.read(path).grids
    except Unreadable:
        raise InputError("program.incident_unreadable") from None


def _everybody(config: Config, run: Path) -> pd.DataFrame:
    return _ask(config, run, query("incident_run")).assign(dasar=RUN)[COLUMNS]


def _on_list(config: Config, whole: Runs, name: str) -> pd.DataFrame:
    """Return who was on the list called ``name`` in any run; raise InputError if there is none."""
    parts = [_ask(config, run, query("incident_list"), file=name) for run in whole.values()]
    persons = pd.concat(parts).assign(dasar=LIST)
    if persons.empty:
        raise InputError("program.incident_unknown")
    return persons[COLUMNS]


def _one_row_each(persons: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each person: the first family and basis, every column that was filled in."""
    order = [LIST, RUN, "id", "nik", "keluarga", "nama"]
    ranked = persons.sort_values("dasar", key=lambda basis: basis.map(order.index), kind="stable")
    columns = persons.groupby("person_id")["isi"].agg(_union)
    first = ranked.drop_duplicates("person_id").sort_values("person_id", ignore_index=True)
    return first.assign(isi=first["person_id"].map(columns))


def _union(texts: pd.Series) -> str:
    names = {name: None for text in texts.dropna() for name in text.split(", ")}
    return ", ".join(names)


def _ask(config: Config, run: Path, text: str, **parameters: Any) -> pd.DataFrame:
    register = schema.at_current_schema(run / manifest.REGISTER, config.folder("interim"))
    with connect(register) as con:
        return fetch(con, text, **parameters)
