"""Texts as columns of code points, so that characters are looked up in tables by numpy."""

from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

CodePoints = NDArray[np.uint32]
Entry = TypeVar("Entry", bound=np.generic)

# One past the last code point a table covers; ideographs end below it (extension H: U+323AF).
LIMIT = 0x32400


def to_columns(texts: pl.Series, width: int) -> list[CodePoints]:
    """The first `width` characters of every text, one array per position, 0 where the text is shorter.

    Texts are not null. Characters are whole code points, never bytes.

    >>> [column.tolist() for column in to_columns(pl.Series(["张伟", "王"]), 2)]
    [[24352, 29579], [20255, 0]]
    """
    flat, lengths = to_flat(texts)
    starts = np.cumsum(lengths) - lengths
    columns = []
    for position in range(width):
        has = lengths > position
        column = np.zeros(len(texts), np.uint32)
        column[has] = flat[starts[has] + position]
        columns.append(column)
    return columns


def to_flat(texts: pl.Series) -> tuple[CodePoints, NDArray[np.int64]]:
    """All characters one after the other, and the number of characters of each text."""
    joined = texts.str.join("").item() or ""
    return np.frombuffer(joined.encode("utf-32-le"), np.uint32), texts.str.len_chars().to_numpy().astype(
        np.int64
    )


def from_columns(columns: list[CodePoints]) -> pl.Series:
    """Texts made of the characters of each row; zeros are left out.

    >>> from_columns([np.array([24352, 29579], np.uint32), np.array([20255, 0], np.uint32)]).to_list()
    ['张伟', '王']
    """
    if not len(columns[0]):
        return pl.Series([], dtype=pl.String)
    line_end = np.full(len(columns[0]), 0x0A, np.uint32)
    grid = np.stack([*columns, line_end], axis=1).ravel()
    text = grid[grid != 0][:-1].astype("<u4").tobytes().decode("utf-32-le")
    return pl.Series([text]).str.split("\n").explode()


def look_up(table: NDArray[Entry], column: CodePoints) -> NDArray[Entry]:
    """Entries of a table by code point; beyond its end the entry of code point 0."""
    if len(column) and column.max() >= len(table):
        column = np.where(column < len(table), column, np.uint32(0))
    return table[column]
