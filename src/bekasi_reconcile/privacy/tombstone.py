"""Whom the register must not know any more, told by keyed digests alone.

A mark is the HMAC of what tells a person: NIK with name, NIK with birth date, or name with birth
date and desa. A NIK alone is none, since families share them by mistake.
"""

import json
from collections.abc import Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from bekasi_reconcile.register import fsync
from bekasi_reconcile.register.secret_key import sign

NAME = "dilupakan.jsonl"
MARKS = (
    ("nik", "nama_baku"),
    ("nik", "tanggal_lahir"),
    ("nama_baku", "tanggal_lahir", "kode_desa"),
)


def add(
    journal: Path, key: bytes, record: pd.DataFrame, reason: str, on: Set[str] = frozenset()
) -> int:
    """Remember the persons in ``record`` (columns of MARKS) by their marks; return how many marks.

    ``on``: the conflicts in which something was decided on them, by id. What is known already is
    not added again.
    """
    marks = {mark for column in _mark_columns(record, key) for mark in column.dropna()}
    new, asked = sorted(marks - all_marks(journal)), sorted(on - forgotten_conflicts(journal))
    if new or asked:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        told = {"at": at, "reason": reason, "marks": new, "conflicts": asked}
        line = json.dumps(told, ensure_ascii=True)
        journal.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = journal / NAME
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        made = path.with_suffix(".tmp")
        made.write_text(f"{before}{line}\n", encoding="utf-8")
        fsync.fsync_file(made)
        made.replace(path)
    return len(marks)


def all_marks(journal: Path) -> set[str]:
    """Return every mark that was ever added."""
    return {mark for line in _lines(journal) for mark in line["marks"]}


def forgotten_conflicts(journal: Path) -> set[str]:
    """Return the ids of the conflicts whose answers were on forgotten persons."""
    return {asked for line in _lines(journal) for asked in line.get("conflicts", ())}


def _lines(journal: Path) -> list[dict[str, Any]]:
    path = journal / NAME
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


def is_forgotten(record: pd.DataFrame, journal: Path, key: bytes) -> pd.Series:
    """Return, per record, whether it is of somebody who is to be forgotten."""
    marks = all_marks(journal)
    found = pd.Series(data=False, index=record.index)
    if marks:
        for column in _mark_columns(record, key):
            found |= column.isin(marks)
    return found


def _mark_columns(record: pd.DataFrame, key: bytes) -> list[pd.Series]:
    """Return a column of marks for each of MARKS; missing where a part of it is."""
    found = []
    for parts in MARKS:
        whole = record[list(parts)].dropna().astype(str)
        text = whole.agg("\x1f".join, axis=1) if len(whole) else pd.Series(dtype=object)
        kind = "\x1f".join(parts)
        signed = [sign(key, f"{kind}\x1f{told}") for told in text]
        found.append(pd.Series(signed, index=text.index, dtype=object).reindex(record.index))
    return found
