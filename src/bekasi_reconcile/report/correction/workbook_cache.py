"""Correction workbooks made before: one that would be the same is copied, not written again."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from bekasi_reconcile.parallel import WORTH_A_PROCESS, in_background
from bekasi_reconcile.stage_cache import code_fingerprint

PARTS = ("report", "messages", "spreadsheet", "tables.py")


def digest(noted: pd.DataFrame, told: Iterable[object]) -> str:
    """Return a digest of what makes a workbook: its notes, what is ``told``, the program."""
    whole = hashlib.blake2b(code_fingerprint(PARTS).encode(), digest_size=12)
    whole.update(repr(list(told)).encode())
    whole.update("\n".join(f"{c}:{t}" for c, t in noted.dtypes.items()).encode())
    whole.update(pd.util.hash_pandas_object(noted, index=False).to_numpy().tobytes())
    return whole.hexdigest()


def copy_or_write(path: Path, key: str, work: Path, write: Callable[[Path], Path]) -> Path:
    """Return ``path``, copied from the workbook kept under ``key`` or written and then kept."""
    place = _place(work, path.stem, key)
    if place.exists():
        shutil.copyfile(place, path)
        path.chmod(0o600)
        return path
    write(path)
    aside = place.with_suffix(".tmp")
    shutil.copyfile(path, aside)
    aside.chmod(0o600)
    os.replace(aside, place)
    return path


def sweep(work: Path, keys: Mapping[str, str]) -> None:
    """Remove the kept workbooks that are none of ``keys``: source → digest."""
    live = {_place(work, source, key) for source, key in keys.items()}
    for place in work.glob("p-*"):
        if place not in live:
            place.unlink()


def _place(work: Path, source: str, key: str) -> Path:
    return work / f"p-{source}-{key}.xlsx"


@contextmanager
def write_in_background(rows: int, work: Path, write: Callable[[Path], object]) -> Iterator[None]:
    """Have a process of its own ``write`` the workbooks into a folder, so that they are kept.

    It is waited for at the end, and given up where the run is. Of a few ``rows`` nothing is done.
    """
    if rows < WORTH_A_PROCESS:
        yield
        return
    aside = work / "perbaikan.tmp"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        with in_background(write, aside):
            yield
    finally:
        shutil.rmtree(aside, ignore_errors=True)
