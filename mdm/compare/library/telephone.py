"""Compare telephone numbers of any country by the digits dialled inside it."""

import polars as pl

from mdm.compare.kind import Comparison, Level
from mdm.compare.slips import find_slips

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same number", "exact", 1.0),
    Level("one_digit", "一位数字之差或相邻颠倒", "one digit differs or two are swapped", "partial", 0.8),
    Level("else", "不同", "different", "none", 0.0),
)


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of numbers."""
    one, other = left["key"].cast(pl.String), right["key"].cast(pl.String)
    silent = one.is_null() | other.is_null()
    slip = find_slips(one, other)
    return pl.select(
        pl.when(silent).then(0).when(one == other).then(1).when(slip).then(2).otherwise(3).cast(pl.UInt8)
    ).to_series()


COMPARISON = Comparison("telephone", LEVELS, ("key",), find_level, {"exact": "key"})
