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
from bekasi_reconcile.match.candidate.encode import encode
from bekasi_reconcile.match.explain.breakdown import WeighingContext, break_down
from bekasi_reconcile.match.explain.reason import StoredPair, reasons, shortest_path
from bekasi_reconcile.match.model.frozen_model import FROZEN, Model
from bekasi_reconcile.register.database import connect
from bekasi_reconcile.register.runs import latest
from bekasi_reconcile.sql import fetch, query

RIVALS = 3
MATCHING = "configs/matching.toml"


class ExplainedRun(NamedTuple):
    """A published run: its register, and what its pairs were weighed by."""

    register: duckdb.DuckDBPyConnection
    run_id: str
    context: WeighingContext


def explain(config: Config, a: str, b: str | None = None) -> dict[str, Any]:
    """Return why A and B are or are not one person, or what holds A and what comes nearest to it.

    ``a`` and ``b`` are each a record_id or a person_id of the newest register. The document has
    ``run_id``, ``model``, ``link_from``, ``review_from``, the ``records`` it speaks of by id, and
    ``pairs``: each with its parts in bits (they sum to ``match_weight``), the decision, why, and
    the runner-up. Values of a NIK, card or telephone are whole.
    """
    run = newest(config)
    with run.register:
        one = _records_of(run, a)
        pairs = _between(run, one, _records_of(run, b)) if b else _around(run, one)
        return _document(run, pairs)


def newest(config: Config) -> ExplainedRun:
    """Return the newest run of a project; raise ConfigError if its rules were changed since."""
    folder = latest(config.folder("output"))
    if folder is None:
        raise InputError("program.no_register", path=config.folder("output"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    _refuse_other_rules(config.root / MATCHING, manifest["configs"])
    model = Model.load(folder / FROZEN)
    register = connect(folder / "register.duckdb")
    records = encode(fetch(register, "FROM isi.record"), config.matching)
    return ExplainedRun(
        register, manifest["run_id"], WeighingContext(records, config.matching, model)
    )


def _refuse_other_rules(path: Path, configs: dict[str, str]) -> None:
    if configs.get(MATCHING) != hashlib.sha256(path.read_bytes()).hexdigest():
        raise ConfigError("program.rules_changed", path=path)


def _records_of(run: ExplainedRun, name: str) -> pd.DataFrame:
    """Return the records of one record_id or person_id, in order."""
    records = fetch(run.register, query("explain_person"), ids=[name])
    if records.empty:
        raise ReconcileError("program.no_such_record")
    return records


def _stored_pairs(run: ExplainedRun, records: pd.DataFrame) -> pd.DataFrame:
    """Return the register's pairs of ``records``, each with its ``other`` side, heaviest first."""
    ids = records["record_id"].tolist()
    return fetch(run.register, query("explain_pair"), ids=ids)


def _between(run: ExplainedRun, one: pd.DataFrame, other: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the heaviest stored pair between the two sides, or else their first records."""
    stored = _stored_pairs(run, one)
    stored = stored[stored["other"].isin(other["record_id"])]
    if len(stored):
        return [_in_order(stored["record_id"].iloc[0], stored["other"].iloc[0])]
    left = one["record_id"].iloc[0]
    others = [record_id for record_id in other["record_id"] if record_id != left]
    if not others:
        raise ReconcileError("program.same_record")
    return [_in_order(left, others[0])]


def _around(run: ExplainedRun, one: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the link that holds each record of ``one``, then the nearest of other persons."""
    linked = one.dropna(subset="linked_to")
    links = [
        _in_order(*pair) for pair in zip(linked["record_id"], linked["linked_to"], strict=True)
    ]
    stored = _stored_pairs(run, one)
    rivals = stored[~stored["other_person_id"].isin(one["person_id"])]
    nearest = rivals.drop_duplicates("other_person_id").head(RIVALS)
    apart = [_in_order(*pair) for pair in zip(nearest["record_id"], nearest["other"], strict=True)]
    return list(dict.fromkeys([*links, *apart]))


def _in_order(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _document(run: ExplainedRun, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    decision = run.context.matching.decision
    ids = sorted({record_id for pair in pairs for record_id in pair})
    member = fetch(run.register, query("explain_person"), ids=ids)
    by_id = member.set_index("record_id", drop=False).to_dict("index")
    return {
        "run_id": run.run_id,
        "model": run.context.model.id,
        "link_from": decision.link_from,
        "review_from": decision.review_from,
        "records": {record_id: _where(by_id[record_id]) for record_id in ids},
        "pairs": [explain_pair(run, *pair) for pair in pairs],
    }


def _where(record: Mapping[Any, Any]) -> dict[str, Any]:
    names = ("source", "file", "sheet", "row", "person_id", "household_id")
    return {name: record[name] for name in names}


def explain_pair(run: ExplainedRun, record_id_l: str, record_id_r: str) -> dict[str, Any]:
    """Return what the run decided of one pair of records, in order of their ids, and why."""
    ids = [record_id_l, record_id_r]
    records = fetch(run.register, query("explain_person"), ids=ids)
    weight = break_down(run.context, *ids)
    by_id = records.set_index("record_id").to_dict("index")
    left, right = (by_id[record_id] for record_id in ids)
    near = _stored_pairs(run, records)
    own = near[(near["record_id"] == record_id_l) & (near["other"] == record_id_r)]
    together = left["person_id"] == right["person_id"]
    stored = StoredPair(
        together=together,
        compared=len(own) > 0,
        decision=own["decision"].iloc[0] if len(own) else "non-link",
        constraint=_text(own["kept_apart_by"].iloc[0]) if len(own) else weight.kept_apart_by,
        through=_through(run, ids, left["person_id"]) if together else None,
    )
    rivals = near[~near["other_person_id"].isin([left["person_id"], right["person_id"]])]
    rival = rivals[["other", "other_person_id", "match_weight"]].head(1).to_dict("records")
    return {
        "record_id_l": record_id_l,
        "record_id_r": record_id_r,
        "one_person": together,
        "one_household": left["household_id"] == right["household_id"],
        "decision": stored.decision,
        "blocking_rule": own["blocking_rule"].iloc[0] if len(own) else None,
        "kept_apart_by": stored.constraint,
        "match_weight": weight.match_weight,
        "prior_bits": weight.prior_bits,
        "comparisons": [factor._asdict() for factor in weight.factors],
        "limits": [limit._asdict() for limit in weight.limits],
        "runner_up": rival[0] if rival else None,
        "margin_bits": round(weight.match_weight - rival[0]["match_weight"], 6) if rival else None,
        "reasons": [why._asdict() for why in reasons(stored, weight, run.context.matching)],
    }


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _through(run: ExplainedRun, pair: list[str], person_id: str) -> list[str] | None:
    """Return the fewest records by which links heavy enough lead from one side to the other.

    None if no such links do: then a review rule joined the two parts of the person.
    """
    members = fetch(run.register, query("explain_person"), ids=[person_id])
    stored = _stored_pairs(run, members)
    firm = stored[
        stored["other"].isin(members["record_id"])
        & stored["kept_apart_by"].isna()
        & (stored["match_weight"] >= run.context.matching.decision.link_from)
    ]
    return shortest_path(firm.groupby("record_id")["other"].agg(list).to_dict(), *pair)
