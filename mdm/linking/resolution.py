"""Decide on pairs and resolve clusters, in rounds: the second compares with what clusters know."""

import numpy as np
import polars as pl

from mdm.cluster import SAME_SOURCE, Identity, of_groups, resolve_clusters
from mdm.linking.coding import Library, outcomes
from mdm.linking.decided import Settled, list_apart_units, obey_decisions, units_of
from mdm.linking.guessing import count_merges, count_tries
from mdm.linking.instructions import Instructions
from mdm.linking.vetoes import apply_vetoes, list_never
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
    rank_exclusive,
    share_silent,
)

ROUNDS = 2
# Part of the wanted error rate spent on links: a wrong one joins groups, not records, and wrong numbers join people
# as well. Not where what a link joins is counted.
MARGIN = 0.35
BY_IDENTIFIER, BY_DECISION = 1000.0, 2000.0  # bits: more than evidence can weigh


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
    held_once: pl.DataFrame,
    settled: Settled,
    record_vetoes: pl.DataFrame,
    told: Instructions,
    values: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, Thresholds, pl.DataFrame]:
    """Decide on pairs of units, then once more on pairs of the clusters that came of it.

    `held_once`: what an entity holds once at most; `settled`: what reviewers decided; `record_vetoes`: pairs
    of rows that a rule on values of two records keeps apart; `values`: the values of each record in numbers, where
    the second round is to count in how many ways clusters could agree.
    """
    unit = identity.unit
    apart = list_apart_units(identity, settled, record_vetoes)
    never = apart.filter(pl.col("outcome") != "review").select("left", "right", "veto")
    proved = units_of(identity.joins.select("left", "right"), unit).with_columns(match_weight=BY_IDENTIFIER)
    same = units_of(settled.rows("same"), unit).with_columns(match_weight=BY_DECISION)
    group, is_open = unit, ~identity.holds
    links = pl.concat([same, proved])
    thresholds: Thresholds | None = None
    history: list[pl.DataFrame] = []
    dividing = _dividing_levels(pack, library, model)
    for _ in range(ROUNDS):
        evidence = gather_evidence(real, group)
        if values is not None and history:
            evidence = count_tries(evidence, values, group)
        held = of_groups(held_once.drop(held_once.columns[0]), group)
        scored = rank_candidates(told.weigh(evidence, model), is_open, model.elsewhere)
        scored = rank_exclusive(scored, [held[name] for name in held.columns if name.startswith(SAME_SOURCE)])
        if thresholds is None:
            merges = count_merges(scored, len(unit)) if model.is_by_em else None
            margin = MARGIN if merges is None else 1.0
            wanted = margin * pack.pack.decision.false_merge_rate / _scored_share(identity)
            p = scored["match_probability"].to_numpy()
            review, line = pack.pack.decision.review_probability, told.reused.link if told.reused else None
            thresholds = choose_thresholds(p, outcome, wanted, review, line, merges)
        decided = apply_vetoes(
            decide(scored, thresholds),
            pack,
            library,
            provisional,
            units_of(apart, group),
            held,
            model.relatives,
            model.units,
        )
        decided = share_silent(decided, dividing, thresholds)
        never = pl.concat([never, list_never(decided, pack)])
        decided = obey_decisions(decided, settled, group)
        decided = decided.filter((pl.col("match_probability") >= 0.001) | (pl.col("decision") != "non_link"))
        kept = evidence.join(decided, on=["left", "right"], how="semi", maintain_order="left")
        decided = decided.join(comparison_weights(kept, model), on=["left", "right"], maintain_order="left")
        del evidence, scored, kept  # where records are many they are large
        history.append(decided)
        fresh = decided.filter(pl.col("decision") == "link").select("left", "right", "match_weight")
        links = pl.concat([links, fresh.cast({"match_weight": pl.Float64})])
        clusters = resolve_clusters(unit, links, held_once, never)
        group = clusters.of_row
        is_open = _open_groups(group, identity.holds)
    pairs = _last_word(history, clusters.cut, group)
    assert thresholds is not None
    rows = pl.int_range(len(unit), dtype=pl.UInt32, eager=True)
    return pairs, thresholds, pl.DataFrame({"row": rows, "cluster": group})


def _dividing_levels(pack: RulePack, library: Library, model: LinkModel) -> dict[str, list[int]]:
    """Numbers of the levels at which what is a person's own differs, by comparison."""
    rules = {rule.name: rule for rule in pack.comparisons if rule.name in model.relatives.comparisons}
    return {
        name: [
            number for number, outcome in enumerate(outcomes(rule, library)) if outcome in ("partial", "none")
        ]
        for name, rule in rules.items()
    }


def _scored_share(identity: Identity) -> float:
    """Share of all pairs of records of one entity that evidence, not an identifier, has to link.

    The wanted error rate is one of all links; those an identifier proves are taken to be right.
    """
    identified = float(identity.holds.sum()) / max(len(identity.holds), 1)
    return max(1.0 - identified**2, 0.05)


def _open_groups(group: pl.Series, holds: pl.Series) -> pl.Series:
    """Whether each group, by its number, holds no identifier."""
    is_open = np.ones(len(group), bool)
    is_open[group.filter(holds).unique().to_numpy()] = False
    return pl.Series(is_open)


def _last_word(history: list[pl.DataFrame], cut: pl.DataFrame, group: pl.Series) -> pl.DataFrame:
    """One row a pair: links stand as first made, other pairs as last seen; links cut at closure say so."""
    last = history[-1]
    kept = pl.concat([frame.filter(pl.col("decision") == "link") for frame in history])
    kept = kept.unique(["left", "right"], keep="first", maintain_order=True)
    rest = last.filter(pl.col("decision") != "link")
    rest = rest.filter(group.gather(rest["left"]) != group.gather(rest["right"]))
    pairs = pl.concat([kept, rest.join(kept, on=["left", "right"], how="anti")])
    cut = cut.rename({"veto": "cut"}).unique(["left", "right"], keep="first", maintain_order=True)
    return (
        pairs.join(cut, on=["left", "right"], how="left", maintain_order="left")
        .with_columns(
            decision=pl.when(pl.col("cut").is_null()).then("decision").otherwise(pl.lit("review")),
            veto=pl.col("cut").fill_null(pl.col("veto")),
        )
        .drop("cut")
        .sort("left", "right")
    )
