"""Whom the register must not know any more, stored as keyed digests alone (see privacy.mark)."""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from bekasi_reconcile.privacy.mark import DAY, HINT, SURE, WEAK, about, differs, digest, marks
from bekasi_reconcile.register import secret_key
from bekasi_reconcile.register.anchored_log import FORGOTTEN
from bekasi_reconcile.register.whole_file import write_whole
from bekasi_reconcile.tables import TEXT

NAME = FORGOTTEN
NOBODY = pd.DataFrame()

Statements = Mapping[str, Sequence[str]]
Kinds = Sequence[tuple[str, ...]]
Guarded = Mapping[str, Sequence[Statements]]
"""A mark, and what each record that bore it said besides: who differs from all is another."""


def add(
    journal: Path,
    key: bytes,
    record: pd.DataFrame,
    reason: str,
    on: Set[str] = frozenset(),
    others: pd.DataFrame = NOBODY,
) -> int:
    """Record the marks of the person whose records these are; return how many sure ones.

    ``on``: ids of the conflicts in which something was decided on them. ``others``: records of
    other persons; a mark that one of them bears as well is left out, so that nobody is forgotten
    for another. Marks and conflicts recorded earlier are not added again.
    """
    keys = secret_key.ring(journal, key)
    sure = _certain(_guards(_with_birthdays_alone(record), SURE, keys).keys())
    weak = _guards(record, WEAK, keys)
    shared = {mark for _, mark in _matches(others, SURE + WEAK, {**weak, **sure}, keys)}
    entry = {
        "reason": reason,
        "marks": sorted(sure.keys() - shared - all_marks(journal)),
        "weak": _new({m: weak[m] for m in weak.keys() - shared}, _guard_map(journal, "weak")),
        "hints": _new(_guards(record, HINT, keys), _guard_map(journal, "hints")),
        "persons": sorted(_person_marks(record, keys) - _all(journal, "persons")),
        "conflicts": sorted(on - forgotten_conflicts(journal)),
    }
    if any(value for name, value in entry.items() if name != "reason"):
        at = {"at": datetime.now(UTC).isoformat(timespec="seconds")}
        write(journal, [*lines(journal), at | entry])
    return len(sure.keys() - shared)


def write(journal: Path, entries: Sequence[Mapping[str, Any]]) -> None:
    """Put ``entries`` in the place of all that is recorded: wholly, or not at all."""
    journal.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = "".join(json.dumps(entry, ensure_ascii=True) + "\n" for entry in entries)
    write_whole(journal / NAME, text)


def all_marks(journal: Path) -> set[str]:
    """Return every sure mark that was ever added."""
    return _all(journal, "marks")


def forgotten_conflicts(journal: Path) -> set[str]:
    """Return the ids of the conflicts whose answers were on forgotten persons."""
    return _all(journal, "conflicts")


def was_forgotten(person_id: str, journal: Path, key: bytes) -> bool:
    """Return whether ``person_id`` was the id of somebody who was forgotten."""
    who = pd.DataFrame({"person_id": [person_id]})
    own = _person_marks(who, secret_key.ring(journal, key))
    return not own.isdisjoint(_all(journal, "persons"))


def is_forgotten(record: pd.DataFrame, journal: Path, key: bytes) -> pd.Series:
    """Return, per record, whether it is of somebody who is to be forgotten."""
    guards = {**_guard_map(journal, "weak"), **_certain(all_marks(journal))}
    return _bears(record, SURE + WEAK, guards, secret_key.ring(journal, key))


def may_be_forgotten(record: pd.DataFrame, journal: Path, key: bytes) -> pd.Series:
    """Return, per record, whether nothing tells it from somebody who is to be forgotten.

    A record that is surely theirs may count as well.
    """
    return _bears(record, HINT, _guard_map(journal, "hints"), secret_key.ring(journal, key))


def lines(journal: Path) -> list[dict[str, Any]]:
    """Return what was recorded, a line for each person, oldest first."""
    path = journal / NAME
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


def under_further_key(journal: Path, key: bytes) -> bytes:
    """Return what is recorded, every digest under a further ``key`` as well."""
    text = [
        json.dumps(_wrap_entry(entry, key), ensure_ascii=True) + "\n" for entry in lines(journal)
    ]
    return "".join(text).encode()


def _wrap_entry(entry: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    plain = {name: [digest([key], m) for m in entry.get(name, ())] for name in ("marks", "persons")}
    guarded = {
        name: {
            digest([key], mark): [
                {field: sorted(digest([key], d) for d in of) for field, of in statement.items()}
                for statement in statements
            ]
            for mark, statements in entry.get(name, {}).items()
        }
        for name in ("weak", "hints")
    }
    return {**entry, **plain, **guarded}


def _all(journal: Path, name: str) -> set[str]:
    return {value for line in lines(journal) for value in line.get(name, ())}


def _guard_map(journal: Path, name: str) -> Guarded:
    guarded: dict[str, list[Statements]] = {}
    for line in lines(journal):
        for mark, said in line.get(name, {}).items():
            guarded.setdefault(mark, []).extend(said)
    return guarded


def _new(guards: Guarded, before: Guarded) -> dict[str, list[Statements]]:
    fresh = {m: [s for s in said if s not in before.get(m, ())] for m, said in guards.items()}
    return {mark: said for mark, said in sorted(fresh.items()) if said}


def _with_birthdays_alone(record: pd.DataFrame) -> pd.DataFrame:
    """Return the records without births of which the day is not known.

    Many share a name, a desa and a year: that is no sure mark. Marks that were made of such are
    obeyed all the same.
    """
    if "tanggal_lahir" not in record:
        return record
    born = record["tanggal_lahir"].astype(TEXT)
    return record.assign(tanggal_lahir=born.where(born.str.len() == DAY))


def _certain(sure: Set[str]) -> Guarded:
    return {mark: [{}] for mark in sure}


def _person_marks(record: pd.DataFrame, keys: Sequence[bytes]) -> set[str]:
    ids = set(record["person_id"]) if "person_id" in record else set()
    return {digest(keys, f"person_id\x1f{person}") for person in ids}


def _guards(record: pd.DataFrame, kinds: Kinds, keys: Sequence[bytes]) -> Guarded:
    """Return the marks of ``kinds`` that the records bear, and what else each record says."""
    guards: dict[str, list[Statements]] = {}
    for position, mark in marks(record, kinds, keys):
        said = about(record.iloc[position].to_dict(), mark.text, keys)
        if said not in guards.setdefault(mark.digest, []):
            guards[mark.digest].append(said)
    return guards


def _bears(record: pd.DataFrame, kinds: Kinds, guards: Guarded, keys: Sequence[bytes]) -> pd.Series:
    """Return, per record, whether it bears one of ``guards`` and differs in nothing."""
    bears = pd.Series(data=False, index=record.index)
    positions = [position for position, _ in _matches(record, kinds, guards, keys)]
    bears.iloc[positions] = True
    return bears


def _matches(
    record: pd.DataFrame, kinds: Kinds, guards: Guarded, keys: Sequence[bytes]
) -> Iterator[tuple[int, str]]:
    """Yield the position and the mark of each record that bears one of ``guards`` and agrees."""
    for position, mark in marks(record, kinds, keys, guards) if guards else ():
        said = about(record.iloc[position].to_dict(), mark.text, keys)
        if not all(differs(said, theirs) for theirs in guards[mark.digest]):
            yield position, mark.digest
