"""What the lines above a row say of its area and its family."""

from collections.abc import Mapping

import numpy as np

from bekasi_reconcile.ingest.layout.row_kind import RowKinds

FAMILY = ["no_kk", "nama_kepala", "alamat", "rt", "rw", "rt_rw"]
CLEARS = {"kecamatan": ("desa", "dusun", "rt_rw"), "desa": ("dusun", "rt_rw"), "dusun": ("rt_rw",)}


def values_from_above(row_kinds: RowKinds, rows: np.ndarray) -> Mapping[str, list[str | None]]:
    """Return, for every field that some line above states, its value at every one of ``rows``.

    A new desa does not outlive its kecamatan: lines that name a wider place forget the narrower
    one of the rows before, and a new family forgets the family before it.
    """
    names = sorted({name for _, values in row_kinds.context for name in values})
    out: dict[str, list[str | None]] = {name: [] for name in names}
    if not names:
        return out
    state: dict[str, str] = {}
    waiting = sorted(row_kinds.context, key=lambda c: c[0])
    at = 0
    for i in rows:
        values: dict[str, str] = {}
        while at < len(waiting) and waiting[at][0] < i:
            values |= waiting[at][1]
            at += 1
        if values:
            gone = {n for name in values for n in CLEARS.get(name, ())}
            gone |= set(FAMILY) if "no_kk" in values else set()
            state = {k: v for k, v in state.items() if k not in gone} | values
        for name in names:
            out[name].append(state.get(name) or None)
    return out
