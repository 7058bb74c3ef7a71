"""The match among records some of which are gone, by the model that every run uses."""

from pandera.typing.pandas import DataFrame

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.match.model.frozen_model import Model, default_model
from bekasi_reconcile.match.stage import match
from bekasi_reconcile.tables import Pair, Record

NO_LIMIT = 0.999999
"""A share of doubtful pairs that is never reached."""


def possible_successors(
    records: DataFrame[Record], rules: Matching, model: Model | None
) -> DataFrame[Pair]:
    """Return the pairs of ``records``, some new and some gone, that are or may be one person.

    Not those that a constraint keeps apart over whole persons. Most records have no match there,
    so no share of doubtful pairs is too high.
    """
    training = rules.training.model_copy(update={"most_review": NO_LIMIT})
    lenient = rules.model_copy(update={"training": training})
    pair = match(records, lenient, model or default_model(rules)).pair
    cannot_link = [c.name for c in rules.constraints if c.scope == "cluster"]
    return Pair.checked(
        pair[(pair["decision"] != "non-link") & ~pair["kept_apart_by"].isin(cannot_link)]
    )
