"""configs/merging.toml: survivorship per field, and rules between programmes."""

from typing import Annotated, Literal

from pydantic import Field

from bekasi_reconcile.config.toml import Frozen

Rule = Literal["dukcapil", "nik", "precise", "trust", "majority", "newest"]


class Exclusive(Frozen):
    """Programmes of which a family may receive one only, and the rule that says so."""

    programmes: tuple[str, str]
    basis: str


class Merging(Frozen):
    """How claims become golden values, and what makes an overlap."""

    survivorship: dict[str, Annotated[tuple[Rule, ...], Field(max_length=6)]]
    exclusive: tuple[Exclusive, ...] = ()
