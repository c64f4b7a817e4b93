"""Named steps: what was done to a value, listed beside it, and done again to prove it.

A kind that can explain itself holds a tuple of steps. Each is a column function from text to text
that leaves alone what it does not concern. A step counts as applied to a value when it changed it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Step:
    """One named column function from text to text."""

    name: str
    apply: Callable[[pl.Expr], pl.Expr]


def run_steps(values: pl.Series, steps: Sequence[Step]) -> pl.Series:
    """Apply every step in order and return the last text.

    >>> trim = Step("trim", lambda text: text.str.strip_chars())
    >>> run_steps(pl.Series([" a "]), [trim]).to_list()
    ['a']
    """
    text = pl.LazyFrame({"text": values})
    for step in steps:
        text = text.select(step.apply(pl.col("text")).alias("text"))
    return text.collect().get_column("text").alias(values.name)


def list_steps(values: pl.Series, steps: Sequence[Step]) -> pl.Series:
    """Name, for each value, the steps that change it (a list of strings; null where the value is null).

    >>> trim = Step("trim", lambda text: text.str.strip_chars())
    >>> list_steps(pl.Series([" a ", "a", None]), [trim]).to_list()
    [['trim'], [], None]
    """
    applied: list[pl.Series] = []
    before = values
    for step in steps:
        after = run_steps(before, [step])
        applied.append(_name_where(before.ne_missing(after), step.name))
        before = after
    if not applied:
        names = pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, values.len())
    else:
        names = pl.select(pl.concat_list(applied).list.drop_nulls()).to_series()
    return pl.select(pl.when(values.is_not_null()).then(names)).to_series().alias("steps")


def replay_steps(values: pl.Series, names: pl.Series, steps: Sequence[Step]) -> pl.Series:
    """Apply to each original exactly the steps listed for it, in their order.

    >>> trim = Step("trim", lambda text: text.str.strip_chars())
    >>> replay_steps(pl.Series([" a ", " a "]), pl.Series([["trim"], []]), [trim]).to_list()
    ['a', ' a ']
    """
    frame = pl.DataFrame({"text": values, "names": names.cast(pl.List(pl.String))})
    for step in steps:
        is_listed = pl.col("names").list.contains(step.name)
        frame = frame.with_columns(
            pl.when(is_listed).then(step.apply(pl.col("text"))).otherwise(pl.col("text")).alias("text")
        )
    return frame.get_column("text").alias(values.name)


def _name_where(changed: pl.Series, name: str) -> pl.Series:
    return pl.select(pl.when(changed).then(pl.lit(name)).alias(name)).to_series()
