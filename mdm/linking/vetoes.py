"""Must-not-merge rules on pairs: what a veto says stands, whatever the score.

Works on any batch of pairs.
"""

import polars as pl

from mdm.cluster import DISPUTED
from mdm.compare import level_names
from mdm.linking.coding import Library
from mdm.rulepack import RulePack


def apply_vetoes(
    decided: pl.DataFrame,
    pack: RulePack,
    library: Library,
    provisional: pl.Series,
    never: pl.DataFrame,
    held: pl.DataFrame,
) -> pl.DataFrame:
    """Overrule `decision` by the must-not-merge rules; `veto` names the rule.

    `never`: pairs of groups kept apart, with their veto; two `provisional` records name nobody; `held`:
    codes of what an entity holds once, by group number.
    """
    decided = decided.join(
        never.rename({"veto": "apart"}), on=["left", "right"], how="left", maintain_order="left"
    )
    nameless = pl.lit(provisional.gather(decided["left"]) & provisional.gather(decided["right"]))
    outcome: pl.Expr = pl.col("decision")
    waits = pl.when(outcome == "link").then(pl.lit("review")).otherwise(outcome)
    veto: pl.Expr = pl.when(nameless).then(pl.lit("provisional"))
    outcome = pl.when(nameless).then(waits).otherwise(outcome)
    names = {rule.name: level_names(rule, library[rule.kind]) for rule in pack.comparisons}
    for rule in reversed(pack.vetoes.levels):
        hit = pl.all_horizontal(
            pl.col(f"level_{comparison}").is_in([names[comparison].index(level) for level in levels])
            for comparison, levels in rule.when.items()
        )
        overruled = pl.lit("non_link") if rule.outcome == "never" else waits
        outcome = pl.when(hit).then(overruled).otherwise(outcome)
        veto = pl.when(hit).then(pl.lit(rule.name)).otherwise(veto)
    apart = pl.coalesce("apart", *(_held_apart(decided, held[name]) for name in held.columns))
    kept_apart = pl.when(apart == DISPUTED).then(pl.lit("review")).otherwise(pl.lit("non_link"))
    return decided.with_columns(
        decision=pl.when(apart.is_null()).then(outcome).otherwise(kept_apart), veto=pl.coalesce(apart, veto)
    ).drop("apart")


def _held_apart(decided: pl.DataFrame, held: pl.Series) -> pl.Expr:
    """Name of the thing of which the two sides hold different values, null where they do not."""
    left, right = held.gather(decided["left"]), held.gather(decided["right"])
    return pl.when(pl.lit((left > 0) & (right > 0) & (left != right))).then(pl.lit(held.name))
