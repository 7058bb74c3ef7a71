"""What a list writes once for a whole family."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd


def filled_by(fields: Mapping[str, pd.Series], names: Sequence[str], rows: int) -> np.ndarray:
    """Return which rows fill one of the fields ``names``."""
    mask = np.zeros(rows, dtype=bool)
    for name in names:
        if name in fields:
            mask |= fields[name].notna().to_numpy(dtype=bool)
    return mask


OF_FAMILY = ("no_kk", "alamat", "dusun", "rt", "rw", "rt_rw", "desa", "kecamatan")
MOSTLY = 0.9
HEAD = r"(?i)^\s*(kepala|kep\b|kk\b|krt\b|1\s*$)"


def fill_family_down(fields: dict[str, pd.Series]) -> dict[str, pd.Series]:
    """Return ``fields`` with what a list writes on the head's row only on the members' rows too.

    Never across blanks alone: the relationship column must show it, the card standing on the rows
    of heads and missing on the others, nearly without exception.
    """
    if "no_kk" not in fields or "hubungan" not in fields:
        return fields
    card, relation = fields["no_kk"], fields["hubungan"]
    blank, stated = card.isna(), relation.notna()
    head = relation.str.match(HEAD).fillna(False).astype(bool)
    if not (blank & stated).any() or not (head & ~blank).any():
        return fields
    heads = float(head[~blank & stated].mean())
    members = float((~head)[blank & stated].mean())
    if heads < MOSTLY or members < MOSTLY:
        return fields
    family = head.astype(int).cumsum()
    member = blank & ~head & family.gt(0)
    filled = {
        name: fields[name].where(
            ~(member & fields[name].isna()), fields[name].groupby(family).transform("first")
        )
        for name in OF_FAMILY
        if name in fields
    }
    return fields | filled
