"""One run from files to the published register; the only module that knows the order."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Any

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
    collect_waiting,
)
from bekasi_reconcile.decisions.open_conflict import RegisterTables, open_conflicts
from bekasi_reconcile.errors import CacheError, InputError
from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.identity.assignment import assign_ids, find_successions
from bekasi_reconcile.identity.change import LaterRegister, changes
from bekasi_reconcile.identity.history import read_history
from bekasi_reconcile.identity.successor_match import possible_successors
from bekasi_reconcile.ingest import reading_cache
from bekasi_reconcile.ingest.mapping.draft import write_drafts
from bekasi_reconcile.ingest.stage import Ingested, ingest, remark_future
from bekasi_reconcile.ingest.submission.discover import discover
from bekasi_reconcile.ingest.submission.result import cached_sheet_path
from bekasi_reconcile.match.model.frozen_model import (
    FROZEN,
    project_model,
    restore_project_model,
    save_project_model,
)
from bekasi_reconcile.match.stage import HEAVY, match
from bekasi_reconcile.merge.stage import LinkedRecords, Overrides, merge
from bekasi_reconcile.messages.evidence_text import with_evidence
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.messages.problem_text import ProblemMessage, with_texts
from bekasi_reconcile.parallel import WorkerPool, release_memory
from bekasi_reconcile.privacy.exclusion import exclude_forgotten, without_forgotten_sources
from bekasi_reconcile.privacy.tombstone import is_forgotten, may_be_forgotten
from bekasi_reconcile.publish.brakes import published_state, require_acceptance, tripped_brakes
from bekasi_reconcile.publish.run_manifest import figures, manifest_of, run_table
from bekasi_reconcile.publish.sheet_balance import balance_sheets
from bekasi_reconcile.register import audit_log, database, runs, trust
from bekasi_reconcile.register.manifest import is_as_sealed, seal
from bekasi_reconcile.register.session import Session, project_session
from bekasi_reconcile.report import translation, write_reports
from bekasi_reconcile.report.context import ReportContext
from bekasi_reconcile.report.correction import write_workbooks
from bekasi_reconcile.report.correction.workbook_cache import fill_in_background
from bekasi_reconcile.tables import Problem


@dataclass
class StageClock:
    """Seconds per stage, and who is told when one begins."""

    on_stage: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=perf_counter)

    def finish(self, stage: str, following: str | None = None) -> None:
        """Note that ``stage`` has ended now and ``following`` begins."""
        now = perf_counter()
        self.seconds[stage] = round(now - self._since, 3)
        self._since = now
        release_memory()
        if following:
            self.on_stage(following)
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
    with project_session(config) as session:
        return run_in_session(
            config, session, as_of=as_of, passwords=passwords, accept=accept, tell=tell
        )


def run_in_session(
    config: Config,
    session: Session,
    *,
    as_of: date | None = None,
    passwords: Sequence[str] = (),
    accept: Mapping[str, str] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Do what ``run`` does in a project that the caller holds.

    Where something kept in the work folder turns out to be damaged, it begins anew without it.
    """
    session = replace(session, notes=(*session.notes, *_restore_model(config, session)))
    every_step = partial(
        _run_steps, config, session, as_of=as_of, passwords=passwords, accept=accept, tell=tell
    )
    try:
        return every_step()
    except CacheError:
        shutil.rmtree(config.folder("interim"))
        runs.sweep(config.folder("output"))
        outcome = every_step()
        return replace(outcome, notes=(*outcome.notes, Message("program.cache_damaged")))


