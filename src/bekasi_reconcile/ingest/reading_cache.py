"""The cache of read files in the work folder, so that no unchanged file is read again.

An entry holds as long as the file's name and bytes, the profile that claims it and this program
are the same. Refused and locked files and those without a profile have none, and are always read.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest.mapping.profile_claim import claiming_profile
from bekasi_reconcile.ingest.reader.child.file_type import Unreadable
from bekasi_reconcile.ingest.reader.content import content
from bekasi_reconcile.ingest.submission.discover import RawFile
from bekasi_reconcile.ingest.submission.read import FileReading, Notice
from bekasi_reconcile.ingest.submission.resubmission import Arrival
from bekasi_reconcile.ingest.submission.result import FileResult, cached_sheet_path
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.register.whole_file import folder_in_place_of
from bekasi_reconcile.stage_cache import code_fingerprint, read_table, write_table


def entry_path(work: Path, name: str, sha256: str) -> Path:
    """Return the folder of the entry for a file."""
    key = f"{name}\n{sha256}\n{code_fingerprint()}"
    return work / f"r-{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}"


def load(
    file: RawFile, sources: Sequence[Source], work: Path, territory: Territory
) -> FileResult | None:
    """Return the cached result of the file, None if it must be read."""
    try:
        sha256 = content(file.path).sha256
        entry = entry_path(work, file.name, sha256)
        document = json.loads((entry / "reading.json").read_text(encoding="utf-8"))
    except (Unreadable, OSError, ValueError):
        return None
    same_territory = document.get("territory") == territory.fingerprint
    if not same_territory or _profile(file.name, document, sources) != document["profile"]:
        return None
    corrects = frozenset(document["arrival"]["corrects"])
    arrival = Arrival(**document["arrival"] | {"corrects": corrects})
    numbers = range(document["sheet_count"])
    if not all(cached_sheet_path(work, arrival.submission_id, i).exists() for i in numbers):
        return None
    return FileResult(
        arrival,
        document["format"],
        document["reviewed"],
        None,
        tuple(Notice(**notice) for notice in document["notices"]),
        document["sheets"],
        document["columns"],
        read_table(entry / "rows.parquet") if document["has_rows"] else None,
        None,
    )


def save(reading: FileReading, result: FileResult, work: Path, territory: Territory) -> None:
    """Store the result of a file, wholly or not at all."""
    if result.refused or result.draft or reading.profile is None or reading.format == "locked":
        return
    entry = entry_path(work, reading.name, reading.sha256)
    document = {
        "territory": territory.fingerprint,
        "profile": reading.profile.model_dump(mode="json"),
        "corrected_source": reading.mark.source if reading.mark else None,
        "headers": reading.headers,
        "arrival": asdict(result.arrival) | {"corrects": sorted(result.arrival.corrects)},
        "format": result.format,
        "reviewed": result.reviewed,
        "notices": [asdict(notice) for notice in result.notices],
        "sheets": result.sheets,
        "columns": result.columns,
        "sheet_count": len(reading.sheets),
        "has_rows": result.rows is not None,
    }
    shutil.rmtree(entry, ignore_errors=True)
    with folder_in_place_of(entry) as draft:
        if result.rows is not None:
            write_table(result.rows, draft / "rows.parquet")
        (draft / "reading.json").write_text(json.dumps(document, default=_plain), encoding="utf-8")


def sweep(work: Path, digests: dict[str, str]) -> None:
    """Remove the entries of files that are no longer there; ``digests``: file → sha256."""
    live = {entry_path(work, name, sha256) for name, sha256 in digests.items()}
    for entry in work.glob("r-*"):
        if entry not in live:
            shutil.rmtree(entry)


def _profile(
    name: str, document: dict[str, Any], sources: Sequence[Source]
) -> dict[str, Any] | None:
    """Return the profile that claims the file now."""
    if document["corrected_source"]:
        profile = next((s for s in sources if s.source == document["corrected_source"]), None)
    else:
        profile = claiming_profile(name, document["headers"], sources)
    return profile.model_dump(mode="json") if profile else None


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)
