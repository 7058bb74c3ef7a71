"""Whom the register must not know any more, told by keyed digests alone.

A mark is the HMAC of what tells a person: NIK with name, NIK with birth date, or name with birth
date and desa. A NIK alone is none, since families share them by mistake.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from bekasi_reconcile.store import durable
from bekasi_reconcile.store.key import sign

NAME = "dilupakan.jsonl"
MARKS = (
    ("nik", "nama_baku"),
    ("nik", "tanggal_lahir"),
    ("nama_baku", "tanggal_lahir", "kode_desa"),
)


def add(journal: Path, key: bytes, record: pd.DataFrame, reason: str) -> int:
    """Remember the persons in ``record`` (columns of MARKS) by their marks; return how many marks.

    Marks that are known already are not added again.
    """
    marks = {mark for column in _marks(record, key) for mark in column.dropna()}
    new = sorted(marks - known(journal))
    if new:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        line = json.dumps({"at": at, "reason": reason, "marks": new}, ensure_ascii=True)
        journal.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = journal / NAME
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        made = path.with_suffix(".tmp")
        made.write_text(f"{before}{line}\n", encoding="utf-8")
        durable.file(made)
        made.replace(path)
    return len(marks)


def known(journal: Path) -> set[str]:
    """Return every mark that was ever added."""
    path = journal / NAME
    if not path.exists():
        return set()
    lines: list[dict[str, Any]] = [
        json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return {mark for line in lines for mark in line["marks"]}


def forgotten(record: pd.DataFrame, journal: Path, key: bytes) -> pd.Series:
    """Return, per record, whether it is of somebody who is to be forgotten."""
    marks = known(journal)
    found = pd.Series(data=False, index=record.index)
    if marks:
        for column in _marks(record, key):
            found |= column.isin(marks)
    return found


def _marks(record: pd.DataFrame, key: bytes) -> list[pd.Series]:
    """Return a column of marks for each of MARKS; missing where a part of it is."""
    found = []
    for parts in MARKS:
        whole = record[list(parts)].dropna().astype(str)
        text = whole.agg("\x1f".join, axis=1) if len(whole) else pd.Series(dtype=object)
        kind = "\x1f".join(parts)
        signed = [sign(key, f"{kind}\x1f{told}") for told in text]
        found.append(pd.Series(signed, index=text.index, dtype=object).reindex(record.index))
    return found