def _run_steps(
    config: Config,
    session: Session,
    *,
    as_of: date | None,
    passwords: Sequence[str],
    accept: Mapping[str, str] | None,
    tell: Callable[[str], None],
) -> Outcome:
    """Build and publish a register: every step, in its order.

    A table goes into the register as soon as it is final. What nobody reads any more is let go
    where it says so: a run of a million rows is to keep within 4 GB, which the cells as sent and
    all tables together would not leave room for.
    """
    work, output, journal = (config.folder(name) for name in ("interim", "output", "journal"))
    now, clock, language = datetime.now(UTC), StageClock(tell), config.settings.language
    started = runs.begin_time(output, now)
    behind = [Message("program.clock_behind", last=started.date())] if started > now else []
    profiles = config.sources  # one that is broken ends the run before it has done anything
    with database.keep_open(session.published):
        _refuse_empty(config.folder("raw"))
        tell("ingest")
        Thread(target=import_module, args=[HEAVY]).start()  # seconds, while lists are read
        work.mkdir(parents=True, exist_ok=True, mode=0o700)
        history = read_history(output, work)
        answers = collect_waiting(
            DecisionFolders.of(config), config.territory, as_of or started.date()
        )
        with WorkerPool() as workers:
            received = remark_future(_ingest(config, passwords, workers), started.date())
            clock.finish("ingest", "clean")

            day = as_of or _data_date(received, started)
            rows, columns = received.source_row, received.column
            cleaned = record_cache.clean_with_cache(
                rows, columns, work, config.territory, as_of=day, workers=workers
            )
        forgotten = partial(is_forgotten, journal=journal, key=session.key)
        similar = may_be_forgotten(cleaned.record, journal, session.key)
        received, cleaned = exclude_forgotten(received, cleaned, forgotten(cleaned.record), similar)
        record, problem = cleaned.record, _problems(received, cleaned, answers, profiles)
        tables = _list_tables(received, cleaned, problem, language)
        del rows, columns
        clock.finish("clean", "match")

        folder = runs.begin(output, started)
        return_sheets = _returned_sheets(received, problem, work, language)
        with (
            fill_in_background(len(record), work, return_sheets),
            database.register_writer(folder / "register.duckdb") as register,
        ):
            register.write_tables(tables | {"source_row": received.source_row})
            received = received.for_merge()  # lets go of the cells

            model = project_model(config.folder("model"))
            search = partial(possible_successors, rules=config.matching, model=model)
            successions = find_successions(history, record, search, forgotten)
            current = CurrentRecord(record["record_id"], successions.past)
            judgements = pair_judgements(answers.log, current)
            matched = match(record, config.matching, model, judgements)
            tables |= register.write_tables({"pair": matched.pair})
            clock.finish("match", "merge")

            member = matched.member
            ids = assign_ids(history, successions, record, member, runs.run_id(folder))
            tables |= register.write_tables(ids.tables(member))
            sources = _profiles_and_drafts(profiles, received)
            linked = LinkedRecords(received.source_row, record, matched.pair, member)
            meaning = ids.current_ids(named_ids(answers.log))
            overrides = Overrides(ids.member_id, *field_overrides(answers.log, meaning))
            merged = merge(linked, sources, config.merging, config.territory, overrides)
            conflict, version = merged.conflict, merged.conflict_value
            asked = RegisterTables(record, ids.member_id, conflict, version)
            questions = open_conflicts(asked, answers.log, current, meaning)
            clock.finish("merge", "publish")

            golden = merged.claim.loc[merged.claim["survives"], ["person_id", "field", "rule"]]
            later = LaterRegister(merged.person, ids.identity, ids.identity_event, golden)
            change = {"change": changes(history.path, history.number, later)}
            tables |= register.write_tables(merged.tables() | questions._asdict() | change)
            state = published_state(session.published)
            trips = tripped_brakes(tables, state, config.settings.brakes)
            document = figures(tables, runs.run_id(folder)) | {
                "decisions": answers.figures(),
                "accepted": require_acceptance(trips if state else [], accept or {}),
            }
            manifest = manifest_of(config, tables, document, matched.figures, started)
            register.write_tables({"run": run_table(document, manifest)})
            register.seal_views()
    # a first run changes nobody's register: what brakes say of it is a warning
    warnings = [] if state else [trip.message for trip in trips]
    submission, trained = tables["submission"], model is None and matched.model.is_own
    remarks = _remarks(received.problem)
    model, notes = matched.model, (*session.notes, *behind, *matched.notes, *warnings, *remarks)
    # the reports read the register alone: let its tables go
    del received, cleaned, record, problem, member, matched, linked, merged, ids, current
    del successions, conflict, version, asked, questions, golden, later, change, tables, state

    with database.connect(folder / "register.duckdb") as con:
        speech, past = translation.language(language), runs.overviews(output)
        context = ReportContext(
            speech, sources, config.merging, config.matching, config.territory, past
        )
        overview = write_reports.write(folder / "laporan", con, context)
    return_sheets(folder / "laporan" / "perbaikan")
    clock.finish("publish")
    document["seconds"] = clock.seconds | {"total": round(sum(clock.seconds.values()), 3)}
    model.save(folder / FROZEN)  # what reconcile explain weighs by
    manifest |= {
        "overview": overview,
        "seconds": document["seconds"],
        **trust.announce_run(config, session.key, runs.run_id(folder)),
    }
    seal(folder, manifest, session.key)
    done = runs.publish(folder)
    if trained:
        save_project_model(config.folder("model"), model, submission, started)
    runs.retain(output, config.settings.history)
    _sweep(work, submission)
    noted = {name: document[name] for name in ("run_id", "persons", "accepted")}
    audit_log.append(journal, session.key, "run", **noted)
    return Outcome(done, document, notes)


