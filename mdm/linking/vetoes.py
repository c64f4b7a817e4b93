"""Must-not-merge rules on pairs: what a veto says stands, whatever the score.

Works on any batch of pairs.
"""

from collections.abc import Mapping

import polars as pl

from mdm.cluster import DISPUTED
from mdm.compare import level_names
from mdm.linking.coding import Library
from mdm.rulepack import LevelVeto, RulePack
from mdm.score import RelativePatterns


def apply_vetoes(
    decided: pl.DataFrame,
    pack: RulePack,
    library: Library,
    provisional: pl.Series,
    apart: pl.DataFrame,
    held: pl.DataFrame,
    relatives: RelativePatterns,
    units: int,
) -> pl.DataFrame:
    """Overrule `decision` by the must-not-merge rules; `veto` names the rule.

    `apart`: pairs of groups kept apart, with `veto` and `outcome`; two `provisional` records name nobody;
    `held`: codes of what an entity holds once, by group number; `relatives`: what the model has learned of
    proved relatives, whose patterns it weighs itself where it knows enough of them; `units`: how many entities
    identity has left.
    """
    told = apart.rename({"veto": "apart", "outcome": "ordered"})
    decided = decided.join(told, on=["left", "right"], how="left", maintain_order="left")
    nameless = pl.lit(provisional.gather(decided["left"]) & provisional.gather(decided["right"]))
    outcome: pl.Expr = pl.col("decision")
    waits = pl.when(outcome == "link").then(pl.lit("review")).otherwise(outcome)
    veto: pl.Expr = pl.when(nameless).then(pl.lit("provisional"))
    outcome = pl.when(nameless).then(waits).otherwise(outcome)
    names = {rule.name: level_names(rule, library[rule.kind]) for rule in pack.comparisons}
    for rule in reversed(pack.vetoes.levels):
        if _has_learned(rule, relatives, names) or (rule.fewer_than and units >= rule.fewer_than):
            continue
        hit = pl.all_horizontal(_at(names, comparison, levels) for comparison, levels in rule.when.items())
        for comparison, levels in rule.unless.items():
            hit = hit & ~_at(names, comparison, levels)
        overruled = pl.lit("non_link") if rule.outcome == "never" else waits
        outcome = pl.when(hit).then(overruled).otherwise(outcome)
        veto = pl.when(hit).then(pl.lit(rule.name)).otherwise(veto)
    held_apart = pl.coalesce(*(_held_apart(decided, held[name]) for name in held.columns), None)
    ordered = pl.coalesce(pl.col("ordered"), pl.when(held_apart.is_not_null()).then(pl.lit("never")))
    kept_apart = (
        pl.when(ordered == "never")
        .then(pl.lit("non_link"))
        .when(pl.col("apart") == DISPUTED)
        .then(pl.lit("review"))
        .otherwise(waits)
    )
    return decided.with_columns(
        decision=pl.when(ordered.is_null()).then(outcome).otherwise(kept_apart),
        veto=pl.coalesce(pl.col("apart"), held_apart, veto),
    ).drop("apart", "ordered")


def _has_learned(rule: LevelVeto, relatives: RelativePatterns, names: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the model knows so many relatives of this pattern that it needs no rule."""
    if rule.learned_from is None:
        return False
    at = {
        comparison: {names[comparison].index(level) for level in levels if level in names[comparison]}
        for comparison, levels in rule.when.items()
    }
    return relatives.count_at(at) >= rule.learned_from


def list_never(decided: pl.DataFrame, pack: RulePack) -> pl.DataFrame:
    """The pairs that a rule on levels never lets be one, by a third record's help neither: `left`, `right`, `veto`."""
    names = [rule.name for rule in pack.vetoes.levels if rule.outcome == "never"]
    return decided.filter(pl.col("veto").is_in(names)).select("left", "right", "veto")


def _at(names: Mapping[str, tuple[str, ...]], comparison: str, levels: tuple[str, ...]) -> pl.Expr:
    """Whether a comparison stands at one of some levels; those the pack does not keep are never met."""
    kept = names[comparison]
    numbers = [kept.index(level) for level in levels if level in kept]
    return pl.col(f"level_{comparison}").is_in(numbers)


def _held_apart(decided: pl.DataFrame, held: pl.Series) -> pl.Expr:
    """Name of the thing of which the two sides hold different values, null where they do not."""
    left, right = held.gather(decided["left"]), held.gather(decided["right"])
    return pl.when(pl.lit((left > 0) & (right > 0) & (left != right))).then(pl.lit(held.name))
