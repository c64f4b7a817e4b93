"""Compare given names or surnames in letters: spelling, short forms, initials, one word of several."""

import polars as pl

from mdm.compare.kind import Comparison, Level
from mdm.compare.similarity import jaro_winkler, osa_distance

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same", "exact", 1.0),
    Level("first_word", "首词相同", "same first word", "exact", 0.95),
    Level("near", "近似（个别字母不同）", "nearly the same spelling", "partial", 0.9),
    Level("short_form", "同一名字的昵称", "short forms of one name", "partial", 0.85),
    Level("any_word", "有一词相同", "some word the same", "partial", 0.8),
    Level("similar", "部分相似", "similar spelling", "partial", 0.7),
    Level("initial", "首字母相同", "an initial that fits", "partial", 0.5),
    Level("else", "不同", "different", "none", 0.0),
)
_NUMBER = {level.name: number for number, level in enumerate(LEVELS)}
PARTS = ("key", "first", "others", "formal")
NEAR, SIMILAR = 0.92, 0.85  # Jaro-Winkler similarities
SHORTEST = 4  # letters of a word of which one may be wrong


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of names."""
    frame = pl.concat(
        [
            left.select(pl.col(part).cast(pl.String).alias(f"{part}_l") for part in PARTS),
            right.select(pl.col(part).cast(pl.String).alias(f"{part}_r") for part in PARTS),
        ],
        how="horizontal",
    )
    one, other = pl.col("first_l"), pl.col("first_r")
    level = frame.select(
        pl.when(pl.col("key_l").is_null() | pl.col("key_r").is_null())
        .then(_NUMBER["missing"])
        .when(pl.col("key_l") == pl.col("key_r"))
        .then(_NUMBER["exact"])
        .when((one == other) & (one.str.len_chars() > 1))
        .then(_NUMBER["first_word"])
        .otherwise(_NUMBER["else"])
        .cast(pl.UInt8)
    ).to_series()
    unlike = (level == _NUMBER["else"]).arg_true()
    return level.scatter(unlike, _other_levels(frame[unlike])) if len(unlike) else level


def _other_levels(frame: pl.DataFrame) -> pl.Series:
    pairs = frame.with_columns(
        alike=jaro_winkler(frame["first_l"], frame["first_r"]),
        whole=jaro_winkler(frame["key_l"], frame["key_r"]),
        slips=osa_distance(frame["first_l"], frame["first_r"]),
    )
    short = pl.min_horizontal(pl.col("first_l").str.len_chars(), pl.col("first_r").str.len_chars())
    near = (pl.max_horizontal("alike", "whole") >= NEAR) | (pl.col("slips") == 1) & (short >= SHORTEST)
    words = [pl.col(f"key_{side}").str.split(" ") for side in "lr"]
    formal = [pl.col(f"formal_{side}").str.split(";") for side in "lr"]
    long_words = [each.list.eval(pl.element().filter(pl.element().str.len_chars() > 1)) for each in words]
    first_letter = pl.col("first_l").str.slice(0, 1) == pl.col("first_r").str.slice(0, 1)
    return pairs.select(
        pl.when(near & (short > 1))
        .then(_NUMBER["near"])
        .when(formal[0].list.set_intersection(formal[1]).list.len() > 0)
        .then(_NUMBER["short_form"])
        .when(long_words[0].list.set_intersection(long_words[1]).list.len() > 0)
        .then(_NUMBER["any_word"])
        .when((pl.max_horizontal("alike", "whole") >= SIMILAR) & (short > 1))
        .then(_NUMBER["similar"])
        .when((short == 1) & first_letter)
        .then(_NUMBER["initial"])
        .otherwise(_NUMBER["else"])
        .cast(pl.UInt8)
    ).to_series()


COMPARISON = Comparison("name_part", LEVELS, PARTS, find_level, {"exact": "key", "first_word": "first"})
