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


class Asked(NamedTuple):
    """When a comparison is missing, and its levels, strongest first, each with its condition.

    The first that holds counts. The weakest is asked as ELSE: it holds where no other does. So
    Splink's number of a level (``gamma_<comparison>``) is ours (``level_<comparison>``).
    """

    missing: str
    steps: list[tuple[str, str]]


def asked(name: str, rule: Comparison) -> Asked:
    """Return the ladder of the comparison called ``name`` as conditions on a pair of records."""
    if rule.feature == "equal":
        return _equal(rule)
    return _place(rule) if rule.feature == "place" else _measured(name, rule)


def arguments(rule: Comparison) -> list[str]:
    """Return the columns, of one side, that a function of ours is given."""
    spelt = rule.on[:2] if rule.feature == "name" else ()
    return [*rule.on, *(CLASS + column for column in spelt)]


def grouped(group: Group, rules: Matching) -> list[str]:
    """Return the columns, of one side, that the function of a group is given."""
    return sorted({c for name in group.comparisons for c in arguments(rules.comparisons[name])})


def sided(columns: list[str]) -> list[str]:
    """Return the columns of a pair of records: all of the left, then all of the right."""
    return [f"{column}_{side}" for side in "lr" for column in columns]


def function(name: str) -> str:
    """Return what the function that compares by the ladder ``name`` is called."""
    return f"level_{name}"


def excess(number: int) -> str:
    """Return what the function that measures the group ``number`` is called."""
    return f"excess_{number}"


def shared(rules: Matching) -> list[str]:
    """Return the columns whose equality constraints ask for."""
    return sorted({column for each in rules.constraints for column in each.same})


def _same(column: str) -> str:
    return f"{column}_l = {column}_r"


def _lacking(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def _equal(rule: Comparison) -> Asked:
    column = rule.on[0]
    steps = [("equal", _same(column)), ("different", "ELSE")]
    if rule.only:
        among = ", ".join("'{}'".format(value.replace("'", "''")) for value in rule.only)
        steps.insert(0, ("only", f"{_same(column)} AND {column}_l IN ({among})"))
    return Asked(_lacking(column), steps)


def _place(rule: Comparison) -> Asked:
    levels = [level.name for level in reversed(rule.levels)]
    steps = []
    for at, level in enumerate(levels[:-1]):
        wider = [f"coalesce({_same(column)}, TRUE)" for column in rule.on[at + 1 :]]
        steps.append((level, " AND ".join([_same(rule.on[at]), *wider])))
    missing = " AND ".join(f"({_lacking(column)})" for column in rule.on)
    return Asked(missing, [*steps, (levels[-1], "ELSE")])


def _measured(name: str, rule: Comparison) -> Asked:
    """Ask the function first of all, of every pair: an engine then calls it once for all levels."""
    call = f"{function(name)}({', '.join(sided(arguments(rule)))})"
    levels = [level.name for level in reversed(rule.levels)]
    steps = [(level, f"{call} = {rule.number(level)}") for level in levels[:-1]]
    return Asked(f"{call} = {MISSING}", [*steps, (levels[-1], "ELSE")])
