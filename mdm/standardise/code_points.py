"""Texts as columns of code points, so that characters are looked up in tables by numpy."""

from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

CodePoints = NDArray[np.uint32]
Entry = TypeVar("Entry", bound=np.generic)

# One past the last code point a table covers; ideographs end below it (extension H: U+323AF).
LIMIT = 0x32400
_NO_CHARACTER = 0x10FFFF  # set apart by Unicode for internal use: stands in no text


def to_columns(texts: pl.Series, width: int) -> tuple[list[CodePoints], NDArray[np.int64]]:
    """The first `width` characters of every text, one array per position, and the length of each text.

    Texts are not null; a position behind the end of a text is 0. Characters are whole code points.

    >>> columns, length = to_columns(pl.Series(["张伟", "王"]), 2)
    >>> [column.tolist() for column in columns], length.tolist()
    ([[24352, 29579], [20255, 0]], [2, 1])
    """
    flat, length = to_flat(texts)
    starts = np.cumsum(length) - length
    padded = np.append(flat, np.zeros(width, np.uint32))
    return [padded[starts + place] * (length > place) for place in range(width)], length


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


def replace_characters(texts: pl.Series, table: CodePoints) -> pl.Series:
    """Texts with every character replaced by its entry in a table of code points; nulls stay.

    >>> table = np.arange(LIMIT, dtype=np.uint32)
    >>> table[ord("a")] = ord("b")
    >>> replace_characters(pl.Series(["aha", None, ""]), table).to_list()
    ['bhb', None, '']
    """
    if texts.is_empty():
        return texts
    flat, length = to_flat(texts.fill_null(""))
    inside = np.minimum(flat, np.uint32(len(table) - 1))
    replaced = np.where(flat == inside, table[inside], flat)
    joined = np.insert(replaced, np.cumsum(length)[:-1], np.uint32(_NO_CHARACTER))
    text = joined.astype("<u4").tobytes().decode("utf-32-le")
    built = pl.Series(texts.name, [text]).str.split(chr(_NO_CHARACTER)).explode()
    return built.set(texts.is_null(), None) if texts.null_count() else built


def look_up(table: NDArray[Entry], column: CodePoints) -> NDArray[Entry]:
    """Entries of a table by code point; beyond its end the entry of code point 0."""
    if len(column) and column.max() >= len(table):
        column = np.where(column < len(table), column, np.uint32(0))
    return table[column]
