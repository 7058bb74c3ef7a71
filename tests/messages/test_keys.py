"""Every message that the code names stands in the catalogue, and is given what fills it."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

from bekasi_reconcile import errors
from bekasi_reconcile.messages.catalogue import sentence

PACKAGE = Path(__file__).parents[2] / "src" / "bekasi_reconcile"
SPEAKERS = {"Message", "InvalidSetting", "say", "text"} | {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.ReconcileError)
}


def _spoken() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id in SPEAKERS and node.args:
                yield f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}", node


def _keys(argument: ast.expr) -> list[str]:
    """Return the keys that the argument may be; none where it is made while running."""
    if isinstance(argument, ast.IfExp):
        return _keys(argument.body) + _keys(argument.orelse)
    if isinstance(argument, ast.Constant):
        return [str(argument.value)]
    return []


def test_every_key_is_in_the_catalogue_with_its_gaps_filled():
    wrong, count = [], 0
    for where, call in _spoken():
        given = {keyword.arg for keyword in call.keywords}
        for key in _keys(call.args[0]):
            count += 1
            try:
                text = sentence(key, "en")
            except (KeyError, FileNotFoundError, ValueError):
                wrong.append((where, key))
                continue
            gaps = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            if None not in given and gaps != given:
                wrong.append((where, key, gaps, given))

    assert wrong == []
    assert count > 60


def test_no_error_is_raised_with_a_text_in_place_of_a_key():
    texts = [
        where
        for where, call in _spoken()
        if isinstance(call.args[0], ast.JoinedStr)
        and not str(getattr(call.args[0].values[0], "value", "")).partition(".")[2]
    ]

    assert texts == []
