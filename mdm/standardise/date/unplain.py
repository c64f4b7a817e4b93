"""Dates that are not in a fixed layout: words, partial dates, other calendars, serial numbers, faults."""

from datetime import date

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.calendar_days import to_dates
from mdm.standardise.date.lunar import solar_days_of
from mdm.standardise.date.reading_steps import (
    LUNAR_TRAITS,
    LUNAR_WORDS,
    READ_BARE_REPUBLIC_YEAR,
    READ_REPUBLIC_YEAR,
    date_steps,
)
from mdm.standardise.kind import Context
from mdm.standardise.steps import Step, run_steps
from mdm.standardise.text import fold, is_placeholder

OPEN_ENDS = ("长期", "永久", "长期有效", "永久有效", "至今", "无固定期限", "无限期", "长期有效期", "不限")
_ISO = r"^[0-9]{4}(?:-[0-9]{2}){0,2}$"
_SEVERAL = r"[0-9日月年].*(?:至|到|~|—|--|;|、|/| - |-).*(?:(?:1[89]|20)[0-9]{2}|长期|今)"
_FIRST_YEAR, _LAST_YEAR = 1600, 2199


def steps_of(context: Context) -> tuple[Step, ...]:
    """The named steps for one column; two-digit years up to the year of `at` are 20xx by default."""
    at = context.at or date.today()
    pivot = context.options.get("two_digit_pivot", "")
    return date_steps(context.options, int(pivot) if pivot.isdigit() else at.year % 100)


def read_unplain(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read the dates the bulk path left: same columns, one row per value."""
    steps = steps_of(context)
    folded = values.to_frame("text").select(fold(pl.col("text"))).to_series()
    texts = _follow(values, steps)
    iso = texts["to_iso"]
    facts = pl.DataFrame(
        {
            "folded": folded,
            "iso": iso,
            "is_lunar": folded.str.contains(f"{LUNAR_WORDS}|{LUNAR_TRAITS}"),
            "is_leap": folded.str.contains("闰|閏"),
            "is_republic": texts["before_republic"] != texts["after_republic"],
            "is_bare_republic": texts["before_bare"] != texts["after_republic"],
            "is_serial": texts["before_serial"] != texts["after_serial"],
            "is_two_digit": texts["before_two_digit"] != texts["after_two_digit"],
        }
    ).with_columns(pl.col("iso").str.contains(_ISO).fill_null(False).alias("is_iso"))
    return _assemble(facts, context)


def _follow(values: pl.Series, steps: tuple[Step, ...]) -> dict[str, pl.Series]:
    """Texts at the points of the way that say something about the date."""
    names = [step.name for step in steps]
    after, before = {}, values
    for step in steps:
        after[step.name] = run_steps(before, [step])
        before = after[step.name]
    bare = READ_BARE_REPUBLIC_YEAR.name if READ_BARE_REPUBLIC_YEAR.name in names else READ_REPUBLIC_YEAR.name
    return {
        "before_republic": after["read_month_names"],
        "before_bare": after[READ_REPUBLIC_YEAR.name],
        "after_republic": after[bare],
        "before_serial": after[bare],
        "after_serial": after["read_excel_serial"],
        "before_two_digit": after["read_day_first"],
        "after_two_digit": after["read_two_digit_year"],
        "to_iso": after["to_iso"],
    }


def _assemble(facts: pl.DataFrame, context: Context) -> pl.DataFrame:
    day = _days(facts)
    facts = facts.with_columns(day).with_columns(
        year=pl.col("iso").str.head(4).cast(pl.Int32, strict=False),
        is_default=pl.col("iso").is_in(read_reference("default_dates")["date"].to_list())
        | pl.col("iso").is_in(["0000", "9999", "9999-12"]),
        is_ambiguous=pl.col("iso").str.contains(r"^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}$"),
        declared=pl.lit("date_system" in context.options),
    )
    facts = facts.with_columns(issue=_find_issue())
    kept = (
        pl.col("is_iso")
        & pl.col("solar").is_not_null()
        & (
            pl.col("issue").is_null()
            | pl.col("issue").is_in(["excel_serial", "two_digit_year", "republic_year"])
        )
    )
    issue, iso = pl.col("issue"), pl.col("iso")
    return facts.select(
        value=pl.when(kept).then("solar"),
        issue="issue",
        lead=pl.when(issue == "lunar")
        .then("folded")
        .when(issue == "several_values")
        .then("folded")
        .when(issue.is_in(["impossible_date", "implausible_year", "ambiguous_date"]))
        .then(iso),
        precision=pl.when(kept | (issue == "lunar")).then(
            iso.str.len_chars().replace_strict({4: "year", 7: "month", 10: "day"}, default=None)
        ),
        calendar=pl.when(issue == "lunar")
        .then(pl.lit("lunar"))
        .when(kept & pl.col("is_republic"))
        .then(pl.lit("republic"))
        .when(kept)
        .then(pl.lit("solar")),
        lunar_solar=pl.when((kept & (iso.str.len_chars() == 10)) | (issue == "lunar")).then("lunar"),
    )


def _days(facts: pl.DataFrame) -> list[pl.Series]:
    """The solar day of the digits, and the solar day they would be if they were lunar."""
    iso = facts.get_column("iso")
    parts = facts.select(
        pl.when("is_iso").then(pl.col("iso").str.slice(at, length)).cast(pl.Int32, strict=False).alias(name)
        for name, at, length in (("year", 0, 4), ("month", 5, 2), ("day", 8, 2))
    )
    year, month, day = (
        parts.get_column(name).fill_null(default).to_numpy()
        for name, default in (("year", 0), ("month", 1), ("day", 1))
    )
    lunar = solar_days_of(year, month, day, facts.get_column("is_leap").fill_null(False).to_numpy())
    first = iso.str.replace(r"^([0-9]{4})$", "$1-01").str.replace(r"^([0-9]{4}-[0-9]{2})$", "$1-01")
    solar = first.str.to_date("%Y-%m-%d", strict=False)
    return [solar.alias("solar"), to_dates(*lunar).alias("lunar")]


def _find_issue() -> pl.Expr:
    folded = pl.col("folded")
    return (
        pl.when(folded.is_null() | (folded == ""))
        .then(None)
        .when(folded.is_in(OPEN_ENDS))
        .then(pl.lit("open_end"))
        .when(is_placeholder(folded) | folded.str.contains("^(?:未知|不详|不明|无|没有)"))
        .then(pl.lit("placeholder"))
        .when(pl.col("is_lunar") & pl.col("is_iso"))
        .then(pl.lit("lunar"))
        .when(pl.col("is_default").fill_null(False))
        .then(pl.lit("default_date"))
        .when(pl.col("is_ambiguous"))
        .then(pl.lit("ambiguous_date"))
        .when(~pl.col("is_iso") & folded.str.contains(_SEVERAL))
        .then(pl.lit("several_values"))
        .when(~pl.col("is_iso"))
        .then(pl.lit("unreadable"))
        .when(pl.col("solar").is_null())
        .then(pl.lit("impossible_date"))
        .when(~pl.col("year").is_between(_FIRST_YEAR, _LAST_YEAR))
        .then(pl.lit("implausible_year"))
        .when(pl.col("is_serial") & ~pl.col("declared"))
        .then(pl.lit("excel_serial"))
        .when(pl.col("is_bare_republic"))
        .then(pl.lit("republic_year"))
        .when(pl.col("is_two_digit"))
        .then(pl.lit("two_digit_year"))
    )
