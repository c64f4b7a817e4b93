"""Seconds of each stage, and word to whoever follows the run."""

import time
from collections.abc import Callable


class Stopwatch:
    """One stage ends where the next begins.

    >>> watch = Stopwatch(print)
    >>> watch.begin("read")
    read
    >>> watch.end()
    >>> sorted(watch.seconds)
    ['read']
    """

    def __init__(self, on_progress: Callable[[str], None] | None = None) -> None:
        self.seconds: dict[str, float] = {}
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
            self._stage = None

    def total(self) -> float:
        """Seconds since the watch was made."""
        return time.perf_counter() - self._since_start
