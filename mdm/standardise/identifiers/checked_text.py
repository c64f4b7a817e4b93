"""Which texts are numbers of one scheme: shape and check characters together, for any text.

Used where a number may stand in the wrong column, and by the formats themselves.
"""

from collections.abc import Callable

import numpy as np
import polars as pl

from mdm.standardise.byte_matrix import (
    ZERO,
    Bytes,
    Flags,
    are_digits,
    byte_matrix,
    has_length_bytes,
    number_at,
)
from mdm.standardise.calendar_days import days_of
from mdm.standardise.identifiers.check_characters import (
    VALUES_31,
    VALUES_36,
    are_in_alphabet,
    check_11_2,
    check_11_10,
    check_31,
    check_organisation,
    to_values,
)

_X = VALUES_36[ord("X")]


def holds(text: pl.Series, width: int, test: Callable[[Bytes], Flags]) -> pl.Series:
    """Run `test` on the byte matrix of the values that are `width` bytes long; False for the others."""
    fits = has_length_bytes(text, width)
    flags = np.zeros(len(text), dtype=np.bool_)
    if fits.any():
        flags[fits.to_numpy()] = test(byte_matrix(text.filter(fits), width))
    return pl.Series(flags)


def uscc_matrix_holds(raw: Bytes) -> Flags:
    """Both checks of a unified social credit code: the last character and the organisation code inside."""
    values = to_values(raw, VALUES_31)
    known = are_in_alphabet(values)
    outer: Flags = check_31(values) == values[17]
    division: Flags = are_digits(raw[2:8] - np.uint8(ZERO))
    return known & outer & division & organisation_matrix_holds(raw[8:17])


def organisation_matrix_holds(raw: Bytes) -> Flags:
    """Check of a nine-character organisation code; 10 is written X."""
    values = to_values(raw, VALUES_36)
    known = are_in_alphabet(values)
    check = check_organisation(values)
    holds_check: Flags = np.where(check == 10, _X, check) == values[8]
    return known & holds_check


def registration_matrix_holds(raw: Bytes) -> Flags:
    """Fifteen digits with the check of GS 15-2006."""
    digits = raw - np.uint8(ZERO)
    agrees: Flags = check_11_10(digits) == digits[14]
    return are_digits(digits) & agrees


def citizen_15_matrix_holds(raw: Bytes) -> Flags:
    """Fifteen digits whose places 7 to 12 are a day of the years 1800-1999."""
    digits = raw - np.uint8(ZERO)
    numbers = are_digits(digits)
    century = np.where(number_at(digits, 12, 15) >= 996, 1800, 1900).astype(np.int32)
    year, month, day = (number_at(digits, at, at + 2) for at in (6, 8, 10))
    return numbers & days_of(century + year, month, day)[1]


def tax_15_matrix_holds(raw: Bytes) -> Flags:
    """Six division digits and a nine-character organisation code that holds."""
    return are_digits(raw[:6] - np.uint8(ZERO)) & organisation_matrix_holds(raw[6:15])


def citizen_check_matrix_holds(raw: Bytes) -> Flags:
    """Seventeen digits and the check of GB 11643-1999; the date is not looked at."""
    digits = raw[:17] - np.uint8(ZERO)
    agrees: Flags = check_11_2(digits) == raw[17]
    return are_digits(digits) & agrees


def is_uscc(text: pl.Series) -> pl.Series:
    """True where both checks of a unified social credit code hold.

    >>> is_uscc(pl.Series(["91350100M000100Y43", "91350100M000100Y44", None])).to_list()
    [True, False, False]
    """
    return holds(text, 18, uscc_matrix_holds)


def is_organisation_code(text: pl.Series) -> pl.Series:
    """True where nine characters are an organisation code that holds its check."""
    return holds(text, 9, organisation_matrix_holds)


def is_registration_15(text: pl.Series) -> pl.Series:
    """True where fifteen digits hold the check of a registration number."""
    return holds(text, 15, registration_matrix_holds)


def is_citizen_15(text: pl.Series) -> pl.Series:
    """True where fifteen digits hold a birth date as an old citizen number does."""
    return holds(text, 15, citizen_15_matrix_holds)


def is_tax_15(text: pl.Series) -> pl.Series:
    """True where fifteen characters are a division and an organisation code that holds."""
    return holds(text, 15, tax_15_matrix_holds)


def has_citizen_check(text: pl.Series) -> pl.Series:
    """True where eighteen characters hold the check of a citizen number."""
    return holds(text, 18, citizen_check_matrix_holds)
