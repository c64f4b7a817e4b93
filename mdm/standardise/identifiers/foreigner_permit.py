"""Permanent-residence numbers of foreigners: fifteen characters before 2023-12-01, eighteen digits since.

Old: three letters of the nationality and twelve digits, no check used here. New: begins with 9 and ends in
the check of the citizen number (inner layout unverified). Old and new join only through a cross table.

>>> import polars as pl
>>> from mdm.standardise.kind import Context
>>> read = KIND.standardise(pl.Series(["CHN320012345678", "932840188808080018"]), Context())
>>> read.select("value", "form", "nationality").rows()
[('CHN320012345678', '15', 'CHN'), ('932840188808080018', '18', None)]
"""

from datetime import date

import polars as pl

from mdm.standardise.identifiers.disguises import PLAIN_DISGUISES
from mdm.standardise.identifiers.number_columns import describe_numbers
from mdm.standardise.identifiers.resident_id import standardise_resident_id
from mdm.standardise.kind import Context, Kind
from mdm.standardise.steps import list_steps, run_steps

_PARTS = {"form": pl.String(), "nationality": pl.String(), "birth_date": pl.Date(), "sex": pl.String()}
_OLD = r"^[A-Z]{3}[0-9]{12}$"


def standardise_foreigner_permit(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read permanent-residence numbers: `value`, `form` (15 or 18), nationality, birth date and sex."""
    number = run_steps(values, PLAIN_DISGUISES)
    new_like = number.to_frame("number").select(pl.when(pl.col("number").str.starts_with("9")).then("number"))
    resident = standardise_resident_id(new_like.to_series(), Context(at=context.at or date.today()))
    is_new = (resident["form"] == "permanent_residence").fill_null(False)
    is_old = number.str.contains(_OLD).fill_null(False)
    described = describe_numbers(values, number, "foreigner_permit", pl.lit(is_old | is_new))
    seen = described.with_columns(
        resident.select("birth_date", "sex", resident_issue="issue"), is_new=is_new, is_old=is_old
    )
    is_faulty_new = pl.col("number").str.contains(r"^9[0-9]{16}[0-9X]$") & ~pl.col("is_kept")
    issue = (
        pl.when(is_faulty_new & (pl.col("issue") != "placeholder")).then("resident_issue").otherwise("issue")
    )
    kept = pl.when("is_kept")
    frame = seen.select(
        value="value",
        issue=issue,
        lead="lead",
        form=kept.then(pl.when("is_new").then(pl.lit("18")).otherwise(pl.lit("15"))),
        nationality=pl.when(pl.col("is_kept") & pl.col("is_old")).then(pl.col("number").str.head(3)),
        birth_date=pl.when(pl.col("is_kept") & pl.col("is_new")).then("birth_date"),
        sex=pl.when(pl.col("is_kept") & pl.col("is_new")).then("sex"),
    )
    return frame.with_columns(list_steps(values, PLAIN_DISGUISES)) if context.steps else frame


KIND = Kind(
    "foreigner_permit",
    "外国人永久居留身份证号码",
    "Foreign permanent resident number",
    _PARTS,
    standardise_foreigner_permit,
    on_distinct=True,
    steps_of=lambda _: PLAIN_DISGUISES,
)
