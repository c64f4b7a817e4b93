"""Candidates of one duplicate-free source exclude one another: a record belongs to one of them at most.

Works on all candidates of a unit.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

Codes = npt.NDArray[np.uint32]


def rank_exclusive(ranked: pl.DataFrame, exclusive: Sequence[pl.Series]) -> pl.DataFrame:
    """Lower `match_probability` by the odds of rivals that a duplicate-free source makes exclude one another.

    `exclusive`: for each such source the code of its record that a group holds, null or 0 where it holds
    none, by group number. Where one side of a pair holds a record of the source and the other does not, all
    such candidates of the other side are rivals: p = o / (1 + sum of the rivals' o).
    """
    if not exclusive or ranked.is_empty():
        return ranked
    odds = np.exp2(ranked["match_weight"].to_numpy())
    probability = ranked["match_probability"].to_numpy().copy()
    sides = ranked["left"].to_numpy(), ranked["right"].to_numpy()
    for codes in exclusive:
        held = codes.fill_null(0).to_numpy() > 0
        for candidate, seeker in (sides, sides[::-1]):
            rival = held[candidate] & ~held[seeker]
            total = np.bincount(seeker[rival], odds[rival], minlength=len(held))
            share = odds / (1.0 + np.maximum(total[seeker], odds))
            probability = np.where(rival, np.minimum(probability, share), probability)
    return ranked.with_columns(match_probability=pl.Series(probability))
