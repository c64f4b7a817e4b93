"""Rows a second and memory of the kinds that must run at column speed, beside others called row by row.

    python tests/benchmarks/values.py --rows 10000000

Each kind runs in processes of its own, one for the time and one for the memory, end to end through
`standardise_values`: value, issue and all parts. Printed are the clock, the processor seconds, the peak of
memory above input and output beside the size of the input, and how many times slower a rival is that reads
a sample row by row in the same process: python-stdnum for numbers, pypinyin for names, dateutil for dates and
phonenumbers for telephones, which read many forms as mdm does. The ratio is given on the clock (mdm uses all
processors, a loop over rows cannot) and by processor seconds.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import phonenumbers
import polars as pl
from dateutil import parser as dateutil_parser
from pypinyin import lazy_pinyin
from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc
from value_columns import make_column

SAMPLE = 50_000
RIVALS = {
    "resident_id": ("stdnum.cn.ric", lambda text: _is_citizen_number(text)),
    "uscc": ("stdnum.cn.uscc", stdnum_uscc.is_valid),
    "date": ("dateutil", lambda text: _parse_day(text)),
    "phone": ("phonenumbers", lambda text: _is_phone(text)),
    "person_name": ("pypinyin.lazy_pinyin", lazy_pinyin),
}  # fmt: skip
# Memory goes back to the system at once, so that the peak is what was in use and not what was kept for later.
GIVE_BACK = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0", "MALLOC_TRIM_THRESHOLD_": "0"}


def _parse_day(text: str) -> datetime | None:
    try:
        return dateutil_parser.parse(text)
    except (ValueError, OverflowError):
        return None


def _is_phone(text: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, "CN"))
    except phonenumbers.NumberParseException:
        return False


def _is_citizen_number(text: str) -> bool:
    try:
        return ric.is_valid(text)
    except KeyError:  # its table of divisions has gaps
        return False


def _memory_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1000


def _size_mb(values: pl.Series) -> float:
    """What a column of texts takes: sixteen bytes a value, and the text itself beyond twelve bytes."""
    length = values.str.len_bytes()
    return (16 * len(values) + int(length.filter(length > 12).sum())) / 1e6


def measure(kind: str, rows: int, odd_share: float) -> dict[str, float]:
    """Run one kind in this process and say what it cost."""
    from mdm.standardise import standardise_values

    values = make_column(kind, rows, odd_share)
    standardise_values(kind, values.head(1000))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak counts from here
    before = _memory_mb("VmRSS")
    wall, cpu = time.perf_counter(), time.process_time()
    frame = standardise_values(kind, values)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak, output = _memory_mb("VmHWM") - before, _memory_mb("VmRSS") - before
    sample = values.gather_every(max(rows // SAMPLE, 1)).to_list()
    started = time.process_time()
    for value in sample:
        RIVALS[kind][1](value)
    rival = len(sample) / (time.process_time() - started)
    return {
        "wall": wall,
        "cpu": cpu,
        "peak_above": peak - output,
        "output": output,
        "input": _size_mb(values),
        "issues": frame["issue"].is_not_null().mean(),
        "rival": rival,
    }


def _run(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    said = subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True)
    return json.loads(said.stdout)


def main() -> None:
    """Measure each kind in a child and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--odd", type=float, default=0.02, help="share of odd values")
    parser.add_argument("--kinds", nargs="+", choices=[*RIVALS], default=[*RIVALS])
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(measure(given.kinds[0], given.rows, given.odd)))
        return
    for kind in given.kinds:
        command = [sys.executable, __file__, "--child", "--kinds", kind]
        command += ["--rows", str(given.rows), "--odd", str(given.odd)]
        cost, memory = (_run(command, extra) for extra in ({}, GIVE_BACK))
        cost |= {name: memory[name] for name in ("peak_above", "output")}
        print(
            f"{kind}: {given.rows / cost['wall'] / 1e6:.2f} M rows/s on the clock,"
            f" {given.rows / cost['cpu'] / 1e6:.2f} M rows per processor second;"
            f" above input and output {cost['peak_above']:,.0f} MB"
            f" (input {cost['input']:,.0f}, output {cost['output']:,.0f});"
            f" {given.rows / cost['wall'] / cost['rival']:,.0f} times {RIVALS[kind][0]} on the clock,"
            f" {given.rows / cost['cpu'] / cost['rival']:,.0f} times by processor seconds;"
            f" {cost['issues']:.2%} issues",
            flush=True,
        )


if __name__ == "__main__":
    main()
