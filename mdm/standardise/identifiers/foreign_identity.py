"""Identity-card numbers of Hong Kong, Taiwan and Macau: hints only, never a value of their own.

Hong Kong: one or two letters, six digits, check digit in brackets (A=10 ... Z=35, blank 36, weights
9 ... 2, modulo 11). Taiwan: letter, sex digit, seven digits, check digit (the letter counts as two
digits, weights 1 9 8 ... 1 1, modulo 10). Macau: seven digits and one in brackets, no public check.
The formulas are from general knowledge and unverified against a standard's text; python-stdnum and
published sample numbers agree with them.

>>> has_hong_kong_check(pl.Series(["A123456(3)", "A1234564"])).to_list()
[True, False]
>>> has_taiwan_check(pl.Series(["A123456789", "A123456780"])).to_list()
[True, False]
"""

import numpy as np
import polars as pl

from mdm.standardise.byte_matrix import ZERO, Bytes, Flags, are_digits
from mdm.standardise.identifiers.check_characters import VALUES_36, value_table, weigh
from mdm.standardise.identifiers.checked_text import holds

# Letter values of the Taiwan number, in the order of the value 10, 11, 12 ...
_TAIWAN_LETTERS = value_table("0123456789ABCDEFGHJKLMNPQRSTUVXYWZIO")
_BLANK = 36


def has_hong_kong_check(text: pl.Series) -> pl.Series:
    """True for Hong Kong identity-card numbers whose check digit holds, brackets or not."""
    bare = text.str.replace_all(r"[()]", "")
    return holds(bare, 8, _hong_kong_8) | holds(bare, 9, _hong_kong_9)


def has_taiwan_check(text: pl.Series) -> pl.Series:
    """True for Taiwan identity-card numbers whose check digit holds."""
    return holds(text, 10, _taiwan)


def _hong_kong_8(raw: Bytes) -> Flags:
    return _hong_kong_9(np.vstack([np.full((1, raw.shape[1]), ord(" "), dtype=np.uint8), raw]))


def _hong_kong_9(raw: Bytes) -> Flags:
    values = VALUES_36[raw]
    first = np.where(raw[0] == ord(" "), np.uint8(_BLANK), values[0])
    letters: Flags = (
        (raw[1] >= ord("A")) & (raw[1] <= ord("Z")) & ((raw[0] == ord(" ")) | (raw[0] >= ord("A")))
    )
    digits = are_digits(raw[2:8] - np.uint8(ZERO))
    total = weigh(np.vstack([first[None], values[1:8]]), (9, 8, 7, 6, 5, 4, 3, 2))
    check = (11 - total % 11) % 11
    agrees: Flags = (check == values[8]) & ((values[8] < 10) | (raw[8] == ord("A")))
    return letters & digits & agrees


def _taiwan(raw: Bytes) -> Flags:
    digits = raw[1:] - np.uint8(ZERO)
    letter = _TAIWAN_LETTERS[raw[0]]
    total = weigh(
        np.vstack([(letter // 10)[None], (letter % 10)[None], digits]), (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    )
    sexed = np.isin(digits[0], (1, 2, 8, 9))
    shaped: Flags = (letter >= 10) & (letter < 36) & are_digits(digits) & sexed & (total % 10 == 0)
    return shaped
