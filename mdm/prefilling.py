"""Forms filled in from golden records: value, source and date, or blank where sources of equal standing disagree."""

from collections.abc import Sequence

import polars as pl

from mdm.errors import UsageError
from mdm.run import Run

SETTLED = ("only_value", "source_rank")  # rules that decide by who knows best; the others weigh equals


def prefill(run: Run, entity_id: str, fields: Sequence[str]) -> pl.DataFrame:
    """One row for each field, in the order asked: `field`, `value`, `source`, `record_id`, `observed_at`, `why_blank`.

    `why_blank` is `unknown` where no source says anything, `conflict` where another value was passed over by
    date, number or order alone: then the citizen is asked. Raises UsageError for an entity that is not in the run.
    """
    if run.golden.filter(entity_id=entity_id).select(pl.len()).collect().item() == 0:
        raise UsageError(f"{entity_id}: no such entity", hint="golden.parquet lists them")
    told = run.provenance.filter(entity_id=entity_id).collect()
    asked = pl.DataFrame({"field": list(fields)}).join(
        told, left_on="field", right_on="attribute", how="left", maintain_order="left"
    )
    conflict = pl.col("runner_up").is_not_null() & ~pl.col("rule").is_in(SETTLED)
    asked = asked.with_columns(
        why_blank=pl.when(pl.col("value").is_null())
        .then(pl.lit("unknown"))
        .when(conflict)
        .then(pl.lit("conflict"))
    )
    filled = pl.col("why_blank").is_null()
    shown = [
        pl.when(filled).then(name).alias(name) for name in ("value", "source", "record_id", "observed_at")
    ]
    return asked.select("field", *shown, "why_blank")
