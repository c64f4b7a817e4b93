"""Compare divisions as they are at one date: the same, one within the other, possibly the same, or another.

Both sides are read at the same date, so that names and codes of different times are alike where they mean one place.
A county that was split may be each of its parts; a zone and a county of one city may share ground.
"""

import polars as pl

from mdm.compare.kind import Comparison, Level

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("same_division", "同一区划", "same division", "exact", 1.0),
    Level("within", "上下级", "one lies in the other", "partial", 0.6),
    Level("possible", "可能相同", "possibly the same", "partial", 0.4),
    Level("conflict", "不同区划", "another division", "none", 0.0),
)
PATH = ("province", "city", "district", "zone", "town")
PARTS = (*PATH, "candidates")


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of divisions."""
    both = pl.concat(
        [
            side.select(pl.col("value", *PARTS).name.prefix(f"{mark}_"))
            for mark, side in (("l", left), ("r", right))
        ],
        how="horizontal",
    )
    codes = {mark: pl.col(f"{mark}_candidates").str.split(";") for mark in "lr"}
    known = pl.all_horizontal(
        pl.coalesce(f"{mark}_value", f"{mark}_candidates").is_not_null() for mark in "lr"
    )
    open_side = pl.any_horizontal(pl.col(f"{mark}_value").is_null() for mark in "lr")
    counties = [codes[mark].list.eval(pl.element().str.slice(0, 6)) for mark in "lr"]
    shared = counties[0].list.set_intersection(counties[1]).list.len() > 0
    pairs = [(pl.col(f"l_{part}"), pl.col(f"r_{part}")) for part in PATH]
    differ = pl.any_horizontal(
        one.is_not_null() & other.is_not_null() & (one != other) for one, other in pairs
    )
    deeper = [
        pl.any_horizontal(a.is_not_null() & b.is_null() for a, b in side)
        for side in (pairs, [(other, one) for one, other in pairs])
    ]
    same = (pl.col("l_value") == pl.col("r_value")).fill_null(False)
    return both.select(
        pl.when(~known)
        .then(0)
        .when(same)
        .then(1)
        .when(open_side & shared.fill_null(False))
        .then(3)
        .when(open_side | differ)
        .then(4)
        .when(deeper[0] != deeper[1])
        .then(2)
        .when(deeper[0])  # a zone beside a county of its city
        .then(3)
        .otherwise(4)
        .cast(pl.UInt8)
    ).to_series()


COMPARISON = Comparison("division", LEVELS, PARTS, find_level, {"same_division": "value"})
