"""Do expensive work once per distinct text and give the result back row by row."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

SPARSE = 0.02  # share of filled rows up to which a column is filled in rather than gathered
BLOCK_ROWS = 1 << 18
MISSING = 0.6  # share of missing texts from which only the others are read
FEW = 0.8  # share of distinct texts up to which spreading is cheaper than reading every text


def find_distinct(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Rows of one of each distinct text, ascending, and for each row the place of its text among them.

    Texts are told apart by a 64-bit hash, which is several times faster than by spelling; should two texts
    share a hash, it is seen and spelling decides.

    >>> [column.to_list() for column in find_distinct(pl.Series(["王", "李", "王", None]))]
    [[1, 2, 3], [1, 0, 1, 2]]
    """
    chosen = _choose_rows(texts.hash(seed=0).to_numpy())
    blocks = [slice(at, at + BLOCK_ROWS) for at in range(0, len(texts), BLOCK_ROWS)]
    if not all(texts.gather(chosen[block]).eq_missing(texts[block]).all() for block in blocks):
        numbered = texts.to_frame("text").with_row_index("row")
        chosen = numbered.select(pl.last("row").over("text")).to_series().to_numpy(writable=True)
    rows = np.flatnonzero(chosen == np.arange(len(texts), dtype=np.uint32))
    number = np.empty(len(texts), np.uint32)
    number[rows] = np.arange(len(rows), dtype=np.uint32)
    for block in blocks:
        chosen[block] = number[chosen[block]]
    return pl.Series(rows.astype(np.uint32)), pl.Series(chosen)


def _choose_rows(hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """For each row the last row of equal hash.

    Every row writes itself into the slot its hash points to; who reads another hash there has lost the
    slot, together with all its equals, and tries again with other bits. Block by block, so that what is
    needed besides the slots stays small.
    """
    chosen = np.arange(len(hashes), dtype=np.uint32)
    open_rows = chosen.copy()
    bits = max(len(hashes).bit_length(), 8)
    slot = np.zeros(1 << bits, np.uint32)
    shift = 64 - bits
    while len(open_rows) and shift >= 0:
        blocks = [open_rows[at : at + BLOCK_ROWS] for at in range(0, len(open_rows), BLOCK_ROWS)]
        for rows in blocks:
            slot[_slots_of(hashes[rows], shift, bits)] = rows
        lost = []
        for rows in blocks:
            wanted = hashes[rows]
            found = slot[_slots_of(wanted, shift, bits)]
            is_equal = hashes[found] == wanted
            chosen[rows[is_equal]] = found[is_equal]
            lost.append(rows[~is_equal])
        open_rows = np.concatenate(lost)
        shift -= 3
    if len(open_rows):  # never seen: equal in nearly all bits
        rest = pl.DataFrame({"hash": hashes[open_rows], "row": open_rows})
        chosen[open_rows] = rest.select(pl.last("row").over("hash")).to_series().to_numpy()
    return chosen


def _slots_of(hashes: NDArray[np.uint64], shift: int, bits: int) -> NDArray[np.uint64]:
    """The `bits` bits of each hash that begin at bit `shift`."""
    slots: NDArray[np.uint64] = (hashes << np.uint64(64 - bits - shift)) >> np.uint64(64 - bits)
    return slots


def apply_on_distinct(texts: pl.Series, read: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """Apply a row-wise pure function of texts to the distinct ones and spread its result over all rows.

    >>> upper = lambda texts: texts.str.to_uppercase().to_frame("upper")
    >>> apply_on_distinct(pl.Series(["b", "a", "b"]), upper).rows()
    [('B',), ('A',), ('B',)]
    """
    rows, place = find_distinct(texts)
    if len(rows) > FEW * len(texts):
        return read(texts)
    result = read(texts.gather(rows)).rechunk()  # gathering from several chunks is many times slower
    sparse = [name for name in result.columns if _is_sparse(result.get_column(name))]
    filled = result.select(pl.any_horizontal(pl.lit(False), *(pl.col(name).is_not_null() for name in sparse)))
    odd = filled.to_series().gather(place).arg_true() if sparse else pl.Series([], dtype=pl.UInt32)
    odd_place = place.gather(odd)
    spread = []
    for name in result.columns:
        # gone once it is spread: the two frames never stand whole together
        column = result.drop_in_place(name)
        spread.append(_fill(column, len(place), odd, odd_place) if name in sparse else column.gather(place))
    return pl.DataFrame(spread)


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
