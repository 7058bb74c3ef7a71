"""Rows of persons who asked to be forgotten are taken out of what was read and cleaned."""

from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.arrow_text import is_among
from bekasi_reconcile.clean.stage import Cleaned
from bekasi_reconcile.ingest.stage import Ingested
from bekasi_reconcile.messages.problem_text import severity
from bekasi_reconcile.publish.sheet_balance import count_as_refusals
from bekasi_reconcile.tables import Problem, Record, SourceRow

RULE = "dilupakan"
ANSWER_RULE = "keputusan_dilupakan"
DOUBT = "mungkin_dilupakan"


class Remaining(NamedTuple):
    """What was read and cleaned, without forgotten persons."""

    received: Ingested
    cleaned: Cleaned


def exclude_forgotten(
    received: Ingested, cleaned: Cleaned, forgotten: pd.Series, similar: pd.Series
) -> Remaining:
    """Return both without the records that are ``forgotten``, which are counted as refused.

    Each leaves a problem that names its file and row, so that the raw file can be edited, and
    nothing of what stands there. Another record that is ``similar`` stays, and is doubted.
    """
    doubted = cleaned.record[similar & ~forgotten]
    if len(doubted):
        problem = pd.concat([cleaned.problem, _problems(doubted, DOUBT)], ignore_index=True)
        cleaned = cleaned._replace(problem=Problem.shaped(problem))
    gone = cleaned.record[forgotten]
    if gone.empty:
        return Remaining(received, cleaned)
    ids = gone["record_id"]
    rows = received.source_row
    problem = pd.concat([_without_records(cleaned.problem, ids), _problems(gone, RULE)])
    return Remaining(
        received._replace(
            sheet=count_as_refusals(received.sheet, gone),
            source_row=SourceRow.checked(rows[~is_among(rows["record_id"], ids)]),
            problem=_without_records(received.problem, ids),
        ),
        cleaned._replace(
            record=Record.checked(cleaned.record[~forgotten]),
            problem=Problem.shaped(problem.reset_index(drop=True)),
        ),
    )


def without_forgotten_sources(problem: DataFrame[Problem]) -> pd.DataFrame:
    """Return the problems of the sources on whose sheets nobody is forgotten.

    The sheets of the others are not sent back, since they show the forgotten person.
    """
    sources = problem.loc[problem["rule"] == RULE, "source"]
    return problem[~problem["source"].isin(sources)]


def _without_records(problem: DataFrame[Problem], ids: pd.Series) -> DataFrame[Problem]:
    return Problem.shaped(problem[~is_among(problem["record_id"], ids)].reset_index(drop=True))


def _problems(record: pd.DataFrame, rule: str) -> DataFrame[Problem]:
    row = record["row"].astype("string")
    where = record[["file", "sheet", "record_id", "source", "row"]]
    return Problem.shaped(
        where.assign(cell=row + ":" + row, field="", rule=rule, severity=severity(rule))
    )
