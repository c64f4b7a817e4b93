"""Seconds and memory of each stage, and word to whoever follows the run."""

import resource
import sys
import time
from collections.abc import Callable

Progress = Callable[[str], None]


class Stopwatch:
    """One stage ends where the next begins.

    `seconds` holds the wall seconds of each stage; `memory_mb` the largest resident memory of the process
    up to the end of each, so that the stage at which it jumps is the one that needs most.

    >>> watch = Stopwatch(print)
    >>> watch.begin("read")
    read
    >>> watch.end()
    >>> sorted(watch.seconds), sorted(watch.memory_mb)
    (['read'], ['read'])
    """

    def __init__(self, on_progress: Progress | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self.memory_mb: dict[str, int] = {}
        self._since_start = time.perf_counter()
        self._tell = on_progress
        self._stage: tuple[str, float] | None = None

    def begin(self, stage: str) -> None:
        """End the current stage and begin another."""
        self.end()
        self._stage = (stage, time.perf_counter())
        if self._tell is not None:
            self._tell(stage)

    def end(self) -> None:
        """End the current stage."""
        if self._stage is not None:
            name, since = self._stage
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - since
            self.memory_mb[name] = peak_memory_mb()
            self._stage = None

    def total(self) -> float:
        """Seconds since the watch was made."""
        return time.perf_counter() - self._since_start


def peak_memory_mb() -> int:
    """Largest resident memory of this process so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10))
