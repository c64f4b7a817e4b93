"""Record ids: every record has one, and no two records of a source share it."""

from collections.abc import Mapping

import polars as pl

from mdm.errors import InputError
from mdm.sources.as_text import as_text, is_readable
from mdm.sources.columns import ROW_NUMBER
from mdm.sources.open_file import unreadable
from mdm.sources.reading import Reading

EXAMPLES = 5


def check_record_ids(frame: pl.DataFrame, reading: Reading, id_column: str) -> pl.DataFrame:
    """Return the records sorted by `record_id`, without the rows in which nothing stands.

    Raises InputError, naming column and lines, for rows without an id and for ids that stand twice.
    """
    ids = frame["record_id"]
    nothing = pl.all_horizontal(pl.exclude("record_id").is_null())
    if id_column == ROW_NUMBER:
        kept = frame.filter(~nothing)
    else:
        blank = ids.str.strip_chars().str.len_bytes().fill_null(0) == 0
        if blank.any():
            rows = frame.with_row_index("_row").filter(blank & ~frame.select(nothing).to_series())["_row"]
            if len(rows):
                raise InputError(
                    f"{reading.where}: column {id_column!r} is blank in {_list(reading, rows)}",
                    hint="every record needs an id; --id-column @row numbers the rows instead",
                )
        kept = frame.filter(~blank) if blank.any() else frame
    if not kept["record_id"].is_sorted():
        kept = kept.sort("record_id")
    _refuse_doubles(frame, kept["record_id"], reading, id_column)
    return kept


def read_id(id_column: str, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """Record ids as text; `@row` numbers the rows from 1."""
    numbered = pl.int_range(1, pl.len() + 1).cast(pl.String)
    return numbered if id_column == ROW_NUMBER else as_text(id_column, schema[id_column])


def refuse_doubles(reading: Reading, id_column: str) -> None:
    """Raise InputError for ids that stand twice, reading nothing but the ids."""
    schema = reading.frame.collect_schema()
    if id_column == ROW_NUMBER or not is_readable(schema[id_column]):
        return
    try:
        frame = reading.frame.select(record_id=read_id(id_column, schema)).collect()
    except pl.exceptions.PolarsError as error:
        raise unreadable(reading, error) from None
    ids = frame["record_id"].drop_nulls()
    _refuse_doubles(frame, ids if ids.is_sorted() else ids.sort(), reading, id_column)


def _refuse_doubles(frame: pl.DataFrame, ids: pl.Series, reading: Reading, id_column: str) -> None:
    twice = ids.filter((ids == ids.shift(1)).fill_null(False) & (ids.str.strip_chars() != "")).unique()
    if len(twice):
        _tell_doubles(frame, reading, id_column, twice)


def _tell_doubles(frame: pl.DataFrame, reading: Reading, id_column: str, twice: pl.Series) -> None:
    shown = twice.sort().head(EXAMPLES)
    rows = frame.with_row_index("_row").filter(pl.col("record_id").is_in(shown.implode()))
    places = [
        f"{record_id} ({_list(reading, group['_row'])})"
        for (record_id,), group in sorted(rows.group_by("record_id", maintain_order=True))
    ]
    more = f" and {len(twice) - len(shown)} more" if len(twice) > len(shown) else ""
    count = f"{len(twice)} id{'s' * (len(twice) > 1)} more than once"
    raise InputError(
        f"{reading.where}: column {id_column!r} holds {count}: {', '.join(places)}{more}",
        hint="repair the source, name another column with --id-column, or number the rows: --id-column @row",
    )


def _list(reading: Reading, rows: pl.Series) -> str:
    shown = reading.say_rows(rows.head(EXAMPLES).to_list())
    more = f" and {len(rows) - len(shown)} more" if len(rows) > len(shown) else ""
    return f"{', '.join(shown)}{more}"
