"""Find the records that decisions speak of, the last word on each pair, and whether it is out of date."""

from dataclasses import dataclass

import polars as pl

from mdm.review.content import hash_pairs
from mdm.rulepack import RulePack


@dataclass(frozen=True)
class PlacedDecisions:
    """`pairs`: `left` < `right` rows, each pair once, `verdict`, `stale`; `unknown`: decisions on records that
    no source delivers any more; `elsewhere`: decisions on entities and values, which linking leaves alone."""

    pairs: pl.DataFrame
    unknown: int
    elsewhere: int


def place_decisions(decisions: pl.DataFrame, raw: pl.DataFrame, pack: RulePack) -> PlacedDecisions:
    """Place decisions among raw records (`row`, `source`, `record_id`, texts as delivered).

    Of several decisions on one pair the latest by `when` counts, and of those the last in the files. A
    decision is stale where its `content_hash` is not that of the records as they are; one without a hash
    never is.
    """
    spoken = decisions.filter(pl.col("kind") == "pair").with_row_index("order")
    placed = spoken
    for side in ("left", "right"):
        keys = raw.select(
            pl.col("row").alias(f"{side}_row"),
            pl.col("source").alias(f"{side}_source"),
            pl.col("record_id").alias(f"{side}_record_id"),
        )
        placed = placed.join(keys, on=[f"{side}_source", f"{side}_record_id"], how="inner")
    ordered = placed.select(
        left=pl.min_horizontal("left_row", "right_row"),
        right=pl.max_horizontal("left_row", "right_row"),
        verdict="verdict",
        content_hash="content_hash",
        when=pl.col("when").fill_null(""),
        order="order",
    )
    last = ordered.sort("when", "order").unique(["left", "right"], keep="last").sort("left", "right")
    stale = (last["content_hash"] != hash_pairs(last, raw, pack)).fill_null(False)
    pairs = last.select("left", "right", "verdict").with_columns(stale=stale)
    return PlacedDecisions(pairs, len(spoken) - len(placed), len(decisions) - len(spoken))
