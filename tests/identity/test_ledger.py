"""Ids: given once, kept, redirected, never given again."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from bekasi_reconcile.identity.ledger import GroupIds, LedgerRun, PriorLedger, assign
from bekasi_reconcile.tables import TEXT, Identity

NIK, OTHER = "3216011208870001", "3216015208880001"


class Ledger:
    """Months of one ledger: each is told who is with whom, and by which trusted number."""

    def __init__(self) -> None:
        self.identity = Identity.shaped(pd.DataFrame({"id": []}))
        self.owner: dict[str, str] = {}
        self.mark: dict[str, str] = {}
        self.number = 0

    def month(self, *groups: str, **marks: str) -> dict[str, str]:
        """Return the id of each record; a group is its records' letters: ``month("ab", "c")``."""
        rows = [(r, min(g), marks.get(r)) for g in groups for r in g]
        columns = ["record_id", "grp", "mark"]
        grouped = pd.DataFrame(rows, columns=columns).astype(TEXT)
        now = self.identity.set_index("id")["current_id"]
        anchored = [(r, now[i]) for r, i in self.owner.items() if r in set(grouped["record_id"])]
        anchor = pd.DataFrame(anchored, columns=["record_id", "id"]).astype(TEXT)
        marked = pd.DataFrame(list(self.mark.items()), columns=["id", "mark"]).astype(TEXT)
        self.number += 1
        before = PriorLedger("P", self.identity, anchor, marked)
        self.done: GroupIds = assign(grouped, before, LedgerRun(self.number, f"run-{self.number}"))
        self.identity = self.done.identity
        ids = dict(zip(grouped["record_id"], grouped["grp"].map(self.done.id_of), strict=True))
        self.owner |= ids
        self.mark = {ids[r]: m for r, m in marks.items()}
        return ids

    def events(self) -> set[tuple[str, str]]:
        """Return what happened in the last month: event, id."""
        event = self.done.event
        return set(zip(event["event"], event["id"], strict=True))

    def now(self, old: str) -> tuple[str, str]:
        """Return the status of an id and what it means now."""
        row = self.identity.set_index("id").loc[old]
        return row["status"], row["current_id"]


def test_an_id_is_kept_while_records_come_and_go():
    ledger = Ledger()
    first = ledger.month("ab", "c")

    second = ledger.month("bz", "c")

    assert second["b"] == first["a"]
    assert second["c"] == first["c"]
    assert ledger.events() == set()


def test_the_oldest_id_wins_a_merge_and_the_other_redirects():
    ledger = Ledger()
    old = ledger.month("b")["b"]
    young = ledger.month("a", "b")["a"]

    merged = ledger.month("ab")

    assert set(merged.values()) == {old}
    assert ledger.now(young) == ("merged", old)
    assert ledger.events() == {("merge", young)}


def test_the_part_with_the_trusted_nik_keeps_the_id_in_a_split():
    ledger = Ledger()
    whole = ledger.month("abcd", d=NIK)["a"]

    parts = ledger.month("abc", "d", d=NIK)

    assert parts["d"] == whole
    assert parts["a"] != whole
    assert ledger.events() == {("allocate", parts["a"]), ("split", whole)}


def test_the_larger_part_keeps_the_id_where_no_nik_is_known():
    ledger = Ledger()
    whole = ledger.month("abc")["a"]

    parts = ledger.month("a", "bc")

    assert parts["b"] == whole


def test_an_id_that_redirects_follows_its_id_into_the_next_merge():
    ledger = Ledger()
    first = ledger.month("a")["a"]
    second = ledger.month("a", "b")["b"]
    third = ledger.month("a", "b", "c")["c"]
    ledger.month("a", "bc")

    ledger.month("ac")

    assert ledger.now(third) == ("merged", first)
    assert ledger.now(second) == ("merged", first) or ledger.now(second) == ("retired", second)


def test_a_merge_undone_gives_back_the_id_that_had_been_merged():
    ledger = Ledger()
    ledger.month("ab", a=NIK)
    apart = ledger.month("ab", "cd", a=NIK, c=OTHER)
    ledger.month("abcd", a=NIK)

    again = ledger.month("ab", "cd", a=NIK, c=OTHER)

    assert again == apart
    assert ledger.events() == {("restore", apart["c"]), ("split", apart["a"])}


def test_an_id_whose_records_are_gone_retires_and_comes_back_with_them():
    ledger = Ledger()
    gone = ledger.month("a", "b")["b"]

    ledger.month("a")
    retired = ledger.now(gone)
    back = ledger.month("a", "b")

    assert retired == ("retired", gone)
    assert back["b"] == gone
    assert ledger.now(gone) == ("active", gone)
    assert ledger.events() == {("restore", gone)}


@st.composite
def partitions(draw: st.DrawFn) -> list[str]:
    """Some of eight records, in groups."""
    of = {r: draw(st.integers(0, 5)) for r in "abcdefgh"}
    groups: dict[int, str] = {}
    for record, group in of.items():
        if group:
            groups[group] = groups.get(group, "") + record
    return list(groups.values())


def replayed(now: dict[str, tuple[str, str]], ledger: Ledger) -> None:
    """Bring ``now`` (id to status and meaning) up to date by the month's events alone."""
    for event, one, other in ledger.done.event[["event", "id", "other_id"]].to_numpy().tolist():
        if event in ("allocate", "restore"):
            now[one] = ("active", one)
        elif event in ("merge", "redirect"):
            now[one] = ("merged", other)
        elif event == "retire":
            now[one] = ("retired", now[one][1])


@settings(max_examples=settings().max_examples // 4)  # an example takes half a second
@given(st.lists(partitions().filter(bool), min_size=2, max_size=6))
def test_over_any_history_no_id_is_lost_or_given_twice(months: list[list[str]]):
    ledger, born, now = Ledger(), {}, {}
    for groups in months:
        ids = ledger.month(*groups)
        replayed(now, ledger)

        state = ledger.identity.set_index("id")
        assert len({ids[g[0]] for g in groups}) == len(groups)
        assert set(state.index[state["status"] == "active"]) == set(ids.values())
        births = {i: tuple(state.loc[i, ["born", "record_id"]]) for i in state.index}
        assert births | born == births
        assert now == {i: ledger.now(i) for i in state.index}
        assert all(now[means][0] != "merged" for _, means in now.values())
        born = births
