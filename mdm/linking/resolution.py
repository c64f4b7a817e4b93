"""Decide on pairs and resolve clusters, in rounds: the second compares with what clusters know."""

import numpy as np
import polars as pl

from mdm.cluster import Identity, resolve_clusters
from mdm.compare import level_names
from mdm.linking.coding import Library
from mdm.rulepack import RulePack
from mdm.score import (
    LinkModel,
    ProbeCandidates,
    Thresholds,
    choose_thresholds,
    comparison_weights,
    decide,
    gather_evidence,
    rank_candidates,
    weigh_pairs,
)

ROUNDS = 2
MARGIN = 0.5  # part of the wanted error rate spent on links: a wrong one joins groups, not records
DISPUTED = "same_identifier_other_name"
CUT = "different_identifier_in_cluster"


def row_mask(size: int, rows: pl.Series) -> pl.Series:
    """True at the given rows."""
    mask = np.zeros(size, bool)
    mask[rows.to_numpy()] = True
    return pl.Series(mask)


def score_and_resolve(
    real: pl.DataFrame,
    pack: RulePack,
    identity: Identity,
    model: LinkModel,
    outcome: ProbeCandidates,
    provisional: pl.Series,
    library: Library,
) -> tuple[pl.DataFrame, Thresholds, pl.DataFrame]:
    """Decide on pairs of units, then once more on pairs of the clusters that came of it."""
    disputed = row_mask(len(identity.unit), identity.contested) & ~row_mask(
        len(identity.unit), identity.rejected
    )
    nobody = pl.repeat(None, len(identity.unit), dtype=pl.UInt32, eager=True)
    vetoing = (identity.unit.cast(pl.UInt32) + 1).zip_with(identity.holds | disputed, nobody)
    unit = identity.unit
    never = _units_of(identity.conflicts, unit)
    certain = _units_of(identity.joins, unit).with_columns(match_weight=pl.lit(1000.0))
    group, is_open = unit, ~identity.holds
    links = certain
    thresholds: Thresholds | None = None
    history: list[pl.DataFrame] = []
    for _ in range(ROUNDS):
        evidence = gather_evidence(real, group)
        scored = rank_candidates(weigh_pairs(evidence, model), is_open)
        if thresholds is None:
            wanted = MARGIN * pack.pack.decision.false_merge_rate / _scored_share(identity)
            p = scored["match_probability"].to_numpy()
            thresholds = choose_thresholds(p, outcome, wanted, pack.pack.decision.review_probability)
        decided = _apply_vetoes(decide(scored, thresholds), pack, library, provisional, never)
        decided = decided.join(
            comparison_weights(evidence, model), on=["left", "right"], maintain_order="left"
        )
        decided = decided.filter(pl.col("match_probability") >= 0.001)
        history.append(decided)
        fresh = decided.filter(pl.col("decision") == "link").select("left", "right", "match_weight")
        links = pl.concat([links, fresh.cast({"match_weight": pl.Float64})])
        clusters = resolve_clusters(unit, links, vetoing, never)
        group = clusters.of_row
        is_open = _open_groups(group, identity.holds)
    pairs = _last_word(history, clusters.cut, group)
    assert thresholds is not None
    rows = pl.int_range(len(unit), dtype=pl.UInt32, eager=True)
    return pairs, thresholds, pl.DataFrame({"row": rows, "cluster": group})


def _scored_share(identity: Identity) -> float:
    """Share of all pairs of records of one entity that evidence, not an identifier, has to link.

    The wanted error rate is one of all links; those an identifier proves are taken to be right.
    """
    identified = float(identity.holds.sum()) / max(len(identity.holds), 1)
    return max(1.0 - identified**2, 0.05)


def _units_of(pairs: pl.DataFrame, unit: pl.Series) -> pl.DataFrame:
    """Unordered pairs of the units of row pairs, without those inside a unit."""
    one, other = unit.gather(pairs["left"]), unit.gather(pairs["right"])
    frame = pl.DataFrame({"one": one, "other": other}).filter(pl.col("one") != pl.col("other"))
    return frame.select(
        left=pl.min_horizontal("one", "other"), right=pl.max_horizontal("one", "other")
    ).unique(maintain_order=True)


def _open_groups(group: pl.Series, holds: pl.Series) -> pl.Series:
    """Whether each group, by its number, holds no identifier."""
    is_open = np.ones(len(group), bool)
    is_open[group.filter(holds).unique().to_numpy()] = False
    return pl.Series(is_open)


def _apply_vetoes(
    decided: pl.DataFrame, pack: RulePack, library: Library, provisional: pl.Series, never: pl.DataFrame
) -> pl.DataFrame:
    """Overrule scores by the must-not-merge rules; `veto` names the rule.

    A pair in `never` has one number and incompatible names; two `provisional` records name nobody.
    """
    names = {rule.name: level_names(rule, library[rule.kind]) for rule in pack.comparisons}
    decided = decided.join(
        never.with_columns(disputed=pl.lit(True)), on=["left", "right"], how="left", maintain_order="left"
    )
    disputed = pl.col("disputed").fill_null(False)
    nameless = pl.lit(provisional.gather(decided["left"]) & provisional.gather(decided["right"]))
    outcome: pl.Expr = pl.col("decision")
    waits = pl.when(outcome == "link").then(pl.lit("review")).otherwise(outcome)
    veto: pl.Expr = pl.when(disputed).then(pl.lit(DISPUTED)).when(nameless).then(pl.lit("provisional"))
    outcome = pl.when(disputed).then(pl.lit("review")).when(nameless).then(waits).otherwise(outcome)
    for rule in reversed(pack.vetoes.levels):
        hit = pl.all_horizontal(
            pl.col(f"level_{comparison}").is_in([names[comparison].index(level) for level in levels])
            for comparison, levels in rule.when.items()
        )
        overruled = pl.lit("non_link") if rule.outcome == "never" else waits
        outcome = pl.when(hit).then(overruled).otherwise(outcome)
        veto = pl.when(hit).then(pl.lit(rule.name)).otherwise(veto)
    return decided.with_columns(decision=outcome, veto=veto).drop("disputed")


def _last_word(history: list[pl.DataFrame], cut: pl.DataFrame, group: pl.Series) -> pl.DataFrame:
    """One row a pair: links stand as first made, other pairs as last seen; links cut at closure say so."""
    last = history[-1]
    kept = pl.concat([frame.filter(pl.col("decision") == "link") for frame in history])
    kept = kept.unique(["left", "right"], keep="first", maintain_order=True)
    rest = last.filter(pl.col("decision") != "link")
    rest = rest.filter(group.gather(rest["left"]) != group.gather(rest["right"]))
    pairs = pl.concat([kept, rest.join(kept, on=["left", "right"], how="anti")])
    cut = cut.with_columns(cut=pl.lit(True))
    return (
        pairs.join(cut, on=["left", "right"], how="left", maintain_order="left")
        .with_columns(
            decision=pl.when("cut").then(pl.lit("review")).otherwise("decision"),
            veto=pl.when("cut").then(pl.lit(CUT)).otherwise("veto"),
        )
        .drop("cut")
        .sort("left", "right")
    )
