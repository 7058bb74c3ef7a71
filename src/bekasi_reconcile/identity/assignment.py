"""Give every person and family of a run its id: the one it had in earlier runs, or a new one."""

from collections.abc import Callable, Collection
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.arrow_text import is_among, look_up
from bekasi_reconcile.identity.history import LedgerHistory
from bekasi_reconcile.identity.ledger import GroupIds, LedgerRun, PriorLedger, assign
from bekasi_reconcile.identity.succession import PairMatcher, successor_pairs
from bekasi_reconcile.parallel import thread_map
from bekasi_reconcile.tables import Identity, IdentityEvent, Member, Past, Record

COLUMNS_OF_KIND = {
    "P": ("person", "person_id", "nik"),
    "H": ("household", "household_id", "no_kk"),
}
"""By kind of id: the column of Member that groups, the column of the id, the trusted number."""


class Successions(NamedTuple):
    """Records that are on no list any more, and the new records that took their place.

    ``succession``: record_id (the new record), past_id.
    """

    past: DataFrame[Past]
    succession: pd.DataFrame


class IdAssignment(NamedTuple):
    """Who each record is (``member_id``), and the ledger after this run."""

    member_id: pd.DataFrame
    identity: DataFrame[Identity]
    identity_event: DataFrame[IdentityEvent]
    past: DataFrame[Past]

    def tables(self, member: DataFrame[Member]) -> dict[str, pd.DataFrame]:
        """Return the register's tables of ids; ``member`` tells what linked each record."""
        links = {name: member[name] for name in ("linked_to", "match_weight")}
        return {
            "member": self.member_id.assign(**links),
            "identity": self.identity,
            "identity_event": self.identity_event,
            "past": self.past,
        }

    def current_ids(self, ids: Collection[str]) -> dict[str, str]:
        """Return the active id that each of ``ids`` means now; a retired one is left out."""
        identity = self.identity[is_among(self.identity["id"], ids)]
        active = self.identity.loc[self.identity["status"] == "active", "id"]
        identity = identity[is_among(identity["current_id"], active)]
        return dict(zip(identity["id"], identity["current_id"], strict=True))


def find_successions(
    history: LedgerHistory,
    record: DataFrame[Record],
    matching: PairMatcher,
    forgotten: Callable[[pd.DataFrame], pd.Series],
) -> Successions:
    """Return which records are gone and which of the new ones took their place.

    Records of persons who are ``forgotten`` are not remembered.
    """
    live = record["record_id"]
    past = history.past(live)
    past = Past.shaped(past[~forgotten(past)])
    new = record[:0]
    if past["successor"].isna().any():
        new = record[~is_among(live, history.anchor(live)["record_id"])]
    succession = successor_pairs(past, Record.shaped(new), matching)
    first = succession.sort_values("record_id").drop_duplicates("past_id").set_index("past_id")
    successor = past["successor"].fillna(past["record_id"].map(first["record_id"]))
    return Successions(Past.shaped(past.assign(successor=successor)), succession)


def assign_ids(
    history: LedgerHistory,
    successions: Successions,
    record: DataFrame[Record],
    member: DataFrame[Member],
    run_id: str,
) -> IdAssignment:
    """Give every person and family of this run the id it has had, or a new one."""
    run = LedgerRun(history.number + 1, run_id)
    anchor = _anchors(history, successions, record["record_id"])
    assigned = thread_map(
        lambda kind: _assign_kind(kind, history, anchor, record, member, run),
        tuple(COLUMNS_OF_KIND),
    )
    ids = {
        column: look_up(member[group], of_kind.id_of)
        for (group, column, _), of_kind in zip(COLUMNS_OF_KIND.values(), assigned, strict=True)
    }
    event = pd.concat([history.event, *(of_kind.event for of_kind in assigned)], ignore_index=True)
    event["event_id"] = event["event_id"].astype(history.event["event_id"].dtype)
    return IdAssignment(
        pd.DataFrame({"record_id": member["record_id"], **ids}),
        Identity.shaped(pd.concat([of_kind.identity for of_kind in assigned], ignore_index=True)),
        IdentityEvent.shaped(event),
        successions.past,
    )


def _anchors(history: LedgerHistory, successions: Successions, live: pd.Series) -> pd.DataFrame:
    """Return whose each known or succeeding record was: record_id, person_id, household_id."""
    past = successions.past[["record_id", "person_id", "household_id"]]
    successor = successions.succession.merge(
        past.rename(columns={"record_id": "past_id"}), on="past_id", validate="many_to_one"
    )
    anchor = pd.concat([history.anchor(live), successor.drop(columns="past_id")], ignore_index=True)
    current_id = history.identity.set_index("id")["current_id"]
    return anchor.assign(
        **{name: look_up(anchor[name], current_id) for name in ("person_id", "household_id")}
    )


def _assign_kind(
    kind: str,
    history: LedgerHistory,
    anchor: pd.DataFrame,
    record: DataFrame[Record],
    member: DataFrame[Member],
    run: LedgerRun,
) -> GroupIds:
    group, column, number = COLUMNS_OF_KIND[kind]
    prior = PriorLedger(
        kind,
        Identity.shaped(history.identity[history.identity["id"].str.startswith(f"{kind}-")]),
        anchor[["record_id", column]].rename(columns={column: "id"}),
        history.trusted_numbers(kind),
    )
    number_of = pd.Series(record[number].array, record["record_id"])
    grouped = pd.DataFrame(
        {
            "record_id": member["record_id"],
            "grp": member[group],
            "mark": look_up(member["record_id"], number_of),
        }
    )
    return assign(grouped, prior, run)
