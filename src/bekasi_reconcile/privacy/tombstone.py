"""Whom the register must not know any more, stored as keyed digests alone.

A mark is the HMAC of what identifies a person: NIK with name, NIK with birth date, or name with
birth date and desa. A NIK alone is not enough, since families share one by mistake.
"""

import json
from collections.abc import Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from bekasi_reconcile.register.secret_key import sign
from bekasi_reconcile.register.whole_file import write_whole

NAME = "dilupakan.jsonl"
MARKS = (
    ("nik", "nama_baku"),
    ("nik", "tanggal_lahir"),
    ("nama_baku", "tanggal_lahir", "kode_desa"),
)


def add(
    journal: Path, key: bytes, record: pd.DataFrame, reason: str, on: Set[str] = frozenset()
) -> int:
    """Record the marks of the persons in ``record`` (columns of MARKS); return how many marks.

    ``on``: ids of the conflicts in which something was decided on them. Marks and conflicts
    recorded earlier are not added again.
    """
    marks = {mark for column in _mark_columns(record, key) for mark in column.dropna()}
    new, conflicts = sorted(marks - all_marks(journal)), sorted(on - forgotten_conflicts(journal))
    if new or conflicts:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        entry = {"at": at, "reason": reason, "marks": new, "conflicts": conflicts}
        line = json.dumps(entry, ensure_ascii=True)
        journal.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = journal / NAME
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        write_whole(path, f"{before}{line}\n")
    return len(marks)


def all_marks(journal: Path) -> set[str]:
    """Return every mark that was ever added."""
    return {mark for line in _lines(journal) for mark in line["marks"]}


def forgotten_conflicts(journal: Path) -> set[str]:
    """Return the ids of the conflicts whose answers were on forgotten persons."""
    return {key for line in _lines(journal) for key in line.get("conflicts", ())}


def _lines(journal: Path) -> list[dict[str, Any]]:
    path = journal / NAME
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


def is_forgotten(record: pd.DataFrame, journal: Path, key: bytes) -> pd.Series:
    """Return, per record, whether it is of somebody who is to be forgotten."""
    marks = all_marks(journal)
    is_marked = pd.Series(data=False, index=record.index)
    if marks:
        for column in _mark_columns(record, key):
            is_marked |= column.isin(marks)
    return is_marked


def _mark_columns(record: pd.DataFrame, key: bytes) -> list[pd.Series]:
    """Return a column of marks for each of MARKS; missing where a part of it is."""
    columns = []
    for parts in MARKS:
        complete = record[list(parts)].dropna().astype(str)
        text = complete.agg("\x1f".join, axis=1) if len(complete) else pd.Series(dtype=object)
        kind = "\x1f".join(parts)
        signed = [sign(key, f"{kind}\x1f{values}") for values in text]
        columns.append(pd.Series(signed, index=text.index, dtype=object).reindex(record.index))
    return columns
