"""E-mail addresses: name and domain, small letters.

`value` is the text as delivered; `key` the address in small letters without `mailto:` and brackets, `local` what
stands before the @ and `domain` what stands behind; the whole stands in `numbered` where there is a digit before
the @, else in `words`. Without an @ there is neither, and the issue is `bad_format`.

>>> read = standardise_email(pl.Series(["<Ann.Lee@Example.org>", "ann"]), Context())
>>> read.select("key", "local", "domain", "issue").rows()
[('ann.lee@example.org', 'ann.lee', 'example.org', None), (None, None, None, 'bad_format')]
"""

import polars as pl

from mdm.standardise.kind import Context, Kind
from mdm.standardise.plain_text import STEPS
from mdm.standardise.western.texts import read_parts

PARTS = dict.fromkeys(("key", "local", "domain", "numbered", "words"), pl.String())
_ADDRESS = r"([^\s@<>,;:]+@[^\s@<>,;:]+)"


def standardise_email(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read e-mail addresses (RFC 5322, the plain form): `value`, `issue`, `lead` and the parts of PARTS."""
    key = pl.col("text").str.normalize("NFKC").str.to_lowercase().str.extract(_ADDRESS).str.strip_chars(".")
    has_digit = key.str.contains("[0-9][^@]*@")
    parts = {
        "key": key,
        "local": key.str.extract(r"^([^@]+)@"),
        "domain": key.str.extract(r"@(.+)$"),
        "numbered": pl.when(has_digit).then(key),
        "words": pl.when(~has_digit).then(key),
    }
    frame = read_parts(values, context, parts)
    lost = pl.col("value").is_not_null() & pl.col("key").is_null()
    return frame.with_columns(issue=pl.when(lost).then(pl.lit("bad_format")).otherwise("issue"))


KIND = Kind(
    "email",
    "电子邮箱",
    "E-mail address",
    PARTS,
    standardise_email,
    on_distinct=True,
    steps_of=lambda _: STEPS,
)