def _restore_model(config: Config, session: Session) -> tuple[Message, ...]:
    """Put back a model that is gone, from the current run; return the note that says so."""
    run = session.published
    if run is None or not is_as_sealed(run, FROZEN):
        return ()
    if not restore_project_model(config.folder("model"), run):
        return ()
    return (Message("program.model_restored", run=run.name),)


def _ingest(config: Config, passwords: Sequence[str], workers: WorkerPool) -> Ingested:
    """Read the lists and write a draft profile for each that has none."""
    raw, work = config.folder("raw"), config.folder("interim")
    received = ingest(raw, config.sources, work, config.territory, passwords, workers)
    write_drafts(received.drafts, config.root / "configs" / "sources", config.settings.language)
    _refuse_unreadable(received, raw)
    return received


def _remarks(problem: DataFrame[Problem]) -> list[Message]:
    """Return what the officer is told of files that are not read, and of dates to come."""
    told = problem["rule"].str.startswith("skipped_") | (problem["rule"] == "file_future")
    rows = problem.loc[told, ["file", "rule", "detail"]].fillna({"detail": ""}).to_numpy(str)
    return [_remark(file, rule, detail) for file, rule, detail in rows]


def _remark(file: str, rule: str, detail: str) -> Message:
    return Message("program.file_refused", file=file, problem=ProblemMessage(rule, detail))


def _problems(
    received: Ingested, cleaned: Cleaned, answers: CollectedAnswers, sources: Sequence[Source]
) -> DataFrame[Problem]:
    """Return all that is wrong with the lists and the answers, stage by stage."""
    demanded = _profile_problems(received, sources)
    parts = [received.problem, cleaned.problem, *demanded, answers.problem]
    return Problem.shaped(pd.concat(parts, ignore_index=True))


def _list_tables(
    received: Ingested, cleaned: Cleaned, problem: DataFrame[Problem], language: str
) -> dict[str, pd.DataFrame]:
    """Return the register's tables that are final before it is decided who is who."""
    return {
        "submission": received.submission,
        "sheet": balance_sheets(received.sheet, received.source_row, cleaned.record),
        "column": with_evidence(cleaned.column, language),
        "problem": with_texts(problem, language),
        "record": cleaned.record,
        "quality": quality(received.source_row, cleaned.record, problem),
    }


def _returned_sheets(
    received: Ingested, problem: DataFrame[Problem], work: Path, language: str
) -> Callable[[Path], object]:
    """Return what writes the agencies' own sheets, with their problems marked, into a folder.

    It holds of each row only where it stands.
    """
    tables = {
        "source_row": received.source_row[["source", "file", "sheet", "row"]],
        "problem": without_forgotten_sources(problem),
        "submission": received.submission,
        "sheet": received.sheet,
    }
    return partial(
        write_workbooks.write,
        tables=tables,
        sheet_path=partial(cached_sheet_path, work),
        language=language,
        work=work,
    )


def _sweep(work: Path, submission: pd.DataFrame) -> None:
    """Remove what is kept of submissions that are no longer sent."""
    reading_cache.sweep(work, dict(zip(submission["file"], submission["sha256"], strict=True)))
    live = set(submission["submission_id"])
    for path in work.glob("s-*.parquet"):
        if path.stem.rpartition("-")[0] not in live:
            path.unlink()


def _refuse_empty(raw: Path) -> None:
    if not raw.is_dir():
        raise InputError("program.no_folder", path=raw)
    if not discover(raw):
        raise InputError("program.no_files", path=raw)


def _refuse_unreadable(received: Ingested, raw: Path) -> None:
    if len(received.source_row):
        return
    problem = received.problem
    unread = problem[problem["severity"] == "file"].fillna({"detail": ""})
    reasons = [_remark(*row) for row in unread[["file", "rule", "detail"]].to_numpy(str)]
    raise InputError("program.no_usable_file", path=raw, reasons=reasons + _remarks(problem))


def _profiles_and_drafts(profiles: Sequence[Source], received: Ingested) -> list[Source]:
    """Return each source once: its profile, or the draft of it where it has none."""
    profiled = {source.source for source in profiles}
    drafts = [draft.source for name, draft in received.drafts.items() if name not in profiled]
    return [*profiles, *drafts]


def _profile_problems(received: Ingested, sources: Sequence[Source]) -> list[pd.DataFrame]:
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


def _data_date(received: Ingested, started: datetime) -> date:
    """Return the day no birth may be after: the newest date of data, or today if none is told."""
    dates = received.submission["reported_on"].dropna()
    newest = max(dates, default="")
    return date.fromisoformat(newest) if len(newest) == 10 else started.date()
