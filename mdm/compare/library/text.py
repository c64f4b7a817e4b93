"""Compare plain texts by spelling."""

import polars as pl

from mdm.compare.kind import Comparison, Level
from mdm.compare.similarity import jaro_winkler

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same", "exact", 1.0),
    Level("near", "近似（个别字符不同）", "nearly the same spelling", "partial", 0.92),
    Level("similar", "部分相似", "similar spelling", "partial", 0.85),
    Level("else", "不同", "different", "none", 0.0),
)
NEAR, SIMILAR = 0.92, 0.85  # Jaro-Winkler similarities


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of texts, by equality of keys, then Jaro-Winkler similarity of the keys."""
    frame = pl.DataFrame({"left": left["key"], "right": right["key"]})
    level = frame.select(
        pl.when(pl.col("left").is_null() | pl.col("right").is_null())
        .then(0)
        .when(pl.col("left") == pl.col("right"))
        .then(1)
        .otherwise(4)
        .cast(pl.UInt8)
    ).to_series()
    unlike = level == 4
    if not unlike.any():
        return level
    rest = frame.filter(unlike)
    alike = jaro_winkler(rest["left"], rest["right"])
    graded = pl.select(
        pl.when(alike >= NEAR).then(2).when(alike >= SIMILAR).then(3).otherwise(4).cast(pl.UInt8)
    ).to_series()
    return level.scatter(unlike.arg_true(), graded)


COMPARISON = Comparison("text", LEVELS, ("key",), find_level, {"exact": "key"})
