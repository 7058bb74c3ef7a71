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
from bekasi_reconcile.match.candidate.blocking import members
from bekasi_reconcile.match.candidate.encode import MISSING, Codes, Prepared, Words
from bekasi_reconcile.match.comparison.token_comparison import COMMON, RARE, Spelt
from bekasi_reconcile.match.model.frozen_model import STEPS_PER_BIT, Model
from bekasi_reconcile.match.model.match_weight import RAREST, rarities
from bekasi_reconcile.splink_export.level_sql import CLASS, arguments, shared
from bekasi_reconcile.splink_export.settings import BLOCK, rarity, several

RARELY, SELDOM, OFTEN, ALWAYS = b"rsoa"
"""How common a word is: in hardly any name, few, many, very many."""

Letters = npt.NDArray[np.uint8]


def write(path: Path, prepared: Prepared, model: Model, rules: Matching) -> None:
    """Write one row per record: ``record_id`` and every column that the settings name, as text.

    ``blok_<rule>`` is the number of the record's block under a rule (a list, where a record may
    have several), null where it has none, or the block is too large.
    """
    columns = {"record_id": pa.array(prepared.ids, pa.string())}
    for name in _values(rules):
        columns[name] = _taken(prepared.words[name], prepared.codes[name].to_numpy())
    for name in _spelt(rules):
        own = prepared.codes[name].to_numpy()
        columns[CLASS + name] = _taken(word_classes(prepared.words[name]), own)
    for name in sorted(model.frequency):
        columns[rarity(name)] = _rarity(prepared, model, name, rules)
    pq.write_table(pa.table(columns | _blocks(prepared, rules)), path)


def word_classes(names: Words) -> Words:
    """Return, for each of the distinct ``names``, a letter for each word: how common it is."""
    spelt = Spelt(names)
    letter = np.full(len(spelt.words) + 1, SELDOM, dtype=np.uint8)
    letter[:-1][spelt.count <= RARE] = RARELY
    letter[:-1][spelt.count >= COMMON] = OFTEN
    letter[:-1][spelt.everyday] = ALWAYS
    letter[-1] = 0  # no word: tokens has -1
    letters = np.ascontiguousarray(letter[spelt.tokens])
    classes = letters.view(f"S{letters.shape[1]}").ravel()
    return np.array([each.decode() for each in classes], dtype=object)


def _values(rules: Matching) -> list[str]:
    compared = {column for each in rules.comparisons.values() for column in each.on}
    return sorted(compared | set(shared(rules)))


def _spelt(rules: Matching) -> list[str]:
    given = {column for each in rules.comparisons.values() for column in arguments(each)}
    return sorted(each.removeprefix(CLASS) for each in given if each.startswith(CLASS))


def _taken(words: Words, codes: Codes) -> pa.Array:
    text = pa.array([str(word) for word in words], pa.string())
    return text.take(pa.array(codes, mask=codes < 0))


def _rarity(prepared: Prepared, model: Model, column: str, rules: Matching) -> pa.Array:
    own = prepared.codes[column.removesuffix(RAREST)].to_numpy()
    bits = rarities(prepared, model, column, rules.training.least_frequency)
    steps = np.round(-bits * STEPS_PER_BIT).astype(np.int32)
    return pa.array(steps[own], mask=own < 0)


def _blocks(prepared: Prepared, rules: Matching) -> dict[str, pa.Array]:
    found = {}
    for rule in rules.rules:
        at, block, _ = members(prepared, rule)
        made = _lists if several(rule) else _single
        found[BLOCK + rule.name] = made(at, block, len(prepared))
    return found


def _single(at: Codes, block: Codes, count: int) -> pa.Array:
    whole = np.full(count, MISSING, dtype=np.int32)
    whole[at] = block
    return pa.array(whole, mask=whole < 0)


def _lists(at: Codes, block: Codes, count: int) -> pa.Array:
    offsets = np.append(0, np.cumsum(np.bincount(at, minlength=count))).astype(np.int32)
    order = np.argsort(at, kind="stable")
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(block[order]))
