"""What a blocking rule may cost: its largest blocks give way first, and what they lose is counted.

Works on the sizes of all blocks of one rule.
"""

import polars as pl

from mdm.rulepack import BlockingRule

FLOOR = 100_000  # pairs any rule may propose: in small files no block is worth worrying about


def budget_of(rule: BlockingRule, seekers: int) -> int | None:
    """Most pairs the rule may propose for so many records that seek a match; None where it is not limited."""
    return None if rule.budget is None else max(int(rule.budget * seekers), FLOOR)


def pairs_of(blocks: pl.DataFrame) -> pl.Series:
    """Pairs each block makes at most: each of its `open` records with each of all `size`."""
    return blocks["open"].cast(pl.Int64) * blocks["size"].cast(pl.Int64)


def limit_within(blocks: pl.DataFrame, allowed: int) -> int:
    """Size of the largest blocks that can stay if the smaller ones are to cost no more than allowed."""
    costs = (
        blocks.select("size", cost=pairs_of(blocks)).group_by("size").agg(pl.col("cost").sum()).sort("size")
    )
    fitting = costs.filter(pl.col("cost").cum_sum() <= allowed)
    return max(fitting["size"].to_list(), default=0) if len(fitting) < len(costs) else 2**31


def within_budget(blocks: pl.DataFrame, largest: int, allowed: int | None) -> tuple[pl.DataFrame, int]:
    """The blocks that stay: none above `largest`, the smallest that fit; and how many the budget cost."""
    kept = blocks.filter(pl.col("size") <= largest)
    if allowed is None:
        return kept, 0
    most = limit_within(kept, allowed)
    fitting = kept.filter(pl.col("size") <= most)
    return fitting, len(kept) - len(fitting)
