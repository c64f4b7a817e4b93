"""A LazyFrame over batches that are made when they are asked for."""

from collections.abc import Callable, Iterator, Mapping

import polars as pl
from polars._typing import PolarsDataType
from polars.io.plugins import register_io_source

Batches = Callable[[], Iterator[pl.DataFrame]]


def interleave(batches: Batches, others: pl.DataFrame, key: str) -> Batches:
    """The rows of `batches`, which run on in the order of `key`, with `others`, sorted by it, among them.

    >>> made = interleave(lambda: iter([pl.DataFrame({"x": [1, 3]})]), pl.DataFrame({"x": [2, 4]}), "x")
    >>> pl.concat(made())["x"].to_list()
    [1, 2, 3, 4]
    """

    def read() -> Iterator[pl.DataFrame]:
        done = 0
        for batch in batches():
            if batch.is_empty():
                continue
            upto = int(others[key].search_sorted(batch[key][-1], side="right"))
            yield batch.merge_sorted(others.slice(done, upto - done), key)
            done = upto
        yield others.slice(done)

    return read


def scan_batches(batches: Batches, schema: Mapping[str, PolarsDataType]) -> pl.LazyFrame:
    """Scan the frames of `batches()`, one in memory at a time; each collect makes them anew.

    >>> scan_batches(lambda: iter([pl.DataFrame({"x": [1]})]), {"x": pl.Int64}).collect().height
    1
    """

    def read(
        columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, _batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        left = n_rows
        for batch in batches():
            if left is not None:
                batch = batch.head(left)
                left -= batch.height
            if predicate is not None:
                batch = batch.filter(predicate)
            yield batch if columns is None else batch.select(columns)
            if left == 0:
                return

    return register_io_source(read, schema=pl.Schema(schema))
