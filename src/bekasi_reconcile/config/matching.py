"""What ``matching.toml`` may say: how pairs are found, compared, weighed and decided."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import AliasChoices, Field, model_validator

from bekasi_reconcile.config.mistake import InvalidSetting
from bekasi_reconcile.config.toml import Frozen

Probability = Annotated[float, Field(gt=0, lt=1)]
Bits = Annotated[float, Field(description="log2 odds", ge=-60, le=60)]
Count = Annotated[int, Field(ge=1)]
Names = Annotated[tuple[str, ...], Field(min_length=1)]

FORMER_KEYS = {
    "blocking_rules": "rules",
    "chance_pairs": "alone",
    "review_rules": "settlements",
    "excluded_by": "voided_by",
    "excluded_above_names": "voided_above_names",
    "rival_margin": "settle_margin",
}
"""The words by which ``matching.toml`` named some keys before; they are still read."""


def _either(key: str) -> AliasChoices:
    """Return the names under which ``key`` may stand in the file."""
    return AliasChoices(key, FORMER_KEYS[key])


class WithFormerKeys(Frozen):
    """A table some of whose keys have a former name: one of the two may stand there, not both."""

    @model_validator(mode="before")
    @classmethod
    def _one_name_for_a_key(cls, stated: object) -> object:
        for key, former in FORMER_KEYS.items():
            if isinstance(stated, dict) and key in stated and former in stated:
                raise InvalidSetting("config_error.two_names", key=key, former=former)
        return stated


class BlockingRule(Frozen):
    """Keys that must all agree; each is ``column`` or ``column.derivation``.

    A block with more than ``largest`` records is dropped and reported.
    """

    name: str
    keys: Names
    largest: Count


class ChancePairs(Frozen):
    """Which pairs met by chance: one blocking rule admits them, at this level or below."""

    comparison: str
    at_most: str


class ComparisonLevel(Frozen):
    """One outcome of a comparison, weakest first: where training starts and how far it may go.

    ``m`` and ``u`` are what is expected before any record is seen; ``bits`` bounds the weight
    that training may give the level.
    """

    name: str
    m: Probability
    u: Probability
    bits: tuple[Bits, Bits]

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        if self.bits[0] > self.bits[1]:
            raise InvalidSetting("config_error.level_bits", level=self.name)
        return self


class Comparison(Frozen):
    """One way of comparing two records: a feature, the columns it reads, its ladder of levels.

    ``term_frequency`` names, for a level, the column whose value's rarity adjusts the weight.
    ``only`` holds the values that one family has once; agreement on one is a level of its own.
    ``anchor`` says which true matches teach m: pairs that share the ``identifier``, or, for the
    identifier itself, pairs that agree on everything in ``training.agreement``.
    """

    feature: Literal["name", "date", "identifier", "number", "place", "text", "equal"]
    on: Names
    levels: Annotated[tuple[ComparisonLevel, ...], Field(min_length=2)]
    term_frequency: dict[str, str] = {}
    at_least: dict[str, float] = {}
    only: tuple[str, ...] = ()
    anchor: Literal["identifier", "agreement"] = "identifier"

    def number(self, level: str) -> int:
        """Return the number of the level called ``level``; 0 is the weakest."""
        return [step.name for step in self.levels].index(level)


class Constraint(Frozen):
    """Levels that together keep two records apart; all that is named must hold.

    ``below`` holds where the level is under the one named (missing too, if the comparison is in
    ``or_missing``); ``among`` where it is one of those named; ``same`` where both records have
    one value. Scope ``cluster``: the two never meet in one person. Scope ``pair``: the pair
    alone is not enough to link them, but a third record may.
    """

    name: str
    scope: Literal["cluster", "pair"]
    below: dict[str, str] = {}
    among: dict[str, tuple[str, ...]] = {}
    or_missing: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


class ReviewRule(Frozen):
    """When a pair of the review band that has no rival is a link; all that is named must hold.

    ``at_least`` names the least level of a comparison. ``despite`` names constraints that the
    rule overcomes. ``family``: both records are in one family. ``other_card``: that is known by
    more than a card that both state. ``other_list``: no list has both persons. ``only_one``:
    nobody else has these blocking keys. ``no_twin``: some list shows the family, and no list
    shows another member of it, or a neighbour, with this column's value. ``least_records``: the
    rule needs so many records, since to be the only one among a few proves nothing.
    """

    name: str
    from_bits: Bits
    at_least: dict[str, str] = {}
    despite: tuple[str, ...] = ()
    family: bool = False
    other_card: bool = False
    other_list: bool = False
    only_one: tuple[str, ...] = ()
    no_twin: str = ""
    least_records: int = 0


class DecisionThresholds(WithFormerKeys):
    """Where the three Fellegi–Sunter regions meet, in bits.

    ``rival_margin``: a review rule links a pair only if no third person comes as near as this.
    """

    link_from: Bits
    review_from: Bits
    keep_from: Bits
    apart_below: Bits
    rival_margin: Annotated[float, Field(ge=0, validation_alias=_either("rival_margin"))]
    margin: Annotated[float, Field(ge=0)]
    certain_from: Bits

    @model_validator(mode="after")
    def _regions_do_not_overlap(self) -> Self:
        if not self.keep_from <= self.review_from <= self.link_from:
            raise InvalidSetting("config_error.decision_regions")
        return self


class Group(Frozen):
    """Comparisons that say nearly the same: their sum counts within these bits."""

    comparisons: Names
    at_least: Bits
    at_most: Bits


class Training(Frozen):
    """What a training needs, and when its outcome is refused.

    A value that fewer than ``least_bearers`` people bear is not written into the model. A level
    counts as seen from ``least_seen`` pairs on. The model is refused if one comparison carries
    more than ``most_carried`` of the evidence for a match, or if a level weighs more than
    ``most_reversed`` bits less than a weaker one. ``most_drift``, in bits, is how far records may
    be from those of the training before a notice is given.
    """

    least_records: Count
    least_anchors: Count
    random_pairs: Count
    pseudo_count: Annotated[float, Field(gt=0)]
    most_review: Probability
    identifier: str
    identifier_level: str
    agreement: dict[str, str]
    least_frequency: Probability
    least_bearers: Count
    least_population: Count
    least_seen: Count
    most_carried: Probability
    most_reversed: Annotated[float, Field(ge=0)]
    most_drift: Probability


class Repeats(Frozen):
    """A list has its people repeatedly if more than this share of its rows repeats ``keys``."""

    keys: Names
    share: Probability


class HouseholdRules(Frozen):
    """Columns that tell families, and how large one may become.

    ``card`` identifies a family, ``head`` and ``place`` stand in where it is missing;
    ``role`` equal to ``head_role`` marks the head.
    """

    card: str
    head: str
    own_name: str
    place: Names
    role: str
    head_role: str
    largest: Count


class Matching(WithFormerKeys):
    """How pairs are found, compared, weighed, decided and clustered.

    ``columns``: a column made of the first of others that has a value. A value is no evidence
    where the column in ``excluded_by`` is true, or where more differently named people share it
    than ``excluded_above_names`` allows. ``name_key`` tells whether people are differently named.
    """

    version: Count
    chunk: Count
    largest_cluster: Count
    columns: dict[str, Names]
    excluded_by: dict[str, str] = Field(validation_alias=_either("excluded_by"))
    excluded_above_names: dict[str, Count] = Field(validation_alias=_either("excluded_above_names"))
    blocking_rules: tuple[BlockingRule, ...] = Field(
        min_length=1, max_length=64, validation_alias=_either("blocking_rules")
    )
    chance_pairs: ChancePairs | None = Field(None, validation_alias=_either("chance_pairs"))
    comparisons: Annotated[dict[str, Comparison], Field(min_length=1)]
    groups: tuple[Group, ...]
    decision: DecisionThresholds
    constraints: Annotated[tuple[Constraint, ...], Field(max_length=64)]
    review_rules: tuple[ReviewRule, ...] = Field((), validation_alias=_either("review_rules"))
    training: Training
    household: HouseholdRules | None = None
    repeats: Repeats | None = None
    name_key: str

    @model_validator(mode="after")
    def _names_have_a_meaning(self) -> Self:
        for comparison, level in self._named_levels():
            self.level(comparison, level)
        constraints = [constraint.name for constraint in self.constraints]
        for rule in self.review_rules:
            for name in rule.despite:
                if name not in constraints:
                    raise InvalidSetting(
                        "config_error.unknown_constraint", rule=rule.name, constraint=name
                    )
        return self

    def _named_levels(self) -> Iterator[tuple[str, str]]:
        """Yield each comparison and level that a rule names."""
        for constraint in self.constraints:
            yield from constraint.below.items()
            yield from ((name, level) for name, of in constraint.among.items() for level in of)
        for rule in self.review_rules:
            yield from rule.at_least.items()
        yield from self.training.agreement.items()
        yield self.training.identifier, self.training.identifier_level
        if self.chance_pairs is not None:
            yield self.chance_pairs.comparison, self.chance_pairs.at_most

    def doubts(self) -> frozenset[str]:
        """Return the names of the constraints that some review rule may overcome."""
        return frozenset(name for rule in self.review_rules for name in rule.despite)

    def level(self, comparison: str, level: str) -> int:
        """Return the number of ``level`` in the ladder of ``comparison``."""
        ladder = self.comparisons.get(comparison)
        if ladder is None or level not in [step.name for step in ladder.levels]:
            raise InvalidSetting("config_error.unknown_level", comparison=comparison, level=level)
        return ladder.number(level)
