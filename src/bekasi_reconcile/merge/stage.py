"""Stage 4: records and who they are → claims, the golden register, receipts, conflicts."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from pandera.typing.pandas import DataFrame

from bekasi_reconcile.config.merging import Merging
from bekasi_reconcile.config.sources import Source
from bekasi_reconcile.merge.conflict import conflicts
from bekasi_reconcile.merge.public_id import public_ids
from bekasi_reconcile.reference.programmes import programmes
from bekasi_reconcile.reference.territory import Territory
from bekasi_reconcile.sql import fetch, in_memory, query, register_tables
from bekasi_reconcile.tables import (
    TEXT,
    Claim,
    ConflictValue,
    DetectedConflict,
    Household,
    Member,
    Pair,
    Person,
    Receipt,
    Record,
    SourceRow,
)


class Merged(NamedTuple):
    """The register. ``member_id`` says which person and household each record belongs to."""

    member_id: pd.DataFrame
    claim: DataFrame[Claim]
    person: DataFrame[Person]
    household: DataFrame[Household]
    receipt: DataFrame[Receipt]
    conflict: DataFrame[DetectedConflict]
    conflict_value: DataFrame[ConflictValue]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the register's tables that are final now; conflicts are not."""
        names = ("claim", "person", "household", "receipt")
        return {name: getattr(self, name) for name in names}


class LinkedRecords(NamedTuple):
    """What merge reads: the rows as sent, as cleaned, and how they were linked.

    Of ``source_row`` record_id, nik, periode and program are enough.
    """

    source_row: DataFrame[SourceRow]
    record: DataFrame[Record]
    pair: DataFrame[Pair]
    member: DataFrame[Member]


class Overrides(NamedTuple):
    """What ids and answers override. ``member_id``: record_id, person_id, household_id.

    ``decided`` (person_id, field, value, record_id): values that a reviewer chose, in the name of
    the decision. ``struck`` (person_id, field, value): values that are somebody else's.
    """

    member_id: pd.DataFrame
    decided: pd.DataFrame
    struck: pd.DataFrame


NOTHING_STRUCK = pd.DataFrame(columns=["person_id", "field", "value"]).astype(TEXT)
NOTHING_DECIDED = NOTHING_STRUCK.assign(record_id=NOTHING_STRUCK["value"])


def merge(
    linked: LinkedRecords,
    sources: Sequence[Source],
    merging: Merging,
    territory: Territory,
    overrides: Overrides | None = None,
) -> Merged:
    """Return the golden register of the linked records, and where their sources disagree.

    Every value of ``person`` is a surviving ``claim``; every record is in one person.
    Without ``overrides`` each person and family gets an id of its own, and no reviewer has decided.
    """
    members = _member_ids(linked.member) if overrides is None else overrides.member_id
    con = in_memory()
    register_tables(con, _tables(linked, members, sources, merging))
    register_tables(con, {"region": _regions(territory)})
    register_tables(con, {"decided": NOTHING_DECIDED if overrides is None else overrides.decided})
    register_tables(con, {"struck": NOTHING_STRUCK if overrides is None else overrides.struck})
    for name in ("merge_row", "merge_claim"):
        con.execute(query(name))
    claim = Claim.shaped(fetch(con, query("merge_survive")))
    register_tables(con, {"claim": claim})
    person = Person.shaped(fetch(con, query("merge_person")))
    register_tables(con, {"person": person})
    household = Household.shaped(fetch(con, query("merge_household")))
    receipt = Receipt.shaped(fetch(con, query("merge_receipt")))
    register_tables(con, {"receipt": receipt})
    return Merged(members, claim, person, household, receipt, *conflicts(con))


def _member_ids(member: DataFrame[Member]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "record_id": member["record_id"],
            "person_id": public_ids("P", member["person"]),
            "household_id": public_ids("H", member["household"]),
        }
    )


def _named_programmes(rows: DataFrame[SourceRow]) -> pd.DataFrame:
    """Return (text, program) for each way in which a programme column names programmes."""
    texts = sorted(rows["program"].dropna().unique().tolist())
    pairs = [(text, program) for text in texts for program in programmes(text)]
    return pd.DataFrame(pairs, columns=["text", "program"]).astype(TEXT)


def _tables(
    linked: LinkedRecords, members: pd.DataFrame, sources: Sequence[Source], merging: Merging
) -> dict[str, pd.DataFrame]:
    """Return what the queries read, by the name they read it under."""
    return {
        "record": linked.record,
        "pair": linked.pair[["record_id_l", "record_id_r", "match_weight", "decision"]],
        "member_id": members,
        "source_row": linked.source_row[["record_id", "nik", "periode", "program"]],
        "named_programme": _named_programmes(linked.source_row),
        "source": pd.DataFrame(
            [(s.source, s.trust) for s in sources], columns=["source", "trust"]
        ).astype({"source": TEXT, "trust": "int64"}),
        "source_programme": pd.DataFrame(
            [(s.source, p) for s in sources for p in s.programmes], columns=["source", "program"]
        ).astype(TEXT),
        "survivorship": pd.DataFrame(
            [
                (field, *order, *[""] * (6 - len(order)))
                for field, order in merging.survivorship.items()
            ],
            columns=["field", *(f"rule{i}" for i in range(1, 7))],
        ).astype(TEXT),
        "exclusive": pd.DataFrame(
            [e.programmes for e in merging.exclusive], columns=["a", "b"]
        ).astype(TEXT),
    }


def _regions(territory: Territory) -> pd.DataFrame:
    regions = [(region.kode, region.nama) for region in territory.regions]
    return pd.DataFrame(regions, columns=["kode", "nama"]).astype(TEXT)
