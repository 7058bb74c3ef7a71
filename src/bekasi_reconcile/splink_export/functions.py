"""What the settings ask of an engine: our own measures as functions, rarities as frequencies.

Each function takes columns of text, one pair a row, and returns the number of a level, -1 where
the comparison is missing. It sees those pairs alone, so that any machine may have any of them.
"""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from inspect import Parameter, Signature
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from bekasi_reconcile.config.matching import Comparison, Group, Matching
from bekasi_reconcile.match.candidate.encode import Words, coded
from bekasi_reconcile.match.comparison.compare import FEATURES
from bekasi_reconcile.match.comparison.ladder import Levels
from bekasi_reconcile.match.comparison.name_comparison import Name
from bekasi_reconcile.match.comparison.token_comparison import COMMON, RARE, Spelt
from bekasi_reconcile.match.model.frozen_model import STEPS_PER_BIT
from bekasi_reconcile.splink_export.level_sql import (
    CLASS,
    IN_SQL,
    arguments,
    function,
    grouped,
    sided,
)
from bekasi_reconcile.splink_export.level_sql import excess as excess_name
from bekasi_reconcile.splink_export.record_file import ALWAYS, OFTEN, RARELY, SELDOM
from bekasi_reconcile.splink_export.settings import FINEST, rarity_columns, weights

Bits = npt.NDArray[np.float64]
Units = npt.NDArray[np.int32]

RAREST_STEP = 60 * STEPS_PER_BIT
COUNTS = {RARELY: RARE, SELDOM: RARE + 1, OFTEN: COMMON, ALWAYS: COMMON + 1}


class Told(Spelt):
    """Names whose words come with how common each is among all records, and are not counted."""

    def __init__(self, names: Words, classes: Words) -> None:
        super().__init__(names)
        width = self.tokens.shape[1]
        letters = np.array([text.encode() for text in classes], f"S{width}").view(np.uint8)
        counts = np.zeros(256, dtype=np.int64)
        counts[list(COUNTS)] = list(COUNTS.values())
        there = self.tokens >= 0
        self.count[self.tokens[there]] = counts[letters.reshape(-1, width)[there]]

    @cached_property
    def everyday(self) -> Any:
        return self.count > COMMON


class ToldName(Name):
    """The ladder of names, given the classes of their words."""

    def __init__(self, label: str, rule: Comparison, words: Mapping[str, Words]) -> None:
        super().__init__(label, rule, words)
        self.classes = [words[CLASS + column] for column in rule.on[:2]]

    @cached_property
    def _spelt(self) -> Spelt:
        return Told(self.words[0], self.classes[0])

    @cached_property
    def _heard(self) -> Spelt:
        return Told(self.words[1], self.classes[1])


def levels(name: str, rule: Comparison, *sides: pd.Series) -> Levels:
    """Return the level of each row: the columns of ``arguments`` of the left, then the right."""
    columns, count = arguments(rule), len(sides[0])
    both = zip(columns, sides[: len(columns)], sides[len(columns) :], strict=True)
    codes, words = {}, {}
    for column, left, right in both:
        codes[column], words[column] = coded(pd.concat([left, right], ignore_index=True))
    for column in columns:
        if column.startswith(CLASS):
            own = column.removeprefix(CLASS)
            words[column] = _of_words(codes[own], len(words[own]), codes[column], words[column])
    feature = ToldName if rule.feature == "name" else FEATURES[rule.feature]
    ladder = feature(name, rule, words)
    return ladder.levels(
        [codes[column][:count] for column in rule.on], [codes[column][count:] for column in rule.on]
    )


def _of_words(own: Any, size: int, codes: Any, classes: Words) -> Words:
    """Return the class of each of ``size`` distinct words."""
    found = np.zeros(size, dtype=np.int64)
    found[own[own >= 0]] = codes[own >= 0]
    return classes[found]


def excess(group: Group, rules: Matching, bits: Mapping[str, Bits], *sides: pd.Series) -> Units:
    """Return by how much each row's group is over what it may say; under is negative.

    In units of 2 ** FINEST bits. ``bits`` holds the weights of the levels of each comparison;
    ``sides`` the columns of ``grouped`` of the left, then of the right.
    """
    columns = grouped(group, rules)
    given = dict(zip(sided(columns), sides, strict=True))
    total = np.zeros(len(sides[0]))
    for name in group.comparisons:
        rule = rules.comparisons[name]
        own = [given[each] for each in sided(arguments(rule))]
        total += np.append(bits[name], 0.0)[levels(name, rule, *own)]
    over = total - np.clip(total, group.at_least, group.at_most)
    return np.round(over / 2.0**FINEST).astype(np.int32)


class Function(NamedTuple):
    """A function of ours: its name, what it is given, and what it returns, all int32 or less."""

    name: str
    parameters: list[str]
    measure: Callable[..., npt.NDArray[Any]]


def functions(rules: Matching, document: Mapping[str, Any]) -> list[Function]:
    """Return the functions that the settings in ``document``, made by ``rules``, call."""
    own = [(name, rule) for name, rule in rules.comparisons.items() if rule.feature not in IN_SQL]
    found = [
        Function(function(name), sided(arguments(rule)), partial(levels, name, rule))
        for name, rule in own
    ]
    for number, group in enumerate(rules.groups):
        bits = {name: np.array(weights(document, name)) for name in group.comparisons}
        measure = partial(excess, group, rules, bits)
        found.append(Function(excess_name(number), sided(grouped(group, rules)), measure))
    return found


def for_duckdb(connection: Any, rules: Matching, document: Mapping[str, Any]) -> None:
    """Register the functions on a DuckDB connection, for use by Splink's DuckDBAPI."""
    for each in functions(rules, document):
        connection.create_function(
            each.name,
            _on_arrow(each),
            ["VARCHAR"] * len(each.parameters),
            "INTEGER",
            type="arrow",
            null_handling="special",
        )


def for_spark(session: Any, rules: Matching, document: Mapping[str, Any]) -> None:
    """Register the functions in a Spark session, for use by Splink's SparkAPI.

    This package must be installed where the session's Python workers run.
    """
    from pyspark.sql.functions import pandas_udf

    for each in functions(rules, document):
        session.udf.register(each.name, pandas_udf(_on_pandas(each), "int"))


def frequencies(linker: Any, api: Any, document: Mapping[str, Any]) -> None:
    """Tell a linker of the settings in ``document`` how frequent each class of rarity is.

    ``api`` is the linker's own. Otherwise Splink would count the classes, and take their
    frequency for that of the values.
    """
    steps = np.arange(RAREST_STEP + 1, dtype=np.int32)
    for name in rarity_columns(document):
        shares = {name: steps, f"tf_{name}": 2.0 ** (-steps / STEPS_PER_BIT)}
        table = api.register(pd.DataFrame(shares))
        linker.table_management.register_term_frequency_lookup(table, name)


def _on_arrow(function: Function) -> Callable[..., pa.Array]:
    def measured(*columns: pa.ChunkedArray) -> pa.Array:
        found = function.measure(*(each.to_pandas() for each in columns))
        return pa.array(found.astype(np.int32))

    # DuckDB counts what a function takes by its signature.
    given = [Parameter(each, Parameter.POSITIONAL_ONLY) for each in function.parameters]
    measured.__signature__ = Signature(given)  # type: ignore[attr-defined]
    return measured


def _on_pandas(function: Function) -> Callable[..., pd.Series]:
    def measured(*columns: pd.Series) -> pd.Series:
        return pd.Series(function.measure(*columns).astype(np.int32))

    return measured
