"""Read the plain bulk of a column fast and the rest with care, and put both together in order."""

from collections.abc import Callable

import numpy as np
import polars as pl

from mdm.standardise.byte_matrix import Flags

ReadPlain = Callable[[pl.Series], tuple[pl.DataFrame, Flags]]
ReadRest = Callable[[pl.Series], pl.DataFrame]


def in_two_paths(
    values: pl.Series, is_plain: pl.Series, read_plain: ReadPlain, read_rest: ReadRest
) -> pl.DataFrame:
    """Give the values marked plain to `read_plain` and all that it does not settle to `read_rest`.

    `read_plain` returns columns of the values it settled and a flag for each value it was given;
    `read_rest` returns the same columns for every value it is given.
    """
    settled = is_plain.to_numpy(writable=True)
    pieces = []
    if settled.any():
        columns, flags = read_plain(values if settled.all() else values.filter(is_plain))
        settled[settled] = flags
        if settled.all():
            return columns
        pieces.append(columns)
    pieces.append(read_rest(values if not settled.any() else values.filter(pl.Series(~settled))))
    return pieces[-1] if not settled.any() else put_in_order(pieces[0], pieces[1], settled)


def put_in_order(chosen: pl.DataFrame, others: pl.DataFrame, flags: Flags) -> pl.DataFrame:
    """Interleave rows: `chosen` where `flags` is True, `others` elsewhere.

    >>> one, two = pl.DataFrame({"x": ["a", "b"]}), pl.DataFrame({"x": ["-"]})
    >>> put_in_order(one, two, np.array([True, False, True]))["x"].to_list()
    ['a', '-', 'b']
    """
    order = np.empty(len(flags), dtype=np.uint32)
    order[flags] = np.arange(chosen.height, dtype=np.uint32)
    order[~flags] = np.arange(chosen.height, len(flags), dtype=np.uint32)
    return pl.concat([chosen, others], rechunk=True)[order]
