"""One run from files to the published register; the only module that knows the order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Any, NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.clean import record_cache
from bekasi_reconcile.clean.quality import quality
from bekasi_reconcile.clean.stage import Cleaned
from bekasi_reconcile.clean.validate import Demands, validate
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.decisions.apply import (
    CurrentRecord,
    field_overrides,
    named_ids,
    pair_judgements,
)
from bekasi_reconcile.decisions.collect import (
    CollectedAnswers,
    DecisionFolders,
    collect,
    waiting_files,
)
from bekasi_reconcile.decisions.open_conflict import OpenConflicts, RegisterTables, open_conflicts
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.identity import assignment
from bekasi_reconcile.identity.change import LaterRegister, changes
from bekasi_reconcile.identity.history import LedgerHistory, read_history
from bekasi_reconcile.identity.successor_match import possible_successors
from bekasi_reconcile.ingest import reading_cache
from bekasi_reconcile.ingest.mapping.draft import write_drafts
from bekasi_reconcile.ingest.stage import Ingested, ingest
from bekasi_reconcile.ingest.submission.result import cached_sheet_path
from bekasi_reconcile.match.model.frozen_model import (
    FROZEN,
    Model,
    project_model,
    save_project_model,
)
from bekasi_reconcile.match.stage import HEAVY, Matched, match
from bekasi_reconcile.merge.stage import Linked, Merged, Overrides, merge
from bekasi_reconcile.messages.evidence_text import with_evidence
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.messages.problem_text import ProblemMessage, with_texts
from bekasi_reconcile.parallel import WorkerPool, release_memory
from bekasi_reconcile.privacy.exclusion import exclude_forgotten, without_forgotten_sources
from bekasi_reconcile.privacy.tombstone import is_forgotten
from bekasi_reconcile.publish import brakes
from bekasi_reconcile.publish.run_manifest import figures, manifest_of, run_table
from bekasi_reconcile.publish.sheet_balance import balance_sheets
from bekasi_reconcile.register import audit_log, database, runs
from bekasi_reconcile.register.manifest import seal
from bekasi_reconcile.register.session import Session, project_session
from bekasi_reconcile.report import write_reports
from bekasi_reconcile.report.context import ReportContext
from bekasi_reconcile.report.correction import write_workbooks
from bekasi_reconcile.report.correction.workbook_cache import write_in_background
from bekasi_reconcile.tables import Problem, Quality, Submission


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
        release_memory()
        if following:
            self.tell(following)
        fault_point(stage)


@dataclass(frozen=True)
class Outcome:
    """A finished run: its folder, its figures (the document of ``--json``), its notes."""

    folder: Path
    figures: dict[str, Any]
    notes: tuple[Message, ...]


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
    with project_session(config) as before:
        return build(config, before, as_of=as_of, passwords=passwords, accept=accept, tell=tell)


def build(
    config: Config,
    before: Session,
    *,
    as_of: date | None = None,
    passwords: Sequence[str] = (),
    accept: Mapping[str, str] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Do what ``run`` does in a project that the caller holds (``before``)."""
    started, clock = datetime.now(UTC), Clock(tell)
    work, output = _private(config.folder("interim")), config.folder("output")
    lists_of = partial(_lists, config, before, clock, started, as_of, passwords)
    with database.keep_open(before.published):
        made = _made(config, before, clock, started, lists_of, accept or {})
    folder, told, model = made.folder, made.told, made.model
    asked = ReportContext(
        config.settings.language,
        made.sources,
        config.merging,
        config.matching,
        runs.overviews(output),
    )
    with database.connect(folder / "register.duckdb") as con:
        overview = write_reports.write(folder / "laporan", con, asked)
    made.returned(folder / "laporan" / "perbaikan")
    clock.done("publish")
    told["seconds"] = clock.seconds | {"total": round(sum(clock.seconds.values()), 3)}
    model.save(folder / FROZEN)  # what reconcile explain weighs by
    ended = {
        "overview": overview,
        "seconds": told["seconds"],
        "audit": audit_log.head(config.folder("journal")),
    }
    seal(folder, made.manifest | ended, before.key)
    done = runs.publish(folder)
    if made.learned:
        save_project_model(config.folder("model"), model, made.submission, started)
    runs.retain(output, config.settings.history)
    _sweep(work, made.submission)
    noted = {name: told[name] for name in ("run_id", "persons", "accepted")}
    audit_log.append(config.folder("journal"), before.key, "run", **noted)
    return Outcome(done, told, (*before.notes, *made.notes))


class Made(NamedTuple):
    """A register in its ``folder``, and what the reports do not find in it.

    ``returned`` writes the agencies' sheets into a folder; ``learned``: the model is of this run.
    """

    folder: Path
    told: dict[str, Any]
    manifest: dict[str, Any]
    sources: list[Source]
    submission: DataFrame[Submission]
    returned: Callable[[Path], object]
    model: Model
    learned: bool
    notes: tuple[Message, ...]


