"""A record that is silent on what divides two others belongs to one of them at most.

One without a birth date fits two namesakes of one door, and a newborn without a name fits twins: it may be either, but
it does not make the two one. Works on all candidates of a unit.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from mdm.score.thresholds import Thresholds, decide

UNLIKELY = 0.9  # match probability below which two units are not one without further evidence


def share_silent(
    decided: pl.DataFrame, dividing: Mapping[str, Sequence[int]], thresholds: Thresholds
) -> pl.DataFrame:
    """Lower `match_probability` of links in which a side is silent by the odds of rivals that it is divided from.

    `decided`: weighed pairs with their `decision`; `dividing`: comparison: numbers of the levels that divide two units
    whose own pair is unlikely or no link. Two candidates of one unit are rivals where neither pair compares what divides
    the two: p = o / (1 + sum of the rivals' o). A link that falls below the line becomes what its probability says.
    """
    likely = decided.with_row_index("pair").filter(pl.col("match_probability") >= thresholds.review)
    apart = (pl.col("match_probability") < UNLIKELY) | (pl.col("decision") != "link")
    found = [pl.DataFrame(schema={"pair": pl.UInt32, "rival": pl.UInt32, "weight": pl.Float64})]
    for name, levels in dividing.items():
        silent = likely.filter(pl.col(f"level_{name}") == 0).select("pair", "left", "right", "match_weight")
        divided = decided.filter(pl.col(f"level_{name}").is_in(list(levels)) & apart).select("left", "right")
        found.append(_rivals(silent, divided))
    rivals = pl.concat(found).unique(["pair", "rival"]).sort("pair", "rival")
    odds = rivals.group_by("pair", maintain_order=True).agg((2.0 ** pl.col("weight")).sum().alias("odds"))
    at = odds["pair"].to_numpy()
    probability, own = (
        decided["match_probability"].to_numpy().copy(),
        np.exp2(decided["match_weight"].to_numpy()),
    )
    probability[at] = np.minimum(probability[at], own[at] / (1.0 + own[at] + odds["odds"].to_numpy()))
    lowered = decide(decided.with_columns(match_probability=pl.Series(probability)), thresholds)["decision"]
    return decided.with_columns(
        match_probability=pl.Series(probability),
        decision=pl.when(pl.col("decision") == "link").then(lowered).otherwise("decision"),
    )


def _rivals(silent: pl.DataFrame, divided: pl.DataFrame) -> pl.DataFrame:
    """Pairs of `pair` and `rival`, two silent pairs with one unit in common whose other ends are divided; the rival's
    `weight`."""
    ends = ("left", "right"), ("right", "left")
    sides = pl.concat(
        silent.select("pair", weight="match_weight", unit=unit, end=end) for unit, end in ends
    ).filter(pl.col("unit").is_duplicated())
    both = sides.join(sides, on="unit", suffix="_rival").filter(pl.col("end") != pl.col("end_rival"))
    both = both.select(
        "pair",
        rival="pair_rival",
        weight="weight_rival",
        left=pl.min_horizontal("end", "end_rival"),
        right=pl.max_horizontal("end", "end_rival"),
    )
    return both.join(divided, on=["left", "right"], how="semi").drop("left", "right")
