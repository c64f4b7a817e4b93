"""Find words of a list at given places in a column of texts, by hashed windows of code points."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
Places = NDArray[np.int64]
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


def hash_windows(codes: Codes, places: Places, length: int) -> Codes:
    """One number for the `length` characters from each place; places must leave room for them."""
    hashed = np.full(len(places), np.uint64(length), np.uint64)
    for offset in range(length):
        hashed = (hashed * _STEP) ^ codes[places + offset]
    return hashed * _FACTOR


class WordTable:
    """Words and their numbers (their place in the list)."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self.lengths = sorted({len(word) for word in self.words})
        bits = max(12, (len(self.words) * 16).bit_length())
        self._shift = np.uint64(64 - bits)
        self._number = np.full((1 << bits) + 64, _NONE, np.int32)
        self._hash = np.zeros((1 << bits) + 64, np.uint64)
        self._probes = 1
        self._pairs = np.uint64(1 << max(16, (len(self.words) * 8).bit_length()))
        self._opening = np.zeros(int(self._pairs), np.uint32)
        self._closing = np.zeros(int(self._pairs), np.uint32)
        self._fill()

    def _fill(self) -> None:
        series = pl.Series(self.words, dtype=pl.String)
        flat, starts = to_codes(series)
        codes = flat.astype(np.uint64)
        lengths = np.diff(starts)
        hashes = np.zeros(len(series), np.uint64)
        for length in self.lengths:
            rows = np.flatnonzero(lengths == length)
            hashes[rows] = hash_windows(codes, starts[rows], length)
        for number, hashed in enumerate(hashes):
            slot = int(hashed >> self._shift)
            probes = 1
            while self._number[slot] != _NONE:
                slot, probes = slot + 1, probes + 1
            self._number[slot], self._hash[slot] = number, hashed
            self._probes = max(self._probes, probes)
        size = (np.uint32(1) << lengths.astype(np.uint32)).astype(np.uint32)
        long = lengths > 1
        np.bitwise_or.at(self._opening, self._pair(codes, starts[:-1][long]), size[long])
        np.bitwise_or.at(self._closing, self._pair(codes, starts[1:][long] - 2), size[long])

    def _pair(self, codes: Codes, places: Places) -> Codes:
        pairs: Codes = (
            ((codes[places] * _STEP) ^ codes[places + 1]) * _FACTOR >> np.uint64(30)
        ) % self._pairs
        return pairs

    def find(self, codes: Codes, places: Places, length: int) -> NDArray[np.int32]:
        """Number of the word of `length` characters at each place, -1 where there is none."""
        hashed = hash_windows(codes, places, length)
        slot = (hashed >> self._shift).astype(np.int64)
        found = np.where(self._hash[slot] == hashed, self._number[slot], np.int32(_NONE))
        for probe in range(1, self._probes):
            found = np.where(self._hash[slot + probe] == hashed, self._number[slot + probe], found)
        return found

    def sizes_from(self, codes: Codes, places: Places) -> NDArray[np.uint32]:
        """Bit n is set where a word of n characters (two and more) may start; places leave room for two."""
        return self._opening[self._pair(codes, places)]

    def sizes_until(self, codes: Codes, ends: Places) -> NDArray[np.uint32]:
        """Bit n is set where a word of n characters (two and more) may end; two characters stand before."""
        return self._closing[self._pair(codes, ends - 2)]
