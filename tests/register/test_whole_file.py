"""A file of a project is whole or not there, whatever the disk does, and whoever writes it."""

import ast
import os
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.decisions import decision_log
from bekasi_reconcile.decisions.decision_log import ReviewDecision
from bekasi_reconcile.ingest.mapping.draft import Draft, write_drafts
from bekasi_reconcile.match.model.frozen_model import default_model
from bekasi_reconcile.register import whole_file
from bekasi_reconcile.register.whole_file import folder_in_place_of, in_place_of, write_whole

PACKAGE = Path(__file__).parents[2] / "src" / "bekasi_reconcile"

WRITERS = {
    "write_text", "write_bytes", "to_parquet", "write_table", "copyfile", "copy", "copy2",
    "copytree", "move", "fdopen", "dump", "savez", "replace", "rename", "OSFile", "Workbook",
}  # fmt: skip
"""Calls that make a file or give it a name. ``replace`` counts only where it takes a path."""

COLUMNS = {"tens.replace", "values['field'].replace"}
"""Calls of that name on a column of a table."""

PLACES = {
    "register/whole_file.py": "the one place",
    "register/manifest.py": "in a run folder that has no name yet",
    "register/runs.py": "run folders and the pointer at them",
    "register/staged_change.py": "by folder_in_place_of",
    "register/audit_log.py": "a line at the end of a log, waited for",
    "register/schema.py": "a copy that is made anew whenever it is needed",
    "privacy/scrub.py": "a run folder, written aside",
    "report/files.py": "reports in a run folder, or in a copy that is made aside",
    "report/xlsx.py": "reports in a run folder, or in a copy that is made aside",
    "report/correction/workbook_cache.py": "a workbook in a run folder",
    "report/correction/write_workbooks.py": "a workbook in a run folder",
    "clean/record_cache.py": "a folder aside, waited for, then named",
    "ingest/reading_cache.py": "a folder aside, waited for, then named",
    "stage_cache.py": "tables of entries that are written aside",
    "ingest/submission/result.py": "by in_place_of",
    "ingest/reader/child/foreign_sheet.py": "a temporary folder, read at once",
    "ingest/reader/file_reader.py": "a temporary folder, read at once",
    "splink_export/export.py": "by in_place_of",
    "splink_export/record_file.py": "by in_place_of of export",
    "commands/backup.py": "by in_place_of, and a folder aside, waited for, then named",
    "commands/backup_content.py": "opens to read",
    "commands/backup_file.py": "by in_place_of of backup, and pipes",
    "commands/dry_run.py": "a copy for one trial",
    "commands/init.py": "by folder_in_place_of, and the demo",
}
"""Who may write a file itself, and why nothing is lost by it."""


class LongDraft(Draft):
    """A draft of many columns."""

    def __init__(self) -> None:
        pass

    def text(self, language: str) -> str:
        return f"# {language}\n" + "x = 1\n" * 1000


