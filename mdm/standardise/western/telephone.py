"""Telephone numbers of any country: the digits one dials inside it.

`value` is the text as delivered; `key` the number without country code (ITU-T E.164), trunk zero and extension, so
that +44 7700 900123 and 07700 900123 are equal; `country` the code where it is written. Fewer than six digits are
no number: `bad_length`.

>>> read = standardise_telephone(pl.Series(["+44 (0)7700 900123", "07700-900123", "1-212-555-0123 ext 7"]), Context())
>>> read.select("key", "country").rows()
[('7700900123', '44'), ('7700900123', None), ('2125550123', None)]
"""

import polars as pl

from mdm.standardise.kind import Context, Kind
from mdm.standardise.plain_text import STEPS
from mdm.standardise.western.texts import read_parts

PARTS = dict.fromkeys(("key", "country"), pl.String())
# Codes of one and two digits; all others have three.
_CODE = r"(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3})"
_EXTENSION = r"(?i)\s*(?:ext\.?|extension|x|#)\s*[0-9]{1,6}\s*$"
FEWEST = 6


def standardise_telephone(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read telephone numbers: `value`, `issue`, `lead` and the parts of PARTS."""
    written = pl.col("text").str.normalize("NFKC").str.replace(_EXTENSION, "")
    marked = written.str.replace(r"^\D*(?:\+|00)", "+").str.replace(r"\(0\)", "")
    digits = marked.str.replace_all(r"[^0-9+]", "").str.replace_all(r"(.)\+.*$", "$1")
    country = digits.str.extract(rf"^\+({_CODE})")
    inside = digits.str.replace(rf"^\+{_CODE}", "").str.replace(r"^0+", "")
    national = inside.str.replace(r"^1([2-9][0-9]{9})$", "$1")  # 1 is the trunk digit of North America
    parts = {"key": pl.when(national.str.len_bytes() >= FEWEST).then(national), "country": country}
    frame = read_parts(values, context, parts)
    lost = pl.col("value").is_not_null() & pl.col("key").is_null()
    return frame.with_columns(
        issue=pl.when(lost).then(pl.lit("bad_length")).otherwise("issue"),
        country=pl.when(~lost).then("country"),
    )


KIND = Kind(
    "telephone",
    "电话号码（各国）",
    "Telephone number of any country",
    PARTS,
    standardise_telephone,
    on_distinct=True,
    steps_of=lambda _: STEPS,
)
