"""What lies in what: the places above a place, named by those of its parts that are left when its own are taken away.

Works on any batch of places.
"""

from collections.abc import Sequence

import polars as pl

from mdm.rulepack import Hierarchy


def lift_places(
    places: pl.DataFrame, hierarchy: Hierarchy, parts: Sequence[str], carried: Sequence[str]
) -> pl.DataFrame:
    """The places directly above each place: `below` (its number), `relation`, `level`, its `parts` and `carried`.

    `places` has `place` (a number), `level`, the `parts` that name places and `carried` columns, which a place
    above has in common with what lies in it. The first step that fits a place is taken, and every step `beside` it.
    """
    fits = places.select(
        (
            pl.col("level").is_in(list(step.levels))
            & pl.all_horizontal(pl.lit(True), *(pl.col(name).is_not_null() for name in step.has))
            & pl.all_horizontal(pl.lit(True), *(pl.col(name).is_null() for name in step.lacks))
        ).alias(str(number))
        for number, step in enumerate(hierarchy.steps)
    )
    waiting = pl.repeat(True, len(places), dtype=pl.Boolean, eager=True)
    found: list[pl.DataFrame] = []
    for step, fit in zip(hierarchy.steps, fits, strict=True):
        taken = places.filter(fit if step.beside else fit & waiting)
        if not step.beside:
            waiting = waiting & ~fit
        if taken.is_empty() and found:
            continue
        kept = [name for name in parts if name not in step.drop]
        found.append(
            taken.select(
                *kept,
                *(pl.lit(None, pl.String).alias(name) for name in step.drop),
                *carried,
                below="place",
                relation=pl.lit(step.relation),
                level=pl.lit(step.to),
            ).select("below", "relation", "level", *parts, *carried)
        )
    return pl.concat(found) if found else places.clear()


def gather_places(
    lifted: pl.DataFrame, parts: Sequence[str], carried: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Distinct places among those lifted, told apart by `key`, a hash of their names, and edges `below`, `relation`, `key`.

    What places below tell differently about the one above them (`carried`) is settled by the smallest value.
    """
    keyed = lifted.with_columns(key=pl.struct("level", *parts).hash())
    return _each_once(keyed, ["level", *parts], carried), keyed.select("below", "relation", "key").unique()


def merge_places(
    pieces: Sequence[tuple[pl.DataFrame, pl.DataFrame]], parts: Sequence[str], carried: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The places of all pieces that `gather_places` gave, numbered by `place` in the order of their names, and edges
    `below`, `relation`, `place`, sorted."""
    named = ["level", *parts]
    whole = pl.concat([places for places, _ in pieces])
    places = (_each_once(whole, named, carried) if len(pieces) > 1 else whole).sort(named)
    numbered = places.with_row_index("place")
    told = pl.concat([edges for _, edges in pieces])
    edges = told.join(numbered.select("key", "place"), on="key").drop("key")
    return numbered.drop("key"), edges.unique().sort("below", "relation", "place")


def _each_once(keyed: pl.DataFrame, named: Sequence[str], carried: Sequence[str]) -> pl.DataFrame:
    """One row for each `key`, with the smallest of what is carried."""
    return keyed.group_by("key").agg(
        *(pl.col(name).first() for name in named), *(pl.col(name).min() for name in carried)
    )


def write_relations(edges: pl.DataFrame) -> pl.DataFrame:
    """The columns of RELATIONS from `from_entity`, `relation`, `to_entity` and `witness`, sorted, each pair once."""
    return (
        edges.filter(pl.col("from_entity") != pl.col("to_entity"))
        .group_by("from_entity", "relation", "to_entity")
        .agg(evidence=pl.col("witness").min())
        .select(
            "from_entity",
            "relation",
            "to_entity",
            valid_from=pl.lit(None, pl.Date),
            valid_to=pl.lit(None, pl.Date),
            evidence="evidence",
        )
        .sort("from_entity", "relation", "to_entity")
    )
