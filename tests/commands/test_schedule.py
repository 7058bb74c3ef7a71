"""A timetable's entry runs the project of any name: it is read as each system reads it."""

import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import warm
from bekasi_reconcile.commands.schedule import System, timetable
from bekasi_reconcile.errors import ConfigError

NAMES = (
    "data kemiskinan", "100% data",
    "%h", "%%", "a\\%b", "a\\\\%", "$(touch PUNAH)", "`touch PUNAH`",
    "$HOME", "${HOME}", "$$", 'kata "kutip"', "kata 'kutip'", "a;touch PUNAH", "a&b|c>d<e", "a\\",
    "-n", "@TANGGAL@", "@PYTHON@", "#", "*?[a]", "~", "!", "é 漢", "</Arguments>", "a'\"%$`\\",
)  # fmt: skip
ARGUMENTS = ["-m", "bekasi_reconcile", "run", "--quiet", "--project"]


def commands_of_cron(entry: str) -> str:
    """Return what cron hands to the shell, by its own rule for the percent sign."""
    command = entry.splitlines()[-1].split(maxsplit=5)[5]
    shown, escaped = [], False
    for char in command:
        if char == "%" and not escaped:
            return "".join(shown)  # the rest would be the command's input
        if char == "%":
            shown.pop()
        shown.append(char)
        escaped = char == "\\" and not escaped
    return "".join(shown)


@pytest.mark.parametrize("name", NAMES)
def test_a_shell_that_cron_starts_gets_the_folder_as_it_is_called(tmp_path: Path, name: str):
    project = tmp_path / name
    project.mkdir(parents=True)
    entry = timetable(System.cron, project, 7, 3, "id")
    command = commands_of_cron(entry)
    assert command.startswith("umask 077; nice -n 10 ")

    words = command.replace("umask 077; nice -n 10 ", "printf '%s\\0' ", 1)
    done = subprocess.run(["sh", "-c", words], capture_output=True, cwd=tmp_path, check=True)

    assert done.stdout.decode().split("\0")[:-1] == [sys.executable, *ARGUMENTS, str(project)]
    assert not (tmp_path / "PUNAH").exists()
    assert len(entry.splitlines()) == 2


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("name", NAMES)
def test_systemd_reads_the_folder_as_it_is_called(tmp_path: Path, name: str):
    project = tmp_path / name
    project.mkdir(parents=True)
    service = timetable(System.systemd, project, 7, 3, "id").partition("\n\n# ")[0]
    unit = tmp_path / "reconcile.service"
    unit.write_text(service, encoding="utf-8")

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        env={"SYSTEMD_LOG_LEVEL": "debug", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )

    names = ("ReadWritePaths", "Command Line")
    told = {
        name: line.strip().removeprefix(f"{name}: ")
        for line in (done.stdout + done.stderr).splitlines()
        for name in names
        if line.strip().startswith(f"{name}: ")
    }
    assert told["ReadWritePaths"] == str(project)
    line = (
        told["Command Line"].replace(r"\$", "$").replace(r"\`", "`")
    )  # it shows arguments as a shell would take them
    assert [word.replace("$$", "$") for word in shlex.split(line)][1:] == [*ARGUMENTS, str(project)]


@pytest.mark.parametrize("name", [n for n in NAMES if not re.search(r"%.*%|\$\(", n)])
def test_windows_reads_the_folder_as_it_is_called(tmp_path: Path, name: str):
    project = tmp_path / name
    project.mkdir(parents=True)

    task = ET.fromstring(timetable(System.taskscheduler, project, 7, 3, "id").partition("\n")[2])

    told = {element.tag.rpartition("}")[2]: element.text for element in task.iter()}
    assert told["Command"] == sys.executable
    assert arguments_on_windows(told["Arguments"] or "") == [*ARGUMENTS, str(project)]


def arguments_on_windows(line: str) -> list[str]:
    """Return the arguments as CommandLineToArgvW takes them apart."""
    arguments, current, quoted, i = [], "", False, 0
    while i < len(line):
        slashes = len(line[i:]) - len(line[i:].lstrip("\\"))
        i += slashes
        if i < len(line) and line[i] == '"':
            current += "\\" * (slashes // 2)
            if slashes % 2:
                current += '"'
            else:
                quoted = not quoted
        else:
            current += "\\" * slashes
            if i < len(line) and line[i].isspace() and not quoted:
                arguments.append(current)
                current = ""
            elif i < len(line):
                current += line[i]
        i += 1
    return [*arguments, current]


@pytest.mark.parametrize("system", System)
@pytest.mark.parametrize("name", ["a\n* * * * * touch PUNAH", "a\x1bb", "a\rb", "a\u202eb"])
def test_a_folder_that_a_timetable_cannot_hold_is_refused(
    tmp_path: Path, system: System, name: str
):
    with pytest.raises(ConfigError, match="jadwal"):
        timetable(system, tmp_path / name, 7, 3, "id")


@pytest.mark.parametrize("name", ["%TEMP%", "$(Arg0)"])
def test_what_windows_would_replace_is_refused_there(tmp_path: Path, name: str):
    with pytest.raises(ConfigError, match="jadwal"):
        timetable(System.taskscheduler, tmp_path / name, 7, 3, "id")


def test_no_timetable_is_printed_for_a_folder_that_is_no_project(tmp_path: Path):
    for command in (["schedule", "print", "--for", "cron"], ["sources", "list"]):
        done = warm.run(*command, "-p", str(tmp_path))

        assert (done.returncode, done.stdout) == (2, "")
        assert "reconcile init" in done.stderr
