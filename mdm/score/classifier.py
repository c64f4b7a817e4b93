"""A classifier learned from reviewers' decisions, in place of the model for pairs like those it was shown.

A logistic regression over the levels of all comparisons and the model's own match weight. Its weights are
plain numbers, saved as they are: whoever has the file can follow what it says of a pair. Works on any batch
of pairs.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from mdm.score.weigh import STRONGEST

BITS = float(np.log2(np.e))  # bits in a natural unit of log odds


@dataclass(frozen=True)
class Classifier:
    """What it adds up, in natural log odds.

    `levels`: comparison: its levels, `missing` first; `weights`: comparison: what each level adds, 0 for
    missing; `per_bit`: what each bit of match weight adds; `intercept`. It speaks of pairs whose match weight
    lies from `lowest` to `highest`, as did those it was trained on; elsewhere the model stands. `trained_on`
    says how many decisions of each verdict it has seen.
    """

    levels: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, tuple[float, ...]]
    per_bit: float
    intercept: float
    lowest: float
    highest: float
    trained_on: Mapping[str, int]

    def judge(self, weighed: pl.DataFrame) -> pl.DataFrame:
        """Replace the `match_weight` of weighed pairs it can speak of; their `level_<comparison>` are numbers."""
        default = weighed["match_weight"].to_numpy()
        found = self.intercept + self.per_bit * default
        for name, weights in self.weights.items():
            found = found + np.array(weights)[weighed[f"level_{name}"].to_numpy()]
        known = (default >= self.lowest) & (default <= self.highest)
        said = np.clip(found * BITS, -STRONGEST, STRONGEST)
        return weighed.with_columns(match_weight=pl.Series(np.where(known, said, default)))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for a file and for the manifest."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Classifier":
        """Read what `to_dict` wrote."""
        return cls(
            {name: tuple(levels) for name, levels in data["levels"].items()},
            {name: tuple(weights) for name, weights in data["weights"].items()},
            float(data["per_bit"]),
            float(data["intercept"]),
            float(data["lowest"]),
            float(data["highest"]),
            dict(data["trained_on"]),
        )
