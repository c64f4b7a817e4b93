"""The kind `address`: parts in, parts out, as columns."""

from datetime import date

import polars as pl

from mdm.standardise.address.fold import fold_address, fold_rare_places, fold_traditional
from mdm.standardise.address.gazetteer import gazetteer
from mdm.standardise.address.heads import find_heads, guard_heads, resolve_heads
from mdm.standardise.address.numbers import to_arabic
from mdm.standardise.address.spans import REMARKS, cut_parts
from mdm.standardise.address.standard_text import write_keys, write_text
from mdm.standardise.address.towns import settle_towns
from mdm.standardise.kind import Context, Kind
from mdm.standardise.text import is_placeholder

PARTS = (
    "province", "city", "district", "zone", "town", "community", "group", "road", "lane", "gate", "estate",
    "subgate", "building", "unit", "floor", "room", "poi", "intersection", "remark", "division_code", "key",
    "road_key",
)  # fmt: skip
_NUMBERS = ("gate", "subgate", "building", "unit", "floor", "storey", "room", "group")


def standardise_address(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read addresses into their parts.

    `value` is the standard text of the parts. `issue` is null or one of `placeholder`, `not_an_address`,
    `division_conflict`, `ambiguous_division`, `split_division`, `retired_division`,
    `rare_character_restored`; the value is null only for the first two.

    >>> import mdm
    >>> read = mdm.standardise_values("address", ["苏州市沧浪区十全街三号楼2单元501室"])
    >>> read.select("district", "road", "building", "unit", "room").row(0)
    ('姑苏区', '十全街', '3', '2', '501')
    """
    known = gazetteer(context.at or date.today())
    frame = _fold(values)
    heads = guard_heads(frame.with_columns(head=find_heads(frame["text"], known)), known)
    frame = frame.with_columns(heads.alias("head"))
    paths = resolve_heads(heads.unique(), known, context.division)
    frame = frame.join(paths, on="head", how="left", maintain_order="left")
    rest = frame.select(pl.col("text").str.slice(pl.col("used")))["text"]
    frame = pl.concat([frame, cut_parts(rest).rename({"zone": "zone_text"})], how="horizontal")
    frame = _clean_numbers(frame)
    frame = settle_towns(frame, known, context.at or date.today())
    frame = frame.with_columns(_remark(), **_storeys())
    frame = frame.with_columns(write_text(frame).alias("text_value")).hstack(write_keys(frame))
    return _finish(frame, context)


def _fold(values: pl.Series) -> pl.DataFrame:
    frame = pl.DataFrame({"original": values}).select(
        "original", text=fold_traditional(fold_address(pl.col("original").fill_null("")))
    )
    restored = frame.select(fold_rare_places(pl.col("text")))["text"]
    frame = frame.with_columns(restored.alias("text"), is_restored=restored != frame["text"])
    return frame.with_columns(is_placeholder=is_placeholder(pl.col("text")))


def _clean_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    fixed = [to_arabic(frame[name]).alias(name) for name in _NUMBERS]
    group = pl.col("group").str.replace("^第", "").str.replace("(?:村民|居民)?小?组$|^([0-9]+)$", "${1}组")
    lane = to_arabic(frame["lane"].str.extract(r"^([^弄]{1,4}弄.*)$")).fill_null(frame["lane"])
    return frame.with_columns(*fixed, lane.alias("lane")).with_columns(group)


def _storeys() -> dict[str, pl.Expr]:
    """`3楼301` is a floor, `54楼1601` a building: the room number tells."""
    col = pl.col
    is_floor = col("building").is_not_null() | col("room").str.starts_with(col("storey"))
    return {
        "building": pl.coalesce("building", pl.when(~is_floor).then("storey")),
        "floor": pl.coalesce("floor", pl.when(is_floor).then("storey")),
    }


def _remark() -> pl.Expr:
    rests = [pl.col(f"rest_{i}").fill_null("") for i in range(REMARKS)]
    text = pl.concat_str(rests, separator=" ").str.replace_all(" +", " ").str.strip_chars(" ,")
    return pl.when(text != "").then(text).alias("remark")


def _finish(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    col = pl.col
    nothing = col("text_value").is_null()
    issue = (
        pl.when(col("original").is_null()).then(None)
        .when(col("is_placeholder")).then(pl.lit("placeholder"))
        .when(nothing).then(pl.lit("not_an_address"))
        .when(col("is_restored")).then(pl.lit("rare_character_restored"))
        .otherwise(col("head_issue"))
    )  # fmt: skip
    steps = [pl.lit([], dtype=pl.List(pl.String)).alias("steps")] if context.steps else []
    return frame.select(
        value=pl.when(~col("is_placeholder")).then("text_value"),
        issue=issue,
        lead=pl.lit(None, dtype=pl.String),
        **{name: pl.when(~col("is_placeholder")).then(name) for name in PARTS},
    ).with_columns(steps)


KIND = Kind(
    "address", "地址", "Address", {name: pl.String() for name in PARTS}, standardise_address, on_distinct=True
)
