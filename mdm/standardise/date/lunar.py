"""The lunar calendar by table: which solar day a lunar year, month and day fell on, 1800-2100."""

from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.byte_matrix import Flags

Days = npt.NDArray[np.int32]
FIRST_YEAR, LAST_YEAR = 1800, 2100


@cache
def _months() -> tuple[Days, Days]:
    """First day (since 1970-01-01) and length of each month, by year, leap or not, and month."""
    table = read_reference("lunar_months").select(
        pl.col("year", "month", "leap", "days").cast(pl.Int32),
        pl.col("first_day").str.to_date().to_physical(),
    )
    year, month, leap = (table[name].to_numpy() for name in ("year", "month", "leap"))
    first = np.zeros((LAST_YEAR - FIRST_YEAR + 1) * 24, dtype=np.int32)
    length = np.zeros_like(first)
    place = (year - FIRST_YEAR) * 24 + leap * 12 + month - 1
    first[place], length[place] = table["first_day"].to_numpy(), table["days"].to_numpy()
    return first, length


def solar_days_of(year: Days, month: Days, day: Days, leap: Flags | None = None) -> tuple[Days, Flags]:
    """Days since 1970-01-01 of lunar days, and whether the lunar calendar has such a day.

    `leap` marks days of a leap month; without it every month is a regular one.

    >>> numbers = [np.array([number], dtype=np.int32) for number in (1986, 2, 1)]
    >>> days, exists = solar_days_of(*numbers)
    >>> pl.Series(days).cast(pl.Date).to_list(), exists.tolist()
    ([datetime.date(1986, 3, 10)], [True])
    """
    first, length = _months()
    inside = (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12)
    place = np.where(inside, (year - FIRST_YEAR) * 24 + month - 1, 0)
    if leap is not None:
        place = place + leap * np.int32(12)
    exists: Flags = inside & (day >= 1) & (day <= length[place])
    return first[place] + day - 1, exists
