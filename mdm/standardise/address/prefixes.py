"""Find the longest of many names at one place of every text, all texts side by side."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Codes = npt.NDArray[np.uint16]
Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

# FNV-1a with 64 bits over UTF-16 code units; written down here because nothing else may stand in its place.
_START = 0xCBF29CE484222325
_PRIME = np.uint64(0x100000001B3)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_SIEVE_BITS = 21


def code_units(text: pl.Series) -> Codes:
    """The UTF-16 code units of all texts (no nulls, no line ends), a line end behind each."""
    joined: str = text.str.join("\n").item() + "\n"
    return np.frombuffer(joined.encode("utf-16-le"), dtype=np.uint16)


def row_starts(codes: Codes) -> Places:
    """Where each text begins in its code units."""
    ends = np.flatnonzero(codes == ord("\n"))
    starts = np.zeros(len(ends), dtype=np.int64)
    starts[1:] = ends[:-1] + 1
    return starts


def group_seeds(groups: npt.NDArray[np.int64] | int) -> Hashes:
    """What the hash of a name begins with, so that equal names of different groups are told apart."""
    mixed: Hashes = (np.asarray(groups, dtype=np.int64).view(np.uint64) * _SPREAD) ^ np.uint64(_START)
    return mixed


@dataclass(frozen=True)
class PrefixIndex:
    """Names, each within a group; `find` gives the longest one of its group that a text goes on with."""

    hashes: Hashes
    ids: npt.NDArray[np.int32]
    lengths: tuple[int, ...]
    sieve: npt.NDArray[np.bool_]

    @classmethod
    def build(cls, names: pl.Series, groups: npt.NDArray[np.int64] | int = 0) -> "PrefixIndex":
        """Index names by group; the id of a name is its row, the first where one is given twice."""
        if names.is_empty():
            empty = np.zeros(1, dtype=np.uint64)
            return cls(empty, np.zeros(1, np.int32), (), np.zeros(1 << _SIEVE_BITS, np.bool_))
        codes = code_units(names)
        starts = row_starts(codes)
        lengths = np.diff(np.append(starts, len(codes))) - 1
        hashed = np.broadcast_to(group_seeds(groups), len(names)).copy()
        for place in range(int(lengths.max())):
            inside = np.flatnonzero(lengths > place)
            hashed[inside] = (hashed[inside] ^ codes[starts[inside] + place]) * _PRIME
        order = np.argsort(hashed, kind="stable")
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = hashed[order][1:] != hashed[order][:-1]
        order = order[first]
        sieve = np.zeros(1 << _SIEVE_BITS, dtype=np.bool_)
        sieve[_sieve_places(hashed)] = True
        return cls(hashed[order], order.astype(np.int32), tuple(sorted(set(lengths.tolist()))), sieve)

    def find(
        self, codes: Codes, starts: Places, groups: npt.NDArray[np.int64] | int = 0
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Id (-1 for none) and length in code units of the name at each place.

        >>> names = pl.Series(["苏州", "苏州市", "昆山"])
        >>> texts = code_units(pl.Series(["苏州市区", "昆山玉山镇", "太仓"]))
        >>> [found.tolist() for found in PrefixIndex.build(names).find(texts, row_starts(texts))]
        [[1, 2, -1], [3, 2, 0]]
        """
        ids = np.full(len(starts), -1, dtype=np.int32)
        size = np.zeros(len(starts), dtype=np.int32)
        if not self.lengths:
            return ids, size
        hashed = np.broadcast_to(group_seeds(groups), len(starts)).copy()
        wanted = set(self.lengths)
        last = len(codes) - 1  # the last unit is a line end, which no name holds
        for length in range(1, self.lengths[-1] + 1):
            np.bitwise_xor(hashed, codes[np.minimum(starts + (length - 1), last)], out=hashed)
            np.multiply(hashed, _PRIME, out=hashed)
            if length not in wanted:
                continue
            rows = np.flatnonzero(self.sieve[_sieve_places(hashed)])
            if not len(rows):
                continue
            found = np.searchsorted(self.hashes, hashed[rows])
            found = np.minimum(found, len(self.hashes) - 1)
            hit = self.hashes[found] == hashed[rows]
            ids[rows[hit]] = self.ids[found[hit]]
            size[rows[hit]] = length
        return ids, size


def _sieve_places(hashed: Hashes) -> npt.NDArray[np.int64]:
    places: npt.NDArray[np.int64] = ((hashed * _SPREAD) >> np.uint64(64 - _SIEVE_BITS)).view(np.int64)
    return places
