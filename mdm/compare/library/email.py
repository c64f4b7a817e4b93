"""Compare e-mail addresses: a slip of the pen, the same name at another provider.

An address without a digit before the @ is mostly the name of its owner, and a namesake's may be the same. One that
differs in its first letter alone is no slip: husband and wife, brother and sister are jsmith and asmith.
"""

import polars as pl

from mdm.compare.kind import Comparison, Level
from mdm.compare.similarity import jaro_winkler, osa_distance

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same address", "exact", 1.0),
    Level("same_words", "相同（@前无数字，多由姓名而来）", "same, of letters alone", "exact", 0.95),
    Level("near", "个别字符不同", "a slip or two", "partial", 0.9),
    Level("local", "@前相同", "same before the @", "partial", 0.8),
    Level("similar", "@前相似", "similar before the @", "partial", 0.6),
    Level("else", "不同", "different", "none", 0.0),
)
_NUMBER = {level.name: number for number, level in enumerate(LEVELS)}
PARTS = ("key", "local", "numbered", "words")
SLIPS, SHORTEST = 2, 10  # characters that may be wrong, of how many
SIMILAR = 0.88  # Jaro-Winkler similarity


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of addresses."""
    frame = pl.DataFrame(
        {
            "left": left["key"].cast(pl.String),
            "right": right["key"].cast(pl.String),
            "one": left["local"].cast(pl.String),
            "other": right["local"].cast(pl.String),
        }
    )
    level = frame.select(
        pl.when(pl.col("left").is_null() | pl.col("right").is_null())
        .then(_NUMBER["missing"])
        .when((pl.col("left") == pl.col("right")) & pl.col("one").str.contains("[0-9]"))
        .then(_NUMBER["exact"])
        .when(pl.col("left") == pl.col("right"))
        .then(_NUMBER["same_words"])
        .when(pl.col("one") == pl.col("other"))
        .then(_NUMBER["local"])
        .otherwise(_NUMBER["else"])
        .cast(pl.UInt8)
    ).to_series()
    unlike = (level > _NUMBER["same_words"]).arg_true()
    if not len(unlike):
        return level
    rest = frame[unlike]
    graded = rest.with_columns(
        slips=osa_distance(rest["left"], rest["right"]), alike=jaro_winkler(rest["one"], rest["other"])
    ).select(
        pl.when(
            (pl.col("slips") <= SLIPS)
            & (pl.min_horizontal(pl.col("left").str.len_chars(), pl.col("right").str.len_chars()) >= SHORTEST)
            & ~_another_initial()
        )
        .then(_NUMBER["near"])
        .when(pl.col("one") == pl.col("other"))
        .then(_NUMBER["local"])
        .when((pl.col("alike") >= SIMILAR) | (pl.col("slips") <= SLIPS) & _another_initial())
        .then(_NUMBER["similar"])
        .otherwise(_NUMBER["else"])
        .cast(pl.UInt8)
    )
    return level.scatter(unlike, graded.to_series())


def _another_initial() -> pl.Expr:
    """Whether the names before the @ begin with two letters, and go on alike."""
    one, other = pl.col("one"), pl.col("other")
    return (one.str.slice(0, 1) != other.str.slice(0, 1)) & (one.str.slice(1, 2) == other.str.slice(1, 2))


COMPARISON = Comparison("email", LEVELS, PARTS, find_level, {"exact": "numbered", "same_words": "words"})
