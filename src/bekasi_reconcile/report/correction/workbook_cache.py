"""The cache of correction workbooks: one that would be the same is copied, not written again."""

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from bekasi_reconcile.parallel import WORTH_A_PROCESS, in_background
from bekasi_reconcile.register.whole_file import in_place_of
from bekasi_reconcile.stage_cache import code_fingerprint

PARTS = ("report", "messages", "spreadsheet", "tables.py")
"""The parts of the package that decide what a workbook says."""


def cache_key(notes: pd.DataFrame, others: Iterable[object]) -> str:
    """Return a digest of all that makes a workbook: ``notes``, ``others``, the program."""
    digest = hashlib.blake2b(code_fingerprint(PARTS).encode(), digest_size=12)
    digest.update(repr(list(others)).encode())
    digest.update("\n".join(f"{c}:{t}" for c, t in notes.dtypes.items()).encode())
    digest.update(pd.util.hash_pandas_object(notes, index=False).to_numpy().tobytes())
    return digest.hexdigest()


def load_or_write(path: Path, key: str, work: Path, write: Callable[[Path], Path]) -> Path:
    """Return ``path``, copied from the entry ``key`` of the cache, or written and then saved."""
    entry = _entry_path(work, path.stem, key)
    if _is_whole(entry):
        shutil.copyfile(entry, path)
        path.chmod(0o600)
        return path
    write(path)
    if entry.is_dir():
        shutil.rmtree(entry)
    with in_place_of(entry) as draft:
        shutil.copyfile(path, draft)
    return path


def sweep(work: Path, keys: Mapping[str, str]) -> None:
    """Remove the entries that are none of ``keys``: source → key."""
    live = {_entry_path(work, source, key) for source, key in keys.items()}
    for entry in work.glob("p-*"):
        if entry not in live:
            entry.unlink()


def _is_whole(entry: Path) -> bool:
    """Return whether each part of a kept workbook fits its checksum."""
    try:
        with zipfile.ZipFile(entry) as archive:
            return archive.testzip() is None
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError):
        return False


def _entry_path(work: Path, source: str, key: str) -> Path:
    return work / f"p-{source}-{key}.xlsx"


@contextmanager
def fill_in_background(rows: int, work: Path, write: Callable[[Path], object]) -> Iterator[None]:
    """Let another process ``write`` the workbooks into a folder, so that the cache has them.

    The process is waited for at the end, and stopped if the run fails. For few ``rows`` nothing is
    done.
    """
    if rows < WORTH_A_PROCESS:
        yield
        return
    folder = work / "perbaikan.tmp"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with in_background(write, folder):
            yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
