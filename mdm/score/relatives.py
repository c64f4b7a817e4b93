"""How relatives at one door agree: not comparison by comparison, but in whole patterns.

Twins share birth date, sex, door and half a name at once; taking each agreement by itself would call
that chance. Patterns that few proved relatives show lean on the product of their single shares.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import polars as pl

Levels = Mapping[str, npt.NDArray[np.uint8]]
Numbers = npt.NDArray[np.float64]

LEANING = 20.0  # imagined relatives whose comparisons are independent
RADIX = 32  # more levels than any comparison has


@dataclass(frozen=True)
class RelativePatterns:
    """`counts` of proved relatives by pattern: level numbers of `comparisons`, joined by dots."""

    comparisons: tuple[str, ...]
    counts: Mapping[str, int]

    @classmethod
    def count(cls, levels: pl.DataFrame) -> "RelativePatterns":
        """Count the patterns of relatives, one column a comparison."""
        if levels.width == 0 or levels.is_empty():
            return cls(tuple(levels.columns), {})
        pattern = levels.select(pl.concat_str(pl.all(), separator=".").alias("pattern"))
        found = pattern.group_by("pattern").len().sort("pattern")
        return cls(
            tuple(levels.columns), dict(zip(found["pattern"].to_list(), found["len"].to_list(), strict=True))
        )

    def count_at(self, levels: Mapping[str, Collection[int]]) -> int:
        """How many relatives show one of the given levels in each comparison named.

        >>> RelativePatterns(("name", "born"), {"2.1": 7, "3.1": 2, "3.2": 90}).count_at({"name": {2, 3}, "born": {1}})
        9
        """
        asked = [
            (self.comparisons.index(name), set(told))
            for name, told in levels.items()
            if name in self.comparisons
        ]
        return sum(
            times
            for pattern, times in self.counts.items()
            if all(int(pattern.split(".")[place]) in told for place, told in asked)
        )

    def log_share(self, levels: Levels, independent: Numbers) -> Numbers:
        """log2 share of each pair's pattern among relatives of whom the same things are known.

        `independent`: log2 of the product of the single shares, which stands where nothing was counted.
        """
        if not self.counts:
            return independent
        seen = np.array([[int(n) for n in pattern.split(".")] for pattern in self.counts], np.int64)
        times = np.array(list(self.counts.values()), np.float64)
        asked = np.stack([levels[name].astype(np.int64) for name in self.comparisons], axis=1)
        weights = RADIX ** np.arange(len(self.comparisons), dtype=np.int64)
        result = independent.copy()
        for present in product((False, True), repeat=len(self.comparisons)):
            rows = np.flatnonzero(((asked > 0) == present).all(axis=1))
            if not len(rows) or not any(present):
                continue
            known = (seen[:, list(present)] > 0).all(axis=1)
            code = (seen[known] * present) @ weights
            table = np.bincount(code, times[known], minlength=int(weights[-1] * RADIX))
            count = table[(asked[rows] * present) @ weights]
            expected = LEANING * np.exp2(independent[rows])
            result[rows] = np.log2((count + expected) / (times[known].sum() + LEANING))
        return result


def alike_in_one(chance: Mapping[str, Numbers], beyond: Mapping[str, Numbers]) -> Numbers:
    """log2 share of each pair's pattern among relatives of whom none is proved.

    Relatives are alike in one respect at most, beyond chance: twins in their birth date, father and son in their
    name, but not both at once. The product of the single shares would allow for a relative who agrees in everything,
    and so doubt every match at one door. By comparison: `chance`, log2 of how often strangers show what the pair
    shows, and `beyond`, how much oftener relatives do (h - u at its level).

    >>> chance = {name: np.log2([0.001, 0.001]) for name in ("name", "born")}
    >>> beyond = {"name": np.array([0.02, 0.02]), "born": np.array([0.02, 0.0])}
    >>> np.exp2(alike_in_one(chance, beyond)).round(7).tolist()
    [4.1e-05, 2.1e-05]
    """
    together = sum(chance.values(), np.float64(0.0))
    likelier = sum((beyond[name] / np.exp2(bits) for name, bits in chance.items()), np.float64(0.0))
    share: Numbers = np.asarray(together + np.log2(np.maximum(1.0 + likelier, 0.5)))
    return share
