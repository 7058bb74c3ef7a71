"""The ledger of ids: given once, kept by whoever they mean, redirected, never given again."""

from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.arrow_text import is_among, look_up
from bekasi_reconcile.merge.public_id import names
from bekasi_reconcile.sql import fetch, in_memory, query, register_tables
from bekasi_reconcile.tables import TEXT, Identity, IdentityEvent

EVENTS = ("allocate", "restore", "split", "merge", "redirect", "retire")
"""In the order in which a run's events are told."""


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


def assign(grouped: pd.DataFrame, before: PriorLedger, run: LedgerRun) -> GroupIds:
    """Give each group of records an id: the one it had, or a new one.

    ``grouped``: record_id, grp (the least record_id of the group), mark. The outcome depends on
    the records and the ledger alone. An id that no group takes is merged into the one its
    records went to, or retired if there are none.
    """
    kept = _id_shares(grouped, before)
    known = before.identity.set_index("id")
    taken = kept.loc[kept["taken"], ["grp", "id"]].set_index("grp")["id"]
    groups = pd.Index(sorted(grouped["grp"].unique()), dtype=TEXT)
    free = groups.difference(taken.index)
    restored = _ids_to_restore(free, grouped, kept, known)
    fresh = free.difference(restored.index)
    given = names(before.kind, fresh.to_series(), known.index)
    id_of = pd.concat([taken, restored, given]).astype(TEXT).sort_index()
    state = _next_state(known, id_of, kept, grouped)
    state = pd.concat([state, _new_identities(given, run.number)]).sort_index()
    event = _events(known, state, kept.assign(now=look_up(kept["grp"], id_of)), run, before.kind)
    return GroupIds(id_of, Identity.shaped(state.rename_axis("id").reset_index()), event)


def _id_shares(grouped: pd.DataFrame, before: PriorLedger) -> pd.DataFrame:
    with in_memory() as con:
        register_tables(con, {"grouped": grouped, "anchor": before.anchor.astype(TEXT)})
        register_tables(con, {"identity": before.identity, "marked": before.marked.astype(TEXT)})
        return fetch(con, query("identity_keep")).astype({"id": TEXT, "grp": TEXT})


def _ids_to_restore(
    free: pd.Index, grouped: pd.DataFrame, kept: pd.DataFrame, known: pd.DataFrame
) -> pd.Series:
    """Return the ids that come back to groups without one, as the record they were given for does.

    A merged id comes back where a split parts it from what it was merged into, an id that no
    record is known to have had (a run was rolled back) in any case. The oldest comes back.
    """
    found = grouped[is_among(grouped["grp"], free)][["record_id", "grp"]]
    back = found.merge(known.reset_index(), on="record_id")
    parts = kept.assign(parted=True)[["grp", "id", "parted"]]
    back = back.merge(parts, "left", left_on=["grp", "current_id"], right_on=["grp", "id"])
    back = back.rename(columns={"id_x": "id"})
    alone = ~is_among(back["id"], kept["id"]) & (back["status"] != "merged")
    back = back[alone | (back["parted"].notna() & (back["status"] == "merged"))]
    back = back.sort_values(["born", "id"])
    return back.drop_duplicates("grp").set_index("grp")["id"].astype(TEXT)


def _next_state(
    known: pd.DataFrame, id_of: pd.Series, kept: pd.DataFrame, grouped: pd.DataFrame
) -> pd.DataFrame:
    """Return what each known id means now.

    An id not in use follows the record it was given for, if that is on a list, else the records
    it last had, else the id that it was merged into.
    """
    in_use = is_among(known.index.to_series(), id_of)
    goes = look_up(kept[kept["goes"]].set_index("id")["grp"], id_of)
    records = grouped.set_index("record_id")["grp"]
    founded = look_up(look_up(known["record_id"], records), id_of)
    merged = known["status"] == "merged"
    means = look_up(known.index.to_series(), goes)
    means = means.mask(merged, founded)
    means = means.fillna(look_up(known["current_id"], means))
    means = means.mask(in_use, known.index.to_series()).astype(TEXT)
    ended = known["status"].where(merged, "retired").where(means.isna(), "merged")
    return known.assign(
        status=ended.mask(in_use, "active").astype(TEXT),
        current_id=means.fillna(known["current_id"]),
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
    known: pd.DataFrame, state: pd.DataFrame, kept: pd.DataFrame, run: LedgerRun, kind: str
) -> DataFrame[IdentityEvent]:
    """Return what happened to each id, in the order of EVENTS and of ids."""
    was, now = known["status"], state["status"].reindex(known.index)
    moved = (now == "merged") & (state["current_id"].reindex(known.index) != known["current_id"])
    still = is_among(kept["id"], known.index[(now == "active").to_numpy(dtype=bool)])
    parted = kept[(kept["now"] != kept["id"]).to_numpy(dtype=bool) & still]
    fresh = state.index.difference(known.index)
    happened = {
        "allocate": fresh,
        "restore": known.index[(now == "active") & (was != "active")],
        "merge": known.index[(now == "merged") & (was != "merged")],
        "redirect": known.index[moved & (was == "merged")],
        "retire": known.index[(now == "retired") & (was != "retired")],
    }
    told = [_event_rows(event, ids.to_series()) for event, ids in happened.items()]
    told.append(_event_rows("split", parted["id"], parted["now"]))
    events = pd.concat(told, ignore_index=True)
    is_moved = events["event"].isin(["merge", "redirect"])
    current = look_up(events["id"], state["current_id"]).where(is_moved).astype(TEXT)
    events = events.assign(
        other_id=events["other_id"].fillna(current),
        record_id=look_up(events["id"], state["record_id"]).where(events["event"] == "allocate"),
        number=run.number,
        run_id=run.run_id,
        rank=events["event"].map({e: i for i, e in enumerate(EVENTS)}),
    ).sort_values(["rank", "id", "other_id"], ignore_index=True)
    keys = f"{run.number}-{kind}-" + events.index.astype(str).to_series().str.zfill(7).to_numpy()
    return IdentityEvent.shaped(events.assign(event_id=keys))


def _event_rows(event: str, ids: pd.Series, other: pd.Series | None = None) -> pd.DataFrame:
    others = pd.Series(pd.NA, ids.index) if other is None else other
    told = {"id": ids, "event": pd.Series(event, ids.index), "other_id": others}
    return pd.DataFrame(told).astype(TEXT)
