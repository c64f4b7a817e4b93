"""Compare citizen numbers character by character: valid ones, those that fail their check, masked ones.

A masked number is a pattern: what can be seen must agree. Two masked numbers prove little, since what
both hide may differ. Where only area and birthday can be seen, as of numbers that Excel cut, agreement says nothing
that the birth date does not say: twins and namesakes of one day share it.
"""

import numpy as np
import polars as pl

from mdm.compare.kind import Comparison, Level, always
from mdm.compare.slips import character_matrix, is_slip

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("exact", "相同", "same valid number", "exact", 1.0),
    Level("same_invalid", "同一无效号码", "same number, which fails its check", "exact", 0.95),
    Level("one_digit", "一位之差或相邻颠倒", "one character differs or two are swapped", "partial", 0.9),
    Level("masked", "与脱敏号码可见部分一致", "agrees with what a masked number shows", "partial", 0.8),
    Level(
        "both_masked",
        "两个脱敏号码可见部分一致",
        "two masked numbers agree in what both show",
        "partial",
        0.4,
    ),
    Level(
        "masked_conflict",
        "与脱敏号码可见部分不符",
        "differs from what a masked number shows in more than one character",
        "none",
        0.0,
    ),
    Level("conflict", "不一致", "different numbers", "none", 0.0),
)
_NUMBER = {level.name: number for number, level in enumerate(LEVELS)}
PARTS = ("value", "lead", "pattern")
LENGTH = 18
FEWEST_SEEN = 6  # characters both sides must show before a pattern says anything
SEQUENCE, FEWEST_OF_SEQUENCE = 14, 2  # of the four behind the birthday


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of numbers."""
    frame = pl.DataFrame({"l": left["value"], "r": right["value"]})
    level = frame.select(
        pl.when(pl.col("l") == pl.col("r"))
        .then(_NUMBER["exact"])
        .when(pl.col("l").is_not_null() & pl.col("r").is_not_null())
        .then(_NUMBER["conflict"])
        .otherwise(_NUMBER["missing"])
        .cast(pl.UInt8)
    ).to_series()
    shown = pl.DataFrame({"l": _shown(left), "r": _shown(right)})
    rows = ((level == 0) & shown["l"].is_not_null() & shown["r"].is_not_null()).arg_true()
    if not len(rows):
        return level
    return level.scatter(rows, _by_character(shown[rows]))


def _shown(side: pl.DataFrame) -> pl.Series:
    """Eighteen characters, hidden ones as `*`; null where fewer are known."""
    lead = pl.col("lead").cast(pl.String)
    return side.select(
        pl.coalesce(
            pl.col("value").cast(pl.String),
            pl.col("pattern").cast(pl.String),
            pl.when(lead.str.contains(r"^[0-9]{17}[0-9X]$")).then(lead),
        )
    ).to_series()


def _by_character(shown: pl.DataFrame) -> pl.Series:
    left, right = (character_matrix(shown[side], LENGTH) for side in ("l", "r"))
    hidden = ord("*")
    both = (left != hidden) & (right != hidden)
    count, seen = (both & (left != right)).sum(axis=1), both.sum(axis=1)
    masked_left, masked_right = (left == hidden).any(axis=1), (right == hidden).any(axis=1)
    masked = masked_left | masked_right
    silent = (seen < FEWEST_SEEN) | (both[:, SEQUENCE:].sum(axis=1) < FEWEST_OF_SEQUENCE)
    level = np.full(len(left), _NUMBER["conflict"], np.uint8)
    level[~masked & is_slip(left, right)] = _NUMBER["one_digit"]
    level[~masked & (count == 0)] = _NUMBER["same_invalid"]
    level[masked & (count == 0)] = _NUMBER["masked"]
    level[masked_left & masked_right & (count == 0)] = _NUMBER["both_masked"]
    level[masked & (count == 0) & silent] = _NUMBER["missing"]
    level[masked & (count > 1)] = _NUMBER["masked_conflict"]
    return pl.Series(level)


COMPARISON = Comparison("resident_id", LEVELS, PARTS, find_level, {"exact": "value"}, always("exact", LEVELS))
