"""Ingest against a corpus of sheets nobody configured (tests/corpus)."""

import pickle
import random
import time
from pathlib import Path

import pandas as pd
import pytest

from bekasi_reconcile.ingest.reader import file_reader
from bekasi_reconcile.ingest.stage import Ingested, ingest
from corpus import forms, lists, texts, values  # noqa: F401
from corpus.hostile import HOSTILE, Hostile, build_all, honest
from corpus.sheets import LAYOUTS, Layout
from corpus.writers import delimited, html, ods, xls, xlsx
from once import Once
from territories import BEKASI

AREA = {"desa", "kecamatan", "kabupaten", "provinsi"}


@pytest.fixture(scope="session")
def received(once: Once) -> Ingested:
    def read(folder: Path) -> None:
        for case in LAYOUTS.values():
            (folder / "raw" / case.id).mkdir(parents=True)
            case.write(folder / "raw" / case.id / case.file, case.sheets)
        (folder / "work").mkdir()
        keep(ingest(folder / "raw", (), folder / "work", BEKASI), folder)

    return kept(once.built("corpus", read))


def keep(received: Ingested, folder: Path) -> None:
    (folder / "received.pickle").write_bytes(pickle.dumps(received))


def kept(folder: Path) -> Ingested:
    received: Ingested = pickle.loads((folder / "received.pickle").read_bytes())
    return received


def of(table: pd.DataFrame, case: Layout) -> pd.DataFrame:
    return table[table["file"] == f"{case.id}/{case.file}"]


def asked(received: Ingested, case: Layout) -> bool:
    """Tell whether the case was refused by a question that only a person can answer."""
    reason = str(of(received.submission, case)["reason"].iloc[0])
    return case.ask != "never" and reason.startswith("question_")


layouts = pytest.mark.parametrize("case", [pytest.param(c, id=c.id) for c in LAYOUTS.values()])


@layouts
def test_a_layout_is_read(received: Ingested, case: Layout) -> None:
    told = of(received.submission, case).iloc[0]

    read = told["status"] == "read" and case.ask != "must"
    assert read or asked(received, case), (told["status"], told["reason"])
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
    assert asked(received, case) or wrong_columns(received, case) == {}


def lost_and_spurious(received: Ingested, case: Layout) -> dict[str, dict[str, list[int]]]:
    """Return per sheet the people that are no rows, and the rows that are no people."""
    rows = of(received.source_row, case)
    wrong: dict[str, dict[str, list[int]]] = {}
    for s in case.sheets:
        got = {int(i) for i in rows[rows["sheet"] == s.name]["row"]}
        want = s.rows("data")
        if got != want:
            wrong[s.name] = {"lost": sorted(want - got), "spurious": sorted(got - want)}
    return wrong


@layouts
def test_its_people_are_its_rows_and_nothing_else_is(received: Ingested, case: Layout) -> None:
    assert asked(received, case) or lost_and_spurious(received, case) == {}


COUNTED = ("blank", "header", "numbering", "group", "total")
AROUND = ("title", "footer", "other")


def wrong_counts(received: Ingested, case: Layout) -> dict[str, object]:
    """Return the sheets whose rows do not add up, or are counted as another kind than they are.

    Titles, footers and other lines are one kind here: what a line is called harms nobody.
    """
    counts = of(received.sheet, case).set_index("sheet")
    wrong: dict[str, object] = {}
    for s in case.sheets:
        if not any(c is not None for row in s.cells for c in row):
            continue
        if s.name not in counts.index:
            wrong[s.name] = "not counted"
            continue
        told = counts.loc[s.name]
        parts = told[[*COUNTED, *AROUND, "records", "refused"]].sum()
        if not told["rows_seen"] == len(s.cells) == parts:
            wrong[s.name] = (len(s.cells), int(told["rows_seen"]), int(parts))
        kinds = {k: (len(s.rows(k)), int(told[k])) for k in COUNTED}
        if s.people and (other := {k: v for k, v in kinds.items() if v[0] != v[1]}):
            wrong[s.name] = other
    return wrong


@layouts
def test_its_rows_balance_by_kind(received: Ingested, case: Layout) -> None:
    assert asked(received, case) or wrong_counts(received, case) == {}


def plain(field: str, value: object) -> str | None:
    if value is None or pd.isna(value):
        return None
    text = " ".join(str(value).split())
    if field in AREA:
        text = "".join(c for c in text.upper() if c.isalpha())
        for label in ("KABUPATEN", "KECAMATAN", "KAB", "KEC"):
            text = text.removeprefix(label)
    return text


