"""One run from files to the published register; the only module that knows the order."""

import hashlib
import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd

from bekasi_reconcile import brakes, memory, report
from bekasi_reconcile.clean.quality import quality, scores
from bekasi_reconcile.clean.validate import Demands, validate
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.faults import point
from bekasi_reconcile.ingest import Ingested, again, ingest
from bekasi_reconcile.ingest.draft import write_drafts
from bekasi_reconcile.ingest.receive import kept
from bekasi_reconcile.leave_out import leave_out, returnable
from bekasi_reconcile.lookup import among
from bekasi_reconcile.match import match
from bekasi_reconcile.match.model import FROZEN, frozen
from bekasi_reconcile.memory import interim
from bekasi_reconcile.memory.change import Later, changes
from bekasi_reconcile.memory.collect import Places, collect, waiting
from bekasi_reconcile.memory.frozen import related
from bekasi_reconcile.memory.history import recall
from bekasi_reconcile.memory.obey import Replaced, judged, values
from bekasi_reconcile.memory.settle import Register, settle
from bekasi_reconcile.merge import Linked, Told, merge
from bekasi_reconcile.report import correction
from bekasi_reconcile.report.asked import Asked
from bekasi_reconcile.store import audit, register, runs
from bekasi_reconcile.store.attend import Before, attended
from bekasi_reconcile.store.manifest import seal
from bekasi_reconcile.store.tombstone import forgotten
from bekasi_reconcile.tables import Problem, Sheet, SourceRow
from bekasi_reconcile.training import keep

SCHEMA_VERSION = 1
PACKAGES = ("bekasi-reconcile", "pandas", "duckdb", "recordlinkage", "rapidfuzz", "pandera")
NON_DATA = ("blank", "title", "header", "numbering", "group", "total", "footer", "other")


@dataclass
class Clock:
    """Seconds per stage, and who is told when one begins."""

    tell: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=perf_counter)

    def done(self, stage: str, following: str | None = None) -> None:
        """Note that ``stage`` has ended now and ``following`` begins."""
        now = perf_counter()
        self.seconds[stage] = round(now - self._since, 3)
        self._since = now
        if following:
            self.tell(following)
        point(stage)


@dataclass(frozen=True)
class Outcome:
    """A finished run: its folder, its figures (the document of ``--json``), its notes."""

    folder: Path
    figures: dict[str, Any]
    notes: tuple[str, ...]


