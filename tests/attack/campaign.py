"""``python -m attack.campaign MINUTES [SEED [AREA …]]``: attack until the time is over.

Each attempt has an area and a seed, and is the same again for the same two. Those that failed are
added to ``failing_seeds.json``, which ``test_seeds.py`` tries again; prints a table by area and
ends with 1 if anything failed.
"""

import json
import multiprocessing
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

from attack import (
    clock,
    concurrency,
    disk,
    file_content,
    file_name,
    history,
    killing,
    tampering,
)
from attack.target import Target, build

AREAS: dict[str, Callable[[random.Random, Target], None]] = {
    "names": file_name.attack,
    "contents": file_content.attack,
    "kills": killing.attack,
    "disk": disk.attack,
    "clock": clock.attack,
    "tampering": tampering.attack,
    "histories": history.attack,
    "concurrency": concurrency.attack,
}
SEEDS = Path(__file__).with_name("failing_seeds.json")
PROCESSES = 2


def attempt(area: str, seed: int, target: Path) -> str:
    """Attack a copy of the project ``target``; return what failed, empty if nothing did."""
    with tempfile.TemporaryDirectory(prefix="serangan-", ignore_cleanup_errors=True) as folder:
        copy = Target(target).copy(Path(folder) / "project")
        try:
            AREAS[area](random.Random(f"{area} {seed}"), copy)
        except Exception:  # whatever it is, this seed shows it
            return traceback.format_exc()
    return ""


def campaign(minutes: float, first: int, areas: list[str]) -> Counter[tuple[str, bool]]:
    """Attack for so many minutes with seeds from ``first`` on; return attempts by area and end."""
    ends: Counter[tuple[str, bool]] = Counter()
    deadline = time.monotonic() + 60 * minutes
    spawned = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="sasaran-") as folder,
        ProcessPoolExecutor(PROCESSES, mp_context=spawned) as pool,
    ):
        target = Path(folder) / "project"
        build(target)
        attempts = _attempts(first, areas)
        running: dict[Future[str], tuple[str, int]] = {}
        while running or time.monotonic() < deadline:
            while len(running) < PROCESSES and time.monotonic() < deadline:
                area, seed = next(attempts)
                running[pool.submit(attempt, area, seed, target)] = area, seed
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                area, seed = running.pop(future)
                ends[area, not future.result()] += 1
                if failure := future.result():
                    _say(f"== {area} {seed}\n{failure}")
                    _keep(area, seed)
    return ends


def failing_seeds() -> dict[str, list[int]]:
    """Return the seeds that failed once, by area."""
    seeds: dict[str, list[int]] = json.loads(SEEDS.read_text(encoding="utf-8"))
    return seeds


def _attempts(first: int, areas: list[str]) -> Iterator[tuple[str, int]]:
    seed = first
    while True:
        yield from ((area, seed) for area in areas)
        seed += 1


def _keep(area: str, seed: int) -> None:
    seeds = failing_seeds()
    seeds[area] = sorted({*seeds.get(area, []), seed})
    SEEDS.write_text(json.dumps(seeds, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    minutes, first, areas = float(sys.argv[1]), int([*sys.argv, "1", "1"][2]), sys.argv[3:]
    ends = campaign(minutes, first, areas or list(AREAS))
    _say(f"{'area':12} {'attempts':>8} {'failed':>6}")
    for area in areas or AREAS:
        failed = ends[area, False]
        _say(f"{area:12} {failed + ends[area, True]:8} {failed:6}")
    return int(any(not held for _, held in ends))


if __name__ == "__main__":
    sys.exit(main())
