"""Tax numbers: the unified social credit code since 2015-10, before that 15 characters, or 18-20 for persons.

Fifteen: six digits of the division and the organisation code (its check must hold). Individuals: the
citizen number, with a suffix of two digits (20). The layouts before 2015 are unverified.

>>> read = standardise_tax_number(pl.Series(["44030071526726X", "9144030071526726XG"]), Context())
>>> read.select("value", "form", "organisation_code").rows()
[('44030071526726X', '15', '71526726X'), ('9144030071526726XG', 'uscc', '71526726X')]
"""

import polars as pl

from mdm.standardise.identifiers.checked_text import has_citizen_check, is_tax_15, is_uscc
from mdm.standardise.identifiers.disguises import PLAIN_DISGUISES
from mdm.standardise.identifiers.number_columns import describe_numbers
from mdm.standardise.kind import Context, Kind
from mdm.standardise.steps import list_steps, run_steps


def standardise_tax_number(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read tax numbers: `value`, `form` (uscc, 15, 18, 20), `organisation_code`, `resident_id`."""
    number = run_steps(values, PLAIN_DISGUISES)
    code, short = is_uscc(number), is_tax_15(number)
    person = has_citizen_check(number)
    branch = has_citizen_check(number.str.head(18)) & number.str.contains(r"^.{18}[0-9]{2}$").fill_null(False)
    accepted = code | short | person | branch
    described = describe_numbers(values, number, "tax_number", pl.lit(accepted)).with_columns(
        form=pl.select(
            pl.when(code)
            .then(pl.lit("uscc"))
            .when(short)
            .then(pl.lit("15"))
            .when(branch)
            .then(pl.lit("20"))
            .when(person)
            .then(pl.lit("18"))
        ).to_series()
    )
    kept, bare, form = pl.col("is_kept"), pl.col("number"), pl.col("form")
    is_faulty = bare.str.contains(r"^[0-9]{6}[0-9A-Z]{9}$|^[0-9A-Z]{18}(?:[0-9]{2})?$")
    frame = described.select(
        value="value",
        issue=pl.when(is_faulty & (pl.col("issue") == "bad_format"))
        .then(pl.lit("bad_check_digit"))
        .otherwise("issue"),
        lead="lead",
        form=pl.when(kept).then(form),
        organisation_code=pl.when(kept & (form == "uscc"))
        .then(bare.str.slice(8, 9))
        .when(kept & (form == "15"))
        .then(bare.str.slice(6, 9)),
        resident_id=pl.when(kept & form.is_in(["18", "20"])).then(bare.str.head(18)),
    )
    return frame.with_columns(list_steps(values, PLAIN_DISGUISES)) if context.steps else frame


KIND = Kind(
    "tax_number",
    "纳税人识别号",
    "Tax number",
    dict.fromkeys(("form", "organisation_code", "resident_id"), pl.String()),
    standardise_tax_number,
    on_distinct=True,
    steps_of=lambda _: PLAIN_DISGUISES,
)
