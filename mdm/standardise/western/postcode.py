"""Postcodes of any country: EC1A 1BB, 90210-1234, 2026.

`value` is the text as delivered; `key` the code without blanks and hyphens, of a ZIP+4 the first five digits;
`area` what its neighbours share: the outward half of a British or Canadian code, otherwise all but the last two.

>>> read = standardise_postcode(pl.Series(["ec1a 1bb", "90210-1234", "2026"]), Context())
>>> read.select("key", "area").rows()
[('EC1A1BB', 'EC1A'), ('90210', '902'), ('2026', '20')]
"""

import polars as pl

from mdm.standardise.kind import Context, Kind
from mdm.standardise.plain_text import STEPS
from mdm.standardise.western.texts import read_parts

PARTS = dict.fromkeys(("key", "area"), pl.String())


def standardise_postcode(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read postcodes: `value`, `issue`, `lead` and the parts of PARTS."""
    bare = pl.col("text").str.normalize("NFKC").str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    key = bare.str.replace(r"^([0-9]{5})[0-9]{4}$", "$1")
    halves = key.str.extract(r"^(.+)[0-9A-Z]{3}$")
    area = pl.when(key.str.contains(r"^[A-Z].*[0-9]")).then(halves).otherwise(key.str.extract(r"^(.+)..$"))
    return read_parts(values, context, {"key": key, "area": area})


KIND = Kind(
    "postcode",
    "邮政编码",
    "Postcode",
    PARTS,
    standardise_postcode,
    on_distinct=True,
    steps_of=lambda _: STEPS,
)
