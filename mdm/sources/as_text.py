"""Write typed columns as text, the way a clerk would write them."""

import polars as pl
from polars._typing import PolarsDataType

EXACT_FLOAT = 2.0**53  # beyond it a float no longer knows its last digits
SURE_DIGITS = 15  # what a float surely holds, and what a spreadsheet shows


def is_readable(dtype: PolarsDataType) -> bool:
    """Whether values of this type can stand in one text field."""
    return not (dtype.is_nested() or dtype in (pl.Binary, pl.Object))


def as_text(column: str, dtype: PolarsDataType) -> pl.Expr:
    """Expression for `column` as String: numbers without `.0`, dates in ISO order, empty text as null.

    A whole float too large to be exact is written as a spreadsheet shows it, fifteen digits and then zeros,
    so that a number ruined that way is recognised and its invented digits are never taken for real ones.
    A datetime at midnight is its date; fractions of a second stand only where there are any.

    >>> frame = pl.DataFrame({"n": [1.0, 2.5, None]})
    >>> frame.select(as_text("n", pl.Float64))["n"].to_list()
    ['1', '2.5', None]
    """
    value = pl.col(column)
    if dtype.is_float():
        value = value.cast(pl.Float64).fill_nan(None)
        whole = (value == value.round(0)) & (value.abs() < EXACT_FLOAT)
        large = (value == value.round(0)) & (value.abs() < 1e18)
        digits = (value / 1000.0).round(0).cast(pl.Int64, strict=False).cast(pl.String)
        sure = (
            digits.str.head(SURE_DIGITS) + digits.str.slice(SURE_DIGITS).str.replace_all("[0-9]", "0") + "000"
        )
        return (
            pl.when(whole)
            .then(value.cast(pl.Int64, strict=False).cast(pl.String))
            .when(large)
            .then(sure)
            .otherwise(value.cast(pl.String))
        )
    if dtype == pl.Datetime:
        text = value.dt.to_string("%Y-%m-%d %H:%M:%S%.f")
        text = text.str.replace(r"\.0*$", "").str.replace(r"(\.\d*[1-9])0+$", "$1")
        return text.str.replace(" 00:00:00$", "")
    text = value.cast(pl.String)
    return pl.when(text.str.len_bytes() > 0).then(text)
