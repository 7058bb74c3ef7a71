"""The house rules: who may import whom, and what a module or a class may be called."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "bekasi_reconcile"
MODULES = sorted(PACKAGE.rglob("*.py"))

TIERS = (
    ("__main__", "__init__", "library"),
    ("cli",),
    ("commands",),
    ("pipeline",),
    ("identity", "decisions", "publish", "privacy", "report", "splink_export"),
    ("ingest", "clean", "match", "merge", "register", "demo"),
    ("spreadsheet", "stage_cache", "arrow_text", "work_folder"),
    ("tables", "config", "fault_injection"),
    ("errors",),
    ("messages",),
    ("reference", "sql", "parallel", "library_warning"),
)
"""Each room imports its own tier and those below it."""

TIER = {room: level for level, rooms in enumerate(TIERS) for room in rooms}
STAGES = {"ingest", "clean", "match", "merge"}

RESULTS = {"Ingested", "Cleaned", "Matched", "Merged"}
"""A stage's result is called by the stage's participle: the one pattern of that kind."""

CONTRACT = {"checked", "shaped"}
"""How every table of tables.py is made: the house's oldest words, in every stage's last line."""

IRREGULAR = (
    {"made", "told", "found", "kept", "known", "said", "done", "asked", "held", "given", "left"}
    | {"begun", "bound", "built", "taken", "written", "read", "sent", "seen", "shown", "stood"}
    | {"met", "lost", "cut", "put", "set", "chosen", "drawn", "grown", "hidden"}
)
NOUNS = {"read", "set", "cut", "left", "seed", "need", "feed", "speed", "red", "hundred", "id"}
"""Words that end like participles, or are spelt like one, and are nouns or verbs here."""
NOUNS.add("compute_vectorized")  # recordlinkage calls it so

PATTERN = {"stage", "__init__", "__main__"}
"""The modules that bear one name in several rooms on purpose."""


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path) -> Iterator[str]:
    """Yield each module of the package that ``path`` imports, as a path of parts."""
    for node in ast.walk(_tree(path)):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        package, _, base = node.module.partition(".")
        if package != PACKAGE.name:
            continue
        yield from ([base] if base else [alias.name for alias in node.names])


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def test_every_room_has_its_tier():
    assert {_room(path) for path in MODULES} <= set(TIER)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_run_one_way(path: Path):
    room = _room(path)
    rooms = {name.partition(".")[0] for name in _imports(path)} & set(TIER)

    assert sorted(other for other in rooms if TIER[other] < TIER[room]) == []


def test_no_stage_imports_a_stage():
    arrows = {
        (_room(path), name.partition(".")[0])
        for path in MODULES
        for name in _imports(path)
        if _room(path) in STAGES
    }

    assert sorted((a, b) for a, b in arrows if a != b and b in STAGES) == []


def _classes() -> dict[str, list[str]]:
    places = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(path.relative_to(PACKAGE).as_posix())
    return places


def test_a_class_name_is_unique_in_the_package():
    # pydantic and pandera ask for an inner class of this name
    places = {name: where for name, where in _classes().items() if name != "Config"}

    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def _bare_participle(name: str) -> bool:
    """Tell whether ``name`` is one word, and that a participle."""
    word = name.lower()
    single = "_" not in name and len(re.findall("[A-Z]", name)) < 2
    return single and word not in NOUNS and (word in IRREGULAR or word.endswith("ed"))


def test_no_class_is_a_bare_participle_but_a_stages_result():
    assert sorted(n for n in _classes() if _bare_participle(n) and n not in RESULTS) == []


def test_no_module_is_a_bare_participle():
    assert sorted(p.stem for p in MODULES if _bare_participle(p.stem)) == []


def test_no_function_is_a_bare_participle():
    names = [
        f"{path.relative_to(PACKAGE).as_posix()}: {node.name}"
        for path in MODULES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef)
        and node.name not in CONTRACT
        and _bare_participle(node.name.lstrip("_"))
    ]

    assert names == []


def test_no_two_modules_of_one_name_stand_in_neighbouring_rooms():
    """Neighbours: one room is in the other, or both stand in the same room."""
    rooms = defaultdict(set)
    for path in MODULES:
        if path.stem not in PATTERN:
            rooms[path.parent].add(path.stem)
    neighbours = [
        (a, b)
        for a, b in combinations(rooms, 2)
        if a == b.parent or b == a.parent or a.parent == b.parent
    ]

    twins = {(a.name, b.name): rooms[a] & rooms[b] for a, b in neighbours}
    assert {pair: names for pair, names in twins.items() if names} == {}


def test_no_name_stands_twice_in_the_hall():
    stems = Counter(path.stem for path in PACKAGE.glob("*.py"))
    folders = Counter(path.name for path in PACKAGE.iterdir() if path.is_dir())

    assert [name for name, count in (stems + folders).items() if count > 1] == []


FOREIGN = {"zipfile", "html", "xml", "python_calamine", "olefile", "msoffcrypto", "openpyxl"}
"""What unpacks or parses a file; some of them write ours, too."""

WRITERS = {
    "commands/schedule.py",
    "demo/writers.py",
    "report/correction/workbook_cache.py",
    "report/xlsx.py",
}
CHILD = "ingest/reader/child/"
FROM_CHILD = {"file_type", "limit", "foreign_sheet"}
"""What the run itself imports of the child: no reader."""


def test_only_the_limited_child_looks_at_foreign_bytes():
    looks = {
        (where, name)
        for path in MODULES
        if not (where := path.relative_to(PACKAGE).as_posix()).startswith(CHILD)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in _names(node)
        if name.partition(".")[0] in FOREIGN
        or (".reader.child." in f"{name}." and name.split(".")[4] not in FROM_CHILD)
    }

    assert {where for where, _ in looks} <= WRITERS


def _names(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if node.module else []
