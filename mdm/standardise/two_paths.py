"""Read the plain bulk of a column fast and the rest with care, and put both together in order."""

from collections.abc import Callable

import polars as pl

from mdm.standardise.byte_matrix import Flags
from mdm.standardise.distinct import apply_on_distinct

ReadPlain = Callable[[pl.Series], tuple[pl.DataFrame, Flags]]
ReadRest = Callable[[pl.Series], pl.DataFrame]


def in_two_paths(
    values: pl.Series, is_plain: pl.Series, stand_in: str, read_plain: ReadPlain, read_rest: ReadRest
) -> pl.DataFrame:
    """Give `read_plain` the whole column and `read_rest` what that does not settle, missing values apart.

    Values not marked plain are replaced by `stand_in`, a text of plain shape, so that the columns keep their
    length; what `read_plain` says of these and of the values it does not flag as settled is overwritten.
    `read_rest` returns the same columns, one row for each distinct value it is given.
    """
    if not is_plain.any():
        return apply_on_distinct(values, read_rest)
    is_odd = ~is_plain
    has_odd = is_odd.any()
    columns, settled = read_plain(replace_rows(values, is_odd.arg_true(), stand_in) if has_odd else values)
    if settled.all() and not has_odd:
        return columns
    is_open = is_odd | ~pl.Series(settled)
    missing, rest = (is_open & values.is_null()).arg_true(), (is_open & values.is_not_null()).arg_true()
    if len(missing):
        columns = columns.with_columns(replace_rows(column, missing, None) for column in columns)
    return put_in(columns, rest, apply_on_distinct(values.gather(rest), read_rest)) if len(rest) else columns


def put_in(frame: pl.DataFrame, rows: pl.Series, others: pl.DataFrame) -> pl.DataFrame:
    """Replace some rows; far cheaper than interleaving two frames when the rows are few.

    >>> frame, others = pl.DataFrame({"x": ["a", "b", "c"]}), pl.DataFrame({"x": ["-"]})
    >>> put_in(frame, pl.Series([1]), others)["x"].to_list()
    ['a', '-', 'c']
    """
    return pl.DataFrame([replace_rows(frame[name], rows, others[name]) for name in frame.columns])


def replace_rows(column: pl.Series, rows: pl.Series, others: pl.Series | str | None) -> pl.Series:
    """The column with `others` in the given rows; the column given stays as it is."""
    return column.clone().scatter(rows, others).alias(column.name)
