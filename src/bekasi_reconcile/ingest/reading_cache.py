"""Files read before and not changed since: what was made of them is kept in the work folder.

A reading holds as long as the file's name and bytes, the profile that claims it and this program
are the same. Refused and locked files and those without a profile are read each time.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.ingest.mapping.profile_claim import claiming_profile
from bekasi_reconcile.ingest.submission.discover import RawFile
from bekasi_reconcile.ingest.submission.read import FileReading, Notice
from bekasi_reconcile.ingest.submission.resubmission import Arrival
from bekasi_reconcile.ingest.submission.result import FileResult, cached_sheet_path
from bekasi_reconcile.stage_cache import code_fingerprint, read_table


def entry_path(work: Path, name: str, sha256: str) -> Path:
    """Return where the reading of a file is kept."""
    key = f"{name}\n{sha256}\n{code_fingerprint()}"
    return work / f"r-{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}"


def load(found: RawFile, sources: Sequence[Source], work: Path) -> FileResult | None:
    """Return what was made of the file before, None if it is to be read."""
    try:
        sha256 = hashlib.sha256(found.path.read_bytes()).hexdigest()
        place = entry_path(work, found.name, sha256)
        told = json.loads((place / "reading.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if _profile(found.name, told, sources) != told["profile"]:
        return None
    arrival = Arrival(**(told["arrival"] | {"corrects": frozenset(told["arrival"]["corrects"])}))
    sheets = [cached_sheet_path(work, arrival.submission_id, i) for i in range(told["kept"])]
    if not all(sheet.exists() for sheet in sheets):
        return None
    return FileResult(
        arrival,
        told["format"],
        told["reviewed"],
        None,
        tuple(Notice(**notice) for notice in told["notices"]),
        told["sheets"],
        told["columns"],
        read_table(place / "rows.parquet") if told["has_rows"] else None,
        None,
    )


def save(reading: FileReading, received: FileResult, work: Path) -> None:
    """Keep what was made of a file, wholly or not at all."""
    if received.refused or received.draft or reading.profile is None or reading.format == "locked":
        return
    place = entry_path(work, reading.name, reading.sha256)
    made = place.with_name(place.name + ".tmp")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(mode=0o700)
    if received.rows is not None:
        received.rows.to_parquet(made / "rows.parquet", compression="snappy")
    told = {
        "profile": reading.profile.model_dump(mode="json"),
        "marked": reading.mark.source if reading.mark else None,
        "headers": reading.headers,
        "arrival": asdict(received.arrival) | {"corrects": sorted(received.arrival.corrects)},
        "format": received.format,
        "reviewed": received.reviewed,
        "notices": [asdict(notice) for notice in received.notices],
        "sheets": received.sheets,
        "columns": received.columns,
        "kept": len(reading.sheets),
        "has_rows": received.rows is not None,
    }
    (made / "reading.json").write_text(json.dumps(told, default=_plain), encoding="utf-8")
    shutil.rmtree(place, ignore_errors=True)
    os.replace(made, place)


def sweep(work: Path, names: dict[str, str]) -> None:
    """Remove the readings of files that are no longer there; ``names``: file → sha256."""
    live = {entry_path(work, name, sha256) for name, sha256 in names.items()}
    for place in work.glob("r-*"):
        if place not in live:
            shutil.rmtree(place)


def _profile(name: str, told: dict[str, Any], sources: Sequence[Source]) -> dict[str, Any] | None:
    if told["marked"]:
        found = next((s for s in sources if s.source == told["marked"]), None)
    else:
        found = claiming_profile(name, told["headers"], sources)
    return found.model_dump(mode="json") if found else None


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)
