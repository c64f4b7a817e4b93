"""Compare postcodes: a slip of the pen, the same area."""

import polars as pl

from mdm.compare.kind import Comparison, Level
from mdm.compare.similarity import osa_distance

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same code", "exact", 1.0),
    Level(
        "one_character", "一个字符之差或相邻颠倒", "one character differs or two are swapped", "partial", 0.8
    ),
    Level("same_area", "同一投递区", "same area", "partial", 0.5),
    Level("else", "不同", "different", "none", 0.0),
)


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of codes."""
    one, other = left["key"].cast(pl.String), right["key"].cast(pl.String)
    area, other_area = left["area"].cast(pl.String), right["area"].cast(pl.String)
    silent = one.is_null() | other.is_null()
    slips = osa_distance(one, other)
    return pl.select(
        pl.when(silent)
        .then(0)
        .when(one == other)
        .then(1)
        .when(slips == 1)
        .then(2)
        .when((area == other_area).fill_null(False))
        .then(3)
        .otherwise(4)
        .cast(pl.UInt8)
    ).to_series()


COMPARISON = Comparison("postcode", LEVELS, ("key", "area"), find_level, {"exact": "key"})
