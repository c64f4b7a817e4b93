"""Change a few rows of a long column."""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl


def replace_rows(values: pl.Series, rows: pl.Series, new: pl.Series) -> pl.Series:
    """`values` with `new` at the places `rows`.

    >>> replace_rows(pl.Series(["a", "b"]), pl.Series([1]), pl.Series(["c"])).to_list()
    ['a', 'c']
    """
    order = np.arange(len(values), dtype=np.uint32)
    order[rows.to_numpy()] = np.arange(len(values), len(values) + len(rows), dtype=np.uint32)
    return pl.concat([values, new.alias(values.name)]).gather(order)


def replace_changed(
    frame: pl.DataFrame, rows: pl.Series, new: pl.DataFrame, names: Sequence[str]
) -> pl.DataFrame:
    """`frame` with the columns `names` of `new` at the places `rows`; columns without change stay as they are.

    >>> frame = pl.DataFrame({"town": ["a", "b"], "zone": ["c", None]})
    >>> replace_changed(frame, pl.Series([1]), pl.DataFrame({"town": ["d"], "zone": [None]}), ["town"]).rows()
    [('a', 'c'), ('d', None)]
    """
    changed = [name for name in names if frame[name].gather(rows).ne_missing(new[name]).any()]
    return frame.with_columns(replace_rows(frame[name], rows, new[name]) for name in changed)


def spread_rows(found: pl.Series, rows: pl.Series, length: int) -> pl.Series:
    """A column of `length` rows with `found` at the places `rows`, null elsewhere.

    >>> spread_rows(pl.Series(["c"]), pl.Series([1]), 3).to_list()
    [None, 'c', None]
    """
    order = np.full(length, len(found), dtype=np.uint32)
    order[rows.to_numpy()] = np.arange(len(found), dtype=np.uint32)
    return pl.concat([found, pl.Series(found.name, [None], dtype=found.dtype)]).gather(order)


def change_where(values: pl.Series, mask: pl.Series, change: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """The values, changed where the mask holds.

    >>> change_where(pl.Series(["a", "b"]), pl.Series([False, True]), lambda text: text + "!").to_list()
    ['a', 'b!']
    """
    rows = mask.arg_true()
    if rows.is_empty():
        return values
    changed = values.gather(rows).to_frame("text").select(change(pl.col("text"))).to_series()
    return replace_rows(values, rows, changed)
