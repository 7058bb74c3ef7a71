"""configs/merging.toml: survivorship per field, and the rules of programmes."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bekasi_reconcile.config.mistake import InvalidSetting
from bekasi_reconcile.config.toml import Frozen

Rule = Literal["dukcapil", "nik", "precise", "trust", "majority", "newest"]
Decile = Annotated[int, Field(ge=1, le=10)]


class Exclusive(Frozen):
    """Programmes of which a family may receive one only, and the rule that says so."""

    programmes: tuple[str, str]
    basis: str


class Eligible(Frozen):
    """The ages in whole years, both included, at which a person may receive a programme."""

    programme: str
    ages: tuple[int, int]
    basis: str


class Targeting(Frozen):
    """Who is asked about. ``reference``: the lists on which every poor family should stand.

    A family at or below ``unserved_up_to`` that no programme reaches, and one at or above
    ``doubtful_from`` that some programme does, are each a *dugaan* that a musdes decides.
    ``extreme`` and below count as extreme poverty.
    """

    reference: tuple[str, ...] = ()
    extreme: Decile = 1
    unserved_up_to: Decile = 2
    doubtful_from: Decile = 6

    @model_validator(mode="after")
    def _nobody_is_both(self) -> Self:
        if self.unserved_up_to >= self.doubtful_from:
            raise InvalidSetting(
                "config_error.targeting_overlaps",
                unserved_up_to=self.unserved_up_to,
                doubtful_from=self.doubtful_from,
            )
        return self


class Merging(Frozen):
    """How claims become golden values, what makes an overlap, who is asked about."""

    survivorship: dict[str, Annotated[tuple[Rule, ...], Field(max_length=6)]]
    exclusive: tuple[Exclusive, ...] = ()
    eligible: tuple[Eligible, ...] = ()
    targeting: Targeting = Targeting()
