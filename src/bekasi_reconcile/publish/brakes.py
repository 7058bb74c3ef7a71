"""Brakes: what a register must not become from one run to the next unless somebody accepts it.

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
"""Characters; a shorter reason says nothing to whoever reads it in a year."""

LIFE, ALIVE = "status_hidup", "HIDUP"
"""The field in which even a first value is a change, unless the value says alive."""


class PublishedState(NamedTuple):
    """What is published: crosswalk (record_id, source, file, person_id) and person."""

    crosswalk: pd.DataFrame
    person: pd.DataFrame


class BrakeTrip(NamedTuple):
    """A brake that a run has hit, and the sentence that gives the figures."""

    brake: str
    message: Message


Figures = dict[str, object]
"""What fills the sentence of one trip."""


def published_state(published: Path | None) -> PublishedState | None:
    """Return the state in the run folder ``published``, None before the first run."""
    if published is None:
        return None
    with connect(published / "register.duckdb") as con:
        crosswalk = fetch(con, "SELECT record_id, source, file, person_id FROM crosswalk")
        person = fetch(con, "FROM isi.person")
    return PublishedState(crosswalk, person)


def tripped_brakes(
    tables: Mapping[str, pd.DataFrame], published: PublishedState | None, limits: Brakes
) -> list[BrakeTrip]:
    """Return the brakes that the register in ``tables`` hits, in the order of NAMES.

    Before the first register there is nothing to protect, so the trips are warnings.
    """
    figures: dict[str, list[Figures]] = {}
    if published is not None:
        figures["kiriman-menyusut"] = _shrunk_sources(tables, published, limits)
        if len(published.person) >= limits.least_records:
            figures["perubahan-massal"] = _changed_fields(tables, published, limits)
            figures["penggabungan-massal"] = _mass_merges(tables, published, limits)
    figures["orang-berulang"] = _repeated_persons(tables, published, limits)
    return [
        BrakeTrip(name, Message(f"program.brake_{name.replace('-', '_')}", **values))
        for name, trips in figures.items()
        for values in trips
    ]


def require_acceptance(trips: list[BrakeTrip], accepted: Mapping[str, str]) -> dict[str, str]:
    """Return brake → reason of those hit and accepted; raise BrakeError if one is not accepted."""
    open_ = [trip for trip in trips if trip.brake not in accepted]
    if open_:
        messages = [trip.message for trip in open_]
        names = " ".join(f'--accept {name}="…"' for name in sorted({t.brake for t in open_}))
        raise BrakeError("program.brake", trips=messages, accept=names)
    return {trip.brake: accepted[trip.brake] for trip in trips}


def accepted_reasons(texts: list[str]) -> dict[str, str]:
    """Return brake → reason from texts ``BRAKE=reason``; raise UsageError for any other."""
    reasons = {}
    for text in texts:
        name, _, reason = text.partition("=")
        if name not in NAMES or len(reason.strip()) < LEAST_REASON:
            raise UsageError("program.accept", names=", ".join(NAMES), least=LEAST_REASON)
        reasons[name] = reason.strip()
    return reasons


def _shrunk_sources(
    tables: Mapping[str, pd.DataFrame], published: PublishedState, limits: Brakes
) -> list[Figures]:
    old = published.crosswalk.groupby("source").size()
    new = tables["record"].groupby("source").size().reindex(old.index, fill_value=0)
    few = (old >= limits.least_records) & (new < limits.shrunk * old)
    limit = _percent(limits.shrunk)
    return [
        {"source": source, "old": old[source], "new": new[source], "limit": limit}
        for source in old.index[few]
    ]


def _changed_fields(
    tables: Mapping[str, pd.DataFrame], published: PublishedState, limits: Brakes
) -> list[Figures]:
    columns = ["person_id", *limits.protected]
    old, new = (_text(person[columns]) for person in (published.person, tables["person"]))
    both = old.merge(new, on="person_id", suffixes=("", "_new"))
    trips: list[Figures] = []
    for field in limits.protected:
        now = both[f"{field}_new"]
        counts = (both[field] != "") | ((field == LIFE) & (now != ALIVE))
        share = ((both[field] != now) & counts).sum() / max(len(both), 1)
        if share > limits.changed:
            limit = _percent(limits.changed)
            trips.append({"field": field, "share": _percent(share), "limit": limit})
    return trips


def _mass_merges(
    tables: Mapping[str, pd.DataFrame], published: PublishedState, limits: Brakes
) -> list[Figures]:
    crosswalk = published.crosswalk
    was, now = crosswalk["person_id"], _current_persons(crosswalk["record_id"], tables)
    pairs = pd.DataFrame({"was": was, "now": now}).dropna().drop_duplicates()
    sizes = pairs["now"].value_counts()
    count = int(sizes[sizes > 1].sum())
    if count <= limits.merged * len(published.person):
        return []
    share, limit = _percent(count / len(published.person)), _percent(limits.merged)
    return [{"count": count, "share": share, "limit": limit}]


def _repeated_persons(
    tables: Mapping[str, pd.DataFrame], published: PublishedState | None, limits: Brakes
) -> list[Figures]:
    """Return the figures on persons too often in one file who are not so in what is published."""
    record = tables["record"][["record_id", "source", "file"]]
    listed = record.assign(person_id=_current_persons(record["record_id"], tables))
    now = _persons_over_limit(listed, limits.one_list)
    was = _persons_over_limit(published.crosswalk, limits.one_list) if published else now[:0]
    counts = now[~now.isin(was)].get_level_values("source").value_counts().sort_index()
    return [
        {"source": source, "count": count, "limit": limits.one_list}
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
    over = [sources[of_file // max(len(files), 1)].astype(str), persons[who].astype(str)]
    return pd.MultiIndex.from_arrays(over, names=["source", "person_id"]).sort_values().unique()


def _text(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` as text, the empty text where a value is missing, whatever its types."""
    return table.astype(TEXT).fillna("")


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
