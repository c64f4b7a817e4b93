"""Telephone numbers that are not eleven plain digits of a mobile."""

import polars as pl

from mdm.standardise.identifiers.checked_text import has_citizen_check
from mdm.standardise.identifiers.disguises import repeats_one_character
from mdm.standardise.kind import Context
from mdm.standardise.phone.reading_steps import (
    LANDLINE,
    MOBILE,
    SERVICE,
    SEVERAL,
    TAKE_FIRST,
    one_number_steps,
    whole_field_steps,
)
from mdm.standardise.steps import run_steps
from mdm.standardise.text import fold, is_placeholder

_FOREIGN = r"^\+[1-9][0-9]{6,14}$"
_SCIENTIFIC = r"^1\.[0-9]+E\+?1[0-9]$"
# Calling codes of one and two digits (ITU-T E.164); all others have three.
_CALLING_CODE = r"^\+(1|7|2[07]|3[0-4]|36|39|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9][0-9]{2})"
_EMPTY_NUMBER = r"^\+861[3-9][0-9]0{8}$|^\+86[0-9]{2,3}0{7,8}$"


def read_unplain(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read the telephone numbers the bulk path left: same columns, one row per value."""
    apart = run_steps(values, whole_field_steps())
    first = run_steps(apart, [TAKE_FIRST])
    number = run_steps(first, one_number_steps(context.options))
    facts = pl.DataFrame(
        {
            "folded": values.to_frame("text").select(fold(pl.col("text"))).to_series(),
            "first": first,
            "number": number,
            "others": _read_others(apart, number, context),
            "is_citizen": has_citizen_check(number),
        }
    ).with_columns(form=find_form(pl.col("number")))
    facts = facts.with_columns(issue=_find_issue())
    return facts.select(*_columns())


def find_form(number: pl.Expr) -> pl.Expr:
    """Mobile, landline, service or foreign; null for what is no number."""
    return (
        pl.when(number.str.contains(MOBILE))
        .then(pl.lit("mobile"))
        .when(number.str.contains(SERVICE))
        .then(pl.lit("service"))
        .when(number.str.contains(LANDLINE))
        .then(pl.lit("landline"))
        .when(number.str.contains(_FOREIGN) & ~number.str.starts_with("+86"))
        .then(pl.lit("foreign"))
    )


def _read_others(apart: pl.Series, first: pl.Series, context: Context) -> pl.Series:
    """Further numbers of a field, joined by `;`."""
    frame = pl.DataFrame({"apart": apart, "first": first}).with_row_index("row")
    several = frame.filter(pl.col("apart").str.contains(SEVERAL, literal=True))
    pieces = several.select("row", "first", pl.col("apart").str.split(SEVERAL)).explode("apart")
    numbers = pieces.with_columns(number=run_steps(pieces["apart"], one_number_steps(context.options)))
    further = (
        numbers.filter(find_form(pl.col("number")).is_not_null() & (pl.col("number") != pl.col("first")))
        .group_by("row", maintain_order=True)
        .agg(pl.col("number").unique(maintain_order=True))
        .select("row", others=pl.col("number").list.join(";"))
    )
    return frame.join(further, on="row", how="left", maintain_order="left").get_column("others")


def _find_issue() -> pl.Expr:
    folded, number, form = pl.col("folded"), pl.col("number"), pl.col("form")
    bare = number.str.strip_prefix("+86")
    return (
        pl.when(folded.is_null() | (folded == ""))
        .then(None)
        .when(is_placeholder(folded) | ~folded.str.contains("[0-9]") & folded.str.contains("^[无没未暂不空]"))
        .then(pl.lit("placeholder"))
        .when(repeats_one_character(bare) | number.str.contains(_EMPTY_NUMBER))
        .then(pl.lit("placeholder"))
        .when(form.is_not_null())
        .then(None)
        .when(folded.str.contains(_SCIENTIFIC))
        .then(pl.lit("excel_scientific"))
        .when(number.str.contains(r"[0-9].*\*|\*.*[0-9]"))
        .then(pl.lit("masked"))
        .when("is_citizen")
        .then(pl.lit("wrong_column_resident_id"))
        .when(number.str.contains(r"^[2-8][0-9]{6,7}$"))
        .then(pl.lit("missing_area_code"))
        .when(number.str.contains(r"^(?:1[0-9]{2,4}|9[56][0-9]{3,6})$"))
        .then(pl.lit("short_number"))
        .when(number.str.contains(r"^\+?[0-9]+$"))
        .then(pl.lit("bad_length"))
        .otherwise(pl.lit("unreadable"))
    )


def _columns() -> list[pl.Expr]:
    number, issue = pl.col("number"), pl.col("issue")
    is_kept = issue.is_null() & pl.col("form").is_not_null()
    kept = pl.when(is_kept)
    significant = pl.col("folded").str.replace_all(r"E.*|\.", "")
    lead = (
        pl.when(issue == "excel_scientific")
        .then(significant)
        .when(
            issue.is_in(
                ["masked", "wrong_column_resident_id", "missing_area_code", "short_number", "bad_length"]
            )
        )
        .then(number)
    )
    is_landline = pl.col("form") == "landline"
    return [
        kept.then(number).alias("value"),
        issue,
        lead.alias("lead"),
        kept.then("form").alias("form"),
        kept.then(number.str.extract(_CALLING_CODE, 1)).alias("country"),
        kept.then(pl.when(is_landline).then("0" + number.str.extract(LANDLINE, 1))).alias("area_code"),
        kept.then(pl.col("first").str.extract(r"x([0-9]{1,6})", 1)).alias("extension"),
        kept.then("others").alias("others"),
        kept.then(pl.lit("unknown")).alias("role"),
    ]
