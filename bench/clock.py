"""Seconds per phase, wall and processor, and the most memory a process held."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, process_time


class Clock:
    """What each phase of a contender took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor = 0.0

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count what happens inside towards ``name``."""
        wall, processor = perf_counter(), process_time()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0.0) + perf_counter() - wall, 2)
        self.processor += process_time() - processor

    def figures(self) -> dict[str, object]:
        """Return the phases, their sum, processor seconds and the peak memory in MB."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {
            "phases": self.seconds,
            "seconds": round(sum(self.seconds.values()), 1),
            "processor_seconds": round(self.processor, 1),
            "peak_mb": round(peak),
        }
