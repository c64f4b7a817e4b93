"""Entities that hang together by one weak link: each such link is listed for review."""

import numpy as np
import polars as pl

from mdm.cluster import Identity, find_weak_bridges
from mdm.linking.decided import Settled, units_of

WEAK_ODDS = 10.0  # a link is weak where its odds are less than this many times those of the link line


def weak_line(link: float) -> float:
    """Match probability below which a link is weak, for the probability of the link line.

    >>> round(weak_line(0.9), 4)
    0.989
    """
    odds = WEAK_ODDS * link / (1 - link) if link < 1 else np.inf
    return float(odds / (1 + odds)) if np.isfinite(odds) else 1.0


def list_weak_bridges(pairs: pl.DataFrame, identity: Identity, settled: Settled, link: float) -> pl.DataFrame:
    """The scored links without which an entity would fall apart, and that are weak: `left`, `right` rows.

    `pairs`: scored pairs of group heads with their decision; `link`: probability of the link line. What an
    identifier proved or a reviewer decided is never weak.
    """
    unit = identity.unit
    certain = pl.concat([identity.joins.select("left", "right"), settled.rows("same")])
    strong = units_of(certain, unit).with_columns(match_probability=pl.lit(1.0))
    scored = pairs.filter(pl.col("decision") == "link").select("left", "right", "match_probability")
    edges = pl.concat([strong, scored.with_columns(pl.col("left", "right").cast(pl.UInt32))])
    weak = (edges["match_probability"] < weak_line(link)).to_numpy()
    left, right = unit.gather(edges["left"]).to_numpy(), unit.gather(edges["right"]).to_numpy()
    found = find_weak_bridges(left, right, weak, len(unit))
    return edges.filter(pl.Series(found)).select("left", "right").sort("left", "right")
