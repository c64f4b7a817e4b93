"""The value that most independent sources give; tables of one department are one witness, copies none."""

import numpy as np
import polars as pl

from mdm.golden.survivorship.claims import Claims, Mask
from mdm.golden.survivorship.strategy import SurvivorshipStrategy


def keep_best_witnessed(standing: Claims, everything: Claims) -> Mask:
    """Keep the values with most witnesses among all the entity's claims, also those beaten before."""
    open_ = standing.in_dispute
    disputed = standing.where(open_)
    if not len(disputed):
        return np.ones(len(standing), np.bool_)
    rivals = everything.where(np.isin(everything.entity, disputed.entity[disputed.starts]))
    heard = rivals.where(rivals.witness[rivals.source] > 0)
    witnesses = (
        pl.DataFrame({"entity": heard.entity, "value": heard.values, "witness": heard.witness[heard.source]})
        .group_by("entity", "value")
        .agg(pl.col("witness").n_unique())
    )
    support = (
        pl.DataFrame({"entity": disputed.entity, "value": disputed.values})
        .join(witnesses, on=["entity", "value"], how="left", maintain_order="left")["witness"]
        .fill_null(0)
        .to_numpy()
    )
    kept = np.ones(len(standing), np.bool_)
    kept[open_] = disputed.largest(support)
    return kept


STRATEGY = SurvivorshipStrategy(
    "most_sources", "来源最多", "the value most sources give", keep_best_witnessed
)
