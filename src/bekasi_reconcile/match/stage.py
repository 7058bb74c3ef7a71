"""Match: find the records that are one person, and the persons that are one family."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from bekasi_reconcile.errors import ReconcileError
from bekasi_reconcile.parallel import release_memory

if TYPE_CHECKING:
    import pandas as pd
    from pandera.typing.pandas import DataFrame

    from bekasi_reconcile.config.matching import Matching
    from bekasi_reconcile.match.candidate.encode import Prepared
    from bekasi_reconcile.match.model.frozen_model import Model
    from bekasi_reconcile.match.model.train import Compared
    from bekasi_reconcile.messages.message import Message
    from bekasi_reconcile.tables import Member, Pair, Record

# Everything heavy (recordlinkage alone takes 3 s to import) is imported where it is used.
HEAVY = "bekasi_reconcile.match.candidate.blocking"
"""What is imported ahead, while there is nothing to match yet: it brings recordlinkage."""


class Judged(NamedTuple):
    """Pairs (record_id_l, record_id_r) that are one person, and pairs that are two."""

    same: pd.DataFrame
    apart: pd.DataFrame


class Matched(NamedTuple):
    """Weighed pairs, the person and family of every record, the model used, and how it went.

    ``figures`` holds counts and seconds for the run's manifest; ``notes`` says in sentences what
    a reader of the run should know.
    """

    pair: DataFrame[Pair]
    member: DataFrame[Member]
    model: Model
    figures: dict[str, Any]
    notes: list[Message]


def match(
    records: DataFrame[Record],
    rules: Matching,
    model: Model | None = None,
    judged: Judged | None = None,
) -> Matched:
    """Return who is who among ``records``: pairs, persons and families.

    Without a ``model`` one is trained on the records, or the default one serves where they cannot
    teach one. What reviewers have ``judged`` is obeyed. The outcome depends on the records and
    that alone, not on their order. Raises ReconcileError where the model decides too little.
    """
    from bekasi_reconcile.match.decision.ambiguity import Settling
    from bekasi_reconcile.match.decision.decide import decide
    from bekasi_reconcile.match.decision.household import households
    from bekasi_reconcile.match.decision.judgement import parted, united
    from bekasi_reconcile.match.decision.review_resolution import settled
    from bekasi_reconcile.match.decision.scored_pair import weigh
    from bekasi_reconcile.match.model.drift import drift, drifted
    from bekasi_reconcile.match.result import member_table, pair_table

    clock = _Clock()
    prepared, candidates, compared = _compared(records, rules, clock)
    model, told = _chosen(prepared, compared, rules, model)
    clock.lap("train")
    drifts = drift(prepared, compared, model, rules)
    clock.lap("drift")
    pairs = weigh(prepared, candidates, compared.levels, model, rules)
    clock.lap("weigh")
    if judged is not None:
        pairs = parted(prepared, pairs, judged, model, rules)
    decided = decide(prepared, pairs, model, rules)
    if judged is not None:
        decided = united(prepared, decided, judged, model, rules)
    clock.lap("cluster")
    household = households(prepared, decided.person, rules.household)
    doubtful = settled(Settling(prepared, decided.pairs, decided.person, household), rules)
    decided = decide(prepared, decided.pairs._replace(settled=doubtful), model, rules)
    household = households(prepared, decided.person, rules.household)
    clock.lap("household")
    figures = _figures(len(prepared), decided.decision.tolist(), candidates.counts)
    _refuse_if_undecided(figures, rules)
    pair = pair_table(prepared, decided, rules)
    member = member_table(prepared, decided, household)
    clock.lap("tables")
    figures |= {"model": model.id, "model_from": model.made_from, "drift": drifts}
    notes = [*told, *drifted(drifts, rules)]
    return Matched(pair, member, model, figures | {"seconds": clock.seconds}, notes)


def train(records: DataFrame[Record], rules: Matching) -> Model:
    """Return the model that ``records`` teach, or raise ReconcileError saying why they cannot."""

    prepared, _, compared = _compared(records, rules, _Clock())
    model, reasons = _learned(prepared, compared, rules)
    if model is None:
        raise ReconcileError("model.refused", reasons=reasons)
    return model


class _Clock:
    """Seconds since the last lap, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = perf_counter()

    def lap(self, name: str) -> None:
        now = perf_counter()
        self.seconds[name] = round(now - self._since, 2)
        self._since = now
        release_memory()


def _compared(
    records: DataFrame[Record], rules: Matching, clock: _Clock
) -> tuple[Prepared, Any, Compared]:
    from bekasi_reconcile.match.candidate.blocking import block
    from bekasi_reconcile.match.candidate.encode import prepare
    from bekasi_reconcile.match.comparison.compare import compare
    from bekasi_reconcile.match.model.train import Compared

    prepared = prepare(records, rules)
    clock.lap("prepare")
    candidates = block(prepared, rules)
    clock.lap("block")
    levels = compare(prepared, candidates.left, candidates.right, rules)
    clock.lap("compare")
    return prepared, candidates, Compared(candidates.left, candidates.right, levels)


def _chosen(
    prepared: Prepared, compared: Compared, rules: Matching, model: Model | None
) -> tuple[Model, list[Message]]:
    """Return the model to weigh by: the one given, or one learned now, or the default one."""
    from bekasi_reconcile.match.model.frozen_model import default_model
    from bekasi_reconcile.messages.message import Message

    if model is not None:
        model.check(rules)
        of = {"day": "?", "records": "?"} | dict(model.made_from) | {"id": model.id}
        return model, [Message("model.own", **of)]
    learned, reasons = _learned(prepared, compared, rules)
    if learned is not None:
        return learned, [Message("model.trained")]
    return default_model(rules), [Message("model.default", reasons=reasons)]


def _learned(
    prepared: Prepared, compared: Compared, rules: Matching
) -> tuple[Model | None, list[Message]]:
    """Return the model that the records teach, or None and why it must not be used."""
    from bekasi_reconcile.match.model.fitness import unfit, unidentified
    from bekasi_reconcile.match.model.train import learn

    reasons = unfit(prepared, compared, rules)
    if reasons:
        return None, reasons
    model = learn(prepared, compared, rules)
    reasons = unidentified(model, rules)
    return (None if reasons else model), reasons


def _figures(records: int, decisions: list[int], counts: list[dict[str, Any]]) -> dict[str, Any]:
    from bekasi_reconcile.match.decision.decide import LINK, NON_LINK, REVIEW

    return {
        "records": records,
        "pairs": len(decisions),
        "links": decisions.count(LINK),
        "reviews": decisions.count(REVIEW),
        "non_links": decisions.count(NON_LINK),
        "blocking": counts,
    }


def _refuse_if_undecided(figures: dict[str, Any], rules: Matching) -> None:
    """Raise if so many pairs are in the review band that the model decides nothing."""
    found = figures["links"] + figures["reviews"]
    if figures["records"] < rules.training.least_records or found == 0:
        return
    share = figures["reviews"] / found
    if share > rules.training.most_review:
        raise ReconcileError(
            "model.too_many_reviews",
            share=f"{share:.0%}",
            most=f"{rules.training.most_review:.0%}",
        )
