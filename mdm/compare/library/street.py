"""Compare streets in letters: their words spelled out; the house number is a comparison of its own."""

import polars as pl

from mdm.compare.kind import Comparison, Level
from mdm.compare.similarity import jaro_winkler

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same street", "exact", 1.0),
    Level("near", "近似（个别字母不同）", "nearly the same spelling", "partial", 0.92),
    Level("part", "一方包含另一方", "one holds the other's words", "partial", 0.9),
    Level("similar", "部分相似", "similar spelling", "partial", 0.85),
    Level("else", "不同", "different", "none", 0.0),
)
NEAR, SIMILAR = 0.92, 0.85  # Jaro-Winkler similarities


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of streets, by equality, then Jaro-Winkler similarity, then words in common."""
    frame = pl.DataFrame({"left": left["street"].cast(pl.String), "right": right["street"].cast(pl.String)})
    level = frame.select(
        pl.when(pl.col("left").is_null() | pl.col("right").is_null())
        .then(0)
        .when(pl.col("left") == pl.col("right"))
        .then(1)
        .otherwise(5)
        .cast(pl.UInt8)
    ).to_series()
    unlike = (level == 5).arg_true()
    if not len(unlike):
        return level
    rest = frame[unlike]
    words = [pl.col(side).str.split(" ") for side in ("left", "right")]
    common = words[0].list.set_intersection(words[1]).list.len()
    fewest = pl.min_horizontal(*(each.list.unique().list.len() for each in words))
    graded = rest.with_columns(alike=jaro_winkler(rest["left"], rest["right"])).select(
        pl.when(pl.col("alike") >= NEAR)
        .then(2)
        .when((common == fewest) & (fewest > 1))
        .then(3)
        .when(pl.col("alike") >= SIMILAR)
        .then(4)
        .otherwise(5)
        .cast(pl.UInt8)
    )
    return level.scatter(unlike, graded.to_series())


COMPARISON = Comparison("street", LEVELS, ("street",), find_level, {"exact": "street"})
