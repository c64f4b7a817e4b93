"""Do expensive work once per distinct text and give the result back row by row."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.distinct import find_distinct

SPARSE = 0.02  # share of filled rows up to which a column is filled in rather than gathered
MISSING = 0.6  # share of missing texts from which only the others are read
FEW = 0.8  # share of distinct texts up to which spreading is cheaper than reading every text


def apply_on_distinct(
    texts: pl.Series, read: Callable[[pl.Series], pl.DataFrame], *, alike_together: bool = False
) -> pl.DataFrame:
    """Apply a row-wise pure function of texts to the distinct ones and spread its result over all rows.

    `alike_together` gives it the distinct texts in an order in which those stand together that are alike up to their
    first digit.

    >>> upper = lambda texts: texts.str.to_uppercase().to_frame("upper")
    >>> apply_on_distinct(pl.Series(["b", "a", "b"]), upper).rows()
    [('B',), ('A',), ('B',)]
    """
    rows, place = find_distinct(texts)
    if alike_together:
        order = _put_together(texts.gather(rows))
        rows = rows.gather(order)
        rank = np.empty(len(order), np.uint32)
        rank[order] = np.arange(len(order), dtype=np.uint32)
        place = pl.Series(rank).gather(place)
    elif len(rows) > FEW * len(texts):
        return read(texts)
    result = read(texts.gather(rows))
    sparse = [name for name in result.columns if _is_sparse(result.get_column(name))]
    filled = result.select(pl.any_horizontal(pl.lit(False), *(pl.col(name).is_not_null() for name in sparse)))
    odd = filled.to_series().gather(place).arg_true() if sparse else pl.Series([], dtype=pl.UInt32)
    odd_place = place.gather(odd)
    spread = []
    for name in result.columns:
        # gone once it is spread: the two frames never stand whole together
        column = result.drop_in_place(name).rechunk()  # gathering from several chunks is many times slower
        spread.append(_fill(column, len(place), odd, odd_place) if name in sparse else column.gather(place))
    return pl.DataFrame(spread)


def _put_together(texts: pl.Series) -> NDArray[np.intp]:
    """An order of the texts in which those of one opening, up to the first digit, are neighbours."""
    text = pl.col("text")
    opening = text.cast(pl.Binary).bin.head(text.str.find("[0-9]"))
    told = texts.to_frame("text").select(opening.hash(seed=0).fill_null(0)).to_series().to_numpy()
    return np.argsort((told >> np.uint64(48)).astype(np.uint16), kind="stable")


def apply_on_filled(texts: pl.Series, read: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """Apply a row-wise pure function of texts to those that are there, and once to a missing one for all that are not.

    >>> upper = lambda texts: texts.str.to_uppercase().to_frame("upper")
    >>> apply_on_filled(pl.Series(["b", None, "a", None]), upper).rows()
    [('B',), (None,), ('A',), (None,)]
    """
    rows = texts.is_not_null().arg_true().cast(pl.UInt32)
    result = read(pl.concat([texts.gather(rows), texts.clear(1)])).rechunk()
    spot = np.full(len(texts), len(rows), np.uint32)
    spot[rows.to_numpy()] = np.arange(len(rows), dtype=np.uint32)
    place, filled = pl.Series(spot), pl.Series(np.arange(len(rows), dtype=np.uint32))
    return pl.DataFrame(
        [
            column.gather(place)
            if column.dtype.is_nested() or column[-1] is not None
            else _fill(column, len(texts), rows, filled)
            for column in result
        ]
    )


def _is_sparse(column: pl.Series) -> bool:
    """Nearly empty: filled in where it is not, which costs far less than gathering."""
    return not column.dtype.is_nested() and len(column) - column.null_count() <= SPARSE * len(column)


def _fill(column: pl.Series, height: int, rows: pl.Series, place: pl.Series) -> pl.Series:
    empty = pl.Series(column.name, [None], dtype=column.dtype).new_from_index(0, height)
    return empty.scatter(rows, column.gather(place)) if len(rows) else empty
