"""The project's secret key: it seals manifests, the audit log and tombstones."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.register.whole_file import write_whole

NAME = "kunci"
FORMER = "kunci-lama"
"""Holds the keys before: what identifies a forgotten person was digested with them first."""

FILES = (NAME, FORMER)
BYTES = 32


def load(journal: Path) -> bytes:
    """Return the key in ``journal``; raise ConfigError if others can read it.

    Without a key, or with a part of one, the result is empty, and no seal fits it.
    """
    secret = _private_bytes(journal / NAME)
    return secret if len(secret) == BYTES else b""


def _private_bytes(path: Path) -> bytes:
    if not path.exists():
        return b""
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise ConfigError("program.key_open", path=path)
    return path.read_bytes()


def make(journal: Path) -> bytes:
    """Make the project's key and return it."""
    secret = secrets.token_bytes(BYTES)
    write_whole(journal / NAME, secret)
    return secret


def ring(journal: Path, key: bytes) -> tuple[bytes, ...]:
    """Return every key the project has had, oldest first; ``key`` is the one it has now.

    Raises ConfigError if others can read the former ones.
    """
    former = _private_bytes(journal / FORMER)
    keys = [former[at : at + BYTES] for at in range(0, len(former), BYTES)]
    return (*(k for k in keys if k != key), key)


def sign(key: bytes, text: str) -> str:
    """Return the keyed digest of ``text`` (HMAC-SHA256, hexadecimal).

    A plain digest of a NIK can be undone by trying them all; this one cannot without the key.
    """
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
