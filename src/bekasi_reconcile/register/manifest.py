"""The manifest of a run folder: digests of its files and row counts of its tables, sealed."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bekasi_reconcile.fault_injection import fault_point
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.register import fsync
from bekasi_reconcile.register.secret_key import sign
from bekasi_reconcile.sql import open_database, quote_ident

NAME = "manifest.json"
REGISTER = "register.duckdb"


def seal(folder: Path, document: Mapping[str, Any], key: bytes) -> None:
    """Write the manifest of ``folder``: ``document``, with digests and row counts of its files.

    The seal is a keyed digest of all the rest, so that nobody without the key can write another.
    """
    contents = {"contents": _contents(folder), "rows": row_counts(folder / REGISTER)}
    draft = (folder / NAME).with_suffix(".tmp")
    draft.write_text(sealed_text({**document, **contents}, key), encoding="utf-8")
    draft.chmod(0o600)
    draft.replace(folder / NAME)
    fault_point("sealed")


def sealed_text(document: Mapping[str, Any], key: bytes) -> str:
    """Return the manifest that holds ``document``, sealed with ``key``."""
    manifest = _without_seal(document)
    manifest["seal"] = sign(key, _canonical(manifest))
    return json.dumps(manifest, ensure_ascii=False, indent=1, default=str) + "\n"


def read(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a run folder, None if there is none or it is not one.

    Raises OSError if the disk fails to read it, which is no damage.
    """
    sealed = document_of(folder)
    return sealed if isinstance(sealed.get("contents"), dict) else None


def unsealed_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a run made before runs were sealed, None if it is another."""
    plain = document_of(folder)
    return plain if "run_id" in plain and not {"contents", "seal"} & set(plain) else None


def document_of(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run folder as it stands there, empty if it is not one."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _no_manifest(folder: Path) -> Message:
    unsealed = unsealed_manifest(folder)
    return Message("program.breach_unsealed" if unsealed else "program.breach_manifest")


def _without_seal(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "seal"}


def breaches(folder: Path, key: bytes | None = None) -> list[Message]:
    """Return how the register in ``folder`` differs from its manifest.

    With ``key`` the manifest's own seal is checked too. Reports are not checked, since people write
    in them.
    """
    document = read(folder)
    if document is None:
        return [_no_manifest(folder)]
    if key is not None and not is_sealed(document, key):
        return [Message("program.breach_seal")]
    if document.get("run_id", folder.name) != folder.name:
        return [Message("program.breach_other", run=document["run_id"])]
    register = folder / REGISTER
    breach = register_breach(register)
    if breach is None and row_counts(register) != document["rows"]:
        breach = Message("program.breach_rows", file=REGISTER)
    return [breach] if breach else []


def is_sealed(document: Mapping[str, Any], key: bytes) -> bool:
    """Return whether the seal of the manifest ``document`` was made with ``key``."""
    return bool(document.get("seal") == sign(key, _canonical(_without_seal(document))))


def register_breach(path: Path) -> Message | None:
    """Return how the register at ``path`` differs from its manifest, None if it does not.

    A file without a manifest beside it (a copy, a register in the making) is not checked.
    """
    if not (path.parent / NAME).exists():
        return None
    document = read(path.parent)
    if document is None:
        return _no_manifest(path.parent)
    log = path.with_name(path.name + ".wal")
    if log.exists():
        return Message("program.breach_extra", file=log.name)
    return _file_breach(path, document["contents"].get(path.name))


def is_as_sealed(folder: Path, name: str) -> bool:
    """Return whether the file ``name`` of a run is as its manifest says."""
    digest = (read(folder) or {"contents": {}})["contents"].get(name)
    return _file_breach(folder / name, digest) is None


def changed_files(folder: Path) -> list[Message]:
    """Return which files of a run are not as they were written."""
    document = read(folder)
    if document is None:
        return [_no_manifest(folder)]
    contents = document["contents"].items()
    breaches = (_file_breach(folder / name, digest) for name, digest in contents)
    return [breach for breach in breaches if breach]


def _file_breach(path: Path, digest: Mapping[str, Any] | None) -> Message | None:
    """Return how the file differs from its ``digest`` (bytes, sha256) in the manifest, or None."""
    if not path.is_file():
        return Message("program.breach_missing", file=path.name)
    if digest is None or digest != _digest(path):
        return Message("program.breach_changed", file=path.name)
    return None


def _contents(folder: Path) -> dict[str, dict[str, Any]]:
    return {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in fsync.list_files(folder)
        if path.name != NAME
    }


def _digest(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": sha256}


def row_counts(register: Path) -> dict[str, int]:
    """Return how many rows each table of the register has."""
    with open_database(register, read_only=True) as con:
        tables = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'isi' ORDER BY ALL"
        names = [name for (name,) in con.execute(tables).fetchall()]
        counts = [
            con.execute(f"SELECT count(*) FROM isi.{quote_ident(name)}").fetchall()[0][0]
            for name in names
        ]
    return dict(zip(names, counts, strict=True))


def _canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=True, sort_keys=True, default=str)
