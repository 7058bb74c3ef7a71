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
from bekasi_reconcile.decisions.answer_file import AnswerFile
from bekasi_reconcile.decisions.past_conflict import AskedConflict, asked_conflicts
from bekasi_reconcile.errors import InputError
from bekasi_reconcile.ingest.reader.content import readable_name
from bekasi_reconcile.messages.problem_text import severity
from bekasi_reconcile.privacy import tombstone
from bekasi_reconcile.privacy.exclusion import ANSWER_RULE
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.register import runs, schema
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.sql import fetch
from bekasi_reconcile.tables import Problem

CURRENT_PERSONS = (
    "SELECT record_id, person_id FROM isi.member JOIN wanted USING (record_id) ORDER BY record_id"
)


class CollectedAnswers(NamedTuple):
    """The whole log, the decisions new in it, the refused lines, and how many were repetitions."""

    log: tuple[decision_log.LoggedDecision, ...]
    accepted: tuple[decision_log.LoggedDecision, ...]
    problem: DataFrame[Problem]
    repeated: int

    def figures(self) -> dict[str, int]:
        """Return the counts for the run's document."""
        in_force = len(decision_log.decisions_in_force(self.log))
        refused = int((self.problem["severity"] != "notice").sum())
        return {"active": in_force, "taken": len(self.accepted), "refused": refused}


class DecisionFolders(NamedTuple):
    """The folders of the log, of the runs, of the work files and of the journal."""

    decisions: Path
    output: Path
    work: Path
    journal: Path

    @classmethod
    def of(cls, config: Config) -> "DecisionFolders":
        """Return the folders of a project."""
        folder = config.folder
        return cls(folder("decisions"), folder("output"), folder("interim"), folder("journal"))


def waiting_files(folder: Path) -> list[Path]:
    """Return the reviewers' files in ``folder``, by name."""
    return [path for path in _entries(folder) if _is_answer_file(path)]


def unread_entries(folder: Path) -> list[str]:
    """Return the names of what else is in ``folder`` and is neither ours nor another program's."""
    return [
        readable_name(path.name)
        for path in _entries(folder)
        if not _is_answer_file(path) and not path.name.startswith(decision_log.NAME)
    ]


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if not p.name.startswith(("~$", ".")))


def _is_answer_file(path: Path) -> bool:
    return path.suffix.lower() in answer_file.SUFFIXES and path.is_file()


def collect_waiting(
    folders: DecisionFolders, territory: Territory, as_of: date
) -> CollectedAnswers:
    """Take in the answers that wait in the project's folder, and tell what in it is not read."""
    collected = collect(waiting_files(folders.decisions), folders, territory, as_of)
    unread = [
        AnswerFile(n, refusal="keputusan_dilewati") for n in unread_entries(folders.decisions)
    ]
    problem = pd.concat([collected.problem, _problems(unread, ())], ignore_index=True)
    return collected._replace(problem=Problem.shaped(problem))


def collect(
    paths: Sequence[Path], folders: DecisionFolders, territory: Territory, as_of: date
) -> CollectedAnswers:
    """Read the answers in ``paths``, add those accepted to the log, say why others are not."""
    log = decision_log.read(folders.decisions)
    files = answer_file.read(paths, folders.work) if paths else []
    forgotten = tombstone.forgotten_conflicts(folders.journal)
    answered = [line for file in files for line in file.lines]
    lines = [line for line in answered if line.conflict_id not in forgotten]
    checked = CheckedAnswers([], [], 0)
    if lines:
        conflicts = asked_conflicts(
            folders.output, folders.work, {x.conflict_id for x in lines}, log
        )
        person = _current_persons(folders, log, conflicts)
        checked = check_answers(lines, conflicts, log, person, territory, as_of)
    checked.refused.extend(
        Refusal(line, ANSWER_RULE, "") for line in answered if line.conflict_id in forgotten
    )
    after = decision_log.append(folders.decisions, checked.accepted) if checked.accepted else log
    problem = _problems(files, checked.refused)
    return CollectedAnswers(after, after[len(log) :], problem, checked.repeated)


def take_back(conflicts: Sequence[str], folders: DecisionFolders) -> None:
    """Take back the answers in force to ``conflicts``; raise InputError where there is none."""
    in_force = decision_log.decisions_in_force(decision_log.read(folders.decisions))
    missing = [key for key in conflicts if key not in in_force]
    if missing:
        raise InputError("program.no_answer", conflicts=", ".join(missing))
    today = date.today().isoformat()  # an answer from before it must not come back
    undo = {"effect": "undo", "answer": "BATAL", "sha256": "", "decided_on": today}
    decision_log.append(
        folders.decisions, [in_force[key].decision.model_copy(update=undo) for key in conflicts]
    )


def _current_persons(
    folders: DecisionFolders,
    log: Sequence[decision_log.LoggedDecision],
    conflicts: Mapping[str, AskedConflict],
) -> dict[str, str]:
    """Return the current person of each record that an answer or a decision is about."""
    latest = runs.latest(folders.output)
    if latest is None:
        return {}
    records = {r for logged in log for r in logged.decision.records}
    records |= {v.record_id for conflict in conflicts.values() for v in conflict.versions}
    with connect(schema.at_current_schema(latest / "register.duckdb", folders.work)) as con:
        con.register("wanted", pd.DataFrame({"record_id": sorted(records)}, dtype="str"))
        member = fetch(con, CURRENT_PERSONS)
    return dict(zip(member["record_id"], member["person_id"], strict=True))


def _problems(files: Sequence[AnswerFile], refused: Sequence[Refusal]) -> DataFrame[Problem]:
    of_files = [(file.file, "", "", None, file.refusal, "") for file in files if file.refusal]
    of_lines = [
        (line.file, line.sheet, f"A{line.row}", line.row, rule, detail)
        for line, rule, detail in refused
    ]
    columns = ["file", "sheet", "cell", "row", "rule", "detail"]
    problem = pd.DataFrame([*of_files, *of_lines], columns=columns)
    return Problem.shaped(
        problem.assign(
            file="decisions/" + problem["file"],
            field="keputusan",
            severity=problem["rule"].map(severity),
        )
    )
