"""Read frames in memory: Polars, pandas, and anything that speaks the Arrow C stream interface."""

from datetime import datetime, time
from typing import Any

import polars as pl

from mdm.errors import InputError, UsageError
from mdm.sources.as_text import EXACT_FLOAT
from mdm.sources.reading import Reading


def read_frame(name: str, data: Any) -> Reading:
    """Open a frame in memory; nothing is copied that need not be."""
    where = f"source {name}"
    frame, form = _to_polars(where, data)
    return Reading(where, frame, tuple(frame.collect_schema()), form)


def _to_polars(where: str, data: Any) -> tuple[pl.LazyFrame, str]:
    if isinstance(data, pl.LazyFrame):
        return data, "polars"
    if isinstance(data, pl.DataFrame):
        return data.lazy(), "polars"
    maker = type(data).__module__.split(".")[0]
    try:
        if maker == "pandas":
            return _from_pandas(data.rename(columns=str)).lazy(), maker
        if hasattr(data, "__arrow_c_stream__"):
            return pl.DataFrame(data).lazy(), maker
    except Exception as error:
        first = str(error).splitlines()[0]
        raise InputError(
            f"{where}: the {maker} frame cannot be read: {first}", hint="convert its columns to text"
        ) from None
    raise UsageError(
        f"{where}: cannot read a {type(data).__name__}",
        hint="pass a path, or a Polars, pandas or Arrow frame",
    )


def _from_pandas(data: Any) -> pl.DataFrame:
    """A pandas frame; columns in which types are mixed, as spreadsheets leave them, become text."""
    try:
        return pl.from_pandas(data)
    except Exception:
        mixed = [name for name in data.columns if data[name].dtype == object]
        return pl.from_pandas(data.assign(**{name: data[name].map(_as_clerk, "ignore") for name in mixed}))


def _as_clerk(value: object) -> str:
    """A single value as it is written where a whole column of its type is."""
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_FLOAT:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)
