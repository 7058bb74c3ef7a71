"""The ledger of earlier runs, read from the newest register so that the two cannot disagree."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.errors import InputError
from bekasi_reconcile.merge.public_id import is_valid_id
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.register import runs, schema
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.sql import fetch, query, register_tables
from bekasi_reconcile.tables import TEXT, Identity, IdentityEvent, Past

TRUSTED_NUMBERS = {
    "P": "SELECT person_id AS id, nik AS mark FROM isi.person WHERE nik IS NOT NULL",
    "H": "SELECT household_id AS id, no_kk AS mark FROM isi.household WHERE no_kk IS NOT NULL",
}
"""By kind of id: the query for the trusted number that shows whose the id is."""


@dataclass(frozen=True)
class LedgerHistory:
    """The ledger so far and the register it stands in (``path``; None before the first run)."""

    number: int
    path: Path | None
    identity: DataFrame[Identity]
    event: DataFrame[IdentityEvent]

    def past(self, live: pd.Series) -> DataFrame[Past]:
        """Return the records known to the register that are not among ``live``."""
        past = self._fetch("identity_past", live, number=self.number)
        return Past.shaped(pd.DataFrame({"nama_wakil": []}) if past is None else past)

    def anchor(self, live: pd.Series) -> pd.DataFrame:
        """Return record_id, person_id, household_id of those of ``live`` that are known."""
        anchor = self._fetch("identity_anchor", live)
        columns = ["record_id", "person_id", "household_id"]
        return pd.DataFrame(columns=columns, dtype=TEXT) if anchor is None else anchor

    def trusted_numbers(self, kind: str) -> pd.DataFrame:
        """Return id and mark: the trusted number of each person (P) or family (H) that has one."""
        if self.path is None:
            return pd.DataFrame(columns=["id", "mark"], dtype=TEXT)
        with connect(self.path) as con:
            return fetch(con, TRUSTED_NUMBERS[kind])

    def _fetch(self, name: str, live: pd.Series, **parameters: int) -> pd.DataFrame | None:
        if self.path is None:
            return None
        with connect(self.path) as con:
            register_tables(con, {"live": live.to_frame("record_id")})
            return fetch(con, query(name), **parameters)


def read_history(output: Path, work: Path) -> LedgerHistory:
    """Return the ledger that the runs in ``output`` left; ``work`` is for migrating an old one.

    Ids that were given by a run which was since rolled back stay in the ledger, so that they can
    be explained and never come to mean somebody else.
    """
    latest = runs.latest(output)
    if latest is None:
        empty = pd.DataFrame({"id": []})
        return LedgerHistory(0, None, Identity.shaped(empty), IdentityEvent.shaped(empty))
    path = schema.at_current_schema(latest / "register.duckdb", work)
    identity, event = _ledger(path)
    newest = runs.newest(output)
    if newest is not None and newest != latest:
        abandoned = _ledger(schema.at_current_schema(newest / "register.duckdb", work))
        identity, event = _with_ids_rolled_back(identity, event, *abandoned)
    number = int(event["number"].max()) if len(event) else 0
    return LedgerHistory(number, path, Identity.shaped(identity), IdentityEvent.shaped(event))


def _ledger(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    with connect(path) as con:
        return (
            fetch(con, "FROM isi.identity ORDER BY id"),
            fetch(con, "FROM isi.identity_event ORDER BY number, event_id"),
        )


def _with_ids_rolled_back(
    identity: pd.DataFrame,
    event: pd.DataFrame,
    abandoned: pd.DataFrame,
    abandoned_event: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ledger with the ids that only the ``abandoned`` one has, as if just given."""
    unknown = abandoned[~abandoned["id"].isin(identity["id"])]
    births = abandoned_event[
        abandoned_event["id"].isin(unknown["id"]) & (abandoned_event["event"] == "allocate")
    ]
    if unknown.empty:
        return identity, event
    given = unknown.assign(status="active", current_id=unknown["id"])
    identity = pd.concat([identity, given], ignore_index=True).sort_values("id", ignore_index=True)
    return identity, pd.concat([event, births], ignore_index=True)


class IdHistory(NamedTuple):
    """What became of an id: its status, what it means now, and its events, oldest first.

    ``events``: run_id, event, other id.
    """

    id: str
    status: str
    current_id: str
    events: list[tuple[str, str, str | None]]

    def messages(self) -> list[Message]:
        """Return its status in words, then each event."""
        status = Message(f"history.status.{self.status}", id=self.id, current_id=self.current_id)
        return [
            status,
            *(Message(f"history.event.{e}", run=run, other=other) for run, e, other in self.events),
        ]


def id_history(output: Path, work: Path, text: str) -> IdHistory:
    """Return what became of the id ``text``; raise InputError if it is misspelt or unknown."""
    id_ = text.strip().upper()
    if not is_valid_id(id_):
        raise InputError("program.id_misspelt", id=text)
    history = read_history(output, work)
    identity = history.identity[history.identity["id"] == id_]
    if identity.empty:
        raise InputError("program.id_unknown", id=id_)
    event = history.event[history.event["id"] == id_][["run_id", "event", "other_id"]]
    events = [(r, e, None if pd.isna(o) else o) for r, e, o in event.to_numpy(object).tolist()]
    return IdHistory(id_, identity["status"].iloc[0], identity["current_id"].iloc[0], events)
