"""From Splink's weighed pairs to our three decisions: a query that any SQL engine runs."""

from bekasi_reconcile.config.matching import Constraint, Matching
from bekasi_reconcile.match.candidate.encode import MISSING
from bekasi_reconcile.splink_export.level_sql import arguments, constraint_columns, splink_levels

HEAD = """\
-- Decision on every pair of {review_from:g} bits or more; a pair that is not here is a non-link.
-- Grain: one row per pair (record_id_l, record_id_r).
-- Reads: prediction (what Splink predicts), record (the records exported with the settings).
"""
QUERY = """\
{head}WITH compared AS (
    SELECT
        p.record_id_l,
        p.record_id_r,
        p.match_weight,
        {columns}
    FROM prediction AS p
    JOIN record AS l
        ON l.record_id = p.record_id_l
    JOIN record AS r
        ON r.record_id = p.record_id_r
    WHERE p.match_weight >= {review_from}
),
level AS (
    SELECT
        record_id_l,
        record_id_r,
        match_weight,
        {levels}
    FROM compared
),
apart AS (
    SELECT
        record_id_l,
        record_id_r,
        match_weight,
        CASE
            {constraints}
        END AS kept_apart_by
    FROM level
)
SELECT
    record_id_l,
    record_id_r,
    match_weight,
    kept_apart_by,
    CASE
        WHEN match_weight >= {link_from} AND kept_apart_by IS NULL THEN 'link'
        WHEN match_weight >= {link_from} THEN 'review'
        WHEN kept_apart_by IS NULL OR kept_apart_by IN ({doubts}) THEN 'review'
        ELSE 'non-link'
    END AS decision
FROM apart
ORDER BY record_id_l, record_id_r
"""


def decision_query(matching: Matching) -> str:
    """Return the query that decides each pair by its own weight and what keeps the two apart.

    It knows nothing of third records: see ``docs/scale.md``.
    """
    review_from = matching.decision.review_from
    columns = [f"{side}.{column} AS {column}_{side}" for column in _read(matching) for side in "lr"]
    levels = [_level(name, matching) for name in matching.comparisons]
    levels += [
        f"coalesce({column}_l = {column}_r, FALSE) AS same_{column}"
        for column in constraint_columns(matching)
    ]
    firm_first = sorted(matching.constraints, key=lambda constraint: constraint.scope != "cluster")
    constraints = [
        f"WHEN {_holds(constraint, matching)} THEN '{constraint.name}'" for constraint in firm_first
    ]
    return QUERY.format(
        head=HEAD.format(review_from=review_from),
        columns=",\n        ".join(columns),
        review_from=review_from,
        levels=",\n        ".join(levels),
        constraints="\n            ".join(constraints),
        link_from=matching.decision.link_from,
        doubts=", ".join(f"'{name}'" for name in sorted(matching.doubts())) or "NULL",
    )


def _read(matching: Matching) -> list[str]:
    columns = {
        column for comparison in matching.comparisons.values() for column in arguments(comparison)
    }
    return sorted(columns | set(constraint_columns(matching)))


def _level(name: str, matching: Matching) -> str:
    comparison = matching.comparisons[name]
    missing, steps = splink_levels(name, comparison)
    cases = [f"WHEN {condition} THEN {comparison.number(level)}" for level, condition in steps[:-1]]
    last = comparison.number(steps[-1][0])
    return f"CASE WHEN {missing} THEN {MISSING} {' '.join(cases)} ELSE {last} END AS level_{name}"


def _holds(constraint: Constraint, matching: Matching) -> str:
    """Return when the constraint keeps two records apart, in terms of their levels."""
    parts = [f"same_{column}" for column in constraint.same]
    for name, level in constraint.below.items():
        least = MISSING if name in constraint.or_missing else 0
        parts.append(f"level_{name} BETWEEN {least} AND {matching.level(name, level) - 1}")
    for name, among in constraint.among.items():
        numbers = ", ".join(str(matching.level(name, level)) for level in among)
        parts.append(f"level_{name} IN ({numbers})")
    return " AND ".join(parts)