def _made(
    config: Config,
    before: Session,
    clock: Clock,
    started: datetime,
    lists_of: "Callable[[], Lists]",
    accept: Mapping[str, str],
) -> Made:
    """Make the register and write it; no row is held when this returns, or longer than needed."""
    language, work, lists = config.settings.language, config.folder("interim"), lists_of()
    returned = partial(
        write_workbooks.write,
        tables=lists.sent_back(),
        kept=partial(cached_sheet_path, work),
        language=language,
        work=work,
    )
    folder = runs.begin(config.folder("output"), started)
    run_id = runs.run_id(folder)
    with (
        write_in_background(len(lists.cleaned.record), work, returned),
        database.register_writer(folder / "register.duckdb") as writer,
    ):
        tables = lists.tables(language)
        writer.write_tables(tables | {"source_row": lists.received.source_row})
        lists = lists.without_cells()
        people = _people(config, lists, clock)
        tables["pair"] = people.matched.pair
        writer.write_tables({"pair": people.matched.pair})
        known = _known(lists, people, run_id)
        named = _named(people.matched, known)
        writer.write_tables(named)
        golden = _golden(config, lists, people, known)
        clock.done("merge", "publish")
        found = _found(lists, golden)
        writer.write_tables(found)
        tables |= named | found
        last = brakes.published_state(before.published)
        trips = brakes.tripped_brakes(tables, last, config.settings.brakes)
        told = figures(tables, run_id) | {
            "decisions": lists.collected.figures(),
            "accepted": brakes.require_accepted(trips if last else [], accept),
        }
        manifest = manifest_of(config, tables, told, people.matched.figures, started)
        writer.write_tables({"run": run_table(told, manifest)})
        writer.seal_views()
    model = people.matched.model
    # a first run changes nobody's register
    warned = [] if last else [trip.message for trip in trips]
    return Made(
        folder,
        told,
        manifest,
        golden.sources,
        lists.received.submission,
        returned,
        model,
        people.model is None and model.is_own,
        (*people.matched.notes, *warned),
    )


class Lists(NamedTuple):
    """What the agencies and the reviewers sent, read and cleaned, and what was known before.

    ``forgets`` tells which of some records are of somebody who is to be forgotten.
    """

    history: LedgerHistory
    collected: CollectedAnswers
    received: Ingested
    cleaned: Cleaned
    problem: DataFrame[Problem]
    quality: DataFrame[Quality]
    forgets: Callable[[pd.DataFrame], pd.Series]

    def tables(self, language: str) -> dict[str, pd.DataFrame]:
        """Return the register's tables that are known before it is known who is who."""
        received, cleaned = self.received, self.cleaned
        return {
            "submission": received.submission,
            "sheet": balance_sheets(received.sheet, received.source_row, cleaned.record),
            "column": with_evidence(cleaned.column, language),
            "problem": with_texts(self.problem, language),
            "record": cleaned.record,
            "quality": self.quality,
        }

    def without_cells(self) -> "Lists":
        """Return the lists with no more of the rows as sent than merge reads."""
        needed = self.received.source_row[["record_id", "nik", "periode", "program"]]
        return self._replace(received=self.received._replace(source_row=needed))

    def sent_back(self) -> dict[str, pd.DataFrame]:
        """Return the tables that the agencies' own sheets are sent back by."""
        received = self.received
        return {
            "source_row": received.source_row[["source", "file", "sheet", "row"]],
            "problem": without_forgotten_sources(self.problem),
            "submission": received.submission,
            "sheet": received.sheet,
        }


class People(NamedTuple):
    """Who is who: the match, by the frozen ``model`` if there is one, and who followed whom."""

    model: Model | None
    followed: assignment.Successions
    replaced: CurrentRecord
    matched: Matched


class Golden(NamedTuple):
    """The register, its ids and its open questions. ``sources``: each list's profile or draft."""

    sources: list[Source]
    known: assignment.IdAssignment
    merged: Merged
    settled: OpenConflicts


def _lists(
    config: Config,
    before: Session,
    clock: Clock,
    started: datetime,
    as_of: date | None,
    passwords: Sequence[str],
) -> Lists:
    raw, work = config.folder("raw"), config.folder("interim")
    _refuse_empty(raw)
    clock.tell("ingest")
    Thread(target=import_module, args=[HEAVY]).start()  # it takes seconds: meanwhile lists are read
    history = read_history(config.folder("output"), work)
    places = DecisionFolders.of(config)
    collected = collect(waiting_files(places.decisions), places, as_of or started.date())
    with WorkerPool() as workers:
        received = ingest(raw, config.sources, work, passwords, workers)
        write_drafts(received.drafts, config.root / "configs" / "sources", config.settings.language)
        _refuse_unreadable(received, raw)
        clock.done("ingest", "clean")
        day = as_of or _as_of(received, started)
        rows, columns = received.source_row, received.column
        cleaned = record_cache.clean_cached(rows, columns, work, as_of=day, workers=workers)
    forgets = partial(is_forgotten, journal=config.folder("journal"), key=before.key)
    received, cleaned = exclude_forgotten(received, cleaned, forgets(cleaned.record))
    demanded = _demanded(received, config.sources)
    told = [received.problem, cleaned.problem, *demanded, collected.problem]
    problem = Problem.shaped(pd.concat(told, ignore_index=True))
    scored = quality(received.source_row, cleaned.record, problem)
    clock.done("clean", "match")
    return Lists(history, collected, received, cleaned, problem, scored, forgets)


