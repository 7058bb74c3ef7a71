"""Rows of somebody who asked to be forgotten go no further than the sheet they stand on."""

from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.arrow_text import is_among
from bekasi_reconcile.clean.stage import Cleaned
from bekasi_reconcile.ingest.stage import Ingested
from bekasi_reconcile.messages.problem_text import severity
from bekasi_reconcile.tables import Problem, Record, Sheet, SourceRow

RULE = "dilupakan"
KEY = ["submission_id", "sheet"]


class Remaining(NamedTuple):
    """What goes on."""

    received: Ingested
    cleaned: Cleaned


def exclude_forgotten(received: Ingested, cleaned: Cleaned, forgotten: pd.Series) -> Remaining:
    """Return both without the records that are ``forgotten``, which are counted as refused.

    Each leaves a problem that names its file and row, so that the raw file can be edited, and
    nothing that it says.
    """
    gone = cleaned.record[forgotten]
    if gone.empty:
        return Remaining(received, cleaned)
    ids = gone["record_id"]
    rows = received.source_row
    told = pd.concat([_without_records(cleaned.problem, ids), _problems(gone)])
    return Remaining(
        received._replace(
            sheet=_counted(received.sheet, gone),
            source_row=SourceRow.checked(rows[~is_among(rows["record_id"], ids)]),
            problem=_without_records(received.problem, ids),
        ),
        cleaned._replace(
            record=Record.checked(cleaned.record[~forgotten]),
            problem=Problem.shaped(told.reset_index(drop=True)),
        ),
    )


def without_forgotten_sources(problem: DataFrame[Problem]) -> pd.DataFrame:
    """Return the problems of sources whose own sheets hold nobody who is forgotten."""
    hidden = problem.loc[problem["rule"] == RULE, "source"]
    return problem[~problem["source"].isin(hidden)]


def _without_records(problem: DataFrame[Problem], ids: pd.Series) -> DataFrame[Problem]:
    return Problem.shaped(problem[~is_among(problem["record_id"], ids)].reset_index(drop=True))


def _problems(gone: pd.DataFrame) -> pd.DataFrame:
    row = gone["row"].astype("string")
    where = gone[["file", "sheet", "record_id", "source", "row"]]
    return Problem.shaped(
        where.assign(cell=row + ":" + row, field="", rule=RULE, severity=severity(RULE))
    )


def _counted(sheet: pd.DataFrame, gone: pd.DataFrame) -> DataFrame[Sheet]:
    """Return ``sheet`` with the rows of ``gone`` moved from records to refused."""
    lost = gone.groupby(KEY).size().rename("lost").reset_index()
    joined = sheet.merge(lost, how="left", on=KEY, validate="one_to_one")
    moved = joined["lost"].fillna(0).astype("Int64")
    return Sheet.shaped(
        joined.assign(records=joined["records"] - moved, refused=joined["refused"] + moved)
    )
