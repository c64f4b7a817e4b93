"""Citizen numbers and the numbers built like them.

GB 11643-1999: six digits for the division of first registration, eight for the birth date, three for
the sequence (odd for men, even for women) and a check character (ISO 7064 MOD 11-2, `0`-`9` or `X`).
Read as well: fifteen-digit numbers from before 1999-10-01, residence permits of Hong Kong, Macau and
Taiwan residents (81, 82, 83), and the permanent-residence numbers of foreigners since 2023-12-01 that
begin with 9 (their inner layout is unverified).

A number whose check fails is never repaired: it is null in `value` and stands in `lead`. Masked
numbers and numbers that Excel cut to fifteen digits keep what is visible in `pattern`.

>>> read = standardise_resident_id(pl.Series(["110105491231002", "320599********1239"]), Context())
>>> read.select("value", "issue", "birth_date", "form", "pattern").rows()
[('11010519491231002X', None, datetime.date(1949, 12, 31), '15', None),
 (None, 'masked', None, 'masked', '320599********1239')]
"""

from datetime import date

import polars as pl

from mdm.standardise.byte_matrix import Flags, has_length_bytes
from mdm.standardise.identifiers.resident_number import columns_of, denied_flags, examine
from mdm.standardise.identifiers.resident_steps import RESIDENT_STEPS
from mdm.standardise.identifiers.unplain_resident_id import read_unplain
from mdm.standardise.kind import Context, Kind
from mdm.standardise.steps import list_steps
from mdm.standardise.two_paths import in_two_paths

PARTS = {
    "birth_date": pl.Date(),
    "sex": pl.String(),
    "division_code": pl.String(),
    "form": pl.String(),
    "pattern": pl.String(),
}
_EPOCH = date(1970, 1, 1)


def standardise_resident_id(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read citizen numbers: `value` of eighteen characters, birth date, sex, division, form, pattern.

    Numbers born after `context.at` (default today) are faults. The option `column: mixed` says that the
    column also holds registration and tax numbers; fifteen digits are then accepted only when exactly
    one of the three schemes fits (`ambiguous_15` otherwise).
    """
    last_day = ((context.at or date.today()) - _EPOCH).days
    frame = in_two_paths(
        values,
        has_length_bytes(values, 18),
        "0" * 18,
        lambda text: _read_plain(text, last_day),
        lambda text: read_unplain(text, context, last_day),
    )
    return frame.with_columns(list_steps(values, RESIDENT_STEPS)) if context.steps else frame


def _read_plain(text: pl.Series, last_day: int) -> tuple[pl.DataFrame, Flags]:
    examined = examine(text, last_day)
    return columns_of(text, examined), examined.is_good & ~denied_flags(text)


KIND = Kind(
    "resident_id",
    "公民身份号码",
    "Citizen number",
    PARTS,
    standardise_resident_id,
    steps_of=lambda _: RESIDENT_STEPS,
)
