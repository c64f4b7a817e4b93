"""Dates written in a fixed layout, in bulk on their bytes.

Layouts: `1980-01-01` (also with `/` or `.`), `19800101`, and the first with a time behind it
(`2024-05-14 11:40:35`, `2024-05-14T11:40:35`, with 1, 3 or 6 decimals or a `Z`).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.byte_matrix import ZERO, Bytes, Flags, are_digits, byte_matrix, number_at
from mdm.standardise.calendar_days import days_of, to_dates
from mdm.standardise.date.lunar import Days, solar_days_of

BLOCK_ROWS = 65_536
WIDTHS = (8, 10, 19, 20, 21, 23, 26)
_COLON = ord(":")


@dataclass(frozen=True)
class Read:
    """Days since 1970-01-01, the same if the writing were lunar, and whether each may be used."""

    days: Days
    is_good: Flags
    lunar_days: Days
    has_lunar: Flags


@cache
def default_days() -> npt.NDArray[np.int32]:
    """Days that stand for "no date", as days since 1970-01-01."""
    dates = read_reference("default_dates")["date"].str.to_date(strict=False)
    return dates.drop_nulls().to_physical().to_numpy()


def is_plain(values: pl.Series) -> pl.Series:
    """True where the length is that of a fixed layout."""
    return values.str.len_bytes().is_in(WIDTHS).fill_null(False)


def read_plain(values: pl.Series) -> tuple[pl.DataFrame, Flags]:
    """Columns of dates in a fixed layout, and which values are good dates."""
    reads = [_read_block(values.slice(at, BLOCK_ROWS)) for at in range(0, max(len(values), 1), BLOCK_ROWS)]
    good = np.concatenate([read.is_good for read in reads])
    days, has_lunar = np.concatenate([r.days for r in reads]), np.concatenate([r.has_lunar for r in reads])
    lunar = np.concatenate([read.lunar_days for read in reads])
    return columns_of_days(days, to_dates(lunar, has_lunar)), good


def columns_of_days(days: Days, lunar_solar: pl.Series) -> pl.DataFrame:
    """Columns of trusted solar dates of day precision."""
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(days))
    return pl.DataFrame(
        {
            "value": pl.Series(days, dtype=pl.Int32).cast(pl.Date),
            "issue": nothing,
            "lead": nothing,
            "precision": pl.Series(["day"]).new_from_index(0, len(days)),
            "calendar": pl.Series(["solar"]).new_from_index(0, len(days)),
            "lunar_solar": lunar_solar,
        }
    )


def _read_block(values: pl.Series) -> Read:
    lengths = values.str.len_bytes().to_numpy()
    widths = [width for width in WIDTHS if (lengths == width).any()]
    if len(widths) == 1:
        return _read_layout(byte_matrix(values, widths[0]))
    height = len(values)
    none, no = np.zeros(height, np.int32), np.zeros(height, np.bool_)
    whole = Read(none, no, none.copy(), no.copy())
    for width in widths:
        rows = lengths == width
        part = _read_layout(byte_matrix(values.filter(pl.Series(rows)), width))
        whole.days[rows], whole.is_good[rows] = part.days, part.is_good
        whole.lunar_days[rows], whole.has_lunar[rows] = part.lunar_days, part.has_lunar
    return whole


def _read_layout(raw: Bytes) -> Read:
    digits = raw - np.uint8(ZERO)
    if len(raw) == 8:
        shaped = are_digits(digits)
        year, month, day = (number_at(digits, *span) for span in ((0, 4), (4, 6), (6, 8)))
    else:
        shaped = are_digits(digits[[0, 1, 2, 3, 5, 6, 8, 9]]) & (raw[4] == raw[7]) & _is_separator(raw[4])
        year, month, day = (number_at(digits, *span) for span in ((0, 4), (5, 7), (8, 10)))
    if len(raw) > 10:
        shaped &= _has_time(raw, digits)
    days, exists = days_of(year, month, day)
    good = shaped & exists & ~np.isin(days, default_days())
    lunar_days, has_lunar = solar_days_of(year, month, day)
    return Read(days, good, lunar_days, has_lunar)


def _is_separator(byte: npt.NDArray[np.uint8]) -> Flags:
    flags: Flags = (byte == ord("-")) | (byte == ord("/")) | (byte == ord("."))
    return flags


def _has_time(raw: Bytes, digits: Bytes) -> Flags:
    flags: Flags = (raw[10] == ord(" ")) | (raw[10] == ord("T"))
    flags &= (raw[13] == _COLON) & (raw[16] == _COLON) & are_digits(digits[[11, 12, 14, 15, 17, 18]])
    if len(raw) == 20:
        flags &= raw[19] == ord("Z")
    elif len(raw) > 20:
        flags &= (raw[19] == ord(".")) & are_digits(digits[20:])
    return flags
