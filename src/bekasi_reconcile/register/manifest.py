"""What a run folder holds, sealed: digests of its files, rows of its tables."""

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
    """Write ``document`` and the digests and row counts of what ``folder`` holds as its manifest.

    The seal is a keyed digest of all the rest, so that nobody without the key can write another.
    """
    told = {name: value for name, value in document.items() if name != "seal"}
    whole = {**told, "contents": _contents(folder), "rows": _rows(folder / REGISTER)}
    sealed = whole | {"seal": sign(key, _canonical(whole))}
    text = json.dumps(sealed, ensure_ascii=False, indent=1, default=str)
    made = (folder / NAME).with_suffix(".tmp")
    made.write_text(text + "\n", encoding="utf-8")
    made.chmod(0o600)
    made.replace(folder / NAME)
    fault_point("sealed")


def read(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a run folder, None if there is none or it is not one.

    A disk that fails to read it raises OSError: that is no damage.
    """
    document = _document(folder)
    return document if isinstance(document.get("contents"), dict) else None


def unsealed(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a run made before runs were sealed, None if it is another."""
    document = _document(folder)
    return document if "run_id" in document and not {"contents", "seal"} & set(document) else None


def _document(folder: Path) -> dict[str, Any]:
    try:
        document = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


def _unread(folder: Path) -> Message:
    return Message("program.breach_unsealed" if unsealed(folder) else "program.breach_manifest")


def breaches(folder: Path, key: bytes | None = None) -> list[Message]:
    """Return what of the register in ``folder`` is not as its manifest says.

    With ``key`` the manifest's own seal is looked at too. Reports are not: people write in them.
    """
    document = read(folder)
    if document is None:
        return [_unread(folder)]
    unsealed = {name: value for name, value in document.items() if name != "seal"}
    if key is not None and document.get("seal") != sign(key, _canonical(unsealed)):
        return [Message("program.breach_seal")]
    register = folder / REGISTER
    found = register_breach(register)
    if found is None and _rows(register) != document["rows"]:
        found = Message("program.breach_rows", file=REGISTER)
    return [found] if found else []


def register_breach(path: Path) -> Message | None:
    """Return why the register at ``path`` is not the one that its manifest tells of, or None.

    A file without a manifest beside it (a copy, a register in the making) is nobody's promise.
    """
    if not (path.parent / NAME).exists():
        return None
    document = read(path.parent)
    if document is None:
        return _unread(path.parent)
    log = path.with_name(path.name + ".wal")
    if log.exists():
        return Message("program.breach_extra", file=log.name)
    return _breach(path, document["contents"].get(path.name))


def changed(folder: Path) -> list[Message]:
    """Return which files of a run are not as they were written."""
    document = read(folder)
    if document is None:
        return [_unread(folder)]
    told = (_breach(folder / name, of) for name, of in document["contents"].items())
    return [breach for breach in told if breach]


def _breach(path: Path, told: Mapping[str, Any] | None) -> Message | None:
    if not path.is_file():
        return Message("program.breach_missing", file=path.name)
    if told is None or path.stat().st_size != told["bytes"] or _digest(path) != told["sha256"]:
        return Message("program.breach_changed", file=path.name)
    return None


def _contents(folder: Path) -> dict[str, dict[str, Any]]:
    return {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": _digest(path),
        }
        for path in fsync.files(folder)
        if path.name != NAME
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rows(register: Path) -> dict[str, int]:
    """Return how many rows each table of the register has."""
    with open_database(register, read_only=True) as con:
        named = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'isi' ORDER BY ALL"
        names = [name for (name,) in con.execute(named).fetchall()]
        counted = [
            con.execute(f"SELECT count(*) FROM isi.{quote_ident(name)}").fetchall()[0][0]
            for name in names
        ]
    return dict(zip(names, counted, strict=True))


def _canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=True, sort_keys=True, default=str)
