"""Passports: Chinese ones by shape, foreign ones as letters and digits.

Chinese: `G` or `E` and eight digits, `E` with a letter and seven digits, `D`, `S`, `P` for diplomats and
officials, `14`/`15` and seven digits before 2007. A passport changes at renewal; two different ones keep
nobody apart. There is no check character on the document's number itself.

>>> import polars as pl
>>> from mdm.standardise.kind import Context
>>> KIND.standardise(pl.Series(["g 12345678"]), Context()).select("value", "form").rows()
[('G12345678', 'chinese')]
"""

import polars as pl

from mdm.standardise.identifiers.number_columns import number_kind
from mdm.standardise.identifiers.number_of_another_kind import SHAPES

_FOREIGN = r"^[A-Z]{0,3}[0-9]{6,8}[A-Z]{0,2}$|^[0-9]{9}$"
_CHINESE = SHAPES["passport"]
_NUMBER = pl.col("number")


def _has_letters_inside(number: pl.Expr) -> pl.Expr:
    """Nine places at most, letters among the digits: C01X00T47, 12AB34567."""
    return number.str.contains("^[0-9A-Z]{7,9}$") & (number.str.count_matches("[0-9]") >= 5)


KIND = number_kind(
    "passport",
    "护照号码",
    "Passport number",
    _NUMBER.str.contains(f"{_CHINESE}|{_FOREIGN}") | _has_letters_inside(_NUMBER),
    {"form": pl.when(_NUMBER.str.contains(_CHINESE)).then(pl.lit("chinese")).otherwise(pl.lit("foreign"))},
)
