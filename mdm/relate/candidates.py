"""Whom may an open reference mean? Those whom keys reached, then those who bear the name."""

from collections.abc import Iterator, Mapping

import polars as pl
from polars._typing import PolarsDataType

from mdm.relate.base import Base
from mdm.rulepack import Reference, ReferenceTarget

MOST = 5  # candidates listed; how many there are is counted

BEARERS: Mapping[str, PolarsDataType] = {
    "claim": pl.UInt32,
    "bearers": pl.List(pl.String),
    "bearer_count": pl.UInt32,
}


def find_bearers(claims: pl.DataFrame, reference: Reference, bases: Mapping[str, Base]) -> pl.DataFrame:
    """The first MOST entities that bear exactly the name a claim states, and how many do.

    Who holds a number of the kind that the claim states, and was not reached by it, is somebody else.
    """
    found = [pl.DataFrame(schema=BEARERS)]
    for target in reference.to:
        base = bases.get(target.base)
        for own, theirs in target.names.items() if base is not None else ():
            if own not in claims.columns:
                continue
            assert base is not None
            known = base.names(theirs).join(claims.select(name=own).drop_nulls(), on="name", how="semi")
            for some, holders in _by_numbers(claims, target, base):
                others = known.join(holders, on="entity_id", how="anti")
                bearers = others.group_by("name").agg(
                    bearers=pl.col("entity_id").unique().sort().head(MOST),
                    bearer_count=pl.col("entity_id").n_unique(),
                )
                stated = some.select("claim", name=own).drop_nulls()
                found.append(stated.join(bearers, on="name").select(*BEARERS))
    return (
        pl.concat(found)
        .group_by("claim")
        .agg(pl.col("bearers").explode().unique().sort().head(MOST), pl.col("bearer_count").sum())
    )


def _by_numbers(
    claims: pl.DataFrame, target: ReferenceTarget, base: Base
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Claims that state a number which keeps entities apart with all its holders, then the other claims."""
    vetoing = base.pack.keeping_apart()
    rest = claims
    for key in target.keys:
        ((own, theirs),) = key.items() if len(key) == 1 else (("", ""),)
        if own in claims.columns and theirs in vetoing:
            yield rest.filter(pl.col(own).is_not_null()), base.values([theirs]).select("entity_id").unique()
            rest = rest.filter(pl.col(own).is_null())
    yield rest, pl.DataFrame(schema={"entity_id": pl.String})


def list_candidates(claims: pl.DataFrame, hits: pl.DataFrame, bearers: pl.DataFrame) -> pl.DataFrame:
    """`claim`, `candidates` (at most MOST) and `candidate_count` for each of these claims."""
    reached = hits.group_by("claim").agg(reached=pl.col("entity_id").unique().sort())
    told = claims.select("claim").join(reached, on="claim", how="left").join(bearers, on="claim", how="left")
    everyone = pl.concat_list(pl.col("reached").fill_null([]), pl.col("bearers").fill_null([]))
    told = told.with_columns(everyone=everyone.list.unique(maintain_order=True))
    return told.select(
        "claim",
        candidates=pl.col("everyone").list.head(MOST),
        candidate_count=pl.max_horizontal(pl.col("everyone").list.len(), pl.col("bearer_count").fill_null(0)),
    )
