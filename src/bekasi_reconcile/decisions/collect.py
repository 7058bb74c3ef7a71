"""Take in the reviewers' answers: those in data/decisions at every run, or files given by name."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.decisions import answer_file, decision_log
from bekasi_reconcile.decisions.answer_check import CheckedAnswers, Refusal, check_answers
from bekasi_reconcile.decisions.past_conflict import AskedConflict, asked_conflicts
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.messages.problem_text import severity
from bekasi_reconcile.privacy import tombstone
from bekasi_reconcile.register import runs, schema
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.sql import fetch
from bekasi_reconcile.tables import Problem

CURRENT_PERSONS = (
    "SELECT record_id, person_id FROM isi.member JOIN wanted USING (record_id) ORDER BY record_id"
)


class CollectedAnswers(NamedTuple):
    """The whole log, what was new in it, what was not taken (``problem``), what was known."""

    log: tuple[decision_log.LoggedDecision, ...]
    taken: tuple[decision_log.LoggedDecision, ...]
    problem: DataFrame[Problem]
    known: int

    def figures(self) -> dict[str, int]:
        """Return the counts for the run's document."""
        in_force = len(decision_log.decisions_in_force(self.log))
        return {"active": in_force, "taken": len(self.taken), "refused": len(self.problem)}


class DecisionFolders(NamedTuple):
    """Folders: the log's, the runs', for scratch work, the journal."""

    decisions: Path
    output: Path
    work: Path
    journal: Path

    @classmethod
    def of(cls, config: Config) -> "DecisionFolders":
        """Return the places of a project."""
        folder = config.folder
        return cls(folder("decisions"), folder("output"), folder("interim"), folder("journal"))


def waiting_files(folder: Path) -> list[Path]:
    """Return the reviewers' files in ``folder``, by name."""
    if not folder.is_dir():
        return []
    found = [
        p for p in folder.iterdir() if p.suffix.lower() in answer_file.SUFFIXES and p.is_file()
    ]
    return sorted(p for p in found if not p.name.startswith(("~$", ".")))


def collect(paths: Sequence[Path], places: DecisionFolders, as_of: date) -> CollectedAnswers:
    """Read the answers in ``paths``, add those that hold to the log, say why others do not."""
    before = decision_log.read(places.decisions)
    read = answer_file.read(paths, places.work) if paths else []
    gone = tombstone.forgotten_conflicts(places.journal)
    every = [line for each in read for line in each.lines]
    lines = [line for line in every if line.conflict_id not in gone]
    found = CheckedAnswers([], [], 0)
    if lines:
        known = asked_conflicts(places.output, places.work, {x.conflict_id for x in lines}, before)
        found = check_answers(lines, known, before, _current_persons(places, before, known), as_of)
    found.refused.extend(
        Refusal(line, "keputusan_dilupakan", "") for line in every if line.conflict_id in gone
    )
    after = decision_log.append(places.decisions, found.taken) if found.taken else before
    return CollectedAnswers(after, after[len(before) :], _problems(read, found), found.known)


def take_back(conflicts: Sequence[str], places: DecisionFolders) -> None:
    """Take back the answers in force to ``conflicts``; raise InputError where there is none."""
    in_force = decision_log.decisions_in_force(decision_log.read(places.decisions))
    missing = [key for key in conflicts if key not in in_force]
    if missing:
        raise InputError("program.no_answer", conflicts=", ".join(missing))
    taken = [in_force[key].decision for key in conflicts]
    decision_log.append(
        places.decisions,
        [d.model_copy(update={"effect": "undo", "answer": "BATAL", "sha256": ""}) for d in taken],
    )


def _current_persons(
    places: DecisionFolders,
    before: Sequence[decision_log.LoggedDecision],
    known: Mapping[str, AskedConflict],
) -> dict[str, str]:
    """Return the current person of each record that an answer or a decision is about."""
    latest = runs.latest(places.output)
    if latest is None:
        return {}
    records = {r for each in before for r in each.decision.records}
    records |= {v.record_id for each in known.values() for v in each.versions}
    with connect(schema.at_current_schema(latest / "register.duckdb", places.work)) as con:
        con.register("wanted", pd.DataFrame({"record_id": sorted(records)}, dtype="str"))
        found = fetch(con, CURRENT_PERSONS)
    return dict(zip(found["record_id"], found["person_id"], strict=True))


def _problems(
    read: Sequence[answer_file.AnswerFile], examined: CheckedAnswers
) -> DataFrame[Problem]:
    files = [(file.file, "", "", None, file.refused, "") for file in read if file.refused]
    lines = [
        (line.file, line.sheet, f"A{line.row}", line.row, rule, detail)
        for line, rule, detail in examined.refused
    ]
    columns = ["file", "sheet", "cell", "row", "rule", "detail"]
    refused = pd.DataFrame([*files, *lines], columns=columns)
    return Problem.shaped(
        refused.assign(
            file="decisions/" + refused["file"],
            field="keputusan",
            severity=refused["rule"].map(severity),
        )
    )
