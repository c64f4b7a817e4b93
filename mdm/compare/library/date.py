"""Compare dates: equal, lunar and solar forms of one day, slips of the pen, default days.

A part `precision` of month or year holds only where the day (and month) is the first: values that an
identifier derived are exact whatever the record itself states.
"""

import polars as pl

from mdm.compare.kind import Comparison, Level

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same day", "exact", 1.0),
    Level("same_period", "同年月（一方仅到年月）", "same month or year, one side not finer", "partial", 0.9),
    Level("lunar_solar", "农历与公历为同一天", "lunar and solar form of one day", "partial", 0.9),
    Level("swapped", "月日颠倒", "month and day swapped", "partial", 0.85),
    Level("one_digit", "一位数字之差或相邻颠倒", "one digit differs or two are swapped", "partial", 0.8),
    Level("default_day", "同年，一方疑为默认日", "same year, one side may be a default day", "partial", 0.5),
    Level("same_year", "仅同年", "same year only", "partial", 0.3),
    Level("else", "不同", "different", "none", 0.0),
)
_NUMBER = {level.name: number for number, level in enumerate(LEVELS)}
PARTS = ("value", "precision", "lunar_solar")


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of dates; a lunar date without solar value can only be a lunar_solar pair."""
    frame = pl.DataFrame({"l": left["value"], "r": right["value"]})
    level = frame.select(
        pl.when(pl.col("l") == pl.col("r")).then(1).otherwise(0).fill_null(0).cast(pl.UInt8)
    ).to_series()
    rows = (level == 0).arg_true()
    if len(rows):
        level = level.scatter(rows, _other_levels(left[rows], right[rows]))
    return level


def _other_levels(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    sides = [side.select(_text(part) for part in PARTS) for side in (left, right)]
    frame = pl.concat(
        [sides[0].select(pl.all().name.suffix("_l")), sides[1].select(pl.all().name.suffix("_r"))],
        how="horizontal",
    )
    one, other = pl.col("value_l"), pl.col("value_r")
    lunar = (pl.col("lunar_solar_l") == other) | (pl.col("lunar_solar_r") == one)
    return frame.select(
        pl.when(_same_period())
        .then(_NUMBER["same_period"])
        .when(lunar.fill_null(False))
        .then(_NUMBER["lunar_solar"])
        .when(one.is_null() | other.is_null())
        .then(_NUMBER["missing"])
        .when((_year(one) == _year(other)) & (_month(one) == _day(other)) & (_day(one) == _month(other)))
        .then(_NUMBER["swapped"])
        .when(_one_digit(one, other))
        .then(_NUMBER["one_digit"])
        .when((_year(one) == _year(other)) & (one.str.ends_with("0101") | other.str.ends_with("0101")))
        .then(_NUMBER["default_day"])
        .when((one.str.head(6) == other.str.head(6)) & (one.str.ends_with("01") | other.str.ends_with("01")))
        .then(_NUMBER["default_day"])
        .when(_year(one) == _year(other))
        .then(_NUMBER["same_year"])
        .otherwise(_NUMBER["else"])
        .cast(pl.UInt8)
    ).to_series()


def _text(part: str) -> pl.Expr:
    """Dates as eight digits, other parts as text."""
    column = pl.col(part)
    return column.cast(pl.String) if part == "precision" else column.cast(pl.Date).dt.strftime("%Y%m%d")


def _year(text: pl.Expr) -> pl.Expr:
    return text.str.head(4)


def _month(text: pl.Expr) -> pl.Expr:
    return text.str.slice(4, 2)


def _day(text: pl.Expr) -> pl.Expr:
    return text.str.slice(6, 2)


def _same_period() -> pl.Expr:
    """Equal as far as the coarser side goes."""
    one, other = pl.col("value_l"), pl.col("value_r")
    month = pl.lit(False)
    year = pl.lit(False)
    for side, value in (("l", one), ("r", other)):
        precision = pl.col(f"precision_{side}")
        month |= ((precision == "month") & (_day(value) == "01")).fill_null(False)
        year |= ((precision == "year") & value.str.ends_with("0101")).fill_null(False)
    return (
        (year & (_year(one) == _year(other))) | (month & (one.str.head(6) == other.str.head(6)))
    ).fill_null(False)


def _one_digit(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """One of eight digits differs, or two neighbours are swapped."""
    same = [one.str.slice(i, 1) == other.str.slice(i, 1) for i in range(8)]
    differing = pl.sum_horizontal(~equal for equal in same)
    swapped = pl.any_horizontal(
        ~same[i]
        & ~same[i + 1]
        & (one.str.slice(i, 1) == other.str.slice(i + 1, 1))
        & (one.str.slice(i + 1, 1) == other.str.slice(i, 1))
        for i in range(7)
    )
    return (differing == 1) | ((differing == 2) & swapped)


COMPARISON = Comparison("date", LEVELS, PARTS, find_level, {"exact": "value"})
