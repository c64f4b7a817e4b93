"""The parts of a name and its keys, cut at the places the grammar found."""

from functools import cache

import numpy as np
import polars as pl

from mdm.standardise.encoding import common_characters
from mdm.standardise.organisation_name.grammar import read_places
from mdm.standardise.organisation_name.words import (
    ALONE,
    LIMIT,
    any_of,
    character_folds,
    government_successors,
    regions,
)

PARTS = ("region", "trade_name", "industry", "form", "key", "core", "region_key", "successor_key")
_NUMERALS = "一二三四五六七八九"
_RANKS = "分|中学|小学|中心|店|厂|院|所|队|门市|村|组|幼|营|支|车间|期|社|仓|项目|工程|大队|校|号"
_RANKED = rf"^(.*?[^\d]|)(\d{{1,2}})((?:{_RANKS}|人民医院|医院|实验|高级|职业|建筑|工会).*)$"


def derive_parts(name: pl.Series, head: pl.Series, branches: pl.DataFrame) -> pl.DataFrame:
    """Parts of names (half-width brackets, null where there is none); `head` is the host's name of a branch.

    `key` is the whole name for comparison: regions by their short names, no brackets, simplified characters,
    Chinese ordinals. `core` is the same without regions and branch. Region words in brackets behind the trade
    name count as region.
    """
    frame = pl.DataFrame({"head": head.fill_null(""), "branch": branches.get_column("branch")})
    frame = frame.with_columns(_inner_regions(frame.get_column("head")))
    bare = (
        pl.when(pl.col("in_brackets").is_null())
        .then("head")
        .otherwise(pl.col("head").str.replace(r"\([^()]*\)", ""))
        if frame["in_brackets"].null_count() < len(frame)
        else pl.col("head")
    )
    frame = frame.with_columns(bare=_drop_brackets(bare), kept=_drop_brackets(pl.col("head")))
    frame = frame.hstack(read_places(frame.get_column("bare")).rename({"region_key": "keys"}))
    frame = frame.with_columns(
        core_end=pl.when(pl.col("inner_start") >= 0).then("inner_start").otherwise("form_start")
    )
    frame = frame.with_columns(**_cuts())
    frame = frame.with_columns(trade_name=_trade_name(), **_raw_keys())
    frame = _fold_keys(frame)
    is_there = name.is_not_null() & name.str.contains(r"\p{Han}")
    return frame.with_columns(_successor()).select(
        pl.when(pl.lit(is_there)).then(pl.col(part).replace("", None)).alias(part) for part in PARTS
    )


