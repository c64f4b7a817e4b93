"""What blocking finds: the share of proved pairs, and of hidden records, that each rule reaches.

Proved pairs come from groups that an identifier joined; one record of each is hidden and must be found by
what else it says. Pairs of one group are not independent of one another, so the intervals count groups.
"""

import math

import numpy as np
import numpy.typing as npt
import polars as pl

from mdm.score import wilson

Numbers = npt.NDArray[np.float64]
REACH = {
    "reached": pl.Int64,
    "reached_so_far": pl.Int64,
    "pair_reach": pl.Float64,
    "pair_reach_low": pl.Float64,
    "pair_reach_high": pl.Float64,
    "pair_reach_so_far": pl.Float64,
    "pair_reach_so_far_low": pl.Float64,
    "pair_reach_so_far_high": pl.Float64,
}


def measure_reach(report: pl.DataFrame, together: pl.DataFrame, proved: pl.DataFrame) -> pl.DataFrame:
    """Add to the report of rules how many hidden records each reaches, and the share of proved pairs.

    `together`: for each rule whether it proposes the pairs in `proved` (`right` is the hidden record).
    `reached` and `reached_so_far` count hidden records that meet a record of their own group, by this rule
    and by all up to it; `pair_reach` and `pair_reach_so_far` are shares of proved pairs with their 95 %
    intervals (`_low`, `_high`), null where nothing is proved.
    """
    group = (
        proved["right"].rank("dense").to_numpy().astype(np.int64) - 1
        if len(proved)
        else np.zeros(0, np.int64)
    )
    so_far = np.zeros(len(proved), bool)
    rows = []
    for name in report["rule"]:
        alone = together[name].to_numpy().astype(bool)
        so_far = so_far | alone
        row: dict[str, float | int | None] = {}
        for said, hit in (("", alone), ("_so_far", so_far)):
            row[f"reached{said}"] = int(np.count_nonzero(np.bincount(group[hit])))
            row |= {f"pair_reach{said}{end}": value for end, value in share_of_pairs(hit, group).items()}
        rows.append(row)
    return report.hstack(pl.DataFrame(rows, schema=REACH))


def share_of_pairs(hit: npt.NDArray[np.bool_], group: npt.NDArray[np.int64]) -> dict[str, float | None]:
    """Share of pairs with its 95 % interval, by the number of independent pairs that groups are worth.

    The variance is that of a ratio over groups; Wilson's interval is taken at the size of sample that would
    have that variance, and at the number of groups where all or none are hit.

    >>> share_of_pairs(np.array([True, True, False, True]), np.array([0, 0, 1, 2]))[""]
    0.75
    """
    if not len(hit):
        return {"": None, "_low": None, "_high": None}
    size = np.bincount(group).astype(np.float64)
    found = np.bincount(group, hit, len(size))
    share = float(hit.mean())
    variance = float(np.sum((found - share * size) ** 2)) / len(hit) ** 2
    worth = share * (1 - share) / variance if variance > 0 else float(len(size))
    worth = min(worth, float(len(hit)))
    told = wilson(share * worth, worth)
    return {"": share, "_low": told.low, "_high": told.high} if math.isfinite(share) else {"": None}
