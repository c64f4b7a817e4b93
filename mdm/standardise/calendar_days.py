"""Calendar days by table lookup: year, month and day as numbers to days since 1970-01-01, and back."""

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.standardise.byte_matrix import Flags

FIRST_YEAR = 1800
LAST_YEAR = 2199
_NO_DAY = np.int32(-(2**31))


def _tabulate() -> npt.NDArray[np.int32]:
    months = np.arange(f"{FIRST_YEAR}-01", f"{LAST_YEAR + 1}-02", dtype="datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int32)
    day = np.arange(31, dtype=np.int32)
    table = np.where(day < np.diff(first)[:, None], first[:-1, None] + day, _NO_DAY)
    return np.ascontiguousarray(table.reshape(-1), np.int32)


_DAYS = _tabulate()


def days_of(
    year: npt.NDArray[np.int32], month: npt.NDArray[np.int32], day: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int32], Flags]:
    """Days since 1970-01-01, and whether there is such a day between 1800 and 2199.

    >>> days, exists = days_of(*(np.array(x, dtype=np.int32) for x in ([1970, 2017], [1, 2], [2, 29])))
    >>> int(days[0]), exists.tolist()
    (1, [True, False])
    """
    inside = (
        (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    )
    place = ((year - FIRST_YEAR) * 12 + (month - 1)) * 31 + (day - 1)
    days = _DAYS[np.where(inside, place, 0)]
    exists: Flags = inside & (days != _NO_DAY)
    return days, exists


def to_dates(days: npt.NDArray[np.int32], exists: Flags) -> pl.Series:
    """Turn days since 1970-01-01 into a Date series, null where `exists` is False."""
    dates = pl.Series(days, dtype=pl.Int32).cast(pl.Date)
    if exists.all():
        return dates
    return pl.select(pl.when(pl.Series(exists)).then(dates)).to_series()
