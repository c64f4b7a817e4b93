"""Mainland travel permits of Taiwan residents: eight digits on the card, ten and a letter before 2015.

A two-digit counter of re-issue in brackets behind a card's number is no part of it. The layout is from
general knowledge and unverified; there is no check character.

>>> import polars as pl
>>> from mdm.standardise.kind import Context
>>> KIND.standardise(pl.Series(["12345678", "0123456789(B)"]), Context()).select("value", "form").rows()
[('12345678', 'card'), ('0123456789B', 'booklet')]
"""

import polars as pl

from mdm.standardise.identifiers.number_columns import number_kind
from mdm.standardise.steps import Step

_NUMBER = pl.col("number")
_CARD, _BOOKLET = r"^([0-9]{8})(?:\([0-9]{2}\))?$", r"^([0-9]{10})\(?([A-Z]?)\)?$"

KIND = number_kind(
    "taiwan_permit",
    "台湾居民来往大陆通行证号码",
    "Mainland travel permit (Taiwan)",
    _NUMBER.str.contains(f"{_CARD}|{_BOOKLET}"),
    {
        "form": pl.when(_NUMBER.str.contains(_CARD)).then(pl.lit("card")).otherwise(pl.lit("booklet")),
        "reissue": _NUMBER.str.extract(r"^[0-9]{8}\(([0-9]{2})\)$", 1),
    },
    last_step=Step("take_holder", lambda text: text.str.replace(_CARD, "$1").str.replace(_BOOKLET, "$1$2")),
)
