"""Speed of reading names: value, issue, key, surname, pinyin and the rest, beside pypinyin called per row.

    python tests/benchmarks/names.py --rows 10000000

Names are made of listed surnames and common characters, every value repeated so that three in ten rows are
distinct; some are traditional, dotted, Latin, masked or damaged. Prints rows a second through distinct and
join back, pypinyin's rows a second on a sample in the same process, and the memory it took.
"""

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np
import polars as pl
from pypinyin import lazy_pinyin

from mdm.rulepack.reference import read_reference
from mdm.standardise import standardise_values
from mdm.standardise.encoding import common_characters

SAMPLE = 50_000
ODD = (
    "張偉",
    "阿卜杜拉•买买提",
    "ZHANG, Wei",
    "张*",
    "李?",
    "王芳之女",
    "王小明(曾用名:王二狗)",
    "寮犱紵",
    "张  伟",
    "无",
)


def make_names(rows: int, distinct_share: float, odd_share: float) -> pl.Series:
    """Names of two and three characters, drawn with repetition, and some odd ones."""
    chance = np.random.default_rng(7)
    distinct = int(rows * distinct_share)
    surnames = read_reference("surnames").filter(pl.col("length") == "1")["surname"].to_numpy()
    weight = 1 / np.arange(2, len(surnames) + 2)
    order = chance.permutation(len(surnames))
    characters = np.array(sorted(common_characters())[:3000])
    first = pl.Series(surnames[order][chance.choice(len(surnames), distinct, p=weight / weight.sum())])
    second = pl.Series(characters[chance.integers(0, len(characters), distinct)])
    third = pl.Series(
        np.append(characters, [""] * 1000)[chance.integers(0, len(characters) + 1000, distinct)]
    )
    pool = first + second + third
    odd = pl.Series([f"{text}{number}" if number else text for text in ODD for number in range(3)])
    names = pool.gather(np.append(np.arange(distinct), chance.integers(0, distinct, rows - distinct)))
    places = pl.Series(np.sort(chance.choice(rows, int(rows * odd_share), replace=False)))
    names = names.scatter(places, odd.gather(chance.integers(0, len(odd), len(places))))
    return names.gather(chance.permutation(rows))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock and of processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--distinct", type=float, default=0.3)
    parser.add_argument("--odd", type=float, default=0.02)
    arguments = parser.parse_args()
    names = make_names(arguments.rows, arguments.distinct, arguments.odd)
    standardise_values("person_name", names.head(1000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    held: list[pl.DataFrame] = []
    wall, cpu = timed(lambda: held.append(standardise_values("person_name", names)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    sample = names.gather_every(max(arguments.rows // SAMPLE, 1)).to_list()
    own, own_cpu = timed(lambda: [lazy_pinyin(name) for name in sample])
    mine, theirs = arguments.rows / wall, len(sample) / own
    by_processor = arguments.rows / cpu / (len(sample) / own_cpu)
    print(
        f"rows {arguments.rows:,}, distinct {names.n_unique() / arguments.rows:.0%}, odd {arguments.odd:.0%}"
    )
    print(
        f"person_name: {mine:,.0f} rows/s on the clock, {arguments.rows / cpu:,.0f} rows per processor second"
    )
    print(f"pypinyin.lazy_pinyin per row: {theirs:,.0f} rows/s")
    print(f"ratio on the clock {mine / theirs:.0f}, by processor time {by_processor:.0f}")
    print(
        f"grown by {peak / 1024:,.0f} MiB; result {held[0].estimated_size('mb'):,.0f} MB, input {names.estimated_size('mb'):,.0f} MB"
    )


if __name__ == "__main__":
    main()
