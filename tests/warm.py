"""Commands in processes of their own that need not import everything first.

A process that has imported the program forks for each command: what counts (arguments, environment,
files, signals, status) is a process's own, and the seconds of importing are spent once. What the
interpreter decides as it starts (locale, hash seed) needs a process from the start.
"""

import atexit
import gc
import importlib
import json
import os
import resource
import runpy
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TextIO

IMPORTED = (
    "recordlinkage",
    "pandera.backends.pandas",
    "bekasi_reconcile.commands.dry_run",
    "bekasi_reconcile.cli.app",
    "bekasi_reconcile.commands.report_copy",
    "bekasi_reconcile.demo",
    "bekasi_reconcile.cli.command_log",
    "bekasi_reconcile.commands.evaluate",
    "bekasi_reconcile.commands.explain",
    "bekasi_reconcile.ingest.mapping.suggest",
    "bekasi_reconcile.commands.backup",
    "bekasi_reconcile.commands.doctor",
    "bekasi_reconcile.commands.forget",
    "bekasi_reconcile.commands.explanation_text",
    "bekasi_reconcile.commands.train",
)
FINISHED = "TINY_FINISHED"
"""Where the finished tiny project is already, for tests that are run within a test."""

SECONDS = 120
"""Longer than any command takes; then it is killed."""


def run(
    *arguments: str,
    module: str = "bekasi_reconcile",
    env: Mapping[str, str] | None = None,
    imported: Sequence[str] = IMPORTED,
    cwd: Path | None = None,
    file_bytes: int = resource.RLIM_INFINITY,
) -> subprocess.CompletedProcess[str]:
    """Run ``module`` with ``arguments`` and return how it ended, as ``python -m`` would.

    ``file_bytes``: the size beyond which it can write no file. ``imported``: what is imported
    before; PYTHONPATH of ``env`` decides where the rest is found.
    """
    with tempfile.TemporaryDirectory(prefix="warm-") as folder:
        streams = Path(folder) / "out", Path(folder) / "err"
        command = begin(
            *arguments,
            streams=streams,
            module=module,
            env=env,
            imported=imported,
            cwd=cwd,
            file_bytes=file_bytes,
        )
        status = command.wait()
        out, err = (path.read_text(encoding="utf-8") for path in streams)
    return subprocess.CompletedProcess(arguments, status, out, err)


@dataclass(frozen=True)
class Command:
    """A command that may still be running: its process, and where its status will stand."""

    pid: int
    statuses: TextIO

    def wait(self) -> int:
        """Return its status when it has ended; it is killed after SECONDS."""
        return int(self.statuses.readline())

    def is_running(self) -> bool:
        return not select.select([self.statuses], [], [], 0)[0]


def begin(
    *arguments: str,
    streams: tuple[Path, Path],
    module: str = "bekasi_reconcile",
    env: Mapping[str, str] | None = None,
    imported: Sequence[str] = IMPORTED,
    cwd: Path | None = None,
    file_bytes: int = resource.RLIM_INFINITY,
) -> Command:
    """Begin what ``run`` runs. ``streams``: the files that its stdout and stderr are written to.

    The caller waits for it before the next command is begun.
    """
    request = {
        "module": module,
        "arguments": arguments,
        "env": os.environ | dict(env or {}),
        "cwd": str(cwd or Path.cwd()),
        "file_bytes": file_bytes,
        "streams": [str(path) for path in streams],
    }
    server = _server(tuple(imported))
    assert server.stdin
    assert server.stdout
    server.stdin.write(json.dumps(request) + "\n")
    server.stdin.flush()
    return Command(int(server.stdout.readline()), server.stdout)


@contextmanager
def running(*arguments: str, env: Mapping[str, str]) -> Iterator[tuple[Command, TextIO]]:
    """Run the program with ``arguments`` meanwhile; give the command and what it says on stderr."""
    with tempfile.TemporaryDirectory(prefix="warm-") as folder:
        err = Path(folder) / "err"
        os.mkfifo(err)
        command = begin(*arguments, streams=(Path(os.devnull), err), env=env)
        with err.open(encoding="utf-8") as stream:
            yield command, stream


def processes() -> set[int]:
    """Return the processes that commands are forked from."""
    return {process.pid for process in _STARTED}


_STARTED: "list[subprocess.Popen[str]]" = []


@cache
def _server(imported: tuple[str, ...]) -> "subprocess.Popen[str]":
    path = os.pathsep.join(p for p in sys.path if p)
    process = subprocess.Popen(
        [sys.executable, "-m", "warm", *imported],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    )
    _STARTED.append(process)
    atexit.register(process.kill)
    return process


def _serve() -> None:
    for name in sys.argv[1:]:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # or each command's garbage collection would copy the pages of all that
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            answers.close()
            os._exit(_ran(json.loads(line)))
        answers.write(f"{child}\n")
        answers.flush()
        _, ended = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(ended)}\n")
        answers.flush()


def _ran(request: dict[str, object]) -> int:
    signal.alarm(SECONDS)
    os.environ.clear()
    os.environ.update(request["env"])  # type: ignore[call-overload]
    os.chdir(str(request["cwd"]))
    tempfile.tempdir = None  # TMPDIR may be another
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in enumerate(_texts(request["streams"]), 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), number)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(str(request["file_bytes"])), hard))
    sys.path[:0] = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.argv = ["", *_texts(request["arguments"])]
    status: object = 0
    try:
        runpy.run_module(str(request["module"]), run_name="__main__", alter_sys=True)
    except SystemExit as done:
        status = done.code
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    return status if isinstance(status, int) else int(status is not None)


def _texts(value: object) -> Sequence[str]:
    assert isinstance(value, list)
    return [str(each) for each in value]


if __name__ == "__main__":
    _serve()
