"""The records, with all that Splink is to see of them, as a Parquet file.

What depends on all records at once is worked out here: which values are no evidence, each
record's blocks without those too large, how rare a value and how common a word of a name is.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.blocking import block_members
from bekasi_reconcile.match.candidate.encode import MISSING, Codes, EncodedRecords, Values
from bekasi_reconcile.match.comparison.token_comparison import COMMON, RARE, NameTokens
from bekasi_reconcile.match.model.frozen_model import STEPS_PER_BIT, Model
from bekasi_reconcile.match.model.match_weight import RAREST, rarities
from bekasi_reconcile.splink_export.level_sql import CLASS, arguments, constraint_columns
from bekasi_reconcile.splink_export.settings import BLOCK, has_several_blocks, rarity

RARELY, SELDOM, OFTEN, ALWAYS = b"rsoa"
"""How common a word is: in hardly any name, few, many, very many."""

Letters = npt.NDArray[np.uint8]


def write(path: Path, records: EncodedRecords, model: Model, matching: Matching) -> None:
    """Write one row per record: ``record_id`` and every column that the settings name, as text.

    ``blok_<rule>`` is the number of the record's block under a rule (a list, where a record may
    have several), null where it has none, or the block is too large.
    """
    columns = {"record_id": pa.array(records.ids, pa.string())}
    for name in _values(matching):
        columns[name] = _text_column(records.dictionary[name], records.codes[name].to_numpy())
    for name in _name_columns(matching):
        own = records.codes[name].to_numpy()
        columns[CLASS + name] = _text_column(word_classes(records.dictionary[name]), own)
    for name in sorted(model.frequency):
        columns[rarity(name)] = _rarity(records, model, name, matching)
    pq.write_table(pa.table(columns | _blocks(records, matching)), path)


def word_classes(names: Values) -> Values:
    """Return, for each of the distinct ``names``, a letter for each word: how common it is."""
    tokens = NameTokens(names)
    letter = np.full(len(tokens.words) + 1, SELDOM, dtype=np.uint8)
    letter[:-1][tokens.count <= RARE] = RARELY
    letter[:-1][tokens.count >= COMMON] = OFTEN
    letter[:-1][tokens.everyday] = ALWAYS
    letter[-1] = 0  # no word: its code is -1
    letters = np.ascontiguousarray(letter[tokens.codes])
    classes = letters.view(f"S{letters.shape[1]}").ravel()
    return np.array([word.decode() for word in classes], dtype=object)


def _values(matching: Matching) -> list[str]:
    columns = {column for comparison in matching.comparisons.values() for column in comparison.on}
    return sorted(columns | set(constraint_columns(matching)))


def _name_columns(matching: Matching) -> list[str]:
    columns = {name for rule in matching.comparisons.values() for name in arguments(rule)}
    return sorted(name.removeprefix(CLASS) for name in columns if name.startswith(CLASS))


def _text_column(values: Values, codes: Codes) -> pa.Array:
    text = pa.array([str(value) for value in values], pa.string())
    return text.take(pa.array(codes, mask=codes < 0))


def _rarity(records: EncodedRecords, model: Model, column: str, matching: Matching) -> pa.Array:
    own = records.codes[column.removesuffix(RAREST)].to_numpy()
    bits = rarities(records, model, column, matching.training.least_frequency)
    steps = np.round(-bits * STEPS_PER_BIT).astype(np.int32)
    return pa.array(steps[own], mask=own < 0)


def _blocks(records: EncodedRecords, matching: Matching) -> dict[str, pa.Array]:
    columns = {}
    for rule in matching.blocking_rules:
        at, block, _ = block_members(records, rule)
        as_column = _lists if has_several_blocks(rule) else _single
        columns[BLOCK + rule.name] = as_column(at, block, len(records))
    return columns


def _single(at: Codes, block: Codes, count: int) -> pa.Array:
    whole = np.full(count, MISSING, dtype=np.int32)
    whole[at] = block
    return pa.array(whole, mask=whole < 0)


def _lists(at: Codes, block: Codes, count: int) -> pa.Array:
    offsets = np.append(0, np.cumsum(np.bincount(at, minlength=count))).astype(np.int32)
    order = np.argsort(at, kind="stable")
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(block[order]))
