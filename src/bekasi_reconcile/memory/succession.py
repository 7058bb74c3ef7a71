"""Which new record took the place of one that is gone: the row that an agency corrected.

A record's id is its content, so a corrected row is a new record. It is found by the match itself,
among the new records and those that are gone.
"""

from collections.abc import Callable

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.tables import TEXT, Pair, Past, Record

Matching = Callable[[DataFrame[Record]], DataFrame[Pair]]


def successions(past: DataFrame[Past], new: DataFrame[Record], matching: Matching) -> pd.DataFrame:
    """Return, for each of the ``new`` records that follows one of the ``past``, which it is.

    Out: record_id, past_id. ``matching`` returns the pairs of records that are one person. Of
    several past records the one from the same list is followed, then the heaviest pair.
    """
    waiting = past[past["successor"].isna()]
    if waiting.empty or new.empty:
        return pd.DataFrame(columns=["record_id", "past_id"], dtype=TEXT)
    both = pd.concat([waiting[Record.columns()], new], ignore_index=True)
    pair = matching(Record.shaped(both))
    linked = pair[pair["decision"] == "link"]
    ends = ["record_id_l", "record_id_r"]
    either = pd.concat([linked, linked.rename(columns=dict(zip(ends, ends[::-1], strict=True)))])
    found = either.rename(columns={ends[0]: "record_id", ends[1]: "past_id"})
    found = found[found["record_id"].isin(new["record_id"])]
    found = found[found["past_id"].isin(waiting["record_id"])]
    source = both.set_index("record_id")["source"]
    other_list = found["record_id"].map(source) != found["past_id"].map(source)
    order = found.assign(other_list=other_list, lighter=-found["match_weight"])
    order = order.sort_values(["record_id", "other_list", "lighter", "past_id"])
    return order.drop_duplicates("record_id")[["record_id", "past_id"]].reset_index(drop=True)
