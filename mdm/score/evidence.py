"""What two units agree on: the best level of each comparison over all their records.

A record without identifier is compared with everything its counterpart's group knows: any of its names,
phones, addresses and dates. Works on all pairs of rows between two units.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.score.frequencies import LEVEL

Codes = npt.NDArray[np.uint32]
MISSING = 0xFFFFFFFF


def code_levels(levels: pl.Series, frequency_rarity: Mapping[int, Codes], left: Codes) -> pl.Series:
    """Join level and rarity in one number, so that the smallest is the strongest level, then the commonest
    value; missing is the largest. `frequency_rarity`: level index: rarity of each row's value."""
    level = levels.to_numpy()
    code = level.astype(np.uint32) * LEVEL
    for index, rarities in frequency_rarity.items():
        at = level == index
        code[at] += np.minimum(rarities[left[at]], LEVEL - 1)
    code[level == 0] = MISSING
    return pl.Series(code)


def gather_evidence(pairs: pl.DataFrame, group: pl.Series) -> pl.DataFrame:
    """Best code of every comparison for each pair of groups.

    `pairs`: rows `left`, `right`, `match_key` and `code_<comparison>`; `group` the group of each row.
    Returns `left` < `right` (groups), the first `match_key`, the codes, and `pairs`, sorted by groups.
    """
    groups = group.to_numpy()
    one, other = groups[pairs["left"].to_numpy()], groups[pairs["right"].to_numpy()]
    keyed = pairs.drop("left", "right").with_columns(
        left=pl.Series(np.minimum(one, other)), right=pl.Series(np.maximum(one, other))
    )
    keyed = keyed.filter(pl.col("left") != pl.col("right"))
    codes = [c for c in keyed.columns if c.startswith("code_")]
    return keyed.group_by("left", "right").agg(pl.col("match_key", *codes).min()).sort("left", "right")


def split_code(codes: pl.Series) -> tuple[npt.NDArray[np.uint8], Codes]:
    """Level and rarity of coded levels."""
    code = codes.to_numpy()
    level = (code // LEVEL).astype(np.uint8)
    level[code == MISSING] = 0
    return level, code % LEVEL
