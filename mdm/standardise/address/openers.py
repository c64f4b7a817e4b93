"""Divisions that do not stand where they should: a county's short name alone, or a path behind the street."""

from datetime import date

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.address.division_path import COUNTRY
from mdm.standardise.address.gazetteer import Gazetteer
from mdm.standardise.address.rows import replace_rows
from mdm.standardise.address.towns import towns_at

_TOWN = r"^.{1,6}?(?:镇|乡|街道)"
# 市场, 市长热线; but 宁江区长宁北街 and 南京市民主路 go on with a road.
_NOT_A_CITY = (
    r"^(?:场|容|值|委|民(?:[^主族生权康乐政安兴航治和]|$)|政(?:府|协|务|公|局|设)|长(?:办|热|信|公|$))"
)


def reorder(text: pl.Series, heads: pl.Series, known: Gazetteer, at: date) -> pl.Series:
    """Put a division path in front where it stands elsewhere, and write out a county's short name.

    `heads` are the runs of names the texts open with ("" where there is none). Rows without change come
    back as they are.
    """
    text = _write_out(text, heads, known, at)
    return _bring_forward(text, heads, known)


def _write_out(text: pl.Series, heads: pl.Series, known: Gazetteer, at: date) -> pl.Series:
    """昆山玉山镇 becomes 昆山市玉山镇: the town lies in that county, or the name is known to stand alone."""
    names = known.counties["name"].implode()
    # A second short name may only begin the town: 昆山|玉山(镇).
    openings = heads.unique().to_frame("head").with_columns(
        name=pl.when(pl.col("head").is_in(names)).then("head")
        .when(pl.col("head").str.tail(-2).is_in(known.short_names.implode())).then(pl.col("head").str.head(2))
    ).filter(pl.col("name").is_in(names))  # fmt: skip
    rows = heads.is_in(openings["head"].implode()).arg_true()
    if rows.is_empty():
        return text
    openings = openings.join(known.counties, on="name", how="left")
    found = pl.DataFrame({"text": text.gather(rows), "head": heads.gather(rows)}).join(
        openings, on="head", how="left", maintain_order="left"
    )
    rest = pl.col("text").str.slice(pl.col("name").str.len_chars())
    found = found.with_columns(rest=rest, town=rest.str.extract(_TOWN, 0)).join(
        towns_at(at).select(code="parent", town="name", listed="town_code"),
        on=["code", "town"], how="left", maintain_order="left",
    )  # fmt: skip
    openers = read_reference("address_openers")["name"]
    stands = pl.col("listed").is_not_null() | pl.col("name").is_in(openers.implode())
    written = pl.when(stands & ~pl.col("rest").str.contains(known.guard)).then(
        pl.col("full_name") + pl.col("rest")
    )
    return replace_rows(text, rows, found.select(pl.coalesce(written, "text")).to_series())


def _bring_forward(text: pl.Series, heads: pl.Series, known: Gazetteer) -> pl.Series:
    """`人民路100号,苏州市姑苏区` becomes `苏州市姑苏区 人民路100号`."""
    bare = (heads.is_in(["", *COUNTRY]) | heads.is_in(known.short_names.implode())).arg_true()
    maybe = text.gather(bare).str.contains_any(["省", "市", "区", "县", "旗", "州"])
    rows = bare.gather(maybe.arg_true())
    if rows.is_empty():
        return text
    texts = text.gather(rows).to_frame("text")
    found = texts.with_columns(
        path=pl.col("text").str.extract(rf"(?:{known.full_pattern})(?:[ ,]?(?:{known.full_pattern}))*", 0)
    )
    found = found.with_columns(pieces=pl.col("text").str.splitn(pl.col("path"), 2))
    before, behind = (
        pl.col("pieces").struct.field("field_0"),
        pl.col("pieces").struct.field("field_1").fill_null(""),
    )
    moved = pl.when(pl.col("path").is_not_null() & ~behind.str.contains(_NOT_A_CITY)).then(
        pl.concat_str("path", pl.lit(" "), before, pl.lit(" "), behind).str.strip_chars(" ,")
    )
    return replace_rows(text, rows, found.select(pl.coalesce(moved, "text")).to_series())
