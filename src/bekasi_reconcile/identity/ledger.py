"""The ledger of ids: given once, kept by whoever they mean, redirected, never given again."""

from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.arrow_text import is_among, look_up
from bekasi_reconcile.merge.public_id import public_ids
from bekasi_reconcile.sql import fetch, in_memory, query, register_tables
from bekasi_reconcile.tables import TEXT, Identity, IdentityEvent

EVENTS = ("allocate", "restore", "split", "merge", "redirect", "retire")
"""In the order in which the events of a run are listed."""


class LedgerRun(NamedTuple):
    """The run that events belong to: its number in the ledger and its id."""

    number: int
    run_id: str


class PriorLedger(NamedTuple):
    """What earlier runs left of one kind of id (``kind``: P or H).

    ``anchor`` (record_id, id): whose a record was; ``marked`` (id, mark): the trusted number of
    the person or family, as the register last had it.
    """

    kind: str
    identity: DataFrame[Identity]
    anchor: pd.DataFrame
    marked: pd.DataFrame


class GroupIds(NamedTuple):
    """The id of each group (``grp``, ``id``), the ledger's new state, and the run's events."""

    id_of: pd.Series
    identity: DataFrame[Identity]
    event: DataFrame[IdentityEvent]


def assign(grouped: pd.DataFrame, prior: PriorLedger, run: LedgerRun) -> GroupIds:
    """Give each group of records an id: the one it had, or a new one.

    ``grouped``: record_id, grp (the least record_id of the group), mark. The outcome depends on
    the records and the ledger alone. An id that no group takes is merged into the one its
    records went to, or retired if there are none.
    """
    share = _id_shares(grouped, prior)
    identity = prior.identity.set_index("id")
    taken = share.loc[share["taken"], ["grp", "id"]].set_index("grp")["id"]
    groups = pd.Index(sorted(grouped["grp"].unique()), dtype=TEXT)
    free = groups.difference(taken.index)
    restored = _ids_to_restore(free, grouped, share, identity)
    fresh = free.difference(restored.index)
    given = public_ids(prior.kind, fresh.to_series(), identity.index)
    id_of = pd.concat([taken, restored, given]).astype(TEXT).sort_index()
    state = _next_state(identity, id_of, share, grouped)
    state = pd.concat([state, _new_identities(given, run.number)]).sort_index()
    share = share.assign(now=look_up(share["grp"], id_of))
    event = _events(identity, state, share, run, prior.kind)
    return GroupIds(id_of, Identity.shaped(state.rename_axis("id").reset_index()), event)


def _id_shares(grouped: pd.DataFrame, prior: PriorLedger) -> pd.DataFrame:
    """Return each (id, grp) that share a record: whether the id goes to it, and is taken by it."""
    with in_memory() as con:
        register_tables(con, {"grouped": grouped, "anchor": prior.anchor.astype(TEXT)})
        register_tables(con, {"identity": prior.identity, "marked": prior.marked.astype(TEXT)})
        return fetch(con, query("identity_keep")).astype({"id": TEXT, "grp": TEXT})


def _ids_to_restore(
    free: pd.Index, grouped: pd.DataFrame, share: pd.DataFrame, identity: pd.DataFrame
) -> pd.Series:
    """Return the ids that come back to groups without one, with the record they were given for.

    A merged id comes back where a split separates it from what it was merged into. An id that no
    record is known to have had (its run was rolled back) comes back in any case. Of several the
    oldest comes back.
    """
    founder = grouped[is_among(grouped["grp"], free)][["record_id", "grp"]]
    back = founder.merge(identity.reset_index(), on="record_id")
    parts = share.assign(split=True)[["grp", "id", "split"]]
    back = back.merge(parts, "left", left_on=["grp", "current_id"], right_on=["grp", "id"])
    back = back.rename(columns={"id_x": "id"})
    without_records = ~is_among(back["id"], share["id"]) & (back["status"] != "merged")
    back = back[without_records | (back["split"].notna() & (back["status"] == "merged"))]
    back = back.sort_values(["born", "id"])
    return back.drop_duplicates("grp").set_index("grp")["id"].astype(TEXT)


