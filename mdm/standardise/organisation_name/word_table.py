"""Find words of a list at given places in a column of texts, by hashed windows of code points."""

from collections.abc import Sequence
from functools import cache, cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
Places = NDArray[np.int64]
Bits = NDArray[np.uint32]
_BASE = np.uint64(0x5851F42D4C957F2D)  # odd, so that it has an inverse modulo 2^64
_INVERSE = np.uint64(pow(int(_BASE), -1, 1 << 64))
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(1_000_003)
_NONE = -1


def to_codes(texts: pl.Series) -> tuple[NDArray[np.uint32], Places]:
    """All characters one after the other, and where each text starts (one entry more than texts).

    >>> [column.tolist() for column in to_codes(pl.Series(["公司", "厂"]))]
    [[20844, 21496, 21378], [0, 2, 3]]
    """
    joined = texts.str.join("").item() or ""
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(texts.str.len_chars().to_numpy(), out=starts[1:])
    return np.frombuffer(joined.encode("utf-32-le"), np.uint32), starts


@cache
def _powers(bits: int) -> tuple[Codes, Codes]:
    """The first 2^bits powers of the base and of its inverse."""
    raised = []
    for number in (_BASE, _INVERSE):
        powers = np.full(1 << bits, number, np.uint64)
        powers[0] = 1
        raised.append(np.cumprod(powers))
    return raised[0], raised[1]


class Windows:
    """Code points in a row, of which any stretch can be hashed at once, however long it is."""

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        powers, self._inverse = _powers(max(len(codes).bit_length(), 16))
        self._sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum(codes * powers[: len(codes)], out=self._sums[1:])

    def hash(self, places: Places, length: int) -> Codes:
        """One number for the `length` characters from each place; places must leave room for them."""
        hashed: Codes = (self._sums[places + length] - self._sums[places]) * self._inverse[places]
        return (hashed + np.uint64(length)) * _FACTOR

    @cached_property
    def pairs(self) -> Bits:
        """A number for the two characters from each place."""
        mixed = ((self.codes[:-1] * _STEP) ^ self.codes[1:]) * _FACTOR
        return (mixed >> np.uint64(40)).astype(np.uint32)


class WordTable:
    """Words and their numbers (their place in the list)."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        texts = pl.Series(self.words, dtype=pl.String)
        self.lengths: list[int] = texts.str.len_chars().unique().sort().to_list()
        bits = max(12, (len(self.words) * 8).bit_length())
        self._shift = np.uint64(64 - bits)
        self._number = np.full((1 << bits) + 64, _NONE, np.int32)
        self._hash = np.zeros((1 << bits) + 64, np.uint64)
        self._mask = np.uint32((1 << min(24, max(16, (len(self.words) * 8).bit_length()))) - 1)
        self._opening = np.zeros(int(self._mask) + 1, np.uint32)
        self._closing = np.zeros(int(self._mask) + 1, np.uint32)
        self._fill(texts)

    def _fill(self, texts: pl.Series) -> None:
        flat, starts = to_codes(texts)
        windows = Windows(flat.astype(np.uint64))
        lengths = np.diff(starts)
        hashes = np.zeros(len(lengths), np.uint64)
        for length in self.lengths:
            rows = np.flatnonzero(lengths == length)
            hashes[rows] = windows.hash(starts[rows], length)
        slot = (hashes >> self._shift).astype(np.int64)
        waiting = np.arange(len(hashes))
        while len(waiting):  # whoever finds its slot taken, or is not the first there, tries the next one
            free = np.flatnonzero(self._number[slot[waiting]] == _NONE)
            taken, first = np.unique(slot[waiting[free]], return_index=True)
            placed = waiting[free[first]]
            self._number[taken], self._hash[taken] = placed, hashes[placed]
            waiting = waiting[self._number[slot[waiting]] != waiting]
            slot[waiting] += 1
        size = (np.uint32(1) << lengths.astype(np.uint32)).astype(np.uint32)
        long = lengths > 1
        opening, closing = starts[:-1][long], starts[1:][long] - 2
        np.bitwise_or.at(self._opening, windows.pairs[opening] & self._mask, size[long])
        np.bitwise_or.at(self._closing, windows.pairs[closing] & self._mask, size[long])

    def find(self, windows: Windows, places: Places, length: int) -> NDArray[np.int32]:
        """Number of the word of `length` characters at each place, -1 where there is none."""
        hashed = windows.hash(places, length)
        slot = (hashed >> self._shift).astype(np.int64)
        number = self._number[slot]
        wrong = np.flatnonzero((number != _NONE) & (self._hash[slot] != hashed))
        while len(wrong):
            slot[wrong] += 1
            number[wrong] = self._number[slot[wrong]]
            again = (number[wrong] != _NONE) & (self._hash[slot[wrong]] != hashed[wrong])
            wrong = wrong[again]
        return number

    def sizes_from(self, windows: Windows, places: Places) -> Bits:
        """Bit n is set where a word of n characters (two and more) may start; places leave room for two."""
        sizes: Bits = self._opening[windows.pairs[places] & self._mask]
        return sizes

    def sizes_until(self, windows: Windows, ends: Places) -> Bits:
        """Bit n is set where a word of n characters (two and more) may end; two characters stand before."""
        sizes: Bits = self._closing[windows.pairs[ends - 2] & self._mask]
        return sizes

    def candidates(self, sizes: Bits, room: Places) -> list[tuple[int, Places]]:
        """For each length of words that may occur, the rows whose bit is set and that have room."""
        present = int(np.bitwise_or.reduce(sizes, initial=0))
        rows = [
            (
                size,
                np.flatnonzero((sizes >> np.uint32(size) & np.uint32(1)).astype(np.bool_) & (room >= size)),
            )
            for size in self.lengths
            if present >> size & 1
        ]
        return [(size, found) for size, found in rows if len(found)]
