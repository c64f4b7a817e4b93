"""Sums over golden entities, held against published totals; branches that would be counted twice are told."""

import polars as pl

from mdm.run import Run

BRANCH_OF = "branch_of"


def sum_entities(
    run: Run, attribute: str | None = None, by: str | None = None, branches: bool = False
) -> pl.DataFrame:
    """Sum a golden attribute (or count entities) for each value of `by`: `by`, `entities`, `total`, `branches`.

    A branch is counted with its parent: its own figures are left out unless `branches` is said, and
    `branches` tells how many there are. Values that are no numbers count nothing.
    """
    golden = run.golden.collect()
    held = run.relations.filter(relation=BRANCH_OF).select(entity_id="from_entity").unique().collect()
    figure = (
        pl.lit(1.0)
        if attribute is None
        else pl.col(attribute).cast(pl.String).str.extract(r"^(-?[0-9.]+)").cast(pl.Float64, strict=False)
    )
    rows = golden.with_columns(
        figure=figure, is_branch=pl.col("entity_id").is_in(held["entity_id"].implode()), group=pl.lit("") if by is None else pl.col(by)
    )  # fmt: skip
    counted = pl.lit(True) if branches else ~pl.col("is_branch")
    return (
        rows.group_by("group")
        .agg(
            entities=counted.sum(),
            total=pl.col("figure").filter(counted).sum(),
            branches=pl.col("is_branch").sum(),
        )
        .rename({"group": by or "group"})
        .sort(by or "group")
    )


def compare_totals(summed: pl.DataFrame, published: pl.DataFrame, by: str, tolerance: float) -> pl.DataFrame:
    """Hold sums against `published` (`by`, `published`): `difference` as a share of it, and `agrees`.

    >>> summed = pl.DataFrame({"area": ["320508", "320506"], "total": [98.0, 50.0]})
    >>> published = pl.DataFrame({"area": ["320508", "320506"], "published": [100.0, 60.0]})
    >>> compare_totals(summed, published, "area", 0.05)["agrees"].to_list()
    [True, False]
    """
    told = published.join(summed, on=by, how="left").with_columns(pl.col("total").fill_null(0.0))
    told = told.with_columns(difference=(pl.col("total") - pl.col("published")) / pl.col("published"))
    return told.with_columns(agrees=pl.col("difference").abs() <= tolerance)
