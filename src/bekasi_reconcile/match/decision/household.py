"""Join persons into families: by family card, by cards that share members, by head and place."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from bekasi_reconcile.config.matching import HouseholdRules
from bekasi_reconcile.match.candidate.encode import MISSING, EncodedRecords
from bekasi_reconcile.match.decision.cluster import Edges, Labels, components, least_of


def households(records: EncodedRecords, person: Labels, rules: HouseholdRules | None) -> Labels:
    """Return, for each position, the least position of its family; a person has one family.

    A person's card is the one most of their records state. Two cards are one family if two
    persons have been on both, or the only person on one of them, a head on both (a reissued
    card). Persons without a card join the family of the head they name, at the same place.
    """
    if rules is None:
        return person
    holding = _holdings(records, person, rules)
    family_of_card = _one_family(holding, len(records.dictionary[rules.card]), rules.largest)
    main = holding.sort_values(["person", "times", "card"], ascending=[True, False, True])
    main = main.drop_duplicates("person")
    family = np.full(len(person), MISSING, dtype=np.int64)
    family[main["person"]] = family_of_card[main["card"]]
    family = _family_by_head(records, person, family, rules)
    alone = family < 0
    family[alone] = family.max(initial=0) + 1 + np.flatnonzero(alone)
    return least_of(family[person])


def _holdings(records: EncodedRecords, person: Labels, rules: HouseholdRules) -> pd.DataFrame:
    """Return one row per person and card: how often stated, and whether as head."""
    card = records.codes[rules.card].to_numpy()
    role = np.append(records.dictionary[rules.role] == rules.head_role, np.False_)
    stated = card >= 0
    return (
        pd.DataFrame(
            {
                "person": person[stated],
                "card": card[stated],
                "head": role[records.codes[rules.role].to_numpy()[stated]],
            }
        )
        .groupby(["person", "card"], as_index=False)
        .agg(times=("head", "size"), head=("head", "any"))
    )


def _one_family(holding: pd.DataFrame, cards: int, largest: int) -> npt.NDArray[np.int64]:
    """Return the family number of each card."""
    several = holding[holding.duplicated("person", keep=False)]
    both = several.merge(several, on="person", suffixes=("_l", "_r"))
    both = both[both["card_l"] < both["card_r"]]
    both = both.assign(head=both["head_l"] & both["head_r"])
    shared = both.groupby(["card_l", "card_r"], as_index=False).agg(
        persons=("person", "size"), head=("head", "any")
    )
    members = (
        holding.groupby("card")["person"].size().reindex(range(cards), fill_value=0).to_numpy()
    )
    fewer = np.minimum(members[shared["card_l"]], members[shared["card_r"]])
    same = (shared["persons"] >= 2) | ((fewer == 1) & shared["head"])
    same &= members[shared["card_l"]] + members[shared["card_r"]] <= 2 * largest
    reissued = shared[same]
    links = Edges(reissued["card_l"].to_numpy(np.int32), reissued["card_r"].to_numpy(np.int32))
    return components(cards, links).astype(np.int64) if cards else np.zeros(0, np.int64)


def _family_by_head(
    records: EncodedRecords, person: Labels, family: npt.NDArray[np.int64], rules: HouseholdRules
) -> npt.NDArray[np.int64]:
    """Give persons without a card the family of the head they name at the same place."""
    named = _head_and_place(records, rules)
    by_card = family[person]
    stated = named >= 0
    lacking = stated & (by_card < 0)
    if not lacking.any():
        return family
    cards = pd.DataFrame({"named": named, "family": by_card})[stated & (by_card >= 0)]
    families = cards.drop_duplicates().groupby("named")["family"].agg(["min", "size"])
    only: pd.Series = families.loc[families["size"] == 1, "min"]
    of_head = pd.Series(named[lacking]).map(only)
    offset = int(max(by_card.max(initial=0), 0)) + 1
    family_number = of_head.fillna(pd.Series(named[lacking] + offset)).to_numpy(np.int64)
    first = pd.DataFrame({"person": person[lacking], "family": family_number})
    first = first.groupby("person").min()
    family = family.copy()
    family[first.index.to_numpy()] = first["family"]
    return family


def _head_and_place(records: EncodedRecords, rules: HouseholdRules) -> npt.NDArray[np.int64]:
    """Return a code for the head that each record names and its place; -1 where any is missing."""
    head = records.codes[rules.head].to_numpy()
    role = np.append(records.dictionary[rules.role] == rules.head_role, np.False_)
    own = pd.Index(records.dictionary[rules.head]).get_indexer(
        pd.Index(records.dictionary[rules.own_name])
    )
    own = np.append(own, MISSING)[records.codes[rules.own_name].to_numpy()]
    is_head = role[records.codes[rules.role].to_numpy()]
    head = np.where((head < 0) & is_head, own, head)
    parts = [head, *(records.codes[column].to_numpy() for column in rules.place)]
    stated = np.logical_and.reduce([part >= 0 for part in parts])
    together = pd.DataFrame({i: part[stated] for i, part in enumerate(parts)})
    named = np.full(len(head), MISSING, dtype=np.int64)
    named[stated] = together.groupby(list(together)).ngroup()
    return named
