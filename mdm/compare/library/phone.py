"""Compare phone numbers: any of the several a field may hold."""

import polars as pl

from mdm.compare.kind import Comparison, Level

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same number", "exact", 1.0),
    Level("shared", "多个号码中有相同者", "one of several numbers is the same", "exact", 0.95),
    Level("one_digit", "一位数字之差或相邻颠倒", "one digit differs or two are swapped", "partial", 0.8),
    Level("else", "不同", "different", "none", 0.0),
)
_NUMBER = {level.name: number for number, level in enumerate(LEVELS)}
PARTS = ("value", "others")
DIGITS = 14  # +86 and eleven digits; longer numbers compare by their first fourteen characters


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
    unlike = level == _NUMBER["else"]
    for concerns, better, number in (
        (several, _shares(), "shared"),
        (one.str.len_chars() == other.str.len_chars(), _one_digit(one, other), "one_digit"),
    ):
        rows = frame.select((pl.lit(unlike) & concerns).arg_true()).to_series()
        if len(rows):
            hit = frame[rows].select(better.fill_null(False)).to_series()
            found = rows.filter(hit)
            level = level.scatter(found, _NUMBER[number])
            unlike = level == _NUMBER["else"]
    return level


def _shares() -> pl.Expr:
    """Whether the two fields have any number in common."""
    lists = [
        pl.concat_str(f"value_{side}", pl.col(f"others_{side}").fill_null(""), separator=";")
        .str.split(";")
        .list.set_difference([""])
        for side in ("one", "other")
    ]
    return lists[0].list.set_intersection(lists[1]).list.len() > 0


def _one_digit(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """One character differs, or two neighbours are swapped; both are equally long."""
    same = [one.str.slice(i, 1) == other.str.slice(i, 1) for i in range(DIGITS)]
    differing = pl.sum_horizontal(~equal for equal in same)
    swapped = pl.any_horizontal(
        ~same[i]
        & ~same[i + 1]
        & (one.str.slice(i, 1) == other.str.slice(i + 1, 1))
        & (one.str.slice(i + 1, 1) == other.str.slice(i, 1))
        for i in range(DIGITS - 1)
    )
    return (differing == 1) | ((differing == 2) & swapped)


COMPARISON = Comparison("phone", LEVELS, PARTS, find_level, {"exact": "value"})
