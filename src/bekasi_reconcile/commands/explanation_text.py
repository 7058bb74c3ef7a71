"""The reasons of a decision as sentences, for the terminal: they hold personal data."""

from collections.abc import Iterator, Mapping
from typing import Any

from bekasi_reconcile.messages.catalogue import sentence, subject
from bekasi_reconcile.messages.visible_text import visible_line

LEAST_RARITY = 0.05
"""Bits of rarity worth a word."""


def mask(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document of ``explain`` with NIK, card and telephone masked."""
    pairs = [
        {**pair, "comparisons": [_mask_factor(factor) for factor in pair["comparisons"]]}
        for pair in document["pairs"]
    ]
    return {**document, "pairs": pairs}


def _mask_factor(factor: Mapping[str, Any]) -> dict[str, Any]:
    if factor["comparison"] not in subject("explanation")["hidden"]:
        return dict(factor)
    sides = {side: factor[side] for side in ("value_l", "value_r") if factor[side] is not None}
    # no serial: the birth date stands beside it, and is most of the rest of a NIK
    hidden = {s: f"{v[:4]}{'*' * max(len(v) - 4, 0)}" for s, v in sides.items()}
    return {**factor, **hidden}


def sentences(document: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield the lines that say what the document of ``explain`` holds."""
    say = _Speech(language)
    if not document["pairs"]:
        yield say.text("alone")
    for pair in document["pairs"]:
        yield from _pair(document, pair, say)
        yield ""


class _Speech:
    """The catalogue in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def text(self, key: str, **values: Any) -> str:
        shown = {n: visible_line(v) if isinstance(v, str) else v for n, v in values.items()}
        return sentence(f"explanation.text.{key}", self.language).format(**shown)

    def name(self, kind: str, name: str) -> str:
        meaning = subject("explanation")[kind].get(name)
        return str(meaning[self.language]) if meaning else name.replace("_", " ")

    def value(self, value: str | None) -> str:
        return self.text("empty") if value is None else value

    def bits(self, bits: float) -> str:
        text = f"{bits:+.1f}"
        return text.replace(".", ",") if self.language == "id" else text


def _pair(document: Mapping[str, Any], pair: Mapping[str, Any], say: _Speech) -> Iterator[str]:
    for side, record_id in (("A", pair["record_id_l"]), ("B", pair["record_id_r"])):
        where = document["records"][record_id]
        sheet = say.text("sheet", sheet=where["sheet"]) if where["sheet"] else ""
        yield say.text("record", **(where | {"side": side, "record_id": record_id, "sheet": sheet}))
    verdict = "one" if pair["one_person"] else "review" if pair["decision"] == "review" else "two"
    limits = {name: say.bits(document[name]) for name in ("link_from", "review_from")}
    yield say.text(verdict, bits=say.bits(pair["match_weight"]), **limits)
    yield from (_reason(reason, say) for reason in pair["reasons"])
    if pair["one_household"] and not pair["one_person"]:
        yield say.text("one_family")
    yield from (f"  {line}" for line in _sum(pair, say))
    yield _runner_up(pair, say)


def _sum(pair: Mapping[str, Any], say: _Speech) -> Iterator[str]:
    yield say.text("prior", bits=say.bits(pair["prior_bits"]))
    compared = [factor for factor in pair["comparisons"] if factor["level"] is not None]
    yield from (_factor(factor, say) for factor in compared)
    for limit in pair["limits"]:
        if limit["bits"]:
            names = [n for n in limit["comparisons"] if n in {f["comparison"] for f in compared}]
            yield say.text(
                "limit", comparisons=_comparison_names(names, say), bits=say.bits(limit["bits"])
            )
    yield say.text("sum", bits=say.bits(pair["match_weight"]))
    missing = [f["comparison"] for f in pair["comparisons"] if f["level"] is None]
    if missing:
        yield say.text("missing", comparisons=_comparison_names(missing, say))


def _factor(factor: Mapping[str, Any], say: _Speech) -> str:
    name, rarity = factor["comparison"], factor["rarity_bits"]
    why = "rare" if rarity > 0 else "common"
    return say.text(
        "factor",
        comparison=say.name("comparison", name),
        left=say.value(factor["value_l"]),
        right=say.value(factor["value_r"]),
        level=say.name("level", factor["level"]),
        bits=say.bits(factor["bits"]),
        rarity=say.text(why, bits=say.bits(rarity)) if abs(rarity) >= LEAST_RARITY else "",
    )


def _comparison_names(names: list[str], say: _Speech) -> str:
    return ", ".join(say.name("comparison", name) for name in names)


def _reason(reason: Mapping[str, Any], say: _Speech) -> str:
    values = dict(reason["values"])
    for name in ("bits", "low", "high"):
        if name in values:
            values[name] = say.bits(values[name])
    if "records" in values:
        values["records"] = ", ".join(values["records"])
    if "settlements" in values:
        values["settlements"] = ", ".join(values["settlements"]).replace("_", " ")
    if "constraint" in values:
        values["constraint"] = say.name("constraint", values["constraint"])
    return say.text(reason["key"], **values)


def _runner_up(pair: Mapping[str, Any], say: _Speech) -> str:
    rival = pair["runner_up"]
    if rival is None:
        return say.text("no_runner_up")
    bits = {"bits": say.bits(rival["match_weight"]), "margin": say.bits(pair["margin_bits"])}
    return say.text("runner_up", **(rival | bits))
