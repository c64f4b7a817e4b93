"""A sample of golden records for the link report, from the files a run has just written."""

from pathlib import Path
from typing import Any

import polars as pl

ENTITIES = 16
LOOKED_AT = 20_000  # rows of provenance among which they are chosen


def sample_golden_records(folder: Path) -> list[dict[str, Any]]:
    """Some entities of a run folder: `entity_id`, `records` and `values`, one row of provenance each.

    Entity ids are keyed hashes, so the first of the file are a fair sample, and equal input shows equal
    ones. Three in four have a value that another one was passed over for; of the rest those of several
    records come first.
    """
    seen = pl.scan_parquet(folder / "provenance.parquet").head(LOOKED_AT).collect()
    entities = seen.group_by("entity_id", maintain_order=True).agg(
        disputed=pl.col("runner_up").is_not_null().any(),
        origins=pl.struct("source", "record_id").n_unique(),
        values=pl.struct(pl.all()),
    )
    if len(seen) == LOOKED_AT:  # the last one may be cut in two
        entities = entities.head(-1)
    disputed = entities.filter("disputed").head(ENTITIES * 3 // 4)
    agreed = entities.filter(~pl.col("disputed")).sort(-pl.col("origins").cast(pl.Int64), maintain_order=True)
    chosen = pl.concat([disputed, agreed.head(ENTITIES - len(disputed))])
    sizes = (
        pl.scan_parquet(folder / "crosswalk.parquet")
        .filter(pl.col("entity_id").is_in(chosen["entity_id"].implode()))
        .group_by("entity_id")
        .agg(records=pl.len())
        .collect()
    )
    told = chosen.join(sizes, on="entity_id", how="left", maintain_order="left")
    told = told.with_columns(pl.col("records").fill_null(0))  # a place that others imply has none of its own
    return told.select("entity_id", "records", "values").to_dicts()
