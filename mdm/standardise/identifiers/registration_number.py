"""Registration numbers of market subjects, GS 15-2006: fifteen digits, thirteen before 2007.

Six digits for the first registering office (100000 is the national one), eight for the serial (0-3
domestic, 4-5 foreign, 6-9 individual businesses), a check digit (ISO 7064 MOD 11,10). Thirteen digits have
no check: accepted by length. Old and new numbers join only through the register's crosswalk.

>>> read = standardise_registration_number(pl.Series(["110108000000016", "3205002100001"]), Context())
>>> read.select("value", "form", "division_code", "category").rows()
[('110108000000016', '15', '110108', 'domestic'), ('3205002100001', '13', '320500', None)]
"""

import polars as pl

from mdm.standardise.identifiers.checked_text import is_registration_15
from mdm.standardise.identifiers.disguises import PLAIN_DISGUISES
from mdm.standardise.identifiers.number_columns import describe_numbers
from mdm.standardise.kind import Context, Kind
from mdm.standardise.steps import list_steps, run_steps


def standardise_registration_number(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read registration numbers: `value`, `form` (15 or 13), `division_code`, `category`."""
    number = run_steps(values, PLAIN_DISGUISES)
    is_old = number.str.contains(r"^[1-6][0-9]{12}$").fill_null(False)
    described = describe_numbers(
        values, number, "registration_number", pl.lit(is_registration_15(number) | is_old)
    )
    kept, bare = pl.when("is_kept"), pl.col("number")
    is_faulty = bare.str.contains(r"^[0-9]{15}$") & (pl.col("issue") == "bad_format")
    serial = bare.str.slice(6, 1)
    frame = described.select(
        value="value",
        issue=pl.when(is_faulty).then(pl.lit("bad_check_digit")).otherwise("issue"),
        lead="lead",
        form=kept.then(bare.str.len_chars().cast(pl.String)),
        division_code=kept.then(bare.str.head(6)),
        category=pl.when(pl.col("is_kept") & (bare.str.len_chars() == 15)).then(
            pl.when(serial.is_in(list("0123")))
            .then(pl.lit("domestic"))
            .when(serial.is_in(list("45")))
            .then(pl.lit("foreign"))
            .otherwise(pl.lit("individual"))
        ),
    )
    return frame.with_columns(list_steps(values, PLAIN_DISGUISES)) if context.steps else frame


KIND = Kind(
    "registration_number",
    "工商注册号",
    "Registration number",
    dict.fromkeys(("form", "division_code", "category"), pl.String()),
    standardise_registration_number,
    on_distinct=True,
    steps_of=lambda _: PLAIN_DISGUISES,
)
