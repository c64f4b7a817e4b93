"""Run a command as a child and say what it cost."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, seconds of processor over all threads, and the peak resident memory."""

    wall_seconds: float
    cpu_seconds: float
    peak_mib: float


def run_measured(command: list[str]) -> Cost:
    """Run to the end; on failure print what the child said and stop."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(child.pid, 0)  # this child's own usage, not the maximum over all children
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            sys.stderr.write(said.read().decode(errors="replace")[-4000:])
            raise SystemExit(f"{' '.join(command)} ended with exit code {child.returncode}.")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
