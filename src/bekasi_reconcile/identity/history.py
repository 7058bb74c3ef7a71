"""What earlier runs left: read from the newest register, so that it can never disagree with it."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.errors import InputError
from bekasi_reconcile.merge.public_id import is_whole
from bekasi_reconcile.messages.catalogue import subject
from bekasi_reconcile.register import runs, schema
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.sql import fetch, query, register_tables
from bekasi_reconcile.tables import TEXT, Identity, IdentityEvent, Past

MARKS = {
    "P": "SELECT person_id AS id, nik AS mark FROM isi.person WHERE nik IS NOT NULL",
    "H": "SELECT household_id AS id, no_kk AS mark FROM isi.household WHERE no_kk IS NOT NULL",
}
"""By kind of id: the trusted number that tells whose the id is."""


@dataclass(frozen=True)
class LedgerHistory:
    """The ledger so far and the register it stands in (``path``; None before the first run)."""

    number: int
    path: Path | None
    identity: DataFrame[Identity]
    event: DataFrame[IdentityEvent]

    def past(self, live: pd.Series) -> DataFrame[Past]:
        """Return the records known that are not among ``live``."""
        found = self._asked("identity_past", live, number=self.number)
        return Past.shaped(pd.DataFrame({"nama_wakil": []}) if found is None else found)

    def anchor(self, live: pd.Series) -> pd.DataFrame:
        """Return record_id, person_id, household_id of those of ``live`` that are known."""
        found = self._asked("identity_anchor", live)
        columns = ["record_id", "person_id", "household_id"]
        return pd.DataFrame(columns=columns, dtype=TEXT) if found is None else found

    def marked(self, kind: str) -> pd.DataFrame:
        """Return id and mark: the trusted number of each person (P) or family (H) that has one."""
        if self.path is None:
            return pd.DataFrame(columns=["id", "mark"], dtype=TEXT)
        with connect(self.path) as con:
            return fetch(con, MARKS[kind])

    def _asked(self, name: str, live: pd.Series, **values: int) -> pd.DataFrame | None:
        if self.path is None:
            return None
        with connect(self.path) as con:
            register_tables(con, {"live": live.to_frame("record_id")})
            return fetch(con, query(name), **values)


def read_history(output: Path, work: Path) -> LedgerHistory:
    """Return what the runs in ``output`` know; an older register is migrated in ``work``.

    Ids that a run gave which was since rolled back stay in the ledger, so that they can be
    answered for and never come to mean somebody else.
    """
    latest = runs.latest(output)
    if latest is None:
        empty = pd.DataFrame({"id": []})
        return LedgerHistory(0, None, Identity.shaped(empty), IdentityEvent.shaped(empty))
    path = schema.at_current_schema(latest / "register.duckdb", work)
    identity, event = _ledger(path)
    newest = runs.newest(output)
    if newest is not None and newest != latest:
        rolled = _ledger(schema.at_current_schema(newest / "register.duckdb", work))
        identity, event = _with_abandoned(identity, event, *rolled)
    return LedgerHistory(_last(event), path, Identity.shaped(identity), IdentityEvent.shaped(event))


def _ledger(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    with connect(path) as con:
        return (
            fetch(con, "FROM isi.identity ORDER BY id"),
            fetch(con, "FROM isi.identity_event ORDER BY number, event_id"),
        )


def _last(event: pd.DataFrame) -> int:
    return int(event["number"].max()) if len(event) else 0


def _with_abandoned(
    identity: pd.DataFrame, event: pd.DataFrame, newer: pd.DataFrame, events: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    unknown = newer[~newer["id"].isin(identity["id"])]
    births = events[events["id"].isin(unknown["id"]) & (events["event"] == "allocate")]
    told = unknown.assign(status="active", current_id=unknown["id"])
    both = pd.concat([identity, told], ignore_index=True).sort_values("id", ignore_index=True)
    return both, pd.concat([event, births], ignore_index=True)


class IdHistory(NamedTuple):
    """What became of an id: its status, whom it means now, and its events, oldest first."""

    id: str
    status: str
    current_id: str
    events: list[tuple[str, str, str | None]]

    def sentence(self) -> str:
        """Return it in words, in Indonesian."""
        told = subject("history")
        lines = [told[self.status].format(id=self.id, current_id=self.current_id)]
        for run, event, other in self.events:
            lines.append("  " + told["event"][event].format(run=run, other=other))
        return "\n".join(lines)


def id_history(output: Path, work: Path, id_: str) -> IdHistory:
    """Return what became of ``id_``; raise InputError if it is misspelt or was never given."""
    asked = id_.strip().upper()
    if not is_whole(asked):
        raise InputError("program.id_misspelt", id=id_)
    known = read_history(output, work)
    found = known.identity[known.identity["id"] == asked]
    if found.empty:
        raise InputError("program.id_unknown", id=asked)
    of_id = known.event[known.event["id"] == asked][["run_id", "event", "other_id"]]
    events = [(r, e, None if pd.isna(o) else o) for r, e, o in of_id.to_numpy(object).tolist()]
    return IdHistory(asked, found["status"].iloc[0], found["current_id"].iloc[0], events)
