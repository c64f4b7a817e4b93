"""Text of one fixed length as a matrix of bytes, so that check characters are sums over columns.

The layout is one row per position: `matrix[0]` holds the first byte of every value, contiguous in
memory, which is what makes sums over ten million values cheap.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

Bytes: TypeAlias = npt.NDArray[np.uint8]
Flags: TypeAlias = npt.NDArray[np.bool_]

ZERO = ord("0")


def byte_matrix(text: pl.Series, width: int) -> Bytes:
    """Return the bytes of `text`, whose values are all `width` bytes long and not null.

    >>> byte_matrix(pl.Series(["10", "2X"]), 2).tolist()
    [[49, 50], [48, 88]]
    """
    if text.is_empty():
        return np.zeros((width, 0), dtype=np.uint8)
    rows = text.cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, width), endianness="little")
    return np.ascontiguousarray(rows.to_numpy().reshape(len(text), width).T)


def has_length_bytes(text: pl.Series, width: int) -> pl.Series:
    """True where a value is exactly `width` bytes long; False for null."""
    return (text.str.len_bytes() == width).fill_null(False)


def are_digits(digits: Bytes) -> Flags:
    """True for each value whose positions, less `ZERO`, are all 0 to 9."""
    flags: Flags = np.maximum.reduce(digits, axis=0) < 10
    return flags


def number_at(digits: Bytes, start: int, stop: int) -> npt.NDArray[np.int32]:
    """Read the positions `start` to `stop` of digit rows as one number."""
    total: npt.NDArray[np.int32] = digits[start].astype(np.int32)
    for position in range(start + 1, stop):
        total = total * 10 + digits[position]
    return total
