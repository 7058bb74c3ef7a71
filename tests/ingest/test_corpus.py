"""Ingest against a corpus of sheets nobody configured (tests/corpus)."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from bekasi_reconcile.ingest import Ingested, ingest

sys.path.append(str(Path(__file__).parents[1]))

from corpus import lists  # noqa: E402, F401
from corpus.sheets import LAYOUTS, Layout  # noqa: E402

AREA = {"desa", "kecamatan", "kabupaten", "provinsi"}
NEVER_CHECKED = {"no_urut"}


@pytest.fixture(scope="session")
def received(tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    raw, work = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("work")
    for case in LAYOUTS.values():
        folder = raw / case.id
        folder.mkdir()
        case.write(folder / case.file, case.sheets)
    return ingest(raw, (), work)


def of(table: pd.DataFrame, case: Layout) -> pd.DataFrame:
    return table[table["file"] == f"{case.id}/{case.file}"]


def asked(received: Ingested, case: Layout) -> bool:
    """Tell whether the case was refused by a question that only a person can answer."""
    reason = str(of(received.submission, case)["reason"].iloc[0])
    return case.or_ask and reason.startswith("question_")


layouts = pytest.mark.parametrize("case", [pytest.param(c, id=c.id) for c in LAYOUTS.values()])


@layouts
def test_a_layout_is_read(received: Ingested, case: Layout) -> None:
    told = of(received.submission, case).iloc[0]

    assert told["status"] == "read" or asked(received, case), told["reason"]
    assert case.notices <= set(of(received.problem, case)["rule"])


def wrong_columns(received: Ingested, case: Layout) -> dict[str, tuple[object, object, object]]:
    """Return the columns of the case that became something else than they should."""
    mapped = of(received.column, case)
    wrong: dict[str, tuple[object, object, object]] = {}
    for s in case.sheets:
        here = mapped[mapped["sheet"] == s.name]
        for at, want in s.columns.items():
            found = {None if pd.isna(f) else f for f in here[here["column"] == at]["field"]} or {
                None
            }
            accepted = set(want) if isinstance(want, tuple) else {want}
            if not found <= accepted:
                header = here[here["column"] == at]["header"]
                name = header.iloc[0] if len(header) else None
                wrong[f"{s.name}!{at}"] = (name, want, sorted(map(str, found)))
    return wrong


@layouts
def test_its_columns_mean_what_they_should(received: Ingested, case: Layout) -> None:
    if asked(received, case):
        return

    assert wrong_columns(received, case) == {}


@layouts
def test_its_people_are_its_rows_and_nothing_else_is(received: Ingested, case: Layout) -> None:
    if asked(received, case):
        return
    rows = of(received.source_row, case)

    lost, spurious = {}, {}
    for s in case.sheets:
        got, want = set(rows[rows["sheet"] == s.name]["row"]), s.rows("data")
        lost |= {s.name: sorted(want - got)} if want - got else {}
        spurious |= {s.name: sorted(got - want)} if got - want else {}
    assert (lost, spurious) == ({}, {})


COUNTED = ("blank", "header", "numbering", "group", "total")
AROUND = ("title", "footer", "other")


@layouts
def test_its_rows_balance_by_kind(received: Ingested, case: Layout) -> None:
    """Titles, footers and other lines are one kind here: what a line is called harms nobody."""
    if asked(received, case):
        return
    counts = of(received.sheet, case).set_index("sheet")

    for s in case.sheets:
        if s.name not in counts.index:
            assert not any(any(c is not None for c in row) for row in s.cells)
            continue
        told = counts.loc[s.name]
        assert told["rows_seen"] == len(s.cells), s.name
        parts = told[[*COUNTED, *AROUND, "records", "refused"]].sum()
        assert told["rows_seen"] == parts
        if s.people:
            assert {k: told[k] for k in COUNTED} == {k: len(s.rows(k)) for k in COUNTED}, s.name


def plain(field: str, value: object) -> str | None:
    if value is None or pd.isna(value):
        return None
    text = str(value).replace("\u00a0", " ").strip()
    if field in AREA:
        squashed = "".join(c for c in text.upper() if c.isalpha())
        for label in ("KABUPATEN", "KECAMATAN", "KAB", "KEC"):
            squashed = squashed.removeprefix(label)
        return squashed
    return " ".join(text.split())


@layouts
def test_its_values_are_the_cells(received: Ingested, case: Layout) -> None:
    if asked(received, case):
        return
    rows = of(received.source_row, case).set_index(["sheet", "row"])

    wrong = {}
    for s in case.sheets:
        for number, truth in s.truth.items():
            if (s.name, number) not in rows.index:
                continue  # told by the test of rows
            row = rows.loc[(s.name, number)]
            for field, want in truth.items():
                if field in row.index and plain(field, row[field]) != plain(field, want):
                    wrong.setdefault((s.name, field), []).append((number, want, row[field]))
    assert {k: (len(v), v[:2]) for k, v in wrong.items()} == {}


def test_nearly_every_column_is_mapped_right(
    received: Ingested, capsys: pytest.CaptureFixture[str]
) -> None:
    counted = wrong = 0
    for case in LAYOUTS.values():
        if asked(received, case):
            continue
        counted += sum(len(s.columns) for s in case.sheets)
        wrong += len(wrong_columns(received, case))

    share = (counted - wrong) / counted
    with capsys.disabled():
        right = f"{counted - wrong} of {counted} columns right ({share:.2%})"
        print(f"\n{len(LAYOUTS)} layouts: {right}")  # noqa: T201
    assert share >= 0.99
