"""What linking tells beside its scored pairs: pairs kept apart or decided by people, and issues of records."""

import polars as pl

from mdm.cluster import DISPUTED, SAME_SOURCE
from mdm.linking.decided import OUT_OF_DATE, REVIEWED_DIFFERENT
from mdm.linking.recipe import Linked

BY_IDENTIFIER, BY_DECISION = "identifier", "decision"
CONTESTED, REPEATED, AFTER_END = "contested_identifier", "repeated_in_source", "active_after_end"
UNCLAIMED = "contradicted_identifier"


def list_apart(linked: Linked) -> pl.DataFrame:
    """Pairs of rows of one number that are kept apart, and pairs decided by reviewers.

    `left` < `right`, each pair once, `match_key`, `decision` and `veto`; a decision before a number.
    """
    conflicts = linked.identity.conflicts.select(
        "left",
        "right",
        match_key=pl.lit(BY_IDENTIFIER),
        decision=pl.when(pl.col("veto") == DISPUTED).then(pl.lit("review")).otherwise(pl.lit("non_link")),
        veto="veto",
    )
    settled = linked.settled
    decided = [
        _decided(settled.rows("same"), "link", None),
        _decided(settled.rows("different"), "non_link", REVIEWED_DIFFERENT),
        _decided(settled.rows("unsure"), "review", None),
        _decided(settled.stale, "review", OUT_OF_DATE),
    ]
    return (
        pl.concat([*decided, conflicts])
        .unique(["left", "right"], keep="first", maintain_order=True)
        .sort("left", "right")
    )


def _decided(pairs: pl.DataFrame, decision: str, veto: str | None) -> pl.DataFrame:
    return pairs.select(
        "left",
        "right",
        match_key=pl.lit(BY_DECISION),
        decision=pl.lit(decision),
        veto=pl.lit(veto, dtype=pl.String),
    )


def list_findings(linked: Linked) -> pl.DataFrame:
    """`row` and `rule`: numbers contested or contradicted, repetitions in a duplicate-free source, activity after death,
    impossible decisions."""
    identity, aside = linked.identity, linked.settled.set_aside
    repeated = identity.conflicts.filter(pl.col("veto") == SAME_SOURCE)
    unclaimed = identity.contested.is_in(identity.unclaimed.implode())
    told = [
        identity.contested.filter(~unclaimed).to_frame("row").with_columns(rule=pl.lit(CONTESTED)),
        identity.contested.filter(unclaimed).to_frame("row").with_columns(rule=pl.lit(UNCLAIMED)),
        *(repeated.select(row=side).with_columns(rule=pl.lit(REPEATED)) for side in ("left", "right")),
        linked.active_after_end.to_frame("row").with_columns(rule=pl.lit(AFTER_END)),
        *(aside.select(row=side, rule="rule") for side in ("left", "right")),
    ]
    return pl.concat(told).unique().sort("row", "rule")
