"""Organisation codes, GB 11714-1997: eight characters and a check (modulo 11, 10 written X).

Written `71526726-X` or `71526726X`; a unified social credit code in this column gives its inner code. The
economic census writes the parent's eight characters and `B` for the head-office local unit: no check
character, null in `value`, the parent's code in `lead` and `unit_of`.

>>> read = standardise_organisation_code(pl.Series(["71526726-X", "71526726B"]), Context())
>>> read.select("value", "issue", "unit_of").rows()
[('71526726X', None, None), (None, 'census_unit', '71526726X')]
"""

import numpy as np
import polars as pl

from mdm.standardise.byte_matrix import byte_matrix
from mdm.standardise.identifiers.check_characters import VALUES_36, check_organisation
from mdm.standardise.identifiers.checked_text import is_organisation_code, is_uscc
from mdm.standardise.identifiers.disguises import PLAIN_DISGUISES
from mdm.standardise.identifiers.number_columns import describe_numbers
from mdm.standardise.kind import Context, Kind
from mdm.standardise.steps import Step, list_steps, run_steps

_SHAPE = r"^[0-9A-Z]{8}[0-9A-Z]$"
_BODY = r"^[0-9A-Z]{8}[0-9A-Z]?$"


def take_inner_code(text: pl.Series) -> pl.Series:
    """Take the organisation code out of unified social credit codes that hold both checks."""
    chosen = is_uscc(text)
    return text.zip_with(~chosen, text.str.slice(8, 9)) if chosen.any() else text


STEPS = (
    *PLAIN_DISGUISES,
    Step("take_inner_code", lambda text: text.map_batches(take_inner_code, return_dtype=pl.String)),
)


def standardise_organisation_code(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read organisation codes: `value` of nine characters, `base` of eight, `unit_of` (a census unit's parent)."""
    number = run_steps(values, STEPS)
    holds = is_organisation_code(number)
    described = describe_numbers(values, number, "organisation_code", pl.lit(holds))
    shaped = pl.col("number").str.contains(_SHAPE) & ~pl.col("is_kept")
    is_census = shaped & pl.col("number").str.ends_with("B") & (pl.col("issue") != "placeholder")
    lacks_check = pl.col("number").str.contains(r"^[0-9A-Z]{8}$") & pl.col("number").str.contains("[0-9]{4}")
    lacks_check &= pl.col("issue").is_in(["bad_format", "wrong_column_taiwan_permit"])
    is_faulty = shaped & pl.col("issue").is_in(["bad_format"])
    parents = _with_check(number)
    frame = described.with_columns(parents.alias("parent")).select(
        value="value",
        issue=pl.when(is_census)
        .then(pl.lit("census_unit"))
        .when(lacks_check)
        .then(pl.lit("bad_length"))
        .when(is_faulty)
        .then(pl.lit("bad_check_digit"))
        .otherwise("issue"),
        lead=pl.when(is_census | lacks_check).then("parent").otherwise("lead"),
        base=pl.when("is_kept").then(pl.col("number").str.head(8)),
        unit_of=pl.when(is_census).then("parent"),
    )
    return frame.with_columns(list_steps(values, STEPS)) if context.steps else frame


def _with_check(number: pl.Series) -> pl.Series:
    """The first eight characters with the check they should have; null for other texts."""
    shaped = number.str.contains(_BODY).fill_null(False)
    codes = pl.Series([None] * len(number), dtype=pl.String)
    if not shaped.any():
        return codes
    body = number.filter(shaped).str.head(8)
    check = check_organisation(VALUES_36[byte_matrix(body, 8)])
    characters = pl.Series(list("0123456789X")).gather(check.astype(np.uint32))
    return codes.scatter(shaped.arg_true(), pl.select(pl.concat_str(body, characters)).to_series())


KIND = Kind(
    "organisation_code",
    "组织机构代码",
    "Organisation code",
    {"base": pl.String(), "unit_of": pl.String()},
    standardise_organisation_code,
    on_distinct=True,
    steps_of=lambda _: STEPS,
)
