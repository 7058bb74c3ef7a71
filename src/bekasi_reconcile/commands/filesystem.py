"""On which disk a folder is: shared or not, encrypted or not. Little is known except on Linux."""

from pathlib import Path

SHARED_KINDS = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "vboxsf", "prl_fs")
SHARED_NAMES = (
    "onedrive", "dropbox", "google drive", "googledrive", "my drive", "icloud", "mobile documents",
    "nextcloud", "owncloud", "syncthing", "pcloud", "megasync", "seafile",
)  # fmt: skip
"""How the folders that are copied to other machines begin, by their usual names."""

SYNC_MARKS = (".stfolder", ".dropbox", ".dropbox.cache", ".owncloudsync.log", ".nextcloudsync.log")
"""What their programs leave in the topmost folder that they copy, whatever it is called."""
MOUNTS = Path("/proc/self/mounts")
BLOCK = Path("/sys/class/block")


def shared_kind(folder: Path) -> str | None:
    """Return the kind of network or cloud folder that ``folder`` lies in, on which no lock holds.

    >>> shared_kind(Path("C:/Users/x/OneDrive - Kantor/bekasi"))
    'OneDrive - Kantor'
    """
    for part in folder.parts:
        if part.lower().startswith(SHARED_NAMES):
            return part
    for above in (folder, *folder.parents):
        if any((above / mark).exists() for mark in SYNC_MARKS):
            return above.name
    kind = _mount(folder)[1]
    return kind if kind.startswith(SHARED_KINDS) else None


def is_encrypted(folder: Path) -> bool:
    """Tell whether the disk of ``folder`` is known to be encrypted (LUKS)."""
    device = Path(_mount(folder)[0])
    if not device.exists():
        return False
    identity = BLOCK / device.resolve().name / "dm" / "uuid"
    return identity.exists() and identity.read_text().startswith("CRYPT-")


def _mount(folder: Path) -> tuple[str, str]:
    """Return device and kind of the file system that holds ``folder``, empty if unknown."""
    if not MOUNTS.exists():
        return "", ""
    lines = (line.split() for line in MOUNTS.read_text(encoding="utf-8").splitlines())
    over = [
        (len(at), device, kind)
        for device, at, kind, *_ in lines
        if folder.is_relative_to(at.replace("\\040", " "))
    ]
    _, device, kind = max(over, default=(0, "", ""))
    return device, kind
