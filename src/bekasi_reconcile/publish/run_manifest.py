"""The figures of a run, its manifest, and its row in table run."""

import hashlib
import json
import platform
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Any

import pandas as pd

from bekasi_reconcile.clean.quality import scores
from bekasi_reconcile.config.project import Config
from bekasi_reconcile.match.model.frozen_model import MODEL_PACKAGES
from bekasi_reconcile.register.format_version import DOCUMENT_VERSION

PACKAGES = (*MODEL_PACKAGES, "pandera")
NON_DATA = ("blank", "title", "header", "numbering", "group", "total", "footer", "other")


def figures(tables: Mapping[str, pd.DataFrame], run_id: str) -> dict[str, Any]:
    """Return the counts of a run that ``tables`` hold: the document of ``--json``."""
    sheet = tables["sheet"]
    sheet = sheet.assign(non_data=sheet[list(NON_DATA)].sum(axis="columns"))
    counts = sheet.groupby("file")[["rows_seen", "records", "refused", "non_data"]].sum()
    files = [
        {
            "file": row.file,
            "source": row.source,
            "status": row.status,
            "reason": None if pd.isna(row.reason) else row.reason,
            **{
                name: int(counts[name].get(row.file, 0))
                for name in ("rows_seen", "records", "refused", "non_data")
            },
        }
        for row in tables["submission"].itertuples()
    ]
    return {
        "schema_version": DOCUMENT_VERSION,
        "run_id": run_id,
        "files": files,
        "records": len(tables["record"]),
        "persons": len(tables["person"]),
        "households": len(tables["household"]),
        "conflicts": len(tables["conflict"]),
        "pairs": len(tables["pair"]),
        "problems": len(tables["problem"]),
        "quality": scores(tables["quality"]),
    }


def manifest_of(
    config: Config,
    tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, Any],
    matching: Mapping[str, Any],
    started: datetime,
) -> dict[str, Any]:
    """Return what is needed to know which inputs, configuration and program made a run."""
    inputs = tables["submission"][["file", "sha256", "status"]]
    configs = sorted((config.root / "configs").rglob("*.toml"))
    return {
        **figures,
        "started_at": started.isoformat(timespec="seconds"),
        "inputs": inputs.to_dict("records"),
        "configs": {
            path.relative_to(config.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in configs
        },
        "matching": dict(matching),
        "versions": {name: version(name) for name in PACKAGES}
        | {"python": platform.python_version()},
    }


def run_table(figures: Mapping[str, Any], manifest: Mapping[str, Any]) -> pd.DataFrame:
    """Return the row of table ``run``."""
    names = ("run_id", "records", "persons", "households", "conflicts", "pairs", "problems")
    return pd.DataFrame(
        [
            {name: figures[name] for name in names}
            | {
                "started_at": manifest["started_at"],
                "model": str(manifest["matching"].get("model", "")),
                "manifest": json.dumps(manifest, ensure_ascii=False, default=str),
            }
        ]
    )