def _next_state(
    identity: pd.DataFrame, id_of: pd.Series, share: pd.DataFrame, grouped: pd.DataFrame
) -> pd.DataFrame:
    """Return what each id of the ledger means now.

    An id not in use follows the record it was given for, if that is on a list, else the records
    it last had, else the id that it was merged into.
    """
    ids = identity.index.to_series()
    in_use = is_among(ids, id_of)
    largest_part = look_up(share[share["goes"]].set_index("id")["grp"], id_of)
    group_of = grouped.set_index("record_id")["grp"]
    of_founder = look_up(look_up(identity["record_id"], group_of), id_of)
    merged = identity["status"] == "merged"
    current = look_up(ids, largest_part)
    current = current.mask(merged, of_founder)
    current = current.fillna(look_up(identity["current_id"], current))
    current = current.mask(in_use, ids).astype(TEXT)
    status = identity["status"].where(merged, "retired").where(current.isna(), "merged")
    return identity.assign(
        status=status.mask(in_use, "active").astype(TEXT),
        current_id=current.fillna(identity["current_id"]),
    )


def _new_identities(given: pd.Series, number: int) -> pd.DataFrame:
    ids = pd.Index(given.to_numpy(), dtype=TEXT)
    return pd.DataFrame(
        {
            "born": pd.array([number] * len(ids), dtype="Int64"),
            "status": pd.array(["active"] * len(ids), dtype=TEXT),
            "current_id": ids.array,
            "record_id": given.index.astype(TEXT).array,
        },
        index=ids,
    )


def _events(
    identity: pd.DataFrame, state: pd.DataFrame, share: pd.DataFrame, run: LedgerRun, kind: str
) -> DataFrame[IdentityEvent]:
    """Return what happened to each id, in the order of EVENTS and of ids."""
    was, now = identity["status"], state["status"].reindex(identity.index)
    current = state["current_id"].reindex(identity.index)
    redirected = (now == "merged") & (current != identity["current_id"])
    still = is_among(share["id"], identity.index[(now == "active").to_numpy(dtype=bool)])
    split = share[(share["now"] != share["id"]).to_numpy(dtype=bool) & still]
    ids_of = {
        "allocate": state.index.difference(identity.index),
        "restore": identity.index[(now == "active") & (was != "active")],
        "merge": identity.index[(now == "merged") & (was != "merged")],
        "redirect": identity.index[redirected & (was == "merged")],
        "retire": identity.index[(now == "retired") & (was != "retired")],
    }
    rows = [_event_rows(event, ids.to_series()) for event, ids in ids_of.items()]
    rows.append(_event_rows("split", split["id"], split["now"]))
    events = pd.concat(rows, ignore_index=True)
    is_moved = events["event"].isin(["merge", "redirect"])
    new_id = look_up(events["id"], state["current_id"]).where(is_moved).astype(TEXT)
    events = events.assign(
        other_id=events["other_id"].fillna(new_id),
        record_id=look_up(events["id"], state["record_id"]).where(events["event"] == "allocate"),
        number=run.number,
        run_id=run.run_id,
        rank=events["event"].map({e: i for i, e in enumerate(EVENTS)}),
    ).sort_values(["rank", "id", "other_id"], ignore_index=True)
    keys = f"{run.number}-{kind}-" + events.index.astype(str).to_series().str.zfill(7).to_numpy()
    return IdentityEvent.shaped(events.assign(event_id=keys))


def _event_rows(event: str, ids: pd.Series, other: pd.Series | None = None) -> pd.DataFrame:
    others = pd.Series(pd.NA, ids.index) if other is None else other
    columns = {"id": ids, "event": pd.Series(event, ids.index), "other_id": others}
    return pd.DataFrame(columns).astype(TEXT)
