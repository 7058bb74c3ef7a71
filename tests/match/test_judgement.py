"""What reviewers decided binds the match."""

from pathlib import Path

import pandas as pd
from people import records

from bekasi_reconcile.config.matching import Matching
from bekasi_reconcile.config.toml import load
from bekasi_reconcile.match.model.frozen_model import default_model
from bekasi_reconcile.match.pair_judgements import PairJudgements
from bekasi_reconcile.match.stage import match

RULES = load(Path(__file__).parents[2] / "configs" / "matching.toml", Matching)
SITI = {
    "nik": "3216026105800001",
    "nama": "SITI AMINAH",
    "tanggal_lahir": "1980-05-21",
    "jenis_kelamin": "P",
    "kode_desa": "3216022001",
}
RINA = {**SITI, "nik": "3216026105800002", "nama": "RINA MARLINA"}


def persons(*rows: dict[str, str], same: str = "", apart: str = "") -> list[set[str]]:
    """Return who is with whom among rows r0000 …; ``same`` and ``apart`` name pairs: "0-2 1-3"."""
    pairs = [
        pd.DataFrame(
            [[f"r000{n}" for n in pair.split("-")] for pair in text.split()],
            columns=["record_id_l", "record_id_r"],
        ).astype("string[pyarrow]")
        for text in (same, apart)
    ]
    found = match(
        records(pd.DataFrame(rows)), RULES, default_model(RULES), judgements=PairJudgements(*pairs)
    )
    groups = found.member.groupby("person")["record_id"]
    return sorted(({r[-1] for r in of} for _, of in groups), key=min)


def test_two_niks_judged_one_person_bring_all_their_records_together():
    assert persons(SITI, SITI, RINA, RINA) == [{"0", "1"}, {"2", "3"}]
    assert persons(SITI, SITI, RINA, RINA, same="0-2") == [{"0", "1", "2", "3"}]


def test_what_was_judged_two_is_two_and_the_others_follow_one_of_them():
    parted = persons(SITI, SITI, SITI, apart="0-2")

    assert len(parted) == 2
    assert not any({"0", "2"} <= group for group in parted)


def test_a_third_record_never_brings_together_what_was_judged_two():
    rows = [SITI, {**SITI, "nama": "SITI AMINAH N"}, SITI]

    assert not any({"0", "1"} <= group for group in persons(*rows, apart="0-1"))


def test_an_answer_on_records_no_longer_there_changes_nothing():
    assert persons(SITI, SITI, same="0-9", apart="1-8") == persons(SITI, SITI)
