"""The page of the bench: tables and a plot."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from string import Template
from typing import Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt  # noqa: E402  after the choice of backend

NAMES = {
    "bekasi": "bekasi-reconcile",
    "splink5": f"Splink {version('splink')}, tuned",
    "stock": f"recordlinkage {version('recordlinkage')}, by its manual",
    "nik_join": "Join on NIK",
}
COLOURS = {"bekasi": "#1b6ca8", "splink5": "#d98c2b", "stock": "#8a8f98", "nik_join": "#b9bec6"}
HEAD = (
    "| | Precision | Recall | F1 | B³ F1 | Merged wrongly | Seconds | Processor | Peak MB |\n"
    "|---|---|---|---|---|---|---|---|---|"
)
GIBIBYTE = 2**30


def write(docs: Path, results: list[dict[str, Any]]) -> None:
    """Write benchmarks.md and benchmarks.svg: a table for each size, the largest in the plot."""
    ordered = sorted(results, key=lambda each: each["records"])
    page = Template((Path(__file__).parent / "page.md").read_text(encoding="utf-8"))
    text = page.substitute(
        machine=machine(),
        tables="\n\n".join(_table(each) for each in ordered),
        largest=f"{ordered[-1]['records']:,}",
    )
    (docs / "benchmarks.md").write_text(text, encoding="utf-8")
    _plot(docs / "benchmarks.svg", ordered[-1])


def machine() -> str:
    """Return what the bench ran on, in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIBIBYTE
    return (
        f"{os.cpu_count()} processor cores, {memory:.0f} GB of memory, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def _table(result: dict[str, Any]) -> str:
    contenders = result["contenders"]
    title = f"## {result['records']:,} records of {result['persons']:,} persons"
    rows = [_row(NAMES[name], figures) for name, figures in contenders.items()]
    phases = [
        f"- {NAMES[name]}: "
        + ", ".join(f"{phase} {s:.1f}" for phase, s in figures["phases"].items())
        for name, figures in contenders.items()
    ]
    times = {kind: contenders["splink5"][kind] / contenders["bekasi"][kind] for kind in COMPARED}
    ratio = ", ".join(f"{times[kind]:.1f} times {meaning}" for kind, meaning in COMPARED.items())
    best = f"Its best threshold was {contenders['splink5']['threshold']:g} bits."
    comparison = f"Splink took {ratio} of this project's match stage. {best}"
    return "\n".join(
        [title, "", HEAD, *rows, "", "Seconds per phase:", "", *phases, "", comparison]
    )


COMPARED = {"seconds": "the seconds", "processor_seconds": "the processor seconds"}


def _row(name: str, figures: dict[str, Any]) -> str:
    rates = " | ".join(f"{figures[rate]:.4f}" for rate in ("precision", "recall", "f1", "b_cubed"))
    took = f"{figures['seconds']:.1f} | {figures['processor_seconds']:.1f} | {figures['peak_mb']:,}"
    return f"| {name} | {rates} | {figures['wrong_merges']:,} | {took} |"


def _plot(path: Path, result: dict[str, Any]) -> None:
    """Draw what the bars of three figures are: less is better in each."""
    contenders = result["contenders"]
    panels = (
        (
            "Pairs wrong or missed, % (100 − F1)",
            [100 * (1 - e["f1"]) for e in contenders.values()],
            "{:.2f}",
        ),
        ("Persons merged wrongly", [e["wrong_merges"] for e in contenders.values()], "{:,.0f}"),
        ("Seconds", [e["seconds"] for e in contenders.values()], "{:,.1f}"),
    )
    mpl.rcParams.update({"svg.hashsalt": "bench", "font.size": 9, "svg.fonttype": "none"})
    figure, axes = plt.subplots(1, 3, figsize=(9.6, 2.1), sharey=True, layout="constrained")
    labels = [NAMES[name].replace(", ", ",\n") for name in contenders]
    for axis, (title, values, form) in zip(axes, panels, strict=True):
        bars = axis.barh(labels, values, color=[COLOURS[name] for name in contenders], height=0.62)
        axis.bar_label(bars, [form.format(value) for value in values], padding=3)
        axis.set_title(title, fontsize=9, loc="left")
        axis.set_xlim(0, 1.22 * max(*values, 1e-9))
        axis.invert_yaxis() if axis is axes[0] else None
        axis.spines[["top", "right", "bottom"]].set_visible(False)
        axis.tick_params(bottom=False, labelbottom=False, left=False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
