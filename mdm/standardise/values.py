"""Standardise the values of one kind, as columns."""

import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import polars as pl
from polars._typing import PolarsDataType

from mdm.errors import UsageError
from mdm.standardise.distinct import MISSING, apply_on_distinct, apply_on_filled
from mdm.standardise.kind import Context, Kind
from mdm.standardise.kinds import find_kind
from mdm.standardise.text import silence_blanks

# Rows read at a time by all threads together, which bounds the memory beside input and output; and the
# fewest that are worth a piece of their own.
ROWS_AT_A_TIME, SMALLEST_PIECE = 1 << 19, 1 << 17


def standardise_values(
    kind: str,
    values: pl.Series | Iterable[object],
    *,
    at: date | str | None = None,
    context: str | int | None = None,
    steps: bool = False,
    options: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Standardise `values` of one kind: a frame with `original`, `value`, `issue`, `lead` and the kind's parts.

    `at` is the date whose districts and codes are wanted, also as `"2012-08-31"` (default today); `context` a
    division code the values are known to lie beneath, such as `"320500"`; `steps=True` adds what was done to each value;
    `options` are remarks on the column, such as `{"date_system": "1904"}`. The result has the length and
    order of the input. `value` is null exactly when the value cannot be trusted; `issue` then says why.
    Raises UsageError for an unknown kind, for an `at` that is no day, a `context` that is no code and for values
    that are no series of plain values.

    >>> standardise_values("text", ["  a ", None, "无"])["value"].to_list()
    ['a', None, None]
    """
    found = find_kind(kind)
    return apply_kind(
        found, _as_texts(values), Context(as_day(at), _as_division(context), steps, options or {})
    )


def as_day(at: object) -> date | None:
    """A day given as a date or a text; UsageError where it is none.

    >>> as_day("2012-08-31")
    datetime.date(2012, 8, 31)
    """
    if isinstance(at, datetime):
        return at.date()
    if at is None or isinstance(at, date):
        return at
    try:
        return date.fromisoformat(str(at))
    except ValueError:
        raise UsageError(f"{at!r} is no day", hint="a date, or a text such as 2012-08-31") from None


def _as_division(context: object) -> str | None:
    if context is None or re.fullmatch("[0-9]{6}([0-9]{3}|[0-9]{6})?", str(context)):
        return None if context is None else str(context)
    raise UsageError(f"{context!r} is no division code", hint="a code such as 320500")


def _as_texts(values: object) -> pl.Series:
    """Values of any scalar type as texts; numbers that are none (NaN) are missing."""
    if isinstance(values, (str, bytes, Mapping, pl.DataFrame)) or not isinstance(
        values, (pl.Series, Iterable)
    ):
        raise UsageError(
            f"values are one {type(values).__name__}, not a series of values",
            hint="pass a Polars series, a pandas series or a list of values",
        )
    try:
        series = values if isinstance(values, pl.Series) else _as_series(values)
        if series.dtype.is_nested() or series.dtype == pl.Object:
            raise TypeError(f"{series.dtype}")
    except (TypeError, pl.exceptions.PolarsError) as error:
        raise UsageError(
            f"values are neither texts nor numbers nor dates: {error}", hint="pass one plain value per row"
        ) from error
    if series.dtype.is_float():
        series = series.fill_nan(None)
    return series if series.dtype == pl.String else series.cast(pl.String, strict=False)


def _as_series(values: Iterable[object]) -> pl.Series:
    """Values of any kind of list; what pandas and NumPy write for a missing one is missing."""
    if type(values).__module__.startswith("pandas."):
        try:
            return pl.Series(pl.from_pandas(values))
        except Exception:  # a column of mixed types
            values = values.astype(object).where(values.notna(), None)  # type: ignore[attr-defined]
    told = [None if isinstance(value, float) and value != value else value for value in values]
    return pl.Series("values", told, strict=False)


Keep = Callable[[pl.DataFrame], pl.DataFrame]


def apply_kind(kind: Kind, text: pl.Series, context: Context, keep: Keep | None = None) -> pl.DataFrame:
    """Run a kind over a String series of any length, on distinct values where that pays.

    A blank field is missing: silence, no issue. `keep` takes from each piece, as soon as it is read, what is
    wanted of it, so that the rest is never held for all rows.
    """
    if text.is_empty():
        listed: dict[str, PolarsDataType] = {"steps": pl.List(pl.String())} if context.steps else {}
        nothing = pl.DataFrame(schema={"original": pl.String(), **kind.schema, **listed})
        return nothing if keep is None else keep(nothing).insert_column(0, nothing["original"])
    original = text.alias("original")
    read = silence_blanks(text)

    def read_pieces(texts: pl.Series) -> pl.DataFrame:
        return _in_pieces(kind, texts, context, keep)

    def read_distinct(texts: pl.Series) -> pl.DataFrame:
        if not kind.on_distinct:
            return read_pieces(texts)
        in_pieces = len(texts) > SMALLEST_PIECE
        return apply_on_distinct(texts, read_pieces, alike_together=kind.alike_together and in_pieces)

    many_missing = read.null_count() > MISSING * len(read)
    result = apply_on_filled(read, read_distinct) if many_missing else read_distinct(read)
    return result.insert_column(0, original)


def _in_pieces(kind: Kind, text: pl.Series, context: Context, keep: Keep | None) -> pl.DataFrame:
    """Read a long series piece by piece, the pieces side by side on the processors there are."""

    def read_one(piece: pl.Series) -> pl.DataFrame:
        read = kind.standardise(piece, context)
        return read if keep is None else keep(read)

    threads = pl.thread_pool_size()
    rows = max(min(-(-len(text) // threads), ROWS_AT_A_TIME // threads), SMALLEST_PIECE)
    rows = min(rows, kind.most_rows)
    if len(text) <= rows:
        return read_one(text)
    rounds = -(-len(text) // (rows * threads))
    rows = -(-len(text) // (rounds * threads))  # of one size, so that no processor waits for a last piece
    pieces = [text.slice(start, rows) for start in range(0, len(text), rows)]
    with ThreadPoolExecutor(threads) as workers:
        return pl.concat(workers.map(read_one, pieces), rechunk=False)
