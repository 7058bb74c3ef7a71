"""The sides of a conflict: which records an answer makes one person, or different ones."""

from collections.abc import Sequence
from itertools import combinations

from rapidfuzz.distance import JaroWinkler

from bekasi_reconcile.decisions.past_conflict import Version

BY_RECORD = frozenset({"tinjau"})
BY_PERSON = frozenset({"nik_bersama", "dua_kepala", "tumpang_tindih", "ganda_daftar"})


def sides(type_: str, versions: Sequence[Version]) -> dict[str, str]:
    """Return the side of each record: BEDA makes the sides different persons, SAMA one.

    Where the question was about two records, each record is a side; where it was about persons,
    each person is one. Otherwise each value is a side: a date sides with the fuller date that
    begins with it, a name with the nearer of the two names that differ most.
    """
    if type_ in BY_RECORD:
        return {v.record_id: v.record_id for v in versions}
    if type_ in BY_PERSON:
        return {v.record_id: v.person_id for v in versions}
    values = sorted({v.value or "" for v in versions})
    of = _names(values) if type_ == "nama" else {value: _fuller(value, values) for value in values}
    return {v.record_id: of[v.value or ""] for v in versions}


def _fuller(value: str, values: Sequence[str]) -> str:
    return max((v for v in values if v.startswith(value)), key=lambda v: (len(v), v))


def _names(values: Sequence[str]) -> dict[str, str]:
    if len(values) < 2:
        return {value: value for value in values}
    near = JaroWinkler.similarity
    one, other = min(combinations(values, 2), key=lambda two: (near(*two), two))
    return {v: one if near(v, one) >= near(v, other) else other for v in values}
