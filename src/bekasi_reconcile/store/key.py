"""The project's secret key: it seals manifests, the audit log and tombstones."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.say import say

NAME = "kunci"
BYTES = 32


def load(journal: Path, language: str = "id") -> bytes:
    """Return the key in ``journal``, made at first; raise ConfigError if others can read it."""
    path = journal / NAME
    if not path.exists():
        _make(path)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise ConfigError(say("key_open", language, path=path))
    return path.read_bytes()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_suffix(".tmp")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(secrets.token_bytes(BYTES))
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)


def sign(key: bytes, text: str) -> str:
    """Return the keyed digest of ``text`` (HMAC-SHA256, hexadecimal).

    A plain digest of a NIK can be undone by trying them all; this one cannot without the key.
    """
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