def run(
    config: Config,
    *,
    as_of: date | None = None,
    passwords: Sequence[str] = (),
    accept: Mapping[str, str] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Build and publish a new register from everything in the project's data/raw.

    ``tell`` hears the name of each stage as it begins. ``accept``: brake → the reason not to heed
    it. Raises InputError if nothing can be read, BrakeError if a brake is hit, BusyError if
    another run is going on, DamagedError if what is published was changed; then, as after any
    failure, the published register is what it was.
    """
    with attended(config) as before:
        return build(config, before, as_of=as_of, passwords=passwords, accept=accept, tell=tell)


def build(
    config: Config,
    before: Before,
    *,
    as_of: date | None = None,
    passwords: Sequence[str] = (),
    accept: Mapping[str, str] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Do what ``run`` does in a project that the caller holds (``before``)."""
    started = datetime.now(UTC)
    raw = config.folder("raw")
    _refuse_empty(raw)
    work = _private(config.folder("interim"))
    clock = Clock(tell)
    tell("ingest")
    history = recall(config.folder("output"), work)
    places = Places.of(config)
    collected = collect(waiting(places.decisions), places, as_of or started.date())
    received = ingest(raw, config.sources, work, config.settings.language, passwords)
    write_drafts(received.drafts, config.root / "configs" / "sources")
    _refuse_unreadable(received, raw)
    clock.done("ingest", "clean")
    cleaned = interim.cleaned(
        received.source_row,
        received.column,
        work,
        as_of=as_of or _as_of(received, started),
        language=config.settings.language,
    )
    language = config.settings.language
    forgets = partial(forgotten, journal=config.folder("journal"), key=before.key)
    received, cleaned = leave_out(received, cleaned, forgets(cleaned.record), language)
    demanded = _demanded(received, config.sources, config.settings.language)
    clock.done("clean", "match")
    model = frozen(config.folder("model"))
    followed = memory.follow(
        history, cleaned.record, partial(related, rules=config.matching, model=model), forgets
    )
    replaced = Replaced(cleaned.record["record_id"], followed.past)
    bound = judged(collected.log, replaced)
    matched = match(cleaned.record, config.matching, model, config.settings.language, bound)
    clock.done("match", "merge")
    folder = runs.begin(config.folder("output"), started)
    known = memory.identify(history, followed, cleaned.record, matched.member, runs.run_id(folder))
    linked = Linked(received.source_row, cleaned.record, matched.pair, matched.member)
    sources = _sources(config, received)
    means = known.means()
    told = Told(known.member_id, *values(collected.log, means))
    merged = merge(linked, sources, config.merging, told)
    register_now = Register(cleaned.record, known.member_id, merged.conflict, merged.conflict_value)
    open_ = settle(register_now, collected.log, replaced, means)
    golden = merged.claim.loc[merged.claim["survives"], ["person_id", "field", "rule"]]
    later = Later(merged.person, known.identity, known.identity_event, golden)
    clock.done("merge", "publish")
    found = [received.problem, cleaned.problem, *demanded, collected.problem]
    problem = Problem.shaped(pd.concat(found, ignore_index=True))
    tables: dict[str, pd.DataFrame] = {
        "submission": received.submission,
        "sheet": balanced(received.sheet, received.source_row, cleaned.record),
        "column": cleaned.column,
        "source_row": received.source_row,
        "problem": problem,
        "record": cleaned.record,
        "pair": matched.pair,
        "member": matched.member,
        **merged._asdict(),
        **known._asdict(),
        **open_._asdict(),
        "quality": quality(received.source_row, cleaned.record, problem),
        "change": changes(history.path, history.number, later),
    }
    last = brakes.known(before.published)
    trips = brakes.tripped(tables, last, config.settings.brakes, language)
    warned = [] if last else [trip.text for trip in trips]  # a first run changes nobody's register
    figures = _figures(tables, runs.run_id(folder)) | {
        "decisions": collected.figures(),
        "accepted": brakes.hold(trips if last else [], accept or {}, language),
    }
    manifest = _manifest(config, tables, figures, matched.figures, started)
    register.write(folder / "register.duckdb", tables | {"run": _run_table(figures, manifest)})
    past = runs.overviews(config.folder("output"))
    asked = Asked(config.settings.language, sources, config.merging, config.matching, past)
    with register.connect(folder / "register.duckdb") as con:
        overview = report.write(folder / "laporan", con, asked)
    correction.write(
        folder / "laporan" / "perbaikan",
        tables | {"problem": returnable(problem)},
        partial(kept, work),
        language,
        work,
    )
    clock.done("publish")
    figures["seconds"] = clock.seconds | {"total": round(sum(clock.seconds.values()), 3)}
    matched.model.save(folder / FROZEN)  # what reconcile explain weighs by
    ended = {
        "overview": overview,
        "seconds": figures["seconds"],
        "audit": audit.head(config.folder("journal")),
    }
    seal(folder, manifest | ended, before.key)
    done = runs.publish(folder)
    if model is None and matched.model.own:
        keep(config.folder("model"), matched.model, received.submission, started)
    runs.retain(config.folder("output"), config.settings.history)
    _sweep(work, received.submission)
    noted = {name: figures[name] for name in ("run_id", "persons", "accepted")}
    audit.append(config.folder("journal"), before.key, "run", **noted)
    return Outcome(done, figures, (*before.notes, *matched.notes, *warned))


def _sweep(work: Path, submission: pd.DataFrame) -> None:
    """Remove what is kept of submissions that are no longer sent."""
    again.sweep(work, dict(zip(submission["file"], submission["sha256"], strict=True)))
    live = set(submission["submission_id"])
    for path in work.glob("s-*.parquet"):
        if path.stem.rpartition("-")[0] not in live:
            path.unlink()


def _private(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _refuse_empty(raw: Path) -> None:
    if not raw.is_dir():
        raise InputError(f"{raw}: no such folder. Make a project folder with: reconcile init DIR")
    if not any(p.is_file() and not p.name.startswith(".") for p in raw.rglob("*")):
        raise InputError(f"{raw}: there is no file to read. Copy the agencies' files into it.")


def _refuse_unreadable(received: Ingested, raw: Path) -> None:
    if len(received.source_row):
        return
    columns = ["file", "message", "remedy"]
    reasons = received.problem.loc[received.problem["severity"] == "file", columns]
    told = "; ".join(f"{file}: {says} {do}" for file, says, do in reasons.itertuples(index=False))
    raise InputError(f"{raw}: no file could be used, nothing was published. {told}")


def _sources(config: Config, received: Ingested) -> list[Source]:
    """Return each source once: its profile, or the draft of it where it has none."""
    known = {source.source for source in config.sources}
    drafts = [draft.source for name, draft in received.drafts.items() if name not in known]
    return [*config.sources, *drafts]


def _demanded(received: Ingested, sources: Sequence[Source], language: str) -> list[pd.DataFrame]:
    """Return the problems of rows that break what their source's profile asks of them."""
    rows = received.source_row
    present = set(rows["source"])
    return [
        validate(
            SourceRow.checked(rows[rows["source"] == s.source]),
            received.column,
            Demands(s.required, s.allowed, s.unique),
            language=language,
        )
        for s in sources
        if s.source in present and (s.required or s.allowed or s.unique)
    ]


def _as_of(received: Ingested, started: datetime) -> date:
    """Return the day no birth may be after: the newest date of data, or today if none is told."""
    told = received.submission["reported_on"].dropna()
    newest = max(told, default="")
    return date.fromisoformat(newest) if len(newest) == 10 else started.date()


def balanced(sheet: pd.DataFrame, rows: pd.DataFrame, record: pd.DataFrame) -> pd.DataFrame:
    """Return ``sheet`` with the rows that clean refused moved from records to refused."""
    kept = record["record_id"]
    lost = rows.loc[~among(rows["record_id"], kept), ["submission_id", "sheet"]]
    counted = lost.groupby(["submission_id", "sheet"]).size().rename("lost").reset_index()
    joined = sheet.merge(counted, how="left", on=["submission_id", "sheet"], validate="one_to_one")
    moved = joined["lost"].fillna(0).astype("Int64")
    return Sheet.shaped(
        joined.assign(records=joined["records"] - moved, refused=joined["refused"] + moved)
    )


def _figures(tables: Mapping[str, pd.DataFrame], run_id: str) -> dict[str, Any]:
    sheet = tables["sheet"]
    sheet = sheet.assign(non_data=sheet[list(NON_DATA)].sum(axis="columns"))
    counts = sheet.groupby("file")[["rows_seen", "records", "refused", "non_data"]].sum()
    files = [
        {
            "file": row.file,
            "source": row.source,
            "status": row.status,
            "reason": None if pd.isna(row.reason) else row.reason,
            **{
                name: int(counts[name].get(row.file, 0))
                for name in ("rows_seen", "records", "refused", "non_data")
            },
        }
        for row in tables["submission"].itertuples()
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "run_id": run_id,
        "files": files,
        "records": len(tables["record"]),
        "persons": len(tables["person"]),
        "households": len(tables["household"]),
        "conflicts": len(tables["conflict"]),
        "pairs": len(tables["pair"]),
        "problems": len(tables["problem"]),
        "quality": scores(tables["quality"]),
    }


def _manifest(
    config: Config,
    tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, Any],
    matching: Mapping[str, Any],
    started: datetime,
) -> dict[str, Any]:
    """Return what is needed to know which inputs, configuration and program made a run."""
    inputs = tables["submission"][["file", "sha256", "status"]]
    configs = sorted((config.root / "configs").rglob("*.toml"))
    return {
        **figures,
        "started_at": started.isoformat(timespec="seconds"),
        "inputs": inputs.to_dict("records"),
        "configs": {
            path.relative_to(config.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in configs
        },
        "matching": dict(matching),
        "versions": {name: version(name) for name in PACKAGES}
        | {"python": platform.python_version()},
    }


def _run_table(figures: Mapping[str, Any], manifest: Mapping[str, Any]) -> pd.DataFrame:
    names = ("run_id", "records", "persons", "households", "conflicts", "pairs", "problems")
    return pd.DataFrame(
        [
            {name: figures[name] for name in names}
            | {
                "started_at": manifest["started_at"],
                "model": str(manifest["matching"].get("model", "")),
                "manifest": json.dumps(manifest, ensure_ascii=False, default=str),
            }
        ]
    )
