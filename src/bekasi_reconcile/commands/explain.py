"""Why records are, or are not, one person: the newest run's own decision, and its reasons."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd

from bekasi_reconcile.config.project import Config
from bekasi_reconcile.errors import ConfigError, InputError, ReconcileError
from bekasi_reconcile.match.candidate.encode import prepare
from bekasi_reconcile.match.explain.breakdown import Weighing, parts
from bekasi_reconcile.match.explain.reason import Kept, reasons, way
from bekasi_reconcile.match.model.frozen_model import FROZEN, Model
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.runs import latest
from bekasi_reconcile.sql import fetch, query

RIVALS = 3
MATCHING = "configs/matching.toml"


class Run(NamedTuple):
    """A published run: its register, and what its pairs were weighed by."""

    register: duckdb.DuckDBPyConnection
    run_id: str
    weighing: Weighing


def explain(config: Config, a: str, b: str | None = None) -> dict[str, Any]:
    """Return why A and B are or are not one person, or what holds A and what comes nearest to it.

    ``a`` and ``b`` are each a record_id or a person_id of the newest register. The document has
    ``run_id``, ``model``, ``link_from``, ``review_from``, the ``records`` it speaks of by id, and
    ``pairs``: each with its parts in bits (they sum to ``match_weight``), the decision, why, and
    the runner-up. Values of a NIK, card or telephone are whole.
    """
    run = newest(config)
    with run.register:
        one = _asked(run, a)
        pairs = _between(run, one, _asked(run, b)) if b else _around(run, one)
        return _document(run, pairs)


def newest(config: Config) -> Run:
    """Return the newest run of a project; raise ConfigError if its rules were changed since."""
    folder = latest(config.folder("output"))
    if folder is None:
        raise InputError("program.no_register", path=config.folder("output"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    _refuse_other_rules(config.root / MATCHING, manifest["configs"])
    model = Model.load(folder / FROZEN)
    register = connect(folder / "register.duckdb")
    prepared = prepare(fetch(register, "FROM isi.record"), config.matching)
    return Run(register, manifest["run_id"], Weighing(prepared, config.matching, model))


def _refuse_other_rules(path: Path, configs: dict[str, str]) -> None:
    if configs.get(MATCHING) != hashlib.sha256(path.read_bytes()).hexdigest():
        raise ConfigError("program.rules_changed", path=path)


def _asked(run: Run, name: str) -> pd.DataFrame:
    """Return the records of one record_id or person_id, in order."""
    found = fetch(run.register, query("explain_person"), ids=[name])
    if found.empty:
        raise ReconcileError("program.no_such_record")
    return found


def _kept(run: Run, records: pd.DataFrame) -> pd.DataFrame:
    ids = records["record_id"].tolist()
    return fetch(run.register, query("explain_pair"), ids=ids)


def _between(run: Run, one: pd.DataFrame, other: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the heaviest pair between the two sides, or of their first records if none is kept."""
    kept = _kept(run, one)
    kept = kept[kept["other"].isin(other["record_id"])]
    if len(kept):
        return [_ordered(kept["record_id"].iloc[0], kept["other"].iloc[0])]
    left = one["record_id"].iloc[0]
    others = [each for each in other["record_id"] if each != left]
    if not others:
        raise ReconcileError("program.same_record")
    return [_ordered(left, others[0])]


def _around(run: Run, one: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the link that holds each record asked for, then the nearest of other persons."""
    held = one.dropna(subset="linked_to")
    links = [_ordered(*pair) for pair in zip(held["record_id"], held["linked_to"], strict=True)]
    kept = _kept(run, one)
    rivals = kept[~kept["other_person_id"].isin(one["person_id"])]
    nearest = rivals.drop_duplicates("other_person_id").head(RIVALS)
    apart = [_ordered(*pair) for pair in zip(nearest["record_id"], nearest["other"], strict=True)]
    return list(dict.fromkeys([*links, *apart]))


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _document(run: Run, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    rules = run.weighing.rules
    ids = sorted({each for both in pairs for each in both})
    member = fetch(run.register, query("explain_person"), ids=ids)
    by_id = member.set_index("record_id", drop=False).to_dict("index")
    return {
        "run_id": run.run_id,
        "model": run.weighing.model.id,
        "link_from": rules.decision.link_from,
        "review_from": rules.decision.review_from,
        "records": {each: _where(by_id[each]) for each in ids},
        "pairs": [pair(run, *each) for each in pairs],
    }


def _where(record: Mapping[Any, Any]) -> dict[str, Any]:
    names = ("source", "file", "sheet", "row", "person_id", "household_id")
    return {name: record[name] for name in names}


def pair(run: Run, record_id_l: str, record_id_r: str) -> dict[str, Any]:
    """Return what the run decided of one pair of records, in order of their ids, and why."""
    ids = [record_id_l, record_id_r]
    asked = fetch(run.register, query("explain_person"), ids=ids)
    part = parts(run.weighing, *ids)
    by_id = asked.set_index("record_id").to_dict("index")
    left, right = (by_id[each] for each in ids)
    kept = _kept(run, asked)
    own = kept[(kept["record_id"] == record_id_l) & (kept["other"] == record_id_r)]
    together = left["person_id"] == right["person_id"]
    stored = Kept(
        together=together,
        compared=len(own) > 0,
        decision=own["decision"].iloc[0] if len(own) else "non-link",
        apart=_text(own["kept_apart_by"].iloc[0]) if len(own) else part.kept_apart_by,
        through=_through(run, ids, left["person_id"]) if together else None,
    )
    rivals = kept[~kept["other_person_id"].isin([left["person_id"], right["person_id"]])]
    rival = rivals[["other", "other_person_id", "match_weight"]].head(1).to_dict("records")
    return {
        "record_id_l": record_id_l,
        "record_id_r": record_id_r,
        "one_person": together,
        "one_household": left["household_id"] == right["household_id"],
        "decision": stored.decision,
        "blocking_rule": own["blocking_rule"].iloc[0] if len(own) else None,
        "kept_apart_by": stored.apart,
        "match_weight": part.match_weight,
        "prior_bits": part.prior_bits,
        "comparisons": [each._asdict() for each in part.factors],
        "limits": [each._asdict() for each in part.limits],
        "runner_up": rival[0] if rival else None,
        "margin_bits": round(part.match_weight - rival[0]["match_weight"], 6) if rival else None,
        "reasons": [each._asdict() for each in reasons(stored, part, run.weighing.rules)],
    }


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _through(run: Run, pair: list[str], person_id: str) -> list[str] | None:
    """Return the fewest records by which links heavy enough lead from one side to the other.

    None if there is no such way: then a settlement joined the two parts of the person.
    """
    members = fetch(run.register, query("explain_person"), ids=[person_id])
    kept = _kept(run, members)
    firm = kept[
        kept["other"].isin(members["record_id"])
        & kept["kept_apart_by"].isna()
        & (kept["match_weight"] >= run.weighing.rules.decision.link_from)
    ]
    return way(firm.groupby("record_id")["other"].agg(list).to_dict(), *pair)
