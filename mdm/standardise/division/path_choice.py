"""Which of several places of one name a path of names means."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from mdm.standardise.division.lexicon import place_names

_TIER_OF_THE_PAST = 2


@dataclass(frozen=True)
class Asked:
    """What is asked of names: the date whose places are wanted, the code they lie beneath, the places of an
    overlay, and the date at which they were written where it is known."""

    at: date
    beneath: str | None = None
    overlay: str | None = None
    as_of: date | None = None


def choose_last(names: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """For each row (`row`, `place`, `name`, `code` given beside it) the candidates of its last name.

    They agree with the names before it, with the code, and with what was asked, as far as any does.
    """
    places = place_names(asked.at, asked.overlay)
    last = (
        names.filter(pl.col("place") == pl.col("place").max().over("row"))
        .join(places, on="name")
        .with_row_index("reading")
    )
    before = (
        names.filter(pl.col("place") < pl.col("place").max().over("row"))
        .join(places.select("name", upper="code_then", upper_name="name_then"), on="name")
        .select("row", "place", "upper", "upper_name")
    )
    agreeing = (
        last.select("row", "reading", "above", "above_then", "code_then", "name_then")
        .join(before, on="row")
        .group_by("row", "reading", "place")
        .agg(
            fits=pl.col("upper").is_in(pl.col("above").first()).any(),
            fitted=pl.col("upper").is_in(pl.col("above_then").first()).any(),
            renamed=(
                (pl.col("upper") == pl.col("code_then")) & (pl.col("upper_name") != pl.col("name_then"))
            ).any(),
        )
        .group_by("reading")
        .agg(pl.col("fits").all(), pl.col("fitted").all(), pl.col("renamed").any())
    )
    read = last.join(agreeing, on="reading", how="left").with_columns(
        pl.col("fits", "fitted").fill_null(True), pl.col("renamed").fill_null(False)
    )
    read = read.filter(_within_scope(asked.beneath))
    read = read.with_columns(conflict=~pl.col("fits").any().over("row")).filter(
        pl.col("fits") | pl.col("conflict")
    )
    if asked.beneath:
        read = _prefer(read, pl.col("above").list.contains(asked.beneath))
    read = _prefer(
        read, ~pl.col("renamed")
    )  # 淮阴市淮安市: the county, not what the prefecture is called now
    read = _prefer(read, (pl.col("code_then") == pl.col("code")).fill_null(False))
    if asked.as_of:
        read = _prefer(read, (pl.col("began") <= asked.as_of) & (pl.col("ended") > asked.as_of))
    is_province = pl.col("level") == "province"
    read = read.filter(is_province | ~is_province.any().over("row"))
    alone = pl.col("generic") & (pl.col("place") == 0)  # 矿区 alone says nothing, though one is left today
    read = read.filter(alone | (pl.col("tier") == pl.col("tier").min().over("row")))
    read = _prefer(read, pl.col("fitted"))  # 宁波市鄞县, not 宁波地区鄞县
    read = _drop_what_went_on(_drop_nested(read))
    return read.group_by("row", maintain_order=True).agg(
        pl.col("code_then", "name_then", "status").sort_by("ended", "code_then").last(),
        readings=pl.col("code_then").unique().sort(),
        candidates=pl.col("candidates").explode().drop_nulls().unique().sort(),
        conflict=pl.col("conflict").first(),
    )


def _within_scope(context_code: str | None) -> pl.Expr:
    """A scoped name counts when the path or the context names the place it is scoped to."""
    scope = pl.col("scope_code")
    named = pl.col("fits") & (pl.col("place") > 0)
    given = scope.is_in([context_code, f"{(context_code or '')[:4]}00", f"{(context_code or '')[:2]}0000"])
    return scope.is_null() | named | (given if context_code else pl.lit(False))


def _drop_nested(read: pl.DataFrame) -> pl.DataFrame:
    """长沙 is the city before it is the county of that name beneath it."""
    outer = read.select("row", outer="code_then")
    nested = (
        read.select("row", "reading", "code_then", "above")
        .join(outer, on="row")
        .filter((pl.col("outer") != pl.col("code_then")) & pl.col("outer").is_in(pl.col("above")))
    )
    return read.join(nested.select("reading").unique(), on="reading", how="anti")


def _prefer(read: pl.DataFrame, wanted: pl.Expr) -> pl.DataFrame:
    """Only the wanted readings of rows that have any."""
    return read.filter(wanted | ~wanted.any().over("row"))


def _drop_what_went_on(read: pl.DataFrame) -> pl.DataFrame:
    """鄞县 is the county of the later code: the earlier one lost its edges to the city and went on under the name."""
    past = read.filter(pl.col("tier") >= _TIER_OF_THE_PAST).select(
        "row", "reading", "name_then", "began", "ended", "candidates"
    )
    later = past.select("row", "name_then", later_from="began", leads_to="candidates")
    within = pl.col("leads_to").list.set_difference("candidates").list.len() == 0
    went_on = past.join(later, on=["row", "name_then"]).filter(
        pl.col("later_from") >= pl.col("ended"), within, pl.col("leads_to").list.len() > 0
    )
    return read.join(went_on.select("reading").unique(), on="reading", how="anti")
