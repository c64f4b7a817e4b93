"""References to places: an address is read as the place it speaks of, and found among those of a base."""

from collections.abc import Callable

import polars as pl

from mdm.rulepack import Reference

# `entity_id`, `reason`, `candidates`, `candidate_count` for each text, among the places of the base of that name
FindPlaces = Callable[[str, pl.Series], pl.DataFrame]


def resolve_places(
    records: pl.DataFrame, raw: pl.DataFrame, reference: Reference, find_places: FindPlaces
) -> pl.DataFrame:
    """One claim for each record that states an address: as `resolve_claims` gives them.

    A text that could not be read as an address is asked as it was delivered. Works on any batch of records.
    """
    target = reference.to[0]
    name = str(target.place)
    days = [day for day in reference.days() if day in records.columns]
    delivered = pl.col("stated").str.strip_chars()
    claims = records.select("row", *dict.fromkeys(days)).with_columns(
        position=pl.lit(1, pl.UInt16),
        text=records[name].cast(pl.String) if name in records.columns else pl.lit(None, pl.String),
        stated=raw[name] if name in raw.columns else pl.lit(None, pl.String),
    )
    claims = claims.with_columns(stated=pl.when(delivered != "").then(delivered))
    claims = claims.with_columns(text=pl.coalesce("text", "stated"), given=pl.lit(None, pl.String))
    claims = claims.filter(pl.col("text").is_not_null())
    found = find_places(target.base, claims["text"]).rename({"entity_id": "to_entity"})
    reached = pl.when(found["to_entity"].is_not_null())
    return (
        claims.drop("text")
        .hstack(found)
        .with_columns(to_base=reached.then(pl.lit(target.base)), key=reached.then(pl.lit(name)))
    )
