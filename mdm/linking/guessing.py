"""Guess which units are one entity, so that what is common among strangers can be counted where nothing is proved.

Works on everything.
"""

import numpy as np
import polars as pl

from mdm.cluster import find_components
from mdm.linking.instructions import Instructions
from mdm.score import LinkModel, Merges, gather_evidence

# Match probabilities: from LIKELY on a pair counts as one entity, and wrong ones hardly change what is common; from
# SURE on it is taken to be one when what hangs on the others is counted.
LIKELY, SURE = 0.9, 0.9999


def guess_units(coded: pl.DataFrame, unit: pl.Series, model: LinkModel, told: Instructions) -> pl.Series:
    """The unit each row would have if all likely pairs were one entity.

    Records of one entity that nobody joined count as strangers who agree: names and birth dates look commoner than
    they are, the more so the more records an entity has, and every match weaker.
    """
    weighed = told.weigh(gather_evidence(coded, unit), model)
    odds = pl.col("match_weight")
    likely = weighed.filter(1.0 / (1.0 + (2.0 ** (-odds))) >= LIKELY)
    head = find_components(likely["left"].to_numpy(), likely["right"].to_numpy(), len(unit))
    return pl.Series(unit.name, head[unit.to_numpy()])


def count_tries(evidence: pl.DataFrame, values: pl.DataFrame, group: pl.Series) -> pl.DataFrame:
    """Add `tries_<comparison>`: in how many ways the two groups of a pair could agree, as log2.

    The best of many comparisons is good by chance: two groups that know three first names each have nine chances.
    `values`: the numbered values of each record (see `Coder.code_values`).
    """
    ways = {}
    for name in values.columns:
        held = pl.DataFrame({"group": group, "value": values[name]}).drop_nulls().unique()
        counts = held.group_by("group").len()
        known = np.ones(len(group))
        known[counts["group"].to_numpy()] = counts["len"].to_numpy()
        bits = np.log2(known)
        left, right = evidence["left"].to_numpy(), evidence["right"].to_numpy()
        ways[f"tries_{name}"] = pl.Series(bits[left] + bits[right])
    return evidence.with_columns(**ways)


def count_merges(scored: pl.DataFrame, size: int) -> Merges:
    """What hangs on each link: a wrong one between two groups of several records makes many wrong pairs.

    `scored`: `left`, `right` units and `match_probability`; `size`: number of rows.
    """
    certain = scored.filter(pl.col("match_probability") >= SURE)
    head = pl.Series(find_components(certain["left"].to_numpy(), certain["right"].to_numpy(), size))
    members = pl.Series(np.bincount(head.to_numpy(), minlength=size).astype(np.float64))
    one, other = head.gather(scored["left"]), head.gather(scored["right"])
    between = pl.DataFrame({"left": one, "right": other, "p": scored["match_probability"]}).filter(
        one != other
    )
    low, high = pl.min_horizontal("left", "right"), pl.max_horizontal("left", "right")
    strongest = between.group_by(low=low, high=high).agg(pl.col("p").max()).sort("low", "high")
    merged = members.gather(strongest["low"]) * members.gather(strongest["high"])
    inside = float((members * (members - 1) / 2).sum())
    return Merges(strongest["p"].to_numpy(), merged.to_numpy(), inside)
