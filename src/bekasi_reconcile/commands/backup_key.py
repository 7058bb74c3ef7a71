"""Who can open a backup: a passphrase, or the holders of public keys (age or SSH)."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage

from bekasi_reconcile.errors import ConfigError
from bekasi_reconcile.messages.os_error import os_error_reason

Identity = Any
"""A private key of pyrage: of age, or of SSH."""

PUBLIC = ("age1", "ssh-ed25519 ", "ssh-rsa ")
SECRET = "AGE-SECRET-KEY-"


@dataclass(frozen=True)
class BackupLock:
    """What locks a backup: a passphrase, public keys, or both. Each opens it alone."""

    passphrase: str | None
    recipients: Sequence[Any] = ()

    def locked_keys(self, key: Identity, names: tuple[str, str]) -> dict[str, bytes]:
        """Return ``key``, locked with the passphrase and for the recipients, by these ``names``."""
        secret, (by_passphrase, for_recipients) = str(key).encode(), names
        locked = {}
        if self.passphrase is not None:
            locked[by_passphrase] = pyrage.passphrase.encrypt(secret, self.passphrase)
        if self.recipients:
            locked[for_recipients] = pyrage.encrypt(secret, list(self.recipients))
        return locked


def recipients_of(texts: Sequence[str]) -> list[Any]:
    """Return the recipients that ``texts`` name: public keys, or files with one a line.

    Raises ConfigError, which quotes nothing, where a text or a line is no public key.
    """
    lines = [line for text in texts for line in _public_lines(text)]
    recipients = []
    for line in lines:
        kind = pyrage.x25519 if line.startswith("age1") else pyrage.ssh
        try:
            recipients.append(kind.Recipient.from_str(line))
        except pyrage.RecipientError:
            raise ConfigError("program.recipient_wrong") from None
    if texts and not recipients:
        raise ConfigError("program.recipient_wrong")
    return recipients


def identities_of(path: Path) -> list[Identity]:
    """Return the private keys in the private file ``path``: of age, one a line, or one of SSH."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise ConfigError("program.others_can_read", path=path)
        content = path.read_bytes()
    except OSError as err:
        raise ConfigError("program.cannot_open", path=path, what=os_error_reason(err)) from None
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines()]
    try:
        secrets = [pyrage.x25519.Identity.from_str(x) for x in lines if x.startswith(SECRET)]
        return secrets or [pyrage.ssh.Identity.from_buffer(content)]
    except pyrage.IdentityError:
        raise ConfigError("program.identity_wrong", path=path) from None


def _public_lines(text: str) -> list[str]:
    if text.startswith(SECRET):
        raise ConfigError("program.recipient_secret")
    if text.startswith(PUBLIC):
        return [text]
    try:
        lines = Path(text).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        raise ConfigError("program.recipient_wrong") from None
    if any(line.strip().startswith(SECRET) for line in lines):
        raise ConfigError("program.recipient_secret")
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
