"""Examine eighteen-character citizen-type numbers in bulk, on their bytes.

The same routine serves citizen numbers, the residence permits 81/82/83 and the eighteen-digit
permanent-residence numbers that begin with 9.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.byte_matrix import ZERO, Bytes, Flags, are_digits, byte_matrix, number_at
from mdm.standardise.calendar_days import days_of
from mdm.standardise.identifiers.check_characters import check_11_2

# What is wrong with a number, from the fault that hides the others to none.
FAULTS = (
    None,
    "bad_character",
    "excel_truncated",
    "bad_check_digit",
    "impossible_date",
    "future_date",
    "unknown_division",
)
ZEROS = FAULTS.index("excel_truncated")
BLOCK_ROWS = 65_536
FORMS = ("18", "permit81", "permit82", "permit83", "permanent_residence")


@dataclass(frozen=True)
class Examined:
    """What the bytes of each number say: `fault` and `form` index `FAULTS` and `FORMS`."""

    fault: npt.NDArray[np.uint8]
    form: npt.NDArray[np.uint8]
    days: npt.NDArray[np.int32]
    is_male: Flags

    @property
    def is_good(self) -> Flags:
        """True for numbers without a fault."""
        good: Flags = self.fault == 0
        return good


@cache
def _known_provinces() -> Flags:
    known = np.zeros(100, dtype=np.bool_)
    known[read_reference("resident_id_provinces")["code"].cast(pl.Int32).to_numpy()] = True
    return known


def examine(text: pl.Series, last_day: int) -> Examined:
    """Examine eighteen-byte texts; births after `last_day` (days since 1970-01-01) are faults.

    Works in blocks that stay in the processor's cache: twice as fast as the whole column at once.
    """
    starts = range(0, max(len(text), 1), BLOCK_ROWS)
    blocks = [_examine_block(byte_matrix(text.slice(at, BLOCK_ROWS), 18), last_day) for at in starts]
    return Examined(
        np.concatenate([block.fault for block in blocks]),
        np.concatenate([block.form for block in blocks]),
        np.concatenate([block.days for block in blocks]),
        np.concatenate([block.is_male for block in blocks]),
    )


def _examine_block(raw: Bytes, last_day: int) -> Examined:
    digits = raw[:17] - np.uint8(ZERO)
    days, exists = days_of(number_at(digits, 6, 10), number_at(digits, 10, 12), number_at(digits, 12, 14))
    ten, one = np.minimum(digits[0], 9), np.minimum(digits[1], 9)
    province = ten * np.uint8(10) + one
    is_permanent = (digits[0] == 9) & _known_provinces()[one * np.uint8(10) + np.minimum(digits[2], 9)]
    ends_in_zeros = (digits[15] == 0) & (digits[16] == 0) & (raw[17] == ZERO)

    fault = np.where(_known_provinces()[province] | is_permanent, np.uint8(0), np.uint8(6))
    fault[days > last_day] = 5
    fault[~exists] = 4
    fault[check_11_2(digits) != raw[17]] = 3
    fault[ends_in_zeros] = 2
    fault[~are_digits(digits)] = 1

    is_permit = (province >= 81) & (province <= 83)
    form = np.where(is_permit, province - np.uint8(80), np.uint8(0))
    form[is_permanent] = 4
    return Examined(fault, form, days, (digits[16] & 1) == 1)


def denied_flags(text: pl.Series) -> Flags:
    """True for the numbers of the deny-list."""
    flags: Flags = (
        text.is_in(read_reference("denied_numbers")["number"].to_list()).fill_null(False).to_numpy()
    )
    return flags


def columns_of(text: pl.Series, examined: Examined) -> pl.DataFrame:
    """Columns of good numbers: the number itself and what it says."""
    form = examined.form
    division = text.str.head(6)
    is_permanent = form == FORMS.index("permanent_residence")
    if is_permanent.any():
        division = division.zip_with(pl.Series(~is_permanent), text.str.slice(1, 2) + "0000")
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(text))
    return pl.DataFrame(
        {
            "value": text,
            "issue": nothing,
            "lead": nothing,
            "birth_date": pl.Series(examined.days, dtype=pl.Int32).cast(pl.Date),
            "sex": pl.Series(["2", "1"]).gather(examined.is_male.astype(np.uint32)),
            "division_code": division,
            "form": pl.Series(FORMS).gather(form),
            "pattern": nothing,
        }
    )
