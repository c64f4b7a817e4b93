"""The kind `address`: parts in, parts out, as columns."""

from datetime import date

import polars as pl

from mdm.standardise.address.fold import drop_phones, find_phones, fold_address, fold_rare_places, fold_traditional
from mdm.standardise.address.gazetteer import gazetteer
from mdm.standardise.address.heads import drop_repeats, find_heads, guard_heads, resolve_heads
from mdm.standardise.address.numbers import to_arabic
from mdm.standardise.address.spans import REMARKS, cut_parts
from mdm.standardise.address.standard_text import drop_labels, read_labels, write_keys, write_text
from mdm.standardise.address.towns import settle_towns
from mdm.standardise.kind import Context, Kind
from mdm.standardise.text import is_placeholder

PARTS = (
    "province", "city", "district", "zone", "town", "community", "group", "road", "lane", "gate", "estate",
    "subgate", "building", "unit", "floor", "room", "poi", "intersection", "remark", "division_code", "key",
    "road_key",
)  # fmt: skip
_GIVEN = ("given_poi", "given_intersection", "given_remark")
_NAMES = ("town", "community", "road", "lane", "estate", "poi")
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
    rest = drop_repeats(frame.with_columns(rest=pl.col("text").str.slice(pl.col("used"))), known)
    frame = pl.concat([frame, cut_parts(rest).rename({"zone": "zone_text"})], how="horizontal")
    frame = _clean_numbers(frame)
    frame = settle_towns(frame, known, context.at or date.today())
    frame = _settle_names(frame.with_columns(_storeys()))
    frame = frame.with_columns(write_text(frame).alias("text_value")).hstack(write_keys(frame))
    return _finish(frame, context)


def _fold(values: pl.Series) -> pl.DataFrame:
    text = pl.col("original").fill_null("")
    frame = pl.DataFrame({"original": values}).with_columns(text=text)
    labelled = _has_labels(frame)
    if labelled.any():
        frame = frame.with_columns(**read_labels(text), text=pl.when(labelled).then(drop_labels(text)).otherwise(text))
    else:
        frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in _GIVEN)
    frame = frame.with_columns(text=fold_traditional(fold_address(pl.col("text"))))
    frame = frame.with_columns(phones=find_phones(pl.col("text")))
    frame = frame.with_columns(
        text=pl.when(pl.col("phones").is_not_null()).then(drop_phones(pl.col("text"))).otherwise("text")
    )
    restored = frame.select(fold_rare_places(pl.col("text")))["text"]
    return frame.with_columns(
        restored.alias("text"), is_restored=restored != frame["text"], is_placeholder=is_placeholder(text)
    )


def _has_labels(frame: pl.DataFrame) -> pl.Series:
    return frame["text"].str.contains_any(["(地点:", "(路口:", "(备注:"])


def _clean_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    fixed = [to_arabic(frame[name]).alias(name) for name in _NUMBERS]
    subgate = pl.col("subgate").str.replace("号$", "").str.replace(",", "-", literal=True)
    group = pl.col("group").str.replace("^第", "").str.replace("(?:村民|居民)?小?组$|^([0-9]+)$", "${1}组")
    lane = to_arabic(frame["lane"].str.extract(r"^([^弄]{1,4}弄.*)$")).fill_null(frame["lane"])
    return frame.with_columns(*fixed, lane.alias("lane")).with_columns(group, subgate)


def _storeys() -> list[pl.Expr]:
    """`3楼301` is a floor, `54楼1601` a building: the room number tells."""
    col = pl.col
    is_floor = col("building").is_not_null() | col("room").str.starts_with(col("storey"))
    return [
        pl.coalesce("building", pl.when(~is_floor).then("storey")).alias("building"),
        pl.coalesce("floor", pl.when(is_floor).then("storey")).alias("floor"),
    ]


def _settle_names(frame: pl.DataFrame) -> pl.DataFrame:
    """Names without a known ending: an estate where doors follow, else a POI; then what is left over."""
    col = pl.col
    has_door = pl.any_horizontal(col(part).is_not_null() for part in ("building", "unit", "room"))
    is_estate = has_door & col("estate").is_null() & col("name").is_not_null()
    in_remark = has_door & col("estate").is_not_null()
    frame = frame.with_columns(
        _only_once("estate", "community"),
        estate_name=pl.when(is_estate).then("name"),
        poi_name=pl.when(~is_estate & ~in_remark).then("name"),
        left_name=pl.when(~is_estate & (in_remark | col("poi").is_not_null())).then("name"),
    )
    frame = frame.with_columns(
        estate=pl.coalesce("estate", "estate_name"),
        poi=pl.coalesce("given_poi", "poi", "poi_name"),
        intersection=pl.coalesce("given_intersection", "intersection"),
    )
    return frame.with_columns(_remark())


def _only_once(part: str, other: str) -> pl.Expr:
    """A name given twice counts once."""
    return pl.when(pl.col(part).ne_missing(pl.col(other))).then(part).alias(part)


def _remark() -> pl.Expr:
    names = ["given_remark", "left_name", *(f"rest_{i}" for i in range(REMARKS)), "phones"]
    rests = [
        pl.when(~pl.any_horizontal((pl.col(name) == pl.col(part)).fill_null(False) for part in _NAMES))
        .then(pl.col(name)).fill_null("")
        for name in names
    ]  # fmt: skip
    text = pl.concat_str(rests, separator=" ").str.replace_all("[ ()]+", " ").str.strip_chars(" ,-")
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
