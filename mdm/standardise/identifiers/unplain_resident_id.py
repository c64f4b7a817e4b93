"""Citizen numbers that are not eighteen plain valid characters: disguised, old, masked, wrong, absent."""

import polars as pl

from mdm.standardise.byte_matrix import Flags, has_length_bytes
from mdm.standardise.identifiers.checked_text import is_citizen_15, is_registration_15, is_tax_15
from mdm.standardise.identifiers.disguises import is_denied, keeps_no_digit, repeats_one_character
from mdm.standardise.identifiers.masked_number import find_patterns
from mdm.standardise.identifiers.number_columns import ROUNDED
from mdm.standardise.identifiers.number_of_another_kind import find_other_kind
from mdm.standardise.identifiers.resident_number import FAULTS, ZEROS, columns_of, denied_flags, examine
from mdm.standardise.identifiers.resident_steps import RESIDENT_STEPS, extend_15
from mdm.standardise.kind import Context
from mdm.standardise.steps import run_steps
from mdm.standardise.text import fold, is_placeholder
from mdm.standardise.two_paths import put_in

SCIENTIFIC = r"^([0-9])\.?([0-9]*)E\+?0?1[0-9]$"
# Letters written for digits in a citizen number: good for a lead, never for a value.
_LETTERS_FOR_DIGITS = {
    "O": "0",
    "Q": "0",
    "D": "0",
    "I": "1",
    "L": "1",
    "Z": "2",
    "S": "5",
    "B": "8",
    **dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True)),
}


def read_unplain(values: pl.Series, context: Context, last_day: int) -> pl.DataFrame:
    """Read the numbers the bulk path left: same columns, one row per value."""
    bare = _undisguise(values)
    number = extend_15(bare)
    was_15 = has_length_bytes(bare, 15)
    fits = number.str.contains(r"^[0-9]{17}[0-9X]$").fill_null(False) & ~_is_ambiguous(bare, context)
    examined = examine(number.filter(fits), last_day)
    is_short = was_15.filter(fits).to_numpy()
    good = (examined.is_good | ((examined.fault == ZEROS) & is_short)) & ~denied_flags(number.filter(fits))
    good &= ~_repeat_one_character(bare.filter(fits))
    fault = pl.Series([None], dtype=pl.String).new_from_index(0, len(values))
    fault = fault.scatter(fits.arg_true(), pl.Series(FAULTS).gather(examined.fault))
    facts = pl.DataFrame(
        {"original": values, "bare": bare, "number": number, "was_15": was_15, "fault": fault}
    )
    columns = columns_of(number.filter(fits), examined)
    columns = columns.with_columns(form=pl.when(pl.Series(is_short)).then(pl.lit("15")).otherwise("form"))
    settled = pl.Series(good)
    return put_in(_describe(facts, context), fits.arg_true().filter(settled), columns.filter(settled))


def _repeat_one_character(texts: pl.Series) -> Flags:
    repeats = texts.to_frame("text").select(repeats_one_character(pl.col("text"))).to_series()
    flags: Flags = repeats.to_numpy()
    return flags


def _undisguise(values: pl.Series) -> pl.Series:
    """Run the steps up to the extension of fifteen digits, on the values that are not bare already."""
    disguised = ~values.str.contains(r"^(?:[0-9]{15}|[0-9]{17}[0-9X])$").fill_null(True)
    if not disguised.any():
        return values
    bare = run_steps(values.filter(disguised), RESIDENT_STEPS[:-1])
    return values.clone().scatter(disguised.arg_true(), bare)


def _is_ambiguous(bare: pl.Series, context: Context) -> pl.Series:
    """True for fifteen characters that fit more than one scheme, in a column said to be mixed."""
    if context.options.get("column") != "mixed":
        return pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(bare))
    return (is_citizen_15(bare).cast(pl.Int8) + is_registration_15(bare) + is_tax_15(bare)) > 1


