"""Names of divisions with one character wrong: 浙江省杭洲市, 苏州市估苏区, 淅江省.

Only beneath a division that is named before (a province may stand alone), only where the wrong character
sounds or looks like the right one, and only where one division beneath is meant.
"""

from functools import cache

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.address.gazetteer import Gazetteer
from mdm.standardise.address.rows import replace_rows

_NAME = r"^\p{Han}{2,4}?[市区县旗]"
_PROVINCE = r"^\p{Han}{2}省"


def restore_divisions(text: pl.Series, paths: pl.DataFrame, known: Gazetteer) -> pl.Series:
    """The texts with the misspelt name behind their head set right.

    `paths` tells of each head how much of the text it uses (`used`) and what it names (`division_code`).
    """
    col = pl.col
    open_below = col("division_code").str.ends_with("00") & col("zone").is_null()
    maybe = paths.select((open_below | (col("used") == 0)).fill_null(False)).to_series()
    maybe &= text.str.contains_any(["市", "区", "县", "旗", "省"])
    rows = maybe.arg_true()
    if rows.is_empty():
        return text
    some = paths.select("used", upper=col("division_code").fill_null("")).with_columns(text=text)[rows]
    rest = col("text").str.slice(col("used"))
    pattern = (
        pl.when(col("upper") == "").then(rest.str.extract(_PROVINCE, 0)).otherwise(rest.str.extract(_NAME, 0))
    )
    some = some.with_columns(name=pattern)
    asked = some.select("upper", "name").drop_nulls().unique(maintain_order=True)
    asked = asked.filter(~col("name").is_in(list(known.nodes)))
    if asked.is_empty():
        return text
    found = _find_right(asked, known)
    some = some.join(found, on=["upper", "name"], how="left", maintain_order="left")
    restored = pl.when(col("right").is_not_null()).then(
        pl.concat_str(col("text").str.head(col("used")), "right", rest.str.slice(col("name").str.len_chars()))
    )
    return replace_rows(text, rows, some.select(pl.coalesce(restored, "text")).to_series())


def _find_right(asked: pl.DataFrame, known: Gazetteer) -> pl.DataFrame:
    """`right` for each `upper` and `name` that have one answer."""
    names = pl.DataFrame(
        [(code, next(name for name in reversed(path) if name)) for code, path in known.paths.items() if any(path)],
        schema=["code", "right"], orient="row",
    )  # fmt: skip
    provinces = names.filter(pl.col("right").str.ends_with("省")).select("right", upper=pl.lit(""))
    beneath = names.select("right", upper=pl.concat_list(
        pl.col("code").str.head(2) + "0000", pl.col("code").str.head(4) + "00")
    ).explode("upper").filter(pl.col("right").str.len_chars() > 2)  # fmt: skip
    right = pl.concat([provinces, beneath]).unique(maintain_order=True)
    pairs = _with_gaps(asked, "name", "wrong").join(
        _with_gaps(right, "right", "meant"), on=["upper", "gap"]
    ).filter(pl.col("wrong") != pl.col("meant"))  # fmt: skip
    alike = _sound("wrong") == _sound("meant")
    alike |= pl.concat_str("wrong", "meant").is_in(_look_alikes().implode())
    found = pairs.filter(alike).select("upper", "name", "right").unique(maintain_order=True)
    return found.filter(pl.len().over("upper", "name") == 1)


def _with_gaps(names: pl.DataFrame, column: str, character: str) -> pl.DataFrame:
    """Each name once for each of its characters: the name without it (`gap`) and that `character`."""
    length = pl.col(column).str.len_chars().cast(pl.Int64)
    placed = names.with_columns(place=pl.int_ranges(0, length - 1)).explode("place")
    head, tail = pl.col(column).str.head(pl.col("place")), pl.col(column).str.slice(pl.col("place") + 1)
    gap = pl.concat_str(head, pl.lit("?"), tail)
    return placed.select(
        "upper", column, gap.alias("gap"), pl.col(column).str.slice("place", 1).alias(character)
    )


def _sound(column: str) -> pl.Expr:
    readings = read_reference("character_readings")
    return pl.col(column).replace_strict(readings["character"], readings["pinyin"], default=None)


@cache
def _look_alikes() -> pl.Series:
    pairs = read_reference("look_alike_pairs")
    return pl.concat([pairs["left"] + pairs["right"], pairs["right"] + pairs["left"]])