def wrong_values(received: Ingested, case: Layout) -> dict[str, object]:
    """Return per field the rows that hold something else than their cells, and an example."""
    rows = of(received.source_row, case).set_index(["sheet", "row"])
    wrong: dict[str, list[object]] = {}
    for s in case.sheets:
        for number, truth in s.truth.items():
            if (s.name, number) not in rows.index:
                continue  # told by lost_and_spurious
            row = rows.loc[(s.name, number)]
            for field, want in truth.items():
                if field in row.index and plain(field, row[field]) != plain(field, want):
                    wrong.setdefault(f"{s.name}!{field}", []).append((number, want, row[field]))
    return {field: (len(found), found[0]) for field, found in wrong.items()}


@layouts
def test_its_values_are_the_cells(received: Ingested, case: Layout) -> None:
    assert asked(received, case) or wrong_values(received, case) == {}


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


@pytest.fixture(scope="session")
def attacked(once: Once) -> Ingested:
    def read(folder: Path) -> None:
        raw, work = folder / "raw", folder / "work"
        raw.mkdir(parents=True)
        work.mkdir()
        build_all(raw)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(file_reader, "SECONDS", 3)
            received = ingest(raw, (), work, BEKASI)
        left = [path for path in work.iterdir() if path.suffix != ".parquet"]
        assert not left  # of what is kept for corrections
        keep(received, folder)

    return kept(once.built("hostile", read))


@pytest.mark.parametrize("case", [pytest.param(c, id=c.id) for c in HOSTILE.values()])
def test_a_hostile_file_gets_its_verdict(attacked: Ingested, case: Hostile) -> None:
    name = f"{case.id}/{case.file}"
    submission = attacked.submission[attacked.submission["file"] == name]
    rules = set(attacked.problem[attacked.problem["file"] == name]["rule"])
    rows = attacked.source_row[attacked.source_row["file"] == name]

    if not case.told:
        assert submission.empty
        assert not rules
    elif case.read and (submission["status"] == "read").all() and len(submission):
        assert case.people in (None, len(rows))
    else:
        assert rules & set(case.rules), (submission["reason"].tolist(), rules)
        assert rows.empty


def test_a_hostile_run_balances_its_rows(attacked: Ingested) -> None:
    assert_balanced(attacked)


def assert_balanced(received: Ingested) -> None:
    counts = received.sheet
    parts = counts[[*COUNTED, *AROUND, "records", "refused"]].sum(axis=1)
    assert (counts["rows_seen"] == parts).all()
    assert counts["records"].sum() == len(received.source_row)
    assert received.source_row["record_id"].is_unique


FUZZED = {"a.xlsx": xlsx, "a.xls": xls, "a.ods": ods, "a.html": html, "a.csv": delimited(";")}
FUZZ_SECONDS = 10


@pytest.mark.slow
def test_mutated_files_are_read_or_refused_and_balance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_reader, "SECONDS", 2)
    luck = random.Random(20261122)
    whole = {}
    for name, write in FUZZED.items():
        write(tmp_path / name, [honest(20)])
        whole[name] = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()

    until = time.monotonic() + FUZZ_SECONDS
    runs = 0
    while time.monotonic() < until:
        raw, work = tmp_path / f"raw{runs}", tmp_path / f"work{runs}"
        raw.mkdir()
        work.mkdir()
        for i in range(25):
            name = luck.choice(sorted(whole))
            (raw / f"{i}_{name}").write_bytes(mutated(whole[name], luck))
        assert_balanced(ingest(raw, (), work, BEKASI))
        runs += 1
    assert runs


def mutated(data: bytes, luck: random.Random) -> bytes:
    """Return ``data`` with a few bytes changed, dropped, doubled or cut off."""
    spoilt = bytearray(data)
    for _ in range(luck.randrange(1, 6)):
        at = luck.randrange(len(spoilt))
        length = luck.randrange(1, 40)
        how = luck.randrange(5)
        if how == 0:
            spoilt[at] = luck.randrange(256)
        elif how == 1:
            del spoilt[at : at + length]
        elif how == 2:
            spoilt[at:at] = spoilt[at : at + length]
        elif how == 3:
            spoilt[at : at + length] = luck.randbytes(length)
        elif luck.random() < 0.2:
            del spoilt[at + 1 :]
    return bytes(spoilt)