def _describe(rest: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Issue, lead and visible parts of values that are not to be trusted."""
    bare = rest.get_column("bare")
    issue, number = pl.col("issue"), pl.col("number")
    return (
        rest.with_columns(
            is_ambiguous=_is_ambiguous(bare, context),
            other_kind=find_other_kind(bare, besides="resident_id"),
            masked=find_patterns(bare),
        )
        .with_columns(issue=_find_issue())
        .with_columns(
            pattern=pl.when(issue == "masked")
            .then("masked")
            .when(issue == "excel_truncated")
            .then(number.str.head(15) + "***")
        )
        .select(
            pl.lit(None, dtype=pl.String).alias("value"),
            "issue",
            _find_lead().alias("lead"),
            *_visible_parts(),
        )
    )


def _find_issue() -> pl.Expr:
    """The issue of each value, null for a good number or a missing one."""
    folded, bare, fault = fold(pl.col("original")), pl.col("bare"), pl.col("fault")
    return (
        pl.when(bare.is_null() | (folded == ""))
        .then(None)
        .when(is_placeholder(folded) | is_denied(bare) | keeps_no_digit(bare))
        .then(pl.lit("placeholder"))
        .when(pl.col("is_ambiguous"))
        .then(pl.lit("ambiguous_15"))
        .when(fault.is_null() | (fault != "excel_truncated"))
        .then(_issue_of_faulty())
        .otherwise(fault)
    )


def _issue_of_faulty() -> pl.Expr:
    bare, fault = pl.col("bare"), pl.col("fault")
    return (
        pl.when(bare.str.contains(SCIENTIFIC))
        .then(pl.lit("excel_scientific"))
        .when(bare.str.contains(ROUNDED))
        .then(pl.lit("excel_truncated"))
        .when(pl.col("other_kind").is_not_null())
        .then("wrong_column_" + pl.col("other_kind"))
        .when(fault.is_not_null())
        .then(fault)
        .when(pl.col("masked").is_not_null())
        .then(pl.lit("masked"))
        .when(bare.str.contains(r"^(?:[0-9]{17}[0-9X]){2,}$"))
        .then(pl.lit("several_values"))
        .when(pl.col("was_15") & bare.str.contains(r"^[0-9]{15}$"))
        .then(pl.lit("impossible_date"))
        .when(bare.str.contains(r"^[0-9]+X?$"))
        .then(pl.lit("bad_length"))
        .when(bare.str.len_chars().is_in([15, 18]))
        .then(pl.lit("bad_character"))
        .otherwise(pl.lit("unreadable"))
    )


def _find_lead() -> pl.Expr:
    """What an untrusted text suggests: the number as read, its beginning, another kind's number."""
    issue, bare, number = pl.col("issue"), pl.col("bare"), pl.col("number")
    repaired = bare.str.replace_many(_LETTERS_FOR_DIGITS)
    return (
        pl.when(issue.is_null() | issue.is_in(["placeholder", "masked"]))
        .then(None)
        .when(issue == "excel_scientific")
        .then(pl.concat_str(bare.str.extract(SCIENTIFIC, 1), bare.str.extract(SCIENTIFIC, 2)))
        .when(issue == "excel_truncated")
        .then(number.str.head(15))
        .when(issue == "several_values")
        .then(bare.str.head(18))
        .when(issue == "wrong_column_student_number")
        .then(bare.str.slice(1))
        .when((issue == "bad_character") & repaired.str.contains(r"^(?:[0-9]{17}[0-9X]|[0-9]{15})$"))
        .then(repaired)
        .when(issue == "ambiguous_15")
        .then(bare)
        .when(issue == "unreadable")
        .then(None)
        .otherwise(number)
        .alias("lead")
    )


def _visible_parts() -> list[pl.Expr | str]:
    """Parts that the visible characters of a pattern still say."""
    pattern, issue = pl.col("pattern"), pl.col("issue")
    birth = pattern.str.slice(6, 8)
    sequence_end = pattern.str.slice(16, 1)
    other = issue.str.strip_prefix("wrong_column_")
    return [
        pl.when(birth.str.contains(r"^[0-9]{8}$"))
        .then(birth.str.to_date("%Y%m%d", strict=False))
        .alias("birth_date"),
        pl.when(sequence_end.str.contains(r"^[0-9]$"))
        .then(
            pl.when(sequence_end.cast(pl.Int8, strict=False) % 2 == 1)
            .then(pl.lit("1"))
            .otherwise(pl.lit("2"))
        )
        .alias("sex"),
        pattern.str.extract(r"^([0-9]{6})", 1).alias("division_code"),
        pl.when(issue == "masked")
        .then(pl.lit("masked"))
        .when(issue.is_in(["excel_truncated", "excel_scientific"]))
        .then(pl.lit("excel"))
        .when(other != issue)
        .then(other)
        .when(pl.col("was_15") & issue.is_not_null())
        .then(pl.lit("15"))
        .when(pl.col("fault").is_not_null() & (issue != "placeholder"))
        .then(pl.lit("18"))
        .alias("form"),
        "pattern",
    ]
