"""[brakes] of configs/reconcile.toml: what stops a publication until somebody accepts it."""

from typing import Annotated

from pydantic import Field

from bekasi_reconcile.config.toml import Frozen

Share = Annotated[float, Field(gt=0, le=1)]


class Brakes(Frozen):
    """Limits against the register that counts. Shares are of 1.

    ``least_records``: a source, or a register, with fewer records or persons before is not judged
    by shares. ``shrunk``: a source left with less than this share of its records.
    ``protected``: fields of person in which no more than ``changed`` of the known persons may get
    another value or lose theirs. ``merged``: share of the known persons who may be found to be
    one with another known person. ``one_list``: records of one file in one person.
    """

    least_records: Annotated[int, Field(ge=1)]
    shrunk: Share
    protected: tuple[str, ...]
    changed: Share
    merged: Share
    one_list: Annotated[int, Field(ge=2)]
