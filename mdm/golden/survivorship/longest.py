"""The completer value: a longer one wins only over those it contains (苏州市人民路 in 江苏省苏州市人民路)."""

import numpy as np
import polars as pl

from mdm.golden.survivorship.claims import Claims, Mask
from mdm.golden.survivorship.strategy import SurvivorshipStrategy


def keep_completer(standing: Claims, _everything: Claims) -> Mask:
    """Drop the values contained in the longest value that contains the entity's first one.

    The first is the claim that a tie-break would choose. One pass per entity instead of all pairs of
    its values: of two values that contain nothing of each other both stay.
    """
    open_ = standing.in_dispute
    disputed = standing.where(open_)
    if not len(disputed) or disputed.values.dtype != pl.String:
        return np.ones(len(standing), np.bool_)
    first = disputed.values.gather(disputed.spread(disputed.starts))
    lengths = _lengths(disputed.values)
    lengths[~_contains(disputed.values, first)] = 0
    longest = np.flatnonzero(disputed.largest(lengths))
    entities, at = np.unique(disputed.entity[longest], return_index=True)
    assert len(entities) == len(disputed.starts)
    best = disputed.values.gather(disputed.spread(longest[at]))
    kept = np.ones(len(standing), np.bool_)
    kept[open_] = ~_contains(best, disputed.values) | (disputed.values == best).to_numpy()
    return kept


def _lengths(values: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return values.str.len_chars().to_numpy().copy()


def _contains(whole: pl.Series, part: pl.Series) -> Mask:
    frame = pl.DataFrame({"whole": whole, "part": part})
    found: Mask = (
        frame.select(pl.col("whole").str.contains(pl.col("part"), literal=True)).to_series().to_numpy()
    )
    return found


STRATEGY = SurvivorshipStrategy(
    "longest", "内容最全", "the value that contains the shorter ones", keep_completer
)
