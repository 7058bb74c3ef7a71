"""English is complete, and numbers and dates are written as each language writes them."""

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

import bekasi_reconcile
from bekasi_reconcile.commands.init import shipped_configs
from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.merging import Merging
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.messages.catalogue import subject
from bekasi_reconcile.reference.conflict_kind import conflict_kinds
from bekasi_reconcile.report.translation import language

REPORT = Path(bekasi_reconcile.__file__ or "").parent / "report"
if not REPORT.is_dir():
    REPORT = Path(__file__).parents[2] / "src/bekasi_reconcile/report"


def texts() -> set[str]:
    """Return every text that templates and code ask a translation of."""
    messages: set[str] = set()
    for path in REPORT.glob("templates/*"):
        if path.suffix in (".html", ".txt"):
            with path.open("rb") as file:
                calls = babel_extract(file, ("_",), [], {})
                messages |= {text if isinstance(text, str) else text[0] for _, _, text, _ in calls}
    for path in REPORT.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                of = getattr(node.func, "value", None)
                asks = getattr(of, "attr", getattr(of, "id", "")) in ("language", "self")
                if asks and getattr(node.func, "attr", "") == "text":
                    messages.add(str(node.args[0].value))
    return messages


def test_every_text_has_its_english_and_no_english_is_left_over():
    with (REPORT / "locale/en.po").open("rb") as file:
        english = {str(m.id): str(m.string) for m in read_po(file) if m.id}

    assert len(english) > 100
    assert set(english) == texts()
    for indonesian, text in english.items():
        assert text
        assert sorted(re.findall(r"%\(\w+\)s", text)) == sorted(
            re.findall(r"%\(\w+\)s", indonesian)
        )


def test_every_word_has_both_languages():
    for section, entries in subject("word").items():
        for name, entry in entries.items():
            assert set(entry) == {"id", "en"}, (section, name)
    assert set(subject("word")["jenis"]) == set(conflict_kinds())
    assert set(subject("word")["pemutus"]) >= {kind.decides for kind in conflict_kinds().values()}


def test_what_the_configuration_names_has_its_words():
    matching = load(shipped_configs() / "matching.toml", Matching)
    merging = load(shipped_configs() / "merging.toml", Merging)
    known = subject("word")

    assert set(matching.comparisons) <= set(known["bidang"])
    levels = {level.name for of in matching.comparisons.values() for level in of.levels}
    assert levels <= set(known["kesamaan"])
    assert set(merging.survivorship) <= set(known["bidang"])
    assert {rule for order in merging.survivorship.values() for rule in order} <= set(
        known["aturan"]
    )


def test_numbers_and_dates_are_the_languages_own():
    indonesian, english = language("id"), language("en")

    assert (indonesian.number(1234567), english.number(1234567)) == ("1.234.567", "1,234,567")
    assert (indonesian.percent(1, 8, 1), english.percent(1, 8, 1)) == ("12,5%", "12.5%")
    assert (indonesian.date("2022-10-07"), english.date("2022-10-07")) == (
        "7 Oktober 2022", "7 October 2022",
    )  # fmt: skip
    assert (indonesian.date("2022-10"), indonesian.date("2022"), indonesian.date(None)) == (
        "Oktober 2022", "2022", "–",
    )  # fmt: skip
    assert (indonesian.rupiah(351_750_000), english.rupiah(2_420_000_000)) == (
        "Rp351,8 juta", "Rp2.4 billion",
    )  # fmt: skip
    assert indonesian.percent(1, 0) == "–"
