"""Which new record took the place of one that is gone, because an agency corrected its row.

A record's id is a digest of its content, so a corrected row is a new record. The match itself finds
it, among the new records and those that are gone.
"""

from collections.abc import Callable

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.tables import TEXT, Pair, Past, Record

PairMatcher = Callable[[DataFrame[Record]], DataFrame[Pair]]


def successor_pairs(
    past: DataFrame[Past], new: DataFrame[Record], matching: PairMatcher
) -> pd.DataFrame:
    """Return, for each of the ``new`` records that follows one of the ``past``, which it is.

    Out: record_id, past_id. ``matching`` returns the pairs of records that are or may be one
    person. Of several past records the one from the same list is followed, then the heaviest
    pair. In one list a doubtful pair is enough where neither fits another better: a row that was
    filled in resembles itself less than a copy does.
    """
    waiting = past[past["successor"].isna()]
    if waiting.empty or new.empty:
        return pd.DataFrame(columns=["record_id", "past_id"], dtype=TEXT)
    both = pd.concat([waiting[Record.columns()], new], ignore_index=True)
    pair = _between(matching(Record.shaped(both)), set(new["record_id"]), set(waiting["record_id"]))
    source = both.set_index("record_id")["source"]
    other_list = pair["record_id"].map(source) != pair["past_id"].map(source)
    order = pair.assign(other_list=other_list, lighter=-pair["match_weight"])
    order = order.sort_values(["other_list", "lighter", "record_id", "past_id"])
    first = ~order.duplicated("record_id") & ~order.duplicated("past_id")
    doubtful = (order["decision"] != "link") & (order["other_list"] | ~first)
    order = order[~doubtful].sort_values(["record_id", "other_list", "lighter", "past_id"])
    return order.drop_duplicates("record_id")[["record_id", "past_id"]].reset_index(drop=True)


def _between(pair: pd.DataFrame, new: set[str], past: set[str]) -> pd.DataFrame:
    """Return the pairs of a new and a past record."""
    ends = ["record_id_l", "record_id_r"]
    turned = pair.rename(columns=dict(zip(ends, ends[::-1], strict=True)))
    either = pd.concat([pair, turned[pair.columns]], ignore_index=True)
    either = either.rename(columns={ends[0]: "record_id", ends[1]: "past_id"})
    return either[either["record_id"].isin(new) & either["past_id"].isin(past)]
