"""What others wrote is shown as it stands: it moves no cursor, forges no line, is no markup."""

import ast
import io
import json
import os
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

import pytest

import warm
from bekasi_reconcile.cli import run_summary, screen
from bekasi_reconcile.messages.message import Message
from bekasi_reconcile.messages.visible_text import HIDDEN, visible_line, visible_lines
from office import Office

PACKAGE = Path(__file__).parents[2] / "src" / "bekasi_reconcile"
HEAD = "NIK;Nama;Tgl Lahir;Kecamatan"
SITI = "3216010101800001;SITI AMINAH;01-01-1980;Babelan"

NAMES = {
    "markup": "[/red]x",
    "a tag": "[kab] [link=http://x]y[/link]",
    "an emoji": "a :pile_of_poo: b",
    "clears the screen": "a\x1b[2J\x1b[1;1Hb",
    "title": "a\x1b]0;judul\x07b",
    "clipboard": "a\x1b]52;c;cm0gLXJm\x07b",
    "link": "a\x1b]8;;http:x\x07b",
    "C1": "a\x9b2Jb\x85c",
    "right to left": "daftar\u202excod\u2066x",
    "tags": "a\U000e0041\u200bb",
    "another line": "a\nreconcile: selesai (RK-000)\rb",
    "bell": "a\x07\x08\x7fb",
}
"""What a file may be called on Linux; no slash."""


def seen(text: str) -> set[str]:
    """Return the characters of ``text`` that are not seen, but line breaks and tabs."""
    return {c for c in text if unicodedata.category(c) in HIDDEN} - {"\n", "\t"}


def test_a_file_of_any_name_is_shown_whole_and_harmless(tmp_path: Path):
    office = Office(tmp_path / "project")
    office.send("daftar.csv", SITI, head=HEAD)
    names = {f"{name.replace('/', '∕')}.txt" for name in NAMES.values()}
    for name in names:
        (office.raw / name).write_text("tanpa tabel\n", encoding="utf-8")
    env = {"COLUMNS": "2000"}

    done = warm.run("run", "-p", str(office.folder), env=env)
    as_json = warm.run("run", "--json", "-p", str(office.folder), env=env)

    assert (done.returncode, as_json.returncode) == (3, 3)
    assert {name for name in names if visible_line(name) not in done.stdout} == set()
    assert not seen(done.stdout + done.stderr + as_json.stdout + as_json.stderr)
    assert not any(line.startswith("reconcile:") for line in done.stdout.splitlines())
    assert names < {file["file"] for file in json.loads(as_json.stdout)["files"]}


HEADERS = "NIK;Nama;Tgl Lahir;Kecamatan;Ket\x1b[31m;\u202eLain\x9b;Kec]0,xamatan [/b]"


def test_a_header_of_any_text_is_shown_and_drafted_harmlessly(project: Path):
    file = project / "daftar\x1b[2J.csv"
    file.write_text(f"{HEADERS}\n{SITI};x\x1b[2J;y;z\n", "utf-8")

    done = warm.run("sources", "suggest", str(file), "-p", str(project))

    assert done.returncode == 0
    assert not seen(done.stdout + done.stderr)
    draft = done.stdout[done.stdout.index("# configs/sources/") :]
    assert tomllib.loads(draft)["reviewed"] is False


COMMANDS = (
    ("explain", "{0}"), ("id", "{0}"), ("diff", "{0}"), ("rollback", "{0}"), ("decide", "{0}"),
    ("decide", "--undo", "{0}"), ("run", "--accept", "{0}"), ("run", "--as-of", "{0}"),
    ("run", "--{0}"), ("{0}",), ("sources", "suggest", "{0}"), ("evaluate", "{0}"),
    ("run", "--password-file", "{0}"), ("restore", "{0}", "x"), ("run", "--fail-on", "{0}"),
    ("forget", "{0}", "--reason", "permintaan sendiri"), ("export-model", "--splink", "{0}/x"),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("language", ["C.UTF-8", "en_US.UTF-8"])
def test_an_argument_of_any_text_is_refused_harmlessly(
    tiny: Path, command: tuple[str, ...], language: str
):
    foreign = "a\x1b[2J\u202e\x9b\nreconcile: [/red]"

    at = () if command == ("{0}",) else ("-p", str(tiny))
    given = [part.format(foreign) for part in command]
    done = warm.run(*given, *at, env={"LC_ALL": language}, cwd=tiny)

    assert done.returncode in (1, 2, 5, 6)
    assert "RK-101" not in done.stderr
    assert not seen(done.stdout + done.stderr)
    assert len(done.stderr.splitlines()) == 1


def test_a_profile_of_any_text_is_listed_on_its_line(project: Path):
    path = project / "configs/sources/aneh.toml"
    path.write_text('source = "aneh"\ntitle = "x"\nagency = "a\\u001b[2J\\nb\\u202e"\n', "utf-8")

    done = warm.run("sources", "list", "-p", str(project))
    as_json = warm.run("sources", "list", "--json", "-p", str(project))

    assert not seen(done.stdout + as_json.stdout)
    assert r"a\u001b[2J\u000ab\u202e" in done.stdout
    assert "a\x1b[2J\nb\u202e" in {source["agency"] for source in json.loads(as_json.stdout)}


@pytest.mark.slow
def test_a_stream_that_cannot_hold_a_character_does_not_end_the_run(tmp_path: Path):
    office = Office(tmp_path / "project")
    office.send("daftar é 漢.csv", SITI, head=HEAD)

    done = subprocess.run(
        [sys.executable, "-m", "bekasi_reconcile", "run", "-p", str(office.folder)],
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0
    assert rb"daftar \xe9 \u6f22.csv" in done.stdout


def test_every_character_that_is_not_seen_is_shown_by_its_number():
    every = "".join(map(chr, range(0x110000)))

    assert not seen(visible_lines(every)) | seen(visible_line(every))
    assert "\n" not in visible_line(every)
    hidden = "".join(c for c in every if unicodedata.category(c) in HIDDEN - {"Cs"})
    assert json.loads(f'"{visible_line(hidden)}"') == hidden


def test_a_message_shows_what_fills_it_on_one_line():
    path = Path("a\x1b[2J\nb")
    inner = Message("program.no_config", path=path)

    text = Message("program.cannot_open", path=path, what=inner).text("id")

    assert not seen(text)
    assert "\n" not in text


def test_a_bar_and_a_table_take_text_as_it_stands():
    console = screen.terminal()
    console.file = io.StringIO()
    table = run_summary._table("file", "source")
    table.add_row("[/red]\x1b[2J", "[b]:smile:")

    console.print(table)
    console.print("[bold]x[/nothing]")

    told = console.file.getvalue()
    assert "\x1b[2J" not in told
    assert r"[/red]\u001b[2J" in told
    assert "[b]:smile:" in told
    assert "[bold]x[/nothing]" in told


def test_nothing_prints_but_the_screen():
    strangers = []
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            prints = called in {"print", "typer.echo", "typer.secho", "Console", "input"}
            prints |= called.startswith(("sys.stdout.write", "sys.stderr.write", "warnings.warn"))
            if prints and where not in ("cli/screen.py", CHILD):
                strangers.append(f"{where}:{node.lineno} {called}")

    assert strangers == []


CHILD = "ingest/reader/child/__main__.py"
"""It speaks to the run alone, through pipes."""
