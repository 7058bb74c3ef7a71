"""Lists under names that no agency should give, in folders and behind links that nobody expects."""

import os
import random
from pathlib import Path

from attack.target import Target
from office import HEAD, PEOPLE

PARTS = (
    "daftar", "[/red]", "[kab]", "{x}", "%d%s", "$(id)", "`id`", "'", '"', "\\", "*", "?", "[1]",
    "\x1b[31m", "\x1b]0;judul\x07", "\u202e", "\u200b", "\x85", "\n", "\r", "\t", " ", "..", "~$",
    "=1+1", "-rf", "CON", "nul.", "é", "e\u0301", "İ", "名", "\U0001f600", "&amp;", "<b>", "#", ";",
    ":", "|", "DROP TABLE", "x" * 60, "PBI 2026-11", "Copy of", "(1)", "data/../",
)  # fmt: skip
ENDINGS = (".csv", ".CSV", ".txt", ".xlsx", "", ".", ".csv.csv", ".tmp", ".csv~", ".bak")
LINES = "\n".join([HEAD, PEOPLE["dewi"], ""]).encode()


def attack(draw: random.Random, target: Target) -> None:
    """Send up to ten lists so named; each is a submission or is named in what the run says."""
    ids = target.ids()
    raw = target.office.raw
    names = {name for _ in range(draw.randint(1, 10)) if (name := _written(draw, raw))}
    for _ in range(draw.randint(0, 2)):
        _odd_thing(draw, raw)

    done = target.run(env={"COLUMNS": "400"})

    assert done.returncode in (0, 3), done.stderr
    target.assert_remembers(ids)
    told = target.office.ask("SELECT count(DISTINCT file) FROM isi.submission").iat[0, 0]
    assert told >= len(names) + 2, (told, sorted(names))
    shown = target.reconcile("run", "--quiet")
    assert shown.returncode in (0, 3), shown.stderr


def _written(draw: random.Random, raw: Path) -> bytes | None:
    """Write a list whose name is drawn; return the name, None if the system does not take it."""
    name = "".join(draw.choices(PARTS, k=draw.randint(1, 4))).replace("/", "_")
    encoded = (name + draw.choice(ENDINGS)).encode()
    if draw.random() < 0.2:
        cut = draw.randint(0, len(encoded))
        encoded = encoded[:cut] + draw.randbytes(3).translate(None, b"/\0") + encoded[cut:]
    if draw.random() < 0.1:
        encoded = encoded[:1] * (255 - len(encoded)) + encoded
    encoded = encoded[-255:].lstrip(b".~")  # hidden files and those of Excel are passed by
    folder = os.fsencode(raw)
    if draw.random() < 0.3:
        folder += b"/" + draw.choice([b"Dinas Sosial", b"[kab]", "İ\u202e".encode(), b"\xff"])
    try:
        os.makedirs(folder, exist_ok=True)
        with open(folder + b"/" + encoded, "wb") as file:
            file.write(LINES)
    except (OSError, ValueError):
        return None
    return folder + b"/" + encoded


def _odd_thing(draw: random.Random, raw: Path) -> None:
    """Put something beside the lists that is no list."""
    path = raw / f"aneh {draw.random()}.csv"
    kind = draw.choice(["fifo", "link", "loop", "folder", "hidden", "closed"])
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(raw.parent / "journal/kunci")
    elif kind == "loop":
        path.symlink_to(raw, target_is_directory=True)
    elif kind == "folder":
        path.mkdir()
    elif kind == "hidden":
        path.with_name(".DS_Store").write_bytes(draw.randbytes(50))
    else:
        path.write_bytes(LINES)
        path.chmod(0)
