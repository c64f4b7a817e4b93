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
    found = []
    waiting = places
    for step in hierarchy.steps:
        source = places if step.beside else waiting
        fits = pl.col("level").is_in(list(step.levels))
        fits = fits & pl.all_horizontal(pl.lit(True), *(pl.col(name).is_not_null() for name in step.has))
        fits = fits & pl.all_horizontal(pl.lit(True), *(pl.col(name).is_null() for name in step.lacks))
        taken = source.filter(fits)
        if not step.beside:
            waiting = waiting.filter(~fits)
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
    """Distinct places among those lifted, numbered by `place`, and edges `below`, `relation`, `place`.

    What places below tell differently about the one above them (`carried`) is settled by the smallest value.
    """
    places, keyed = _number(lifted, parts, carried)
    edges = keyed.select("below", "relation", "key").join(places.select("key", "place"), on="key").drop("key")
    return places.drop("key"), edges.unique().sort("below", "relation", "place")


def merge_places(
    pieces: Sequence[tuple[pl.DataFrame, pl.DataFrame]], parts: Sequence[str], carried: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What `gather_places` gives for all pieces together."""
    if len(pieces) == 1:
        return pieces[0]
    numbered = [
        places.rename({"place": "below"}).with_columns(piece=pl.lit(i))
        for i, (places, _) in enumerate(pieces)
    ]
    places, keyed = _number(pl.concat(numbered), parts, carried)
    new = keyed.select("piece", place="below", key="key").join(places.select("key", new="place"), on="key")
    told = pl.concat([edges.with_columns(piece=pl.lit(i)) for i, (_, edges) in enumerate(pieces)])
    edges = told.join(new, on=["piece", "place"]).select("below", "relation", place="new")
    return places.drop("key"), edges.unique().sort("below", "relation", "place")


def _number(
    lifted: pl.DataFrame, parts: Sequence[str], carried: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Distinct places with `place` and `key`, and the lifted ones with their `key`."""
    named = ["level", *parts]
    keyed = lifted.with_columns(key=pl.struct(named).hash())
    places = keyed.group_by("key").agg(
        *(pl.col(name).first() for name in named), *(pl.col(name).min() for name in carried)
    )
    return places.sort(named).with_row_index("place"), keyed


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
