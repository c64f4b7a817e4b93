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
# Slots and sieves have so many bits more than it takes to count the names.
_SPARE_BITS = 2
_OPENINGS = (1, 2, 3, 4, 6)  # code units


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
    """Names, each within a group; `find` gives the longest one of its group that a text goes on with.

    `openings` tell by hash which texts begin like a name longer than that, `ends` by length which code unit
    names end with; only what passes is looked up in `slots`, which hold rows of `hashes`.
    """

    hashes: Hashes
    slots: npt.NDArray[np.int32]
    lengths: tuple[int, ...]
    openings: dict[int, npt.NDArray[np.bool_]]
    ends: dict[int, npt.NDArray[np.bool_]]

    @classmethod
    def build(cls, names: pl.Series, groups: npt.NDArray[np.int64] | int = 0) -> "PrefixIndex":
        """Index names by group; the id of a name is its row, the first where one is given twice."""
        if names.is_empty():
            return cls(np.zeros(1, dtype=np.uint64), np.full(2, -1, np.int32), (), {}, {})
        codes = code_units(names)
        starts = row_starts(codes)
        lengths = np.diff(np.append(starts, len(codes))) - 1
        hashed = np.broadcast_to(group_seeds(groups), len(names)).copy()
        bits = len(names).bit_length() + _SPARE_BITS
        openings = {}
        for place in range(int(lengths.max())):
            inside = np.flatnonzero(lengths > place)
            hashed[inside] = (hashed[inside] ^ codes[starts[inside] + place]) * _PRIME
            if place + 1 in _OPENINGS:
                openings[place + 1] = _make_sieve(hashed[lengths > place + 1], bits)
        ends = {}
        for length in sorted(set(lengths.tolist())):
            ends[length] = np.zeros(0x10000, dtype=np.bool_)
            ends[length][codes[starts[lengths == length] + length - 1]] = True
        _, first = np.unique(hashed, return_index=True)
        ids = np.sort(first).astype(np.int32)
        slots = _fill_slots(hashed, ids, len(ids).bit_length() + _SPARE_BITS)
        return cls(hashed, slots, tuple(ends), openings, ends)

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
        rows = np.arange(len(starts))
        places = starts
        hashed = np.broadcast_to(group_seeds(groups), len(starts)).copy()
        last = len(codes) - 1  # the last unit is a line end, which no name holds
        for length in range(1, self.lengths[-1] + 1):
            unit = codes[np.minimum(places + (length - 1), last)]
            np.bitwise_xor(hashed, unit, out=hashed)
            np.multiply(hashed, _PRIME, out=hashed)
            if length in self.ends:
                maybe = np.flatnonzero(self.ends[length][unit])
                found = self._look_up(hashed[maybe])
                hit = found >= 0
                ids[rows[maybe[hit]]] = found[hit]
                size[rows[maybe[hit]]] = length
            if length in self.openings:
                opening = self.openings[length]
                open_rows = np.flatnonzero(opening[_places(hashed, len(opening))])
                rows, places, hashed = rows[open_rows], places[open_rows], hashed[open_rows]
        return ids, size

    def _look_up(self, hashed: Hashes) -> npt.NDArray[np.int32]:
        """The id of the name of each hash, -1 for none."""
        places = _places(hashed, len(self.slots))
        found = self.slots[places]
        other = np.flatnonzero((found >= 0) & (self.hashes[found] != hashed))
        while len(other):  # the slot holds another name; the next ones may hold this one
            places[other] = (places[other] + 1) % len(self.slots)
            found[other] = self.slots[places[other]]
            other = other[(found[other] >= 0) & (self.hashes[found[other]] != hashed[other])]
        return found


def _fill_slots(hashed: Hashes, ids: npt.NDArray[np.int32], bits: int) -> npt.NDArray[np.int32]:
    """Put each id into the slot of its hash, or the next one that is free; -1 in those left free."""
    slots = np.full(1 << bits, -1, dtype=np.int32)
    places = _places(hashed[ids], len(slots))
    while len(ids):
        free = slots[places] < 0
        slots[places[free]] = ids[free]
        lost = slots[places] != ids
        ids, places = ids[lost], (places[lost] + 1) % len(slots)
    return slots


def _make_sieve(hashed: Hashes, bits: int) -> npt.NDArray[np.bool_]:
    sieve = np.zeros(1 << bits, dtype=np.bool_)
    sieve[_places(hashed, len(sieve))] = True
    return sieve


def _places(hashed: Hashes, size: int) -> npt.NDArray[np.int64]:
    """Where each hash belongs among so many places, a power of two."""
    bits = size.bit_length() - 1
    places: npt.NDArray[np.int64] = ((hashed * _SPREAD) >> np.uint64(64 - bits)).view(np.int64)
    return places
