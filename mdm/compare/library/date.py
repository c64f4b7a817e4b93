"""Compare dates: equal, lunar and solar forms of one day, slips of the pen, default days.

A part `precision` of month or year holds only where the day (and month) is the first: values that an
identifier derived are exact whatever the record itself states.
"""

import numpy as np
import polars as pl

from mdm.compare.kind import Comparison, Level, always
from mdm.compare.slips import is_slip

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
    one, other = _Side(left), _Side(right)
    level = np.full(len(left), _NUMBER["else"], np.uint8)
    same_year = one.year == other.year
    level[same_year] = _NUMBER["same_year"]
    default = same_year & ((one.month * one.day == 1) | (other.month * other.day == 1))
    default |= same_year & (one.month == other.month) & ((one.day == 1) | (other.day == 1))
    level[default] = _NUMBER["default_day"]
    level[is_slip(one.digits, other.digits)] = _NUMBER["one_digit"]
    swapped = same_year & (one.month == other.day) & (one.day == other.month)
    level[swapped] = _NUMBER["swapped"]
    level[~one.known | ~other.known] = _NUMBER["missing"]
    lunar = other.known & (one.lunar_solar == other.date) | one.known & (other.lunar_solar == one.date)
    level[lunar] = _NUMBER["lunar_solar"]
    period = same_year & (one.is_year | other.is_year)
    period |= same_year & (one.month == other.month) & (one.is_month | other.is_month)
    level[period & one.known & other.known] = _NUMBER["same_period"]
    return pl.Series(level)


class _Side:
    """The dates of one side as numbers; an unknown date is 0 and an unknown lunar one -1."""

    def __init__(self, side: pl.DataFrame) -> None:
        day = pl.col("value").cast(pl.Date)
        numbers = side.select(
            year=day.dt.year().fill_null(0),
            month=day.dt.month().fill_null(0).cast(pl.Int32),
            day=day.dt.day().fill_null(0).cast(pl.Int32),
            known=day.is_not_null(),
            lunar_solar=_as_number(pl.col("lunar_solar").cast(pl.Date)).fill_null(-1),
            date=_as_number(day).fill_null(0),
            is_year=(pl.col("precision").cast(pl.String) == "year").fill_null(False),
            is_month=(pl.col("precision").cast(pl.String) == "month").fill_null(False),
        )
        self.year, self.month, self.day = (numbers[name].to_numpy() for name in ("year", "month", "day"))
        self.known, self.date = numbers["known"].to_numpy(), numbers["date"].to_numpy()
        self.lunar_solar = numbers["lunar_solar"].to_numpy()
        self.is_year = numbers["is_year"].to_numpy() & (self.month * self.day == 1)
        self.is_month = numbers["is_month"].to_numpy() & (self.day == 1)
        places = 10 ** np.arange(7, -1, -1, dtype=np.int32)
        self.digits = (self.date[:, None] // places % 10).astype(np.uint8)


def _as_number(day: pl.Expr) -> pl.Expr:
    """A date as the number of its eight digits."""
    return day.dt.year() * 10_000 + day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32)


COMPARISON = Comparison("date", LEVELS, PARTS, find_level, {"exact": "value"}, always("exact", LEVELS))
