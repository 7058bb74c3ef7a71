"""Match: find the records that are one person, and the persons that are one family."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from bekasi_reconcile.errors import ReconcileError
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.parallel import release_memory

if TYPE_CHECKING:
    from pandera.typing.pandas import DataFrame

    from bekasi_reconcile.config.matching import Matching
    from bekasi_reconcile.match.candidate.blocking import CandidatePairs
    from bekasi_reconcile.match.candidate.encode import EncodedRecords
    from bekasi_reconcile.match.model.frozen_model import Model
    from bekasi_reconcile.match.model.train import ComparedPairs
    from bekasi_reconcile.match.pair_judgements import PairJudgements
    from bekasi_reconcile.tables import Member, Pair, Record

HEAVY = "bekasi_reconcile.match.engine"
"""What the pipeline imports ahead, in a thread: it takes seconds, and is imported where used."""


class Matched(NamedTuple):
    """Scored pairs, the person and family of every record, the model used, and how it went.

    ``figures`` holds counts and seconds for the run's manifest; ``notes`` what a reader of the
    run should know.
    """

    pair: DataFrame[Pair]
    member: DataFrame[Member]
    model: Model
    figures: dict[str, Any]
    notes: list[Message]


def match(
    records: DataFrame[Record],
    matching: Matching,
    model: Model | None = None,
    judgements: PairJudgements | None = None,
) -> Matched:
    """Return who is who among ``records``: pairs, persons and families.

    Without a ``model`` one is trained on the records, or the default one serves where they cannot
    teach one. The ``judgements`` of reviewers are obeyed. The outcome depends on the records
    alone, not on their order. Raises ReconcileError where the model decides too little.
    """
    from bekasi_reconcile.match import engine

    clock = _LapClock()
    encoded, candidates, compared = _compare_candidates(records, matching, clock)
    model, notes = _choose_model(encoded, compared, matching, model)
    clock.lap("train")
    drifts = engine.drift(encoded, compared, model, matching)
    clock.lap("drift")
    pairs = engine.weigh(encoded, candidates, compared.levels, model, matching)
    clock.lap("weigh")
    if judgements is not None:
        pairs = engine.apply_different(encoded, pairs, judgements, model, matching)
    decisions = engine.decide(encoded, pairs, model, matching)
    if judgements is not None:
        decisions = engine.apply_same(encoded, decisions, judgements, model, matching)
    clock.lap("cluster")
    household = engine.households(encoded, decisions.person, matching.household)
    state = engine.ClusterState(encoded, decisions.pairs, decisions.person, household)
    resolved = engine.resolve_review_band(state, matching)
    pairs = decisions.pairs._replace(resolved=resolved)
    decisions = engine.decide(encoded, pairs, model, matching)
    household = engine.households(encoded, decisions.person, matching.household)
    clock.lap("household")
    figures = _figures(len(encoded), decisions.decision.tolist(), candidates.counts)
    _refuse_too_many_reviews(figures, matching)
    pair = engine.pair_table(encoded, decisions, matching)
    member = engine.member_table(encoded, decisions, household)
    clock.lap("tables")
    figures |= {"model": model.id, "model_from": model.made_from, "drift": drifts}
    figures |= {"seconds": clock.seconds}
    return Matched(pair, member, model, figures, [*notes, *engine.drift_notes(drifts, matching)])


def train(records: DataFrame[Record], matching: Matching) -> Model:
    """Return the model that ``records`` teach, or raise ReconcileError saying why they cannot."""
    encoded, _, compared = _compare_candidates(records, matching, _LapClock())
    model, reasons = _learn_if_fit(encoded, compared, matching)
    if model is None:
        raise ReconcileError("model.refused", reasons=reasons)
    return model


class _LapClock:
    """Seconds since the last lap, by name; memory that a lap leaves unused is released."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = perf_counter()

    def lap(self, name: str) -> None:
        now = perf_counter()
        self.seconds[name] = round(now - self._since, 2)
        self._since = now
        release_memory()


def _compare_candidates(
    records: DataFrame[Record], matching: Matching, clock: _LapClock
) -> tuple[EncodedRecords, CandidatePairs, ComparedPairs]:
    from bekasi_reconcile.match import engine

    encoded = engine.encode(records, matching)
    clock.lap("prepare")
    candidates = engine.block(encoded, matching)
    clock.lap("block")
    levels = engine.compare(encoded, candidates.left, candidates.right, matching)
    clock.lap("compare")
    return encoded, candidates, engine.ComparedPairs(candidates.left, candidates.right, levels)


def _choose_model(
    encoded: EncodedRecords, compared: ComparedPairs, matching: Matching, model: Model | None
) -> tuple[Model, list[Message]]:
    """Return the model to weigh by (the one given, one learned now, or the default) and why."""
    from bekasi_reconcile.match import engine

    if model is not None:
        model.check(matching)
        origin = {"day": "?", "records": "?"} | dict(model.made_from) | {"id": model.id}
        return model, [Message("model.own", **origin)]
    learned, reasons = _learn_if_fit(encoded, compared, matching)
    if learned is not None:
        return learned, [Message("model.trained")]
    return engine.default_model(matching), [Message("model.default", reasons=reasons)]


def _learn_if_fit(
    encoded: EncodedRecords, compared: ComparedPairs, matching: Matching
) -> tuple[Model | None, list[Message]]:
    """Return the model that the records teach, or None and why it must not be used."""
    from bekasi_reconcile.match import engine

    obstacles = engine.training_obstacles(encoded, compared, matching)
    if obstacles:
        return None, obstacles
    model = engine.learn(encoded, compared, matching)
    defects = engine.model_defects(model, matching)
    return (None if defects else model), defects


def _figures(records: int, decisions: list[int], counts: list[dict[str, Any]]) -> dict[str, Any]:
    from bekasi_reconcile.match import engine

    return {
        "records": records,
        "pairs": len(decisions),
        "links": decisions.count(engine.LINK),
        "reviews": decisions.count(engine.REVIEW),
        "non_links": decisions.count(engine.NON_LINK),
        "blocking": counts,
    }


def _refuse_too_many_reviews(figures: dict[str, Any], matching: Matching) -> None:
    """Raise if so many pairs are in the review band that the model decides nothing."""
    pairs, training = figures["links"] + figures["reviews"], matching.training
    if figures["records"] < training.least_records or pairs == 0:
        return
    share = figures["reviews"] / pairs
    if share > training.most_review:
        raise ReconcileError(
            "model.too_many_reviews", share=f"{share:.0%}", most=f"{training.most_review:.0%}"
        )
