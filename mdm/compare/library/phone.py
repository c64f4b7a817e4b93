"""Compare phone numbers: any of the several a field may hold."""

import polars as pl

from mdm.compare.kind import Comparison, Level, always
from mdm.compare.slips import find_slips

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same number", "exact", 1.0),
    Level("shared", "多个号码中有相同者", "one of several numbers is the same", "exact", 0.95),
    Level("one_digit", "一位数字之差或相邻颠倒", "one digit differs or two are swapped", "partial", 0.8),
    Level("else", "不同", "different", "none", 0.0),
)
_NUMBER = {level.name: number for number, level in enumerate(LEVELS)}
PARTS = ("value", "others")


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of phone numbers."""
    sides = [
        side.select(pl.col("value").alias(f"value_{name}"), pl.col("others").alias(f"others_{name}"))
        for name, side in (("one", left), ("other", right))
    ]
    one, other = pl.col("value_one"), pl.col("value_other")
    several = pl.col("others_one").is_not_null() | pl.col("others_other").is_not_null()
    frame = pl.concat(sides, how="horizontal").with_columns(
        level=pl.when(one.is_null() | other.is_null())
        .then(_NUMBER["missing"])
        .when(one == other)
        .then(_NUMBER["exact"])
        .otherwise(_NUMBER["else"])
        .cast(pl.UInt8)
    )
    level = frame["level"]
    rows = frame.select(((pl.col("level") == _NUMBER["else"]) & several).arg_true()).to_series()
    if len(rows):
        shares = frame[rows].select(_shares().fill_null(False)).to_series()
        level = level.scatter(rows.filter(shares), _NUMBER["shared"])
    rows = (level == _NUMBER["else"]).arg_true()
    slips = find_slips(frame["value_one"].gather(rows), frame["value_other"].gather(rows))
    return level.scatter(rows.filter(slips), _NUMBER["one_digit"])


def _shares() -> pl.Expr:
    """Whether the two fields have any number in common."""
    lists = [
        pl.concat_str(f"value_{side}", pl.col(f"others_{side}").fill_null(""), separator=";")
        .str.split(";")
        .list.set_difference([""])
        for side in ("one", "other")
    ]
    return lists[0].list.set_intersection(lists[1]).list.len() > 0


COMPARISON = Comparison("phone", LEVELS, PARTS, find_level, {"exact": "value"}, always("exact", LEVELS))
