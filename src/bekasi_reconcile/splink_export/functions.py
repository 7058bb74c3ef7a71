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
from bekasi_reconcile.match.candidate.encode import Values, encode_values
from bekasi_reconcile.match.comparison.compare import FEATURES
from bekasi_reconcile.match.comparison.ladder import Levels
from bekasi_reconcile.match.comparison.name_comparison import NameComparison
from bekasi_reconcile.match.comparison.token_comparison import COMMON, RARE, NameTokens
from bekasi_reconcile.match.model.frozen_model import STEPS_PER_BIT
from bekasi_reconcile.splink_export.level_sql import (
    CLASS,
    IN_SQL,
    arguments,
    both_sides,
    excess_name,
    function_name,
    group_columns,
)
from bekasi_reconcile.splink_export.record_file import ALWAYS, OFTEN, RARELY, SELDOM
from bekasi_reconcile.splink_export.settings import FINEST, rarity_columns, weights

Bits = npt.NDArray[np.float64]
Units = npt.NDArray[np.int32]

RAREST_STEP = 60 * STEPS_PER_BIT
COUNTS = {RARELY: RARE, SELDOM: RARE + 1, OFTEN: COMMON, ALWAYS: COMMON + 1}


class PreclassifiedTokens(NameTokens):
    """Names that say how common each of their words is among all records; no word is counted."""

    def __init__(self, names: Values, classes: Values) -> None:
        super().__init__(names)
        width = self.codes.shape[1]
        letters = np.array([text.encode() for text in classes], f"S{width}").view(np.uint8)
        counts = np.zeros(256, dtype=np.int64)
        counts[list(COUNTS)] = list(COUNTS.values())
        there = self.codes >= 0
        self.count[self.codes[there]] = counts[letters.reshape(-1, width)[there]]

    @cached_property
    def everyday(self) -> Any:
        return self.count > COMMON


class PreclassifiedNameComparison(NameComparison):
    """The ladder of names, given the classes of their words."""

    def __init__(self, label: str, rule: Comparison, values: Mapping[str, Values]) -> None:
        super().__init__(label, rule, values)
        self.classes = [values[CLASS + column] for column in rule.on[:2]]

    @cached_property
    def _spelling(self) -> NameTokens:
        return PreclassifiedTokens(self.dictionary[0], self.classes[0])

    @cached_property
    def _sound(self) -> NameTokens:
        return PreclassifiedTokens(self.dictionary[1], self.classes[1])


def levels(name: str, rule: Comparison, *sides: pd.Series) -> Levels:
    """Return the level of each row: the columns of ``arguments`` of the left, then the right."""
    columns, count = arguments(rule), len(sides[0])
    both = zip(columns, sides[: len(columns)], sides[len(columns) :], strict=True)
    codes, values = {}, {}
    for column, left, right in both:
        codes[column], values[column] = encode_values(pd.concat([left, right], ignore_index=True))
    for column in columns:
        if column.startswith(CLASS):
            own = column.removeprefix(CLASS)
            values[column] = _class_of_values(
                codes[own], len(values[own]), codes[column], values[column]
            )
    feature = PreclassifiedNameComparison if rule.feature == "name" else FEATURES[rule.feature]
    ladder = feature(name, rule, values)
    return ladder.levels(
        [codes[column][:count] for column in rule.on], [codes[column][count:] for column in rule.on]
    )


def _class_of_values(own: Any, size: int, codes: Any, classes: Values) -> Values:
    """Return the class of each of ``size`` distinct values."""
    class_codes = np.zeros(size, dtype=np.int64)
    class_codes[own[own >= 0]] = codes[own >= 0]
    return classes[class_codes]


def excess(group: Group, matching: Matching, bits: Mapping[str, Bits], *sides: pd.Series) -> Units:
    """Return by how much each row's group is above its limit; negative is below the other limit.

    In units of 2 ** FINEST bits. ``bits`` holds the weights of the levels of each comparison;
    ``sides`` the columns of ``group_columns`` of the left, then of the right.
    """
    columns = group_columns(group, matching)
    values = dict(zip(both_sides(columns), sides, strict=True))
    total = np.zeros(len(sides[0]))
    for name in group.comparisons:
        rule = matching.comparisons[name]
        own = [values[column] for column in both_sides(arguments(rule))]
        total += np.append(bits[name], 0.0)[levels(name, rule, *own)]
    over = total - np.clip(total, group.at_least, group.at_most)
    return np.round(over / 2.0**FINEST).astype(np.int32)


class EngineFunction(NamedTuple):
    """A function of ours: its name, what it is given, and what it returns, all int32 or less."""

    name: str
    parameters: list[str]
    measure: Callable[..., npt.NDArray[Any]]


def functions(matching: Matching, document: Mapping[str, Any]) -> list[EngineFunction]:
    """Return the functions that the settings in ``document``, made by ``matching``, call."""
    own = [
        (name, comparison)
        for name, comparison in matching.comparisons.items()
        if comparison.feature not in IN_SQL
    ]
    engine_functions = [
        EngineFunction(
            function_name(name),
            both_sides(arguments(comparison)),
            partial(levels, name, comparison),
        )
        for name, comparison in own
    ]
    for number, group in enumerate(matching.groups):
        bits = {name: np.array(weights(document, name)) for name in group.comparisons}
        measure = partial(excess, group, matching, bits)
        engine_functions.append(
            EngineFunction(excess_name(number), both_sides(group_columns(group, matching)), measure)
        )
    return engine_functions


def for_duckdb(connection: Any, matching: Matching, document: Mapping[str, Any]) -> None:
    """Register the functions on a DuckDB connection, for use by Splink's DuckDBAPI."""
    for function in functions(matching, document):
        connection.create_function(
            function.name,
            _on_arrow(function),
            ["VARCHAR"] * len(function.parameters),
            "INTEGER",
            type="arrow",
            null_handling="special",
        )


def for_spark(session: Any, matching: Matching, document: Mapping[str, Any]) -> None:
    """Register the functions in a Spark session, for use by Splink's SparkAPI.

    This package must be installed where the session's Python workers run.
    """
    from pyspark.sql.functions import pandas_udf

    for function in functions(matching, document):
        session.udf.register(function.name, pandas_udf(_on_pandas(function), "int"))


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


def _on_arrow(function: EngineFunction) -> Callable[..., pa.Array]:
    def measure(*columns: pa.ChunkedArray) -> pa.Array:
        levels = function.measure(*(column.to_pandas() for column in columns))
        return pa.array(levels.astype(np.int32))

    # DuckDB counts what a function takes by its signature.
    parameters = [Parameter(name, Parameter.POSITIONAL_ONLY) for name in function.parameters]
    measure.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return measure


def _on_pandas(function: EngineFunction) -> Callable[..., pd.Series]:
    def measure(*columns: pd.Series) -> pd.Series:
        return pd.Series(function.measure(*columns).astype(np.int32))

    return measure