def _drop_brackets(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(["(", ")"], ["", ""])


def _inner_regions(head: pl.Series) -> pl.Series:
    """The region in the first bracket of each name; 中国 and the like too."""
    rows = head.str.contains("(", literal=True).arg_true()
    empty = pl.Series("in_brackets", [None], dtype=pl.String).new_from_index(0, len(head))
    if not len(rows):
        return empty
    inside = head.gather(rows).str.extract(r"\(([^()]*)\)", 1)
    known = regions()
    short = inside.replace_strict(known.table.words, known.short, default=None, return_dtype=pl.String)
    return empty.scatter(rows, inside.zip_with(short.is_not_null(), short))


def _cuts() -> dict[str, pl.Expr]:
    bare, start = pl.col("bare"), pl.col("region_end")
    front = bare.str.slice(0, start)
    inner = bare.str.slice(pl.col("inner_start"), pl.col("form_start") - pl.col("inner_start"))
    return {
        "region": pl.when(pl.col("in_brackets").is_not_null())
        .then(front + pl.col("in_brackets"))
        .when(pl.col("inner_start") >= 0)
        .then(inner)
        .otherwise(front),
        "trade": bare.str.slice(start, pl.col("trade_end") - start),
        "industry": bare.str.slice(pl.col("trade_end"), pl.col("core_end") - pl.col("trade_end")),
        "form": bare.str.slice(pl.col("form_start")),
        "rest": bare.str.slice(start, pl.col("core_end") - start),
    }


def _trade_name() -> pl.Expr:
    """苏州银行: the city is the trade name where nothing but one line of business follows it."""
    alone = pl.col("rest").is_in(ALONE) | ((pl.col("rest") == "") & pl.col("form_kind").is_in(["company"]))
    city = (pl.col("region_end") > 0) & (pl.col("region") == pl.col("keys")) & (pl.col("region") != "中国")
    ordinary = pl.when(alone & (pl.col("region_end") == 0)).then("rest").otherwise("trade")
    return pl.when(alone & city).then("region").otherwise(ordinary)


def _raw_keys() -> dict[str, pl.Expr]:
    """Keys before folding: the host's name as written, regions in front by their short names."""
    behind = pl.col("kept").str.slice(pl.col("region_end"))
    lead = pl.when(pl.col("inner_start") >= 0).then(pl.lit("")).otherwise(pl.col("keys").fill_null(""))
    return {
        "key": pl.concat_str(lead, behind, pl.col("branch").fill_null("")),
        "core": pl.concat_str("rest", "form"),
        "region_key": pl.concat_str(pl.col("keys").fill_null(""), pl.col("in_brackets").fill_null("")),
    }


def _fold_keys(frame: pl.DataFrame) -> pl.DataFrame:
    """Traditional characters and numerals, only where there are any."""
    key = pl.col("key")
    columns = ("key", "core", "region_key")
    odd = frame.select(key.str.contains(r"[^\x{4e00}-\x{9fff}]") | key.str.contains(_uncommon())).to_series()
    rows = odd.fill_null(False).arg_true()
    if not len(rows):
        return frame
    some = pl.DataFrame([_fold_characters(frame[column].gather(rows)) for column in columns])
    some = some.select(_fold_numbers(pl.col(column)).alias(column) for column in columns)
    return frame.with_columns(frame[column].scatter(rows, some[column]) for column in columns)


@cache
def _uncommon() -> str:
    """A character class of what GB 2312 does not hold: traditional and variant characters among it."""
    return "[^" + "".join(sorted(common_characters())) + "]"


def _fold_characters(texts: pl.Series) -> pl.Series:
    """Traditional and variant characters in the form keys use; texts have no line ends and no nulls."""
    flat = np.frombuffer((texts.str.join("\n").item() or "").encode("utf-32-le"), np.uint32)
    folded = np.where(flat < LIMIT, character_folds()[np.where(flat < LIMIT, flat, 0)], flat)
    joined = folded.astype("<u4").tobytes().decode("utf-32-le")
    return pl.Series([joined]).str.split("\n").explode().alias(texts.name)


def _fold_numbers(text: pl.Expr) -> pl.Expr:
    """第1中学 and 第一中学: Arabic numbers up to 99 before a word of rank; letters in lower case."""
    folded = text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    words = {str(n): _numeral(n) for n in range(1, 100)}
    front, number, behind = (folded.str.extract(_RANKED, group) for group in (1, 2, 3))
    meant = number.replace_strict(words, default=None, return_dtype=pl.String)
    return pl.coalesce(front + meant + behind, folded)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else ("" if tens == 1 else _NUMERALS[tens - 1]) + "十") + (
        _NUMERALS[ones - 1] if ones else ""
    )


def _successor() -> pl.Expr:
    """Key of the body that took over from a government body that was renamed or merged."""
    known = government_successors()
    former = any_of(tuple(sorted(known, key=len, reverse=True)))
    behind = pl.col("core").str.extract(rf"^({former})$", 1)
    heir = behind.replace_strict(known, default=None, return_dtype=pl.String)
    return (
        pl.when(heir.is_not_null() & pl.col("branch").is_null())
        .then(pl.col("region_key") + heir)
        .alias("successor_key")
    )
