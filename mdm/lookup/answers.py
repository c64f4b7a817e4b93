"""What a name asked for comes back as: one body beyond doubt, candidates with their evidence, or nothing."""

import polars as pl

from mdm.lookup.known import FORMER, OTHER, USES

EXACT, FORMER_NAME, CANDIDATES, NOT_FOUND = STATUSES = ("exact", "former_name", "candidates", "not_found")


def decide(found: pl.DataFrame, most: int) -> pl.DataFrame:
    """Add `status` and `rank` to the bodies found, best first; a body beyond doubt stands alone.

    `found` has one row per name asked (`asked`), body and known name: `entity_id`, `use`, `score` (1 where the
    names are equal), `by_code` (the number given is the body's), `other_code` (it is another's), `compatible`
    (the names may be one body's), `by_area` (the area given is the body's; null where unknown), `is_alive`.
    Beyond doubt is a body whose name is compatible with the number given; without a number the only body that
    bears the name, now or formerly, and the only one of its area among several. What a body is only also called
    (a second name, a shop sign) is never beyond doubt.
    """
    use = pl.col("use").replace_strict(
        {name: place for place, name in enumerate(USES)}, return_dtype=pl.UInt8
    )
    area = pl.when("by_area").then(1).when(~pl.col("by_area")).then(-1).otherwise(0)
    ranked = (
        found.with_columns(_use=use, _area=area)
        .sort(
            "asked", "by_code", "score", "_area", "_use", "is_alive", "known_name", "entity_id",
            descending=[False, True, True, True, False, True, False, False],
        )
        .unique(["asked", "entity_id"], keep="first", maintain_order=True)
    )  # fmt: skip
    ranked = ranked.join(_beyond_doubt(ranked), on="asked", how="left", maintain_order="left")
    kept = ranked.filter(pl.col("sure").is_null() | (pl.col("sure") == pl.col("entity_id")))
    return (
        kept.with_columns(
            rank=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("asked"),
            status=pl.col("status").fill_null(CANDIDATES),
        )
        .filter(pl.col("rank") <= most)
        .drop("_use", "_area", "sure")
    )


def _beyond_doubt(ranked: pl.DataFrame) -> pl.DataFrame:
    """`asked`, `sure` (the body meant) and `status`, where there is one."""
    coded = _only(ranked.filter("by_code")).filter("compatible")
    is_coded = pl.col("by_code").any().over("asked")
    equal = ranked.filter(~is_coded & (pl.col("score") >= 1.0))
    alone = _only(equal).filter(pl.col("by_area").fill_null(True))
    told = equal.filter(pl.col("by_area").is_not_null().all().over("asked"))
    local = _only(told.filter("by_area")).join(alone, on="asked", how="anti")
    named = pl.concat([alone, local]).filter((pl.col("use") != OTHER) & ~pl.col("other_code"))
    status = pl.when(pl.col("use") == FORMER).then(pl.lit(FORMER_NAME)).otherwise(pl.lit(EXACT))
    return pl.concat([coded, named]).select("asked", sure="entity_id", status=status)


def _only(bodies: pl.DataFrame) -> pl.DataFrame:
    return bodies.filter(pl.len().over("asked") == 1)
