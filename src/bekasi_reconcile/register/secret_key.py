"""The project's secret key: it seals manifests, the audit log and tombstones."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from bekasi_reconcile.errors import ConfigError

NAME = "kunci"
BYTES = 32


def load(journal: Path) -> bytes:
    """Return the key in ``journal``; raise ConfigError if others can read it.

    Where there is none the result is empty: nothing that was sealed fits it, and nothing is made.
    """
    path = journal / NAME
    if not path.exists():
        return b""
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise ConfigError("program.key_open", path=path)
    return path.read_bytes()


def make(journal: Path, first: Callable[[bytes], None]) -> bytes:
    """Make the project's key, do ``first`` with it, then keep it; return it.

    Cut off meanwhile, the same key is taken up again.
    """
    path = journal / NAME
    made = path.with_suffix(".tmp")
    if not made.exists() or made.stat().st_size != BYTES:
        made.unlink(missing_ok=True)
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(secrets.token_bytes(BYTES))
            file.flush()
            os.fsync(file.fileno())
    secret = made.read_bytes()
    first(secret)
    made.replace(path)
    return secret


def sign(key: bytes, text: str) -> str:
    """Return the keyed digest of ``text`` (HMAC-SHA256, hexadecimal).

    A plain digest of a NIK can be undone by trying them all; this one cannot without the key.
    """
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
