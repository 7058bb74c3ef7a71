"""Blocking keys: what must agree for a pair to be worth comparing.

A derivation maps the distinct values of a column to key texts: one each, none, or several.
"""

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.match.candidate.encode import MISSING, EncodedRecords, Values
from bekasi_reconcile.parallel import thread_map

Keys = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.int64]
Derivation = Callable[[pd.Series], pd.Series]


START = 4
"""First letters of a name, as it sounds, that survive where its end is misspelt or cut off."""

EXCHANGED = str.maketrans({" ": None, "Y": "I", "O": "U"})
SILENT = re.compile(r"(?<=.)H|(.)(?=\1)")


def _without_unknown_digits(text: pd.Series) -> pd.Series:
    return text.mask(text.str.contains("?", regex=False))


def _birth_digits(nik: pd.Series) -> pd.Series:
    """Day, month and year of birth in a NIK, alike for women (day + 40) and men."""
    date = _without_unknown_digits(nik.str.slice(6, 12))
    tens = date.str.slice(0, 1)
    women = {"4": "0", "5": "1", "6": "2", "7": "3"}
    return tens.replace(women).str.cat(date.str.slice(1))


def _date_in_either_order(date: pd.Series) -> pd.Series:
    """Year and the two of day and month in either order, where they could be swapped."""
    day, month = date.str.slice(8, 10), date.str.slice(5, 7)
    low = day.where((day <= month).fillna(value=False), month)
    high = month.where((day <= month).fillna(value=False), day)
    return (date.str.slice(0, 4) + low + high).mask(date.str.len() != 10)


def sound(name: pd.Series) -> pd.Series:
    """Return names without spaces, and with the letters that clerks exchange made one.

    Y is I, O is U, an H after another letter is silent, a doubled letter is one. No two names of
    twins differ by that alone; RINA and RINI, FAHRI and FAHMI still do.
    """
    sounds = [SILENT.sub("", text.translate(EXCHANGED)) for text in name]
    return pd.Series(sounds, index=name.index, dtype=name.dtype)


DERIVATIONS: Mapping[str, Derivation] = {
    "first8": lambda text: _without_unknown_digits(text.str.slice(0, 8)),
    "first15": lambda text: _without_unknown_digits(text.str.slice(0, 15)),
    "last8": lambda text: _without_unknown_digits(text.str.slice(8, 16)),
    "born": _birth_digits,
    "day": lambda date: date.mask(date.str.len() != 10),
    "year": lambda date: date.str.slice(0, 4),
    "unordered": _date_in_either_order,
    "first": lambda name: name.str.replace(r" .*", "", regex=True),
    "sound": lambda sound: sound,
    "start": lambda sound: sound.str.slice(0, START),
}
"""One key for each distinct value."""

BY_SOUND = ("sound", "start")
"""The derivations that are given how a value sounds, not the value."""

SEVERAL = "tokens"
"""The derivation that gives a key for each word of a value."""


def derive_keys(records: EncodedRecords, keys: Collection[str]) -> None:
    """Derive ``keys`` from the distinct values, by a thread for each core, into the cache."""
    unknown = {key for key in keys if key.partition(".")[2] not in {"", SEVERAL, *DERIVATIONS}}
    if unknown:
        raise ConfigError("model.unknown_column", names=", ".join(sorted(unknown)))
    columns = sorted({key.partition(".")[0] for key in keys})

    def of(column: str) -> None:
        for key in sorted(key for key in keys if key.partition(".")[0] == column):
            _key_codes(records, key)

    thread_map(of, columns)


def block_keys(records: EncodedRecords, keys: tuple[str, ...]) -> tuple[Positions, Keys]:
    """Return the positions of the records that have every key, and the 64-bit key of each.

    A record appears once for each of its keys: several, where one key is ``tokens``. A record
    that lacks one of the keys does not appear: a missing key never blocks.
    """
    at: Positions = np.arange(len(records), dtype=np.int64)
    mixed: Keys = np.zeros(len(records), dtype=np.uint64)
    for key in sorted(keys, key=lambda key: not key.endswith("." + SEVERAL)):
        part = _key_codes(records, key)
        if key.endswith("." + SEVERAL):
            at, part = part
            mixed = np.zeros(len(at), dtype=np.uint64)
        else:
            part = part[at]
        present = part >= 0
        at, mixed = at[present], _mix(mixed[present], part[present])
    return at, mixed


def _key_codes(records: EncodedRecords, key: str) -> Any:
    column, _, derivation = key.partition(".")
    if derivation == SEVERAL:
        return _from_cache(records, key, partial(_tokens, records, column))
    return _from_cache(records, key, partial(_codes, records, column, derivation))


def _from_cache(records: EncodedRecords, key: str, derive: Callable[[], Any]) -> Any:
    """Return what ``derive`` gives for ``key``; it is called once."""
    if key not in records.cache:
        records.cache[key] = derive()
    return records.cache[key]


def _codes(records: EncodedRecords, column: str, derivation: str) -> npt.NDArray[np.int64]:
    own = records.codes[column].to_numpy()
    if not derivation:
        return own.astype(np.int64)
    text = partial(_text, records.dictionary[column])
    if derivation in BY_SOUND:
        text = partial(
            _from_cache,
            records,
            f"{column} sound",
            lambda: sound(_text(records.dictionary[column])),
        )
    derived, _ = pd.factorize(DERIVATIONS[derivation](text()))
    codes: Positions = np.append(derived, MISSING)[own]
    return codes


def _tokens(records: EncodedRecords, column: str) -> tuple[Positions, npt.NDArray[np.int64]]:
    """Return position and token code, one row for each distinct word of two letters or more."""
    split = pc.split_pattern(pa.array(records.dictionary[column], pa.large_string()), " ")
    long = pc.greater(pc.utf8_length(split.flatten()), 1).to_numpy(zero_copy_only=False)
    value = pc.list_parent_indices(split).to_numpy()[long]
    tokens = split.flatten().dictionary_encode()
    token = tokens.indices.to_numpy()[long].astype(np.int64)
    key = np.unique(value * (len(tokens.dictionary) + 1) + token)
    value, token = np.divmod(key, len(tokens.dictionary) + 1)
    start = np.searchsorted(value, np.arange(len(records.dictionary[column]) + 1))
    own = records.codes[column].to_numpy()
    counts = np.append(np.diff(start), 0)[own]
    at = np.repeat(np.arange(len(own)), counts)
    within = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    return at, token[start[own[at]] + within]


def _text(values: Values) -> pd.Series:
    return pd.Series(values, dtype=pd.StringDtype("pyarrow"))


def _mix(hashed: Keys, codes: npt.NDArray[np.int64]) -> Keys:
    """Fold one more code into each hash (the finaliser of SplitMix64, Steele et al. 2014)."""
    mixed = (hashed + codes.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
