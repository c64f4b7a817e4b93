"""Numbers of medical certificates of birth: one letter for the print year and nine digits.

The two digits behind the letter are read as the province (unverified).

>>> import polars as pl
>>> from mdm.standardise.kind import Context
>>> KIND.standardise(pl.Series(["x320101001"]), Context()).select("value", "division_code").rows()
[('X320101001', '320000')]
"""

import polars as pl

from mdm.standardise.identifiers.number_columns import number_kind

_NUMBER = pl.col("number")

KIND = number_kind(
    "birth_certificate",
    "出生医学证明编号",
    "Birth certificate number",
    _NUMBER.str.contains(r"^[A-Z][0-9]{9}$"),
    {"print_letter": _NUMBER.str.head(1), "division_code": _NUMBER.str.slice(1, 2) + "0000"},
)