def _people(config: Config, lists: Lists, clock: Clock) -> People:
    record = lists.cleaned.record
    model = project_model(config.folder("model"))
    matching = partial(possible_successors, rules=config.matching, model=model)
    followed = assignment.find_successions(lists.history, record, matching, lists.forgets)
    replaced = CurrentRecord(record["record_id"], followed.past)
    bound = pair_judgements(lists.collected.log, replaced)
    matched = match(record, config.matching, model, bound)
    clock.done("match", "merge")
    return People(model, followed, replaced, matched)


def _known(lists: Lists, people: People, run_id: str) -> assignment.IdAssignment:
    record, member = lists.cleaned.record, people.matched.member
    return assignment.assign_ids(lists.history, people.followed, record, member, run_id)


def _named(matched: Matched, known: assignment.IdAssignment) -> dict[str, pd.DataFrame]:
    """Return the register's tables that are known when everybody has an id."""
    member = matched.member
    return {
        "member": known.member_id.assign(
            linked_to=member["linked_to"], match_weight=member["match_weight"]
        ),
        "identity": known.identity,
        "identity_event": known.identity_event,
        "past": known.past,
    }


def _golden(config: Config, lists: Lists, people: People, known: assignment.IdAssignment) -> Golden:
    record, matched, log = lists.cleaned.record, people.matched, lists.collected.log
    linked = Linked(lists.received.source_row, record, matched.pair, matched.member)
    sources, means = _sources(config, lists.received), known.current_ids(named_ids(log))
    told = Overrides(known.member_id, *field_overrides(log, means))
    merged = merge(linked, sources, config.merging, told)
    now = RegisterTables(record, known.member_id, merged.conflict, merged.conflict_value)
    return Golden(sources, known, merged, open_conflicts(now, log, people.replaced, means))


def _found(lists: Lists, golden: Golden) -> dict[str, pd.DataFrame]:
    """Return the register's tables that are known last."""
    merged, known = golden.merged, golden.known
    chosen = merged.claim.loc[merged.claim["survives"], ["person_id", "field", "rule"]]
    later = LaterRegister(merged.person, known.identity, known.identity_event, chosen)
    return {
        "claim": merged.claim,
        "person": merged.person,
        "household": merged.household,
        "receipt": merged.receipt,
        "change": changes(lists.history.path, lists.history.number, later),
        **golden.settled._asdict(),
    }


def _sweep(work: Path, submission: pd.DataFrame) -> None:
    """Remove what is kept of submissions that are no longer sent."""
    reading_cache.sweep(work, dict(zip(submission["file"], submission["sha256"], strict=True)))
    live = set(submission["submission_id"])
    for path in work.glob("s-*.parquet"):
        if path.stem.rpartition("-")[0] not in live:
            path.unlink()


def _private(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _refuse_empty(raw: Path) -> None:
    if not raw.is_dir():
        raise InputError("program.no_folder", path=raw)
    if not any(p.is_file() and not p.name.startswith(".") for p in raw.rglob("*")):
        raise InputError("program.no_files", path=raw)


def _refuse_unreadable(received: Ingested, raw: Path) -> None:
    if len(received.source_row):
        return
    unread = received.problem.loc[received.problem["severity"] == "file"].fillna({"detail": ""})
    reasons = [
        Message("program.file_refused", file=file, problem=ProblemMessage(rule, detail))
        for file, rule, detail in unread[["file", "rule", "detail"]].to_numpy(str)
    ]
    raise InputError("program.no_usable_file", path=raw, reasons=reasons)


def _sources(config: Config, received: Ingested) -> list[Source]:
    """Return each source once: its profile, or the draft of it where it has none."""
    known = {source.source for source in config.sources}
    drafts = [draft.source for name, draft in received.drafts.items() if name not in known]
    return [*config.sources, *drafts]


def _demanded(received: Ingested, sources: Sequence[Source]) -> list[pd.DataFrame]:
    """Return the problems of rows that break what their source's profile asks of them."""
    rows = received.source_row
    present = set(rows["source"].unique())
    return [
        validate(
            rows,
            received.column,
            Demands(s.source, s.required, s.allowed, s.unique),
        )
        for s in sources
        if s.source in present and (s.required or s.allowed or s.unique)
    ]


def _as_of(received: Ingested, started: datetime) -> date:
    """Return the day no birth may be after: the newest date of data, or today if none is told."""
    told = received.submission["reported_on"].dropna()
    newest = max(told, default="")
    return date.fromisoformat(newest) if len(newest) == 10 else started.date()