@contextmanager
def full_disk(least: int = 100) -> Iterator[None]:
    """Let no file grow beyond ``least`` bytes meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (least, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


@pytest.mark.parametrize("least", [0, 1, 100, 4096])
def test_a_full_disk_leaves_no_draft_of_a_profile(tmp_path: Path, least: int):
    with full_disk(least), pytest.raises(OSError, match="too large"):
        write_drafts({"baznas": LongDraft()}, tmp_path, "id")

    assert contents(tmp_path) == {}


@pytest.mark.parametrize("least", [0, 100])
def test_a_full_disk_leaves_log_and_model_as_they_were(project: Path, least: int):
    def decision(number: int) -> ReviewDecision:
        return ReviewDecision(conflict_id=f"K-{number}", type="a", answer="b" * 200, effect="note")

    decision_log.append(project / "data/decisions", [decision(1)])
    model = default_model(Config.load(project).matching)
    model.save(project / "data/model/model.json")
    before = contents(project)

    with full_disk(least), pytest.raises(OSError, match="too large"):
        decision_log.append(project / "data/decisions", [decision(2)])
    with full_disk(least), pytest.raises(OSError, match="too large"):
        model.save(project / "data/model/model.json")

    assert contents(project) == before


def test_what_takes_a_name_is_on_the_disk_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    calls: list[str] = []
    sync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (calls.append("fsync"), sync(fd))[1])
    monkeypatch.setattr(os, "replace", lambda a, b: (calls.append("replace"), replace(a, b))[1])

    write_whole(tmp_path / "x.json", "{}")

    assert calls == ["fsync", "replace", "fsync"]
    assert (tmp_path / "x.json").stat().st_mode & 0o777 == 0o600
    assert contents(tmp_path) == {"x.json": b"{}"}


def test_a_name_of_any_length_can_be_written(tmp_path: Path):
    for name in ("a" * 255, "é" * 127, os.fsdecode(b"\xff" * 255)):
        write_whole(tmp_path / name, "x")

    assert len(contents(tmp_path)) == 3


def test_a_folder_is_whole_or_not_there(tmp_path: Path):
    def fill_and_fail() -> None:
        with folder_in_place_of(tmp_path / "a") as draft:
            (draft / "x").write_text("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fill_and_fail()
    with folder_in_place_of(tmp_path / "b") as draft:
        (draft / "x").write_text("x")

    assert contents(tmp_path) == {"b/x": b"x"}


def test_what_a_killed_process_left_aside_is_written_over(tmp_path: Path):
    whole_file.draft_path(tmp_path / "a").write_text("half", encoding="utf-8")

    with in_place_of(tmp_path / "a") as draft:
        draft.write_text("whole", encoding="utf-8")

    assert contents(tmp_path) == {"a": b"whole"}


def test_a_file_in_use_is_tried_again_and_then_told(tmp_path: Path):
    """As on Windows, where an open file keeps its name; here the folder is closed for a while."""
    folder = tmp_path / "closed"
    folder.mkdir()
    child = os.fork()
    if not child:  # a process that the folder's mode holds for, also if the tests run as root
        status = 3
        try:
            status = _replace_in_a_closed_folder(folder)
        finally:
            os._exit(status)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _replace_in_a_closed_folder(folder: Path) -> int:
    os.chdir(folder)
    if os.getuid() == 0:
        os.chown(".", 65534, 65534)
        os.setuid(65534)
    here, draft, path = Path(), Path("draft"), Path("path")
    draft.write_text("new")
    here.chmod(0o500)
    try:
        whole_file.replace(draft, path, waits=(0.01, 0.01))
    except PermissionError:
        threading.Thread(target=lambda: (time.sleep(0.1), here.chmod(0o700))).start()
        whole_file.replace(draft, path, waits=(0.05,) * 100)
        return 0 if path.read_text() == "new" and not draft.exists() else 2
    return 1


def _writing_calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = node.func if isinstance(node, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", ""))
        if not isinstance(node, ast.Call) or called is None:
            continue
        plain = name in WRITERS - {"replace", "rename", "copy", "dump"}
        of_system = ast.unparse(called) in {
            "os.replace", "os.rename", "shutil.copy", "json.dump", "pickle.dump", "os.link",
        }  # fmt: skip
        renamed = name in {"replace", "rename"} and len(node.args) == 1 and not node.keywords
        renamed = renamed and not isinstance(node.args[0], ast.Constant)  # of a column
        renamed = renamed and ast.unparse(called) not in COLUMNS
        modes = [a.value for a in (*node.args, *(k.value for k in node.keywords))
                 if isinstance(a, ast.Constant) and isinstance(a.value, str)]  # fmt: skip
        opened = name == "open" and any(set(m) & set("wax+") and len(m) < 4 for m in modes)
        flags = ast.unparse(node) if ast.unparse(called) == "os.open" else ""
        to_file = name == "to_csv" and bool(node.args)
        if plain or of_system or renamed or opened or to_file or "O_CREAT" in flags:
            yield f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno} {ast.unparse(called)}"


def test_no_other_module_writes_a_file_outside_a_run_folder():
    strangers = [
        call
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] != "demo"  # invented lists, never of a project
        and path.relative_to(PACKAGE).as_posix() not in PLACES
        for call in _writing_calls(path)
    ]

    assert strangers == []
    assert [place for place in PLACES if not list(_writing_calls(PACKAGE / place))] == []
