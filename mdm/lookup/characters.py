"""Texts as rows of code points, and what is asked of them at once: hashes of deletions, sounds, tables of bits."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Hashes = NDArray[np.uint64]
Rows = NDArray[np.int64]
WIDTH = 40  # characters looked at
LIMIT = 0x32400  # one past the last code point a table covers
_BASE = np.uint64(0x9E3779B97F4A7C15)


def to_matrix(texts: pl.Series, width: int = WIDTH) -> Codes:
    """One row of code points a text, zero behind its end; null is an empty text.

    >>> to_matrix(pl.Series(["公司", "厂", None]), 2).tolist()
    [[20844, 21496], [21378, 0], [0, 0]]
    """
    cut = texts.fill_null("").str.slice(0, width)
    lengths = cut.str.len_chars().to_numpy().astype(np.int64)
    flat = np.frombuffer((cut.str.join("").item() or "").encode("utf-32-le"), np.uint32)
    matrix = np.zeros((len(cut), width), np.uint32)
    matrix[np.arange(width) < lengths[:, None]] = np.where(flat < LIMIT, flat, 0xFFFD)
    return matrix


def fold_by(matrix: Codes, table: Codes) -> Codes:
    """Each code point by what `table` has at it."""
    return table[matrix]


def to_texts(matrix: Codes) -> pl.Series:
    """Rows of code points as texts again.

    >>> to_texts(to_matrix(pl.Series(["公司", ""]))).to_list()
    ['公司', '']
    """
    ended = np.concatenate([matrix, np.full((len(matrix), 1), ord("\n"), np.uint32)], axis=1)
    joined = ended[ended > 0].astype("<u4").tobytes().decode("utf-32-le")
    return pl.Series([joined]).str.split("\n").explode().head(len(matrix))


def delete_one(matrix: Codes) -> Iterator[tuple[int, Rows, Hashes]]:
    """Hashes of all rows without the character at one place; place -1 deletes nothing.

    Two texts one character apart (replaced, inserted, left out) share a hash, and so do equal texts.
    Yields the place, the rows that are long enough and their hashes.
    """
    lengths = (matrix > 0).sum(axis=1)
    powers = _BASE ** np.arange(matrix.shape[1] + 1, dtype=np.uint64)
    mixed = (matrix.astype(np.uint64) + np.uint64(1)) * powers[:-1]
    shifted = (matrix.astype(np.uint64) + np.uint64(1)) * np.concatenate([powers[:1], powers[:-2]])
    mixed[matrix == 0] = 0
    shifted[matrix == 0] = 0
    before = np.zeros(len(matrix), np.uint64)
    behind = shifted.sum(axis=1, dtype=np.uint64)
    whole = mixed.sum(axis=1, dtype=np.uint64)
    yield -1, np.arange(len(matrix)), whole
    for place in range(matrix.shape[1]):
        rows = np.flatnonzero(lengths > place)
        if not len(rows):
            return
        behind -= shifted[:, place]
        yield place, rows, (before + behind)[rows]
        before += mixed[:, place]


class BitTable:
    """For each of some characters, which of many texts hold it: one bit a text."""

    def __init__(self, characters: NDArray[np.uint32], size: int) -> None:
        self._number = np.full(LIMIT, -1, np.int32)
        self._number[characters] = np.arange(len(characters), dtype=np.int32)
        self._bits = np.zeros((len(characters) + 1, -(-size // 8)), np.uint8)

    def note(self, codes: Codes) -> None:
        """Set the bits of the characters of each text (rows of code points)."""
        number = np.sort(self._number[codes], axis=1)
        is_new = number >= 0
        is_new[:, 1:] &= number[:, 1:] != number[:, :-1]
        row, place = np.nonzero(is_new)
        which = number[row, place].astype(np.int64)
        bits = self._bits.reshape(-1)
        np.add.at(bits, which * self._bits.shape[1] + (row >> 3), (128 >> (row & 7)).astype(np.uint8))

    def of(self, characters: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Packed bits of each character; no text holds one that is not in the table."""
        return self._bits[self._number[characters]]


def list_bits(bits: NDArray[np.uint8]) -> tuple[Rows, Rows]:
    """Row and place of every bit set, in order; most bytes are zero.

    >>> [found.tolist() for found in list_bits(np.array([[0, 129], [64, 0]], np.uint8))]
    [[0, 0, 1], [8, 15, 1]]
    """
    row, byte = np.nonzero(bits)
    at, bit = np.nonzero(np.unpackbits(bits[row, byte][:, None], axis=1))
    return row[at], byte[at] * 8 + bit
