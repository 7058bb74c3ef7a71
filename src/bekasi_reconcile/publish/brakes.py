"""Brakes: what a register must not become from one run to the next without somebody's word.

They compare the tables of a run with the published register, before anything is published.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from bekasi_reconcile.arrow_text import look_up
from bekasi_reconcile.config.brake_limits import Brakes
from bekasi_reconcile.errors import BrakeError, UsageError
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.sql import fetch
from bekasi_reconcile.tables import TEXT

NAMES = ("kiriman-menyusut", "perubahan-massal", "penggabungan-massal", "orang-berulang")
LEAST_REASON = 10
"""A reason shorter than this says nothing to who reads it in a year."""

LIFE_FIELD, ALIVE = "status_hidup", "HIDUP"
"""The field in which even a first value is a change, unless it says alive."""


class PublishedState(NamedTuple):
    """What counts before a run: crosswalk (record_id, source, file, person_id) and person."""

    crosswalk: pd.DataFrame
    person: pd.DataFrame


class BrakeTrip(NamedTuple):
    """A brake that a run has hit, and the sentence that says with which figures."""

    brake: str
    message: Message


def published_state(published: Path | None) -> PublishedState | None:
    """Return what the published run in the folder ``published`` knows, None before the first."""
    if published is None:
        return None
    with connect(published / "register.duckdb") as con:
        crosswalk = fetch(con, "SELECT record_id, source, file, person_id FROM crosswalk")
        person = fetch(con, "FROM isi.person")
    return PublishedState(crosswalk, person)


def tripped_brakes(
    tables: Mapping[str, pd.DataFrame], before: PublishedState | None, rules: Brakes
) -> list[BrakeTrip]:
    """Return the brakes that the register in ``tables`` hits, in the order of NAMES.

    Before the first register there is nothing to protect: what is told then is a warning.
    """
    found: list[tuple[str, dict[str, object]]] = []
    if before is not None:
        found += [("kiriman-menyusut", each) for each in _shrunk_sources(tables, before, rules)]
        if len(before.person) >= rules.least_records:
            found += [("perubahan-massal", each) for each in _changed_fields(tables, before, rules)]
            found += [("penggabungan-massal", each) for each in _mass_merges(tables, before, rules)]
    found += [("orang-berulang", each) for each in _repeated_persons(tables, before, rules)]
    return [
        BrakeTrip(name, Message(f"program.brake_{name.replace('-', '_')}", **values))
        for name, values in found
    ]


def require_accepted(trips: list[BrakeTrip], accepted: Mapping[str, str]) -> dict[str, str]:
    """Return brake → reason of those hit and accepted; raise BrakeError if one is not accepted."""
    open_ = [trip for trip in trips if trip.brake not in accepted]
    if open_:
        told = [trip.message for trip in open_]
        names = " ".join(f'--accept {name}="…"' for name in sorted({t.brake for t in open_}))
        raise BrakeError("program.brake", told=told, accept=names)
    return {trip.brake: accepted[trip.brake] for trip in trips}


def accepted_reasons(texts: list[str]) -> dict[str, str]:
    """Return brake → reason from texts ``BRAKE=reason``; raise UsageError for any other."""
    found = {}
    for text in texts:
        name, _, reason = text.partition("=")
        if name not in NAMES or len(reason.strip()) < LEAST_REASON:
            raise UsageError("program.accept", names=", ".join(NAMES), least=LEAST_REASON)
        found[name] = reason.strip()
    return found


def _shrunk_sources(
    tables: Mapping[str, pd.DataFrame], before: PublishedState, rules: Brakes
) -> list[dict[str, object]]:
    old = before.crosswalk.groupby("source").size()
    new = tables["record"].groupby("source").size().reindex(old.index, fill_value=0)
    few = (old >= rules.least_records) & (new < rules.shrunk * old)
    return [
        {"source": source, "old": old[source], "new": new[source], "limit": _percent(rules.shrunk)}
        for source in old.index[few]
    ]


def _changed_fields(
    tables: Mapping[str, pd.DataFrame], before: PublishedState, rules: Brakes
) -> list[dict[str, object]]:
    columns = ["person_id", *rules.protected]
    old, new = (_text(person[columns]) for person in (before.person, tables["person"]))
    both = old.merge(new, on="person_id", suffixes=("", "_new"))
    found: list[dict[str, object]] = []
    for field in rules.protected:
        now = both[f"{field}_new"]
        counts = (both[field] != "") | ((field == LIFE_FIELD) & (now != ALIVE))
        share = ((both[field] != now) & counts).sum() / max(len(both), 1)
        if share > rules.changed:
            limit = _percent(rules.changed)
            found.append({"field": field, "share": _percent(share), "limit": limit})
    return found


def _mass_merges(
    tables: Mapping[str, pd.DataFrame], before: PublishedState, rules: Brakes
) -> list[dict[str, object]]:
    was, now = (
        before.crosswalk["person_id"],
        _current_persons(before.crosswalk["record_id"], tables),
    )
    pairs = pd.DataFrame({"was": was, "now": now}).dropna().drop_duplicates()
    sizes = pairs["now"].value_counts()
    count = int(sizes[sizes > 1].sum())
    if count <= rules.merged * len(before.person):
        return []
    share, limit = _percent(count / len(before.person)), _percent(rules.merged)
    return [{"count": count, "share": share, "limit": limit}]


def _repeated_persons(
    tables: Mapping[str, pd.DataFrame], before: PublishedState | None, rules: Brakes
) -> list[dict[str, object]]:
    """Tell of the persons too often in one file who were not so in the register that counts."""
    record = tables["record"][["record_id", "source", "file"]]
    now = _persons_over_limit(
        record.assign(person_id=_current_persons(record["record_id"], tables)), rules.one_list
    )
    known = _persons_over_limit(before.crosswalk, rules.one_list) if before else now[:0]
    new = now[~now.isin(known)]
    counts = new.get_level_values("source").value_counts().sort_index()
    return [
        {"source": source, "count": count, "limit": rules.one_list}
        for source, count in counts.items()
    ]


def _current_persons(record_id: pd.Series, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the person that each record is now, missing where it is on no list."""
    member = tables["member"]
    return look_up(record_id, pd.Series(member["person_id"].array, member["record_id"]))


def _persons_over_limit(listed: pd.DataFrame, limit: int) -> pd.Index:
    """Return each (source, person_id) that stands more than ``limit`` times in one file."""
    (source, sources), (file, files), (person, persons) = (
        pd.factorize(listed[name]) for name in ("source", "file", "person_id")
    )
    key, count = np.unique((source * len(files) + file) * len(persons) + person, return_counts=True)
    of_file, who = np.divmod(key[count > limit], max(len(persons), 1))
    often = [sources[of_file // max(len(files), 1)].astype(str), persons[who].astype(str)]
    return pd.MultiIndex.from_arrays(often, names=["source", "person_id"]).sort_values().unique()


def _text(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` as text, the empty text where a value is missing, whatever its types."""
    return table.astype(TEXT).fillna("")


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
