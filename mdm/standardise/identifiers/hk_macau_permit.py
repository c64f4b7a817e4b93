"""Mainland travel permits of Hong Kong and Macau residents.

`H` or `M`, eight digits that the holder keeps for life, and a two-digit counter of re-issue: the first
nine characters are the holder's, so they are the value and the counter is a part.

>>> import polars as pl
>>> from mdm.standardise.kind import Context
>>> KIND.standardise(pl.Series(["H1234567801"]), Context()).select("value", "region", "reissue").rows()
[('H12345678', 'hong_kong', '01')]
"""

import polars as pl

from mdm.standardise.identifiers.number_columns import number_kind
from mdm.standardise.steps import Step

_NUMBER = pl.col("number")

KIND = number_kind(
    "hk_macau_permit",
    "港澳居民来往内地通行证号码",
    "Mainland travel permit (Hong Kong, Macau)",
    _NUMBER.str.contains(r"^[HM][0-9]{8}(?:\(?[0-9]{2}\)?)?$"),
    {
        "region": pl.when(_NUMBER.str.starts_with("H")).then(pl.lit("hong_kong")).otherwise(pl.lit("macau")),
        "reissue": _NUMBER.str.extract(r"^.{9}\(?([0-9]{2})\)?$", 1),
    },
    last_step=Step("take_holder", lambda text: text.str.replace(r"^([HM][0-9]{8})\(?[0-9]{2}\)?$", "$1")),
)
