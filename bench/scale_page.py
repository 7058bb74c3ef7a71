"""The page of whole runs on growing lists: a table with the targets, and a log–log plot."""

import math
from pathlib import Path
from string import Template
from typing import Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt  # noqa: E402  after the choice of backend

from bench.page import machine  # noqa: E402

STAGES = ("ingest", "clean", "match", "merge", "publish")
MILLION = 1_000_000
FLOORS = {
    "ingest": "parse every cell (python-calamine, Arrow), one process",
    "match": "compare the names of every pair kept (rapidfuzz), one thread",
    "publish": "copy the register's tables into another file (DuckDB)",
}
HEAD = (
    "| Rows | " + " | ".join(STAGES) + " | Seconds | Peak MB | +1 %: seconds | of the full run "
    "| Splink, linking alone |\n|" + "---|" * (len(STAGES) + 6)
)

APART = 1.35
"""How many times the label below another one is lower, on an axis of powers."""


def write(docs: Path, results: list[dict[str, Any]]) -> None:
    """Write scale-benchmarks.md and .svg from ``results``, smallest first."""
    page = Template((Path(__file__).parent / "scale_page.md").read_text(encoding="utf-8"))
    text = page.substitute(
        machine=machine(),
        table="\n".join([HEAD, *map(_row, results)]),
        growth=_growth(results),
        floors=_floors(results[-1]),
        largest=f"{results[-1]['rows']:,}",
    )
    (docs / "scale-benchmarks.md").write_text(text, encoding="utf-8")
    _plot(docs / "scale-benchmarks.svg", results)


def _row(each: dict[str, Any]) -> str:
    full, more = each["full"], each["more"]
    stages = " | ".join(f"{full['stages'][stage]:.1f}" for stage in STAGES)
    share = 100 * more["seconds"] / full["seconds"]
    took = f"{full['seconds']:.1f} | {full['peak_mb']:,} | {more['seconds']:.1f} | {share:.0f} %"
    return f"| {each['rows']:,} | {stages} | {took} | {each['splink']['seconds']:.1f} |"


def _floors(each: dict[str, Any]) -> str:
    stages, floors = each["full"]["stages"], each["floors"]
    rows = [
        f"| {stage} | {FLOORS[stage]} | {floors[stage]:.1f} | {stages[stage]:.1f} "
        f"| {stages[stage] / max(floors[stage], 0.1):.0f} times |"
        for stage in FLOORS
    ]
    head = "| Stage | At least | Seconds of that | Seconds taken | |\n|---|---|---|---|---|"
    return "\n".join([head, *rows])


def _growth(results: list[dict[str, Any]]) -> str:
    """Return, per step between two sizes, the exponent by which the seconds grow with the rows."""
    steps = []
    for a, b in zip(results, results[1:], strict=False):
        times, more = b["full"]["seconds"] / a["full"]["seconds"], b["rows"] / a["rows"]
        power = math.log(times) / math.log(more)
        steps.append(f"{power:.2f} from {a['rows']:,} to {b['rows']:,} rows")
    return ", ".join(steps) or "one size only"


def _plot(path: Path, results: list[dict[str, Any]]) -> None:
    """Draw seconds against rows, both logarithmic: a straight line at 45° grows as the rows do."""
    mpl.rcParams.update({"svg.hashsalt": "bench", "font.size": 9, "svg.fonttype": "none"})
    rows = [each["rows"] for each in results]
    lines = {
        "whole run": ([e["full"]["seconds"] for e in results], "#1b6ca8", "-"),
        "one list of 1 % more": ([e["more"]["seconds"] for e in results], "#5aa9d6", "-"),
        "match stage alone": ([e["full"]["stages"]["match"] for e in results], "#1b6ca8", ":"),
        "Splink, linking alone": ([e["splink"]["seconds"] for e in results], "#d98c2b", ":"),
    }
    figure, axis = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    for seconds, colour, style in lines.values():
        axis.loglog(rows, seconds, style, color=colour, marker="o", markersize=4)
    above = math.inf
    for name, (seconds, _, _) in sorted(lines.items(), key=lambda each: -each[1][0][-1]):
        above = min(seconds[-1], above / APART)  # a label of its own for each line
        axis.annotate(name, (rows[-1], above), (6, 0), textcoords="offset points", va="center")
    axis.plot(MILLION, 120, "k*", markersize=8)
    axis.annotate("target", (MILLION, 120), (0, -13), textcoords="offset points", ha="center")
    axis.set_xlabel("source rows")
    axis.set_ylabel("seconds")
    axis.set_xlim(right=rows[-1] * 4)
    axis.grid(which="major", alpha=0.25)
    axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
