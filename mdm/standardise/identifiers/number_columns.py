"""What the identifier formats share: disguises off, then columns by expression over the bare number."""

from collections.abc import Mapping

import polars as pl
from polars._typing import PolarsDataType

from mdm.standardise.identifiers.disguises import PLAIN_DISGUISES, is_denied, keeps_no_digit
from mdm.standardise.identifiers.number_of_another_kind import find_other_kind
from mdm.standardise.kind import Context, Kind
from mdm.standardise.steps import Step, list_steps, run_steps
from mdm.standardise.text import fold, is_placeholder

ROUNDED = r"^[0-9]{16,}\.0+$"  # through a binary fraction, which keeps fifteen digits
SEVERAL = r"[0-9A-Za-z]{6,}\)?\s*[/,;、|]\s*\(?[0-9A-Za-z]{6,}"
SCIENTIFIC = r"^([0-9])\.?([0-9]*)E\+?0?[0-9]{1,2}$"


def describe_numbers(values: pl.Series, number: pl.Series, kind: str, accepted: pl.Expr) -> pl.DataFrame:
    """Columns `number`, `value`, `issue`, `lead` where `accepted` says which bare numbers to trust.

    `issue` is `bad_format` for what is neither trusted nor empty nor a number of another kind.
    """
    facts = pl.DataFrame(
        {
            "number": number,
            "folded": values.to_frame("text").select(fold(pl.col("text"))).to_series(),
            "other_kind": find_other_kind(number, besides=kind),
        }
    )
    folded, bare, other = pl.col("folded"), pl.col("number"), pl.col("other_kind")
    is_empty = folded.is_null() | (folded == "")
    is_none = is_placeholder(folded) | keeps_no_digit(bare) | is_denied(bare)
    issue = (
        pl.when(is_empty)
        .then(None)
        .when(is_none)
        .then(pl.lit("placeholder"))
        .when(accepted.fill_null(False))
        .then(None)
        .when(bare.str.contains(SCIENTIFIC))
        .then(pl.lit("excel_scientific"))
        .when(bare.str.contains(ROUNDED))
        .then(pl.lit("excel_truncated"))
        .when(bare.str.contains(r"[*●□#?]") & bare.str.contains(r"[0-9]"))
        .then(pl.lit("masked"))
        .when(folded.str.contains(SEVERAL))
        .then(pl.lit("several_values"))
        .when(other.is_not_null())
        .then("wrong_column_" + other)
        .otherwise(pl.lit("bad_format"))
    )
    facts = facts.with_columns(issue=issue, is_kept=accepted.fill_null(False) & ~is_none.fill_null(True))
    has_lead = pl.col("issue").is_not_null() & (pl.col("issue") != "placeholder")
    digits = pl.concat_str(bare.str.extract(SCIENTIFIC, 1), bare.str.extract(SCIENTIFIC, 2))
    return facts.with_columns(
        value=pl.when("is_kept").then("number"),
        lead=pl.when(pl.col("issue") == "several_values")
        .then(folded.str.extract(r"([0-9A-Za-z-]{6,})", 1).str.to_uppercase())
        .when(has_lead & bare.str.contains(r"[0-9]"))
        .then(pl.coalesce(digits, bare)),
    )


def number_kind(
    name: str,
    title: str,
    title_en: str,
    accepted: pl.Expr,
    parts: Mapping[str, pl.Expr],
    *,
    last_step: Step | None = None,
    types: Mapping[str, PolarsDataType] | None = None,
) -> Kind:
    """Make the kind of a format known by its shape alone: `accepted` is true of the column `number`.

    `parts` say what the number itself says, as expressions over the column `number`, and are null where it is
    not trusted. The value is the bare number, or what `last_step` makes of it.
    """
    number = pl.col("number")
    value = last_step.apply(number) if last_step else number
    steps = (*PLAIN_DISGUISES, last_step) if last_step else PLAIN_DISGUISES

    def standardise(values: pl.Series, context: Context) -> pl.DataFrame:
        described = describe_numbers(values, run_steps(values, PLAIN_DISGUISES), name, accepted)
        kept = pl.when("is_kept")
        frame = described.select(
            kept.then(value).alias("value"),
            "issue",
            "lead",
            *(kept.then(part).alias(part_name) for part_name, part in parts.items()),
        )
        return frame.with_columns(list_steps(values, steps)) if context.steps else frame

    types = types or dict.fromkeys(parts, pl.String())
    return Kind(name, title, title_en, types, standardise, on_distinct=True, steps_of=lambda _: steps)
