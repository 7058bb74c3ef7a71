"""The ladders of matching.toml as conditions, in the SQL that DuckDB and Spark share.

What equality says is SQL. What is measured is a function of ours, ``level_<comparison>``, which
gives the level's number; what a group says more or less than it may, a function
``excess_<number>`` (see ``functions``).
"""

from typing import NamedTuple

from bekasi_reconcile.config.matching import Comparison, Group, Matching
from bekasi_reconcile.match.candidate.encode import MISSING

CLASS = "kelas_"
"""Prefix of the column that says how common each word of a name is."""

IN_SQL = ("equal", "place")
"""Features that SQL can say; of the others each is a function of ours."""


class SplinkLevels(NamedTuple):
    """When a comparison is missing, and its levels, strongest first, each with its condition.

    The first that holds counts. The weakest is ELSE, which holds where no other does. So
    Splink's number of a level (``gamma_<comparison>``) is ours (``level_<comparison>``).
    """

    missing: str
    steps: list[tuple[str, str]]


def splink_levels(name: str, rule: Comparison) -> SplinkLevels:
    """Return the ladder of the comparison called ``name`` as conditions on a pair of records."""
    if rule.feature == "equal":
        return _equal(rule)
    return _place(rule) if rule.feature == "place" else _by_function(name, rule)


def arguments(rule: Comparison) -> list[str]:
    """Return the columns, of one side, that a function of ours is given."""
    names = rule.on[:2] if rule.feature == "name" else ()
    return [*rule.on, *(CLASS + column for column in names)]


def group_columns(group: Group, matching: Matching) -> list[str]:
    """Return the columns, of one side, that the function of a group is given."""
    return sorted({c for name in group.comparisons for c in arguments(matching.comparisons[name])})


def both_sides(columns: list[str]) -> list[str]:
    """Return the columns of a pair of records: all of the left, then all of the right."""
    return [f"{column}_{side}" for side in "lr" for column in columns]


def function_name(name: str) -> str:
    """Return what the function that compares by the ladder ``name`` is called."""
    return f"level_{name}"


def excess_name(number: int) -> str:
    """Return what the function that measures the group ``number`` is called."""
    return f"excess_{number}"


def constraint_columns(matching: Matching) -> list[str]:
    """Return the columns whose equality constraints ask for."""
    return sorted({column for constraint in matching.constraints for column in constraint.same})


def _same(column: str) -> str:
    return f"{column}_l = {column}_r"


def _lacking(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def _equal(rule: Comparison) -> SplinkLevels:
    column = rule.on[0]
    steps = [("equal", _same(column)), ("different", "ELSE")]
    if rule.only:
        among = ", ".join("'{}'".format(value.replace("'", "''")) for value in rule.only)
        steps.insert(0, ("only", f"{_same(column)} AND {column}_l IN ({among})"))
    return SplinkLevels(_lacking(column), steps)


def _place(rule: Comparison) -> SplinkLevels:
    levels = [level.name for level in reversed(rule.levels)]
    steps = []
    for at, level in enumerate(levels[:-1]):
        wider = [f"coalesce({_same(column)}, TRUE)" for column in rule.on[at + 1 :]]
        steps.append((level, " AND ".join([_same(rule.on[at]), *wider])))
    missing = " AND ".join(f"({_lacking(column)})" for column in rule.on)
    return SplinkLevels(missing, [*steps, (levels[-1], "ELSE")])


def _by_function(name: str, rule: Comparison) -> SplinkLevels:
    """Ask the function first of all, of every pair: an engine then calls it once for all levels."""
    call = f"{function_name(name)}({', '.join(both_sides(arguments(rule)))})"
    levels = [level.name for level in reversed(rule.levels)]
    steps = [(level, f"{call} = {rule.number(level)}") for level in levels[:-1]]
    return SplinkLevels(f"{call} = {MISSING}", [*steps, (levels[-1], "ELSE")])
