"""Whom does a record mean? One subject, or an open reference with its reason and those who may be meant.

A name alone never finds a subject, unless the pack says that names suffice for this reference.
"""

from collections.abc import Mapping

import polars as pl

from mdm.relate.base import Base
from mdm.relate.candidates import find_bearers, list_candidates
from mdm.relate.hits import CONTRADICTED, GOOD, OTHER_NAME, SURNAME_ONLY, Compare, find_hits, usable_keys
from mdm.rulepack import Reference

SEVERAL = "several_entities"
ADDED = ("to_base", "to_entity", "key", "reason", "candidates", "candidate_count")
MASK = r"[*＊●•]|[xX]{4}"


def resolve_claims(
    claims: pl.DataFrame, reference: Reference, bases: Mapping[str, Base], compare: Compare
) -> pl.DataFrame:
    """Add `to_base`, `to_entity`, `key`, `reason`, `candidates` and `candidate_count` to the claims.

    `bases` holds those of the reference's targets that are built; `compare(kind, left, right)` gives the
    level of each pair of names. The reason of a reference that is resolved is `identifier` or `name`.
    Works on any batch of claims.
    """
    said = [column for column in claims.columns if column not in ("row", "position", *reference.days())]
    same = claims.with_row_index("at").group_by(said).agg("at").sort(pl.col("at").list.first())
    code = same.select("at", code=pl.int_range(pl.len(), dtype=pl.UInt32)).explode("at").sort("at")["code"]
    told = _resolve_each(same.drop("at"), reference, bases, compare)
    return claims.hstack(told.select(ADDED)[code])


def _resolve_each(
    claims: pl.DataFrame, reference: Reference, bases: Mapping[str, Base], compare: Compare
) -> pl.DataFrame:
    """Resolve claims that all say something else: many records name one authority, or one firm."""
    claims = claims.with_columns(claim=pl.int_range(pl.len(), dtype=pl.UInt32))
    hits = find_hits(claims, reference, bases, compare)
    good = hits.filter(verdict=GOOD)
    alone = good.filter(pl.len().over("claim") == 1)
    found = alone.select("claim", to_base="base", to_entity="entity_id", key="key", reason="how")
    open_ = claims.join(found, on="claim", how="anti")
    bearers = find_bearers(open_, reference, bases)
    why = _say_why(open_, hits, bearers, reference, bases)
    meant = list_candidates(open_, hits, bearers)
    told = claims.join(found, on="claim", how="left", maintain_order="left")
    told = told.join(why, on="claim", how="left", maintain_order="left")
    told = told.join(meant, on="claim", how="left", maintain_order="left")
    return told.with_columns(
        pl.coalesce("reason", "why").alias("reason"),
        pl.col("candidates").fill_null([]),
        pl.col("candidate_count").fill_null(0),
    ).drop("claim", "why")


def _say_why(
    claims: pl.DataFrame,
    hits: pl.DataFrame,
    bearers: pl.DataFrame,
    reference: Reference,
    bases: Mapping[str, Base],
) -> pl.DataFrame:
    """`claim` and `why` it is open."""
    verdicts = hits.group_by("claim").agg(pl.col("verdict"))
    told = claims.join(verdicts, on="claim", how="left").join(bearers, on="claim", how="left")

    def reached(verdict: str) -> pl.Expr:
        return pl.col("verdict").list.contains(verdict).fill_null(False)

    identifying = [
        pl.all_horizontal(pl.col(column).is_not_null() for column in key.columns)
        for ladder in usable_keys(reference, bases, claims)
        for key in ladder
        if key.identifiers
    ]
    has_number = pl.any_horizontal(identifying) if identifying else pl.lit(False)
    return told.select(
        "claim",
        why=pl.when(reached(GOOD)).then(pl.lit(SEVERAL))
        .when(reached(OTHER_NAME)).then(pl.lit(OTHER_NAME))
        .when(reached(CONTRADICTED)).then(pl.lit(CONTRADICTED))
        .when(reached(SURNAME_ONLY)).then(pl.lit(SURNAME_ONLY))
        .when(has_number).then(pl.lit("unknown_identifier"))
        .when(pl.col("given").str.contains(MASK)).then(pl.lit("masked_identifier"))
        .when(pl.col("given").is_not_null()).then(pl.lit("invalid_identifier"))
        .when(pl.col("bearer_count") > 0).then(pl.lit("name_only"))
        .when(pl.col("stated").is_not_null()).then(pl.lit("unknown_name"))
        .otherwise(pl.lit("not_stated")),
    )  # fmt: skip
