"""Do expensive work once per distinct text and give the result back row by row."""

from collections.abc import Callable

import polars as pl

SPARSE = 0.02  # share of filled rows up to which a column is filled in rather than gathered


def find_distinct(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Rows (UInt32) of the first of each distinct text, and for each row the place of its text among them.

    Texts are told apart by a 64-bit hash, which is several times faster than by spelling; should two texts
    share a hash, it is seen and spelling decides.

    >>> [column.to_list() for column in find_distinct(pl.Series(["王", "李", "王", None]))]
    [[0, 1, 3], [0, 1, 0, 2]]
    """
    rows, place = _first_places(texts.hash(seed=0))
    if not texts.gather(rows).gather(place).eq_missing(texts).all():
        rows, place = _first_places(texts)
    return rows, place


def _first_places(keys: pl.Series) -> tuple[pl.Series, pl.Series]:
    row = pl.int_range(len(keys), dtype=pl.UInt32, eager=True)
    first = pl.DataFrame({"key": keys, "row": row}).select(pl.first("row").over("key")).to_series()
    is_first = first == row
    number = (is_first.cast(pl.UInt32).cum_sum() - 1).cast(pl.UInt32)
    return row.filter(is_first), number.gather(first)


def apply_on_distinct(texts: pl.Series, read: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """Apply a row-wise pure function of texts to the distinct ones and spread its result over all rows.

    >>> upper = lambda texts: texts.str.to_uppercase().to_frame("upper")
    >>> apply_on_distinct(pl.Series(["b", "a", "b"]), upper).rows()
    [('B',), ('A',), ('B',)]
    """
    rows, place = find_distinct(texts)
    result = read(texts.gather(rows))
    return pl.DataFrame([_spread(result.get_column(name), place) for name in result.columns])


def _spread(column: pl.Series, place: pl.Series) -> pl.Series:
    """Gather a column; one that is nearly empty is filled in where it is not, which costs far less."""
    filled = column.is_not_null()
    if column.dtype.is_nested() or filled.sum() > SPARSE * len(column):
        return column.gather(place)
    rows = filled.gather(place).arg_true()
    empty = pl.Series(column.name, [None], dtype=column.dtype).new_from_index(0, len(place))
    return empty.scatter(rows, column.gather(place.gather(rows))) if len(rows) else empty
