"""The tables that leave the match: Pair and Member."""

import numpy as np
import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.candidate.encode import EncodedRecords
from bekasi_reconcile.match.decision.cluster import Labels
from bekasi_reconcile.match.decision.decide import LINK, NON_LINK, LinkDecisions
from bekasi_reconcile.tables import TEXT, Member, Pair

DECISIONS = ("non-link", "review", "link")
BY_CLOSURE = "dalam_kelompok"


def pair_table(
    records: EncodedRecords, decisions: LinkDecisions, matching: Matching
) -> DataFrame[Pair]:
    """Return the pairs that are heavy enough to be stored, in order of their ids."""
    heavy = decisions.pairs.bits >= matching.decision.keep_from
    rows = heavy | (decisions.decision != NON_LINK)
    pairs = decisions.pairs.take(rows)
    names = [rule.name for rule in matching.blocking_rules] + [BY_CLOSURE]
    levels = {f"level_{n}": pairs.levels[n].astype("Int8") for n in matching.comparisons}
    ids = pd.array(records.ids, dtype=TEXT)
    frame = pd.DataFrame(
        {
            "record_id_l": ids.take(pairs.left),
            "record_id_r": ids.take(pairs.right),
            "blocking_rule": pd.array(names, dtype=TEXT).take(pairs.rule % len(names)),
            **levels,
            "match_weight": pairs.bits,
            "decision": pd.array(DECISIONS, dtype=TEXT).take(decisions.decision[rows]),
            "kept_apart_by": pd.array(decisions.refused_by[rows], dtype=TEXT),
        }
    )
    return Pair.checked(frame)


def member_table(
    records: EncodedRecords, decisions: LinkDecisions, household: Labels
) -> DataFrame[Member]:
    """Return the person and family of every record and the strongest link that holds it."""
    ids = pd.array(records.ids, dtype=TEXT)
    links = np.flatnonzero(decisions.decision == LINK)
    pairs = decisions.pairs
    at = np.concatenate([pairs.left[links], pairs.right[links]])
    to = np.concatenate([pairs.right[links], pairs.left[links]])
    bits = np.tile(pairs.bits[links], 2)
    best = np.full(len(ids), -np.inf)
    np.maximum.at(best, at, bits)
    strongest = bits == best[at]
    nearest = np.full(len(ids), len(ids))  # of equally strong links the first
    np.minimum.at(nearest, at[strongest], to[strongest])
    alone = nearest == len(ids)
    frame = pd.DataFrame(
        {
            "record_id": ids,
            "person": ids.take(decisions.person),
            "household": ids.take(household),
            "linked_to": ids.take(np.where(alone, -1, nearest), allow_fill=True),
            "match_weight": pd.arrays.FloatingArray(np.where(alone, 0.0, best), alone),
        }
    )
    return Member.checked(frame)
