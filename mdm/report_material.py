"""Gather what the link report shows, from what the rooms handed over."""

import math
from typing import Any

import polars as pl

from mdm.linking import Linked, list_apart
from mdm.linking.coding import Library
from mdm.links import kept_apart
from mdm.rulepack import RulePack
from mdm.score import mix
from mdm.shelf import Shelved

SAMPLE = 40  # pairs shown of each sort


def gather_report_material(
    raw: Shelved,
    linked: Linked,
    links: pl.DataFrame,
    issues: pl.DataFrame,
    pack: RulePack,
    library: Library,
) -> dict[str, Any]:
    """Everything the report needs besides the sources themselves, as counts and small samples."""
    decisions = links.group_by("decision").len()
    counted = dict(zip(decisions["decision"].to_list(), decisions["len"].to_list(), strict=True))
    sizes = linked.clusters.group_by("cluster").len("size").group_by("size").len("count").sort("size")
    return {
        "run": {"pack": pack.name, "title": pack.pack.title, "title_en": pack.pack.title_en},
        "attributes": {
            n: {"title": a.title, "title_en": a.title_en, "kind": a.kind} for n, a in pack.attributes.items()
        },
        "issues": issues.group_by("source", "attribute", "rule", "severity")
        .len("count")
        .sort("count", "source", "attribute", "rule", descending=[True, False, False, False]),
        "funnel": {
            **linked.funnel,
            "links": counted.get("link", 0),
            "review": counted.get("review", 0),
            "vetoed": int(links.select(kept_apart()).sum().item()),
            "weak_bridges": len(linked.weak_bridges),
        },
        "blocking": linked.blocking,
        "hidden": linked.thresholds.probes,
        "comparisons": [_describe_comparison(linked, rule.name, pack, library) for rule in pack.comparisons],
        "vetoes": {
            rule.name: {"title": rule.title, "title_en": rule.title_en}
            for rule in (*pack.vetoes.levels, *pack.vetoes.of_records())
        },
        "trained_on": linked.model.trained_on,
        "thresholds": {
            "link": probability_weight(linked.thresholds.link),
            "review": probability_weight(linked.thresholds.review),
            "link_probability": linked.thresholds.link,
            "review_probability": linked.thresholds.review,
        },
        "weights": _histogram(linked.pairs),
        "cluster_sizes": sizes,
        "estimates": _estimates(linked),
        "pairs": sample_pairs(raw, linked, pack),
        "most_pairs": SAMPLE,
    }


def probability_weight(probability: float) -> float:
    """Match weight, log2 of the odds, of a probability.

    >>> probability_weight(0.5)
    0.0
    """
    return math.log2(probability / (1 - probability))


def _describe_comparison(linked: Linked, name: str, pack: RulePack, library: Library) -> dict[str, Any]:
    """Levels of one comparison with titles, m, u, h and weight."""
    rule = next(rule for rule in pack.comparisons if rule.name == name)
    titles = {level.name: level for level in library[rule.kind].levels}
    learned = linked.model.comparisons[name]
    levels = [
        {
            "name": level,
            "title": titles[level].title,
            "title_en": titles[level].title_en,
            "m": m,
            "u": u,
            "h": h,
            "weight": math.log2(m / u),
        }
        for level, m, u, h in zip(learned.levels, learned.m, learned.u, learned.h, strict=True)
    ]
    return {
        "name": name,
        "title": rule.title,
        "title_en": rule.title_en,
        "exchanged_with": rule.exchanged_with,
        "levels": levels,
    }


def _histogram(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs by whole bits of match weight and decision."""
    bins = pairs.select(bin=pl.col("match_weight").floor().cast(pl.Int32), decision="decision")
    return bins.group_by("bin", "decision").len("count").sort("bin", "decision")


def _estimates(linked: Linked) -> dict[str, float] | None:
    """Estimated precision and recall of scored links with their intervals; None where nothing is proved."""
    said = linked.thresholds
    if said.precision is None or said.recall is None:
        return None
    found: dict[str, float] = {"probes": said.probes}
    for name in ("precision", "recall", "blocking_recall"):
        estimate = getattr(said, name)
        found |= {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
    return found


def _choose(pairs: pl.DataFrame) -> pl.DataFrame:
    """At most SAMPLE pairs of each `kind`, by kind and weight."""
    kind = (
        pl.when(pl.col("decision") == "review")
        .then(pl.lit("doubtful"))
        .when(kept_apart())
        .then(pl.lit("vetoed"))
        .when("bridge")
        .then(pl.lit("bridge"))
        .when(pl.col("decision") == "link")
        .then(pl.lit("linked"))
    )
    order = mix(pairs["left"].to_numpy() ^ (pairs["right"].to_numpy() << 7))
    return (
        pairs.with_columns(kind=kind, order=pl.Series(order))
        .drop_nulls("kind")
        .with_columns(weak=pl.when("bridge").then("match_weight").otherwise(0.0))
        .filter(pl.struct("weak", "order").rank("ordinal").over("kind") <= SAMPLE)
        .sort("kind", "match_weight", "left", "right")
    )


def sample_pairs(raw: Shelved, linked: Linked, pack: RulePack) -> pl.DataFrame:
    """A sample of linked, doubtful and vetoed pairs and weak bridges, with the values of both sides as delivered.

    Pairs that a number would have joined were not scored: they stand without weights. Chosen by hashing rows, so
    that equal input shows equal pairs; of the bridges the weakest.
    """
    bridges = linked.weak_bridges.with_columns(bridge=pl.lit(True))
    scored = linked.pairs.join(bridges, on=["left", "right"], how="left", maintain_order="left")
    chosen = _choose(scored)
    apart = list_apart(linked).join(linked.pairs, on=["left", "right"], how="anti")
    told = apart.select("left", "right", pl.col("decision", "veto").cast(pl.String))
    chosen = _choose(pl.concat([chosen, told], how="diagonal_relaxed"))
    rules = dict(enumerate(rule.name for rule in pack.blocking))
    names = {f"level_{name}": dict(enumerate(c.levels)) for name, c in linked.model.comparisons.items()}
    named = chosen.with_columns(
        pl.col("match_key").replace_strict(rules, return_dtype=pl.String),
        *(pl.col(c).replace_strict(levels, return_dtype=pl.String) for c, levels in names.items()),
    )
    values = [name for name in pack.attributes if name in raw.columns]
    sides: dict[str, list[pl.Series]] = {"left": [], "right": []}
    for name in ("source", "record_id", *values):
        column = raw[name]
        for side, texts in sides.items():  # copied: what is gathered would hold the whole column
            given = column.gather(chosen[side]).to_list()
            texts.append(pl.Series(f"{side}_{name}", given, column.dtype))
    beside = [pl.DataFrame(texts) for texts in sides.values()]
    return pl.concat(
        [named.drop("left", "right", "order", "decision", "bridge", "weak"), *beside], how="horizontal"
    )
