"""Source profiles: one list of one agency each, in configs/sources/<source>.toml."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bekasi_reconcile.config.mistake import InvalidSetting
from bekasi_reconcile.config.toml import Frozen, load
from bekasi_reconcile.reference import words
from bekasi_reconcile.reference.field_name import FORMER, VERSIONED

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]


class Source(Frozen):
    """The profile of one list. ``reviewed = false`` marks a profile that was only inferred.

    ``files``: patterns of file names (``*`` for anything, no case) that belong to it;
    ``headers``: headers that together stand in no other list. ``columns``: header → field of
    reference/fields.toml, ``lain`` for a column to leave alone. ``coding``: field → how the list
    writes it (dukcapil or bps; dmy or mdy). ``constants``: field → text for lists that leave it
    out. ``replaces``: what a newer file does to the older ones of this source. ``programmes``: what
    a row proves. ``required``, ``allowed``, ``unique``: fields that every row must fill, the only
    words a field may hold, fields that together name a row once; a breach is a problem. ``trust``:
    0 to 100, the higher source's value survives.
    """

    source: Slug
    title: str
    agency: str
    reviewed: bool = True
    unit: Literal["individu", "keluarga"] = "individu"
    replaces: Literal["source", "namesake", "add"] = "add"
    files: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    coding: dict[str, str] = {}
    constants: dict[str, str] = {}
    programmes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    allowed: dict[str, tuple[str, ...]] = {}
    unique: tuple[str, ...] = ()
    trust: Annotated[int, Field(ge=0, le=100)] = 50

    @model_validator(mode="after")
    def _fields_are_known(self) -> Self:
        fields = [*words.table("fields"), *(name + FORMER for name in VERSIONED)]
        used = [*self.columns.values(), *self.coding, *self.constants, *self.required]
        unknown = sorted({f for f in (*used, *self.allowed, *self.unique) if f not in fields})
        if unknown:
            raise InvalidSetting(
                "config_error.unknown_field", unknown=", ".join(unknown), fields=", ".join(fields)
            )
        return self


def load_sources(folder: Path) -> tuple[Source, ...]:
    """Return the profiles in ``folder``, by name; a missing folder has none."""
    return tuple(load(path, Source) for path in sorted(folder.glob("*.toml")))
