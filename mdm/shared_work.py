"""Columns of a frame whose expressions share work.

Only a lazy frame is looked through for what several expressions have in common, and only there a count within
groups takes the short way: worth it where expressions are large or hold `over`.
"""

import polars as pl
from polars._typing import IntoExpr


def select_shared(frame: pl.DataFrame, *columns: IntoExpr | list[pl.Expr], **named: IntoExpr) -> pl.DataFrame:
    """`frame.select(...)` with shared work done once.

    >>> frame = pl.DataFrame({"a": [1, 1, 2]})
    >>> select_shared(frame, size=pl.len().over("a"))["size"].to_list()
    [2, 2, 1]
    """
    return frame.lazy().select(*columns, **named).collect()


def with_shared(frame: pl.DataFrame, *columns: IntoExpr | list[pl.Expr], **named: IntoExpr) -> pl.DataFrame:
    """`frame.with_columns(...)` with shared work done once."""
    return frame.lazy().with_columns(*columns, **named).collect()
