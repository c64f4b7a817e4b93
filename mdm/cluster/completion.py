"""Fill what a record leaves out from the records around it, where only one answer is possible.

Works on everything: whether an answer is the only one depends on all records. The result does not depend on
their order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from mdm.rulepack import Completion


@dataclass(frozen=True)
class Completed:
    """`records` with filled columns; `ambiguous`: `row` (place in the frame), `column` and `rule`, the issue of what
    could not be settled because several answers were possible."""

    records: pl.DataFrame
    ambiguous: pl.DataFrame


def complete_records(
    records: pl.DataFrame, completions: Sequence[Completion], *, witnesses: int | None = None
) -> Completed:
    """Take the steps in order. Columns no source gives are null throughout and may be filled as well.

    A step with `given` fills a missing first column from the records that are equal in all of `given`, when they
    all say the same; where they say different things the row stays open for good. A step with `otherwise` fills what
    is missing and not open. With `witnesses` only so many rows, the first ones, answer; the others ask.
    """
    open_rows: dict[str, pl.Series] = {}
    issues: dict[str, str] = {}
    for step in completions:
        first = step.fill[0]
        records = _with_columns(records, step.columns())
        issues[first] = issues.get(first) or step.issue
        if step.given:
            records, unsettled = _fill_from_equals(records, step, witnesses)
            before = open_rows.get(first)
            # a later step may still settle what an earlier one could not
            still = unsettled if before is None else unsettled | before
            open_rows[first] = still & records[first].is_null()
        else:
            records = _fill_otherwise(records, step, open_rows.get(first))
    return Completed(records, _list_ambiguous(open_rows, issues))


def _with_columns(records: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    missing = [name for name in dict.fromkeys(names) if name not in records.columns]
    return records.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)


def _fill_from_equals(
    records: pl.DataFrame, step: Completion, witnesses: int | None
) -> tuple[pl.DataFrame, pl.Series]:
    """The records with filled columns, and which rows found several answers."""
    first, others = step.fill[0], step.fill[1:]
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in step.given)
    keys = records.select(
        row=pl.int_range(pl.len(), dtype=pl.UInt32),
        key=pl.when(whole).then(pl.struct(step.given).hash()),
        value=pl.col(first),
    ).drop_nulls("key")
    asking = keys.filter(pl.col("value").is_null()).select("row", "key")
    nothing = pl.repeat(False, len(records), dtype=pl.Boolean, eager=True)
    if asking.is_empty():
        return records, nothing
    heard = keys if witnesses is None else keys.filter(pl.col("row") < witnesses)
    telling = heard.drop_nulls("value").join(asking.select("key").unique(), on="key", how="semi")
    answers = telling.group_by("key").agg(
        pl.col("value").min(), several=pl.col("value").n_unique() > 1, witness=pl.col("row").min()
    )
    told = asking.join(answers, on="key")
    alone = told.filter(~pl.col("several"))
    fresh = {first: _scatter(records[first], alone["row"], alone["value"])}
    if others and len(alone):
        fresh |= _bring_along(records, telling, alone, others)
    return records.with_columns(**fresh), nothing.scatter(told.filter("several")["row"], True)


def _bring_along(
    records: pl.DataFrame, telling: pl.DataFrame, alone: pl.DataFrame, others: Sequence[str]
) -> dict[str, pl.Series]:
    """The other columns of the records that answered, where those agree and the asking record is silent."""
    said = telling.join(alone.select("key").unique(), on="key", how="semi")
    said = said.hstack(records.select(others)[said["row"]])
    agreed = said.group_by("key").agg(
        pl.when(pl.col(name).n_unique() - pl.col(name).is_null().any().cast(pl.UInt32) == 1)
        .then(pl.col(name).drop_nulls().first())
        .alias(name)
        for name in others
    )
    found = alone.select("row", "key").join(agreed, on="key", how="left", maintain_order="left")
    columns = {}
    for name in others:
        silent = records[name].gather(found["row"]).is_null() & found[name].is_not_null()
        kept = found.filter(silent)
        columns[name] = _scatter(records[name], kept["row"], kept[name])
    return columns


def _fill_otherwise(records: pl.DataFrame, step: Completion, open_rows: pl.Series | None) -> pl.DataFrame:
    text = str(step.otherwise)
    value = pl.col(text[1:-1]) if text.startswith("{") else pl.lit(text)
    first = step.fill[0]
    settled = pl.lit(True) if open_rows is None else ~pl.lit(open_rows)
    return records.with_columns(
        pl.when(pl.col(first).is_null() & settled).then(value).otherwise(first).alias(first)
    )


def _scatter(column: pl.Series, rows: pl.Series, values: pl.Series) -> pl.Series:
    return column.clone().scatter(rows, values) if len(rows) else column


def _list_ambiguous(open_rows: dict[str, pl.Series], issues: dict[str, str]) -> pl.DataFrame:
    found = [
        pl.DataFrame({"row": mask.arg_true().cast(pl.UInt32)}).with_columns(
            column=pl.lit(name), rule=pl.lit(issues[name])
        )
        for name, mask in open_rows.items()
        if issues[name]
    ]
    shape = {"row": pl.UInt32, "column": pl.String, "rule": pl.String}
    return pl.concat([pl.DataFrame(schema=shape), *found]).sort("row", "column")
