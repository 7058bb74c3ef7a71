"""Files of every kind that were damaged, repeated into bombs, or made of scraps."""

import os
import random
import zipfile
from pathlib import Path

from attack.target import Target
from corpus import forms, lists, texts, values  # noqa: F401
from corpus.hostile import HOSTILE
from corpus.sheets import LAYOUTS
from office import HEAD, PEOPLE

SCRAPS = (
    "<a ", "<!--", "</", "<![CDATA[", "<td>", "<table><tr>", "&#x41;", "&amp", "<?xml ",
    "<!DOCTYPE ",
    '"', "';'", "\0", "\r", "\n", "\t", ";", ",", "|", "\ufeff", "sep=;\n", "sep=é\n",
    "=HYPERLINK(",
    "3216", "0", "9" * 16, "-", "1e308", "31/02/2020", "KK : ", "NIK;", "\u202e", "\x1b[2J", "é",
)  # fmt: skip
ENDINGS = (".csv", ".xlsx", ".xls", ".ods", ".html", ".txt", ".xlsb")
LARGEST = 4_000_000
"""Bytes of a file made of scraps."""


def attack(draw: random.Random, target: Target) -> None:
    """Send up to six such files; the honest lists are read, and each file is told of."""
    ids = target.ids()
    raw = target.office.raw
    known = {path: path.read_bytes() for path in raw.iterdir()}
    names = []
    for i in range(draw.randint(1, 6)):
        path = draw.choice([_mutant, _scraps, _packed])(draw, raw, i)
        names.append(path.name)
    contents = {path: path.read_bytes() for path in raw.iterdir() if path.name in names}

    done = target.run()

    assert done.returncode in (0, 3), done.stderr
    target.assert_whole()
    assert target.unread(names) == []
    assert {path: path.read_bytes() for path in contents} == contents, "a raw file was changed"
    assert {path: path.read_bytes() for path in known} == known, "a raw file was changed"
    now = target.ids()
    assert {name: now.get(name) for name in ids} == ids


def _mutant(draw: random.Random, raw: Path, number: int) -> Path:
    """Damage a file of the corpus in one to five places."""
    if draw.random() < 0.5:
        hostile = draw.choice(list(HOSTILE.values()))
        ending, whole = Path(hostile.file).suffix, raw.parent / f"asli{number}"
        hostile.build(whole)
    else:
        layout = draw.choice(list(LAYOUTS.values()))
        ending, whole = Path(layout.file).suffix, raw.parent / f"asli{number}"
        layout.write(whole, layout.sheets)
    content = bytearray(whole.read_bytes() if whole.is_file() else b"")
    whole.unlink(missing_ok=True)
    for _ in range(draw.randint(1, 5)):
        at = draw.randrange(len(content) + 1)
        length = draw.choice([1, 4, 100, 10_000])
        piece = draw.choice(
            [b"", draw.randbytes(4), b"\0" * 4, bytes(content[at : at + length]) * 3]
        )
        content[at : at + draw.choice([0, 1, length])] = piece
    path = raw / f"rusak {number}{ending}"
    path.write_bytes(content)
    return path


def _scraps(draw: random.Random, raw: Path, number: int) -> Path:
    """Repeat scraps, with or without an honest head before them."""
    pattern = "".join(draw.choices(SCRAPS, k=draw.randint(1, 3)))
    times = draw.choice([10, 1_000, min(400_000, LARGEST // len(pattern.encode()))])
    head = draw.choice(["", "<html>", "<html><table><tr><td>NIK", f"{HEAD}\n{PEOPLE['dewi']}\n"])
    path = raw / f"serpihan {number}{draw.choice(ENDINGS)}"
    text = head + pattern * times
    path.write_bytes(text.encode(draw.choice(["utf-8", "utf-16", "cp1252"]), "replace"))
    return path


def _packed(draw: random.Random, raw: Path, number: int) -> Path:
    """Pack a workbook anew with one part that unpacks to something else, or to very much."""
    path = raw / f"paket {number}.xlsx"
    layout = next(entry for entry in LAYOUTS.values() if entry.file.endswith(".xlsx"))
    layout.write(path, layout.sheets)
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    name = draw.choice([*parts, "mimetype", "docProps/custom.xml", "../keluar", "xl/\udcff.xml"])
    scrap = draw.choice(SCRAPS).encode()
    old = parts.get(os.fsencode(name).decode("utf-8", "replace"), b"")
    cut = draw.randrange(len(old) + 1)
    middle = scrap * draw.choice([1, 1_000, 20_000_000 // len(scrap)])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            if part != name:
                archive.writestr(part, content)
        archive.writestr(name.encode("utf-8", "replace").decode(), old[:cut] + middle + old[cut:])
    return path
