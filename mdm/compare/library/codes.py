"""Compare codes of a standard: equal or not. Codes that say "unknown" are missing."""

import polars as pl

from mdm.compare.kind import Comparison, Level

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same", "exact", 1.0),
    Level("else", "不同", "different", "none", 0.0),
)
UNKNOWN = ("0", "9")  # GB/T 2261.1: 未知, 未说明


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of codes."""
    frame = pl.DataFrame({"l": left["value"], "r": right["value"]})
    one, other = (pl.when(~pl.col(side).is_in(UNKNOWN)).then(pl.col(side)) for side in ("l", "r"))
    return frame.select(
        pl.when(one.is_null() | other.is_null())
        .then(0)
        .when(one == other)
        .then(1)
        .otherwise(2)
        .cast(pl.UInt8)
    ).to_series()


SEX = Comparison("sex", LEVELS, ("value",), find_level, {"exact": "value"})
ETHNIC_GROUP = Comparison("ethnic_group", LEVELS, ("value",), find_level, {"exact": "value"})
