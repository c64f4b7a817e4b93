"""How common each value is: the share of units that hold it, one figure a row.

Works on everything: frequencies are counted over all records.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

SCALE = 1 << 19  # steps per bit in a quantised rarity; 24 bits hold rarities up to 32 bits
KNOWN_PAIRS = 1e6  # pairs that the share known beforehand stands for
LEVEL = 1 << 24  # a coded level is level * LEVEL + rarity


def unit_weights(unit: pl.Series) -> pl.Series:
    """What each record counts: one divided by the number of records of its unit."""
    return pl.DataFrame({"unit": unit}).select(weight=1.0 / pl.len().over("unit"))["weight"]


def rarity(values: pl.Series, weight: pl.Series, chance: float) -> npt.NDArray[np.uint32]:
    """-log2 of the chance that a stranger holds each value, in steps of 1/SCALE; 0 where it is null.

    A unit of several records holds a value as far as its records do: `weight` (see `unit_weights`) is what
    each record counts. The chance is learned from the units besides the two that are compared, k of N, and
    leans on the average share u of values met (a gamma prior of shape 1): (1 + k) / (1/u + N). Counting the
    two themselves would call every value of a small file common. `chance` is what u is where data are few.
    """
    frame = pl.DataFrame({"value": values.hash(), "weight": weight, "known": values.is_not_null()})
    held = frame.filter("known").group_by("value").agg(pl.col("weight").sum().round(6))
    units = max(round(float(np.sort(held["weight"].to_numpy()).sum()), 3), 1.0)
    average = _repeats(held["weight"], units, chance)
    others = pl.max_horizontal(pl.col("weight_right") - 2.0, pl.lit(0.0))
    met = pl.when("known").then((1.0 + others) / (1.0 / average + units)).otherwise(1.0)
    joined = frame.join(held, on="value", how="left", maintain_order="left")
    bits = -np.log2(np.clip(joined.select(met.fill_null(1.0)).to_series().to_numpy(), 1e-9, 1.0))
    quantised: npt.NDArray[np.uint32] = (bits * SCALE).astype(np.uint32)
    return quantised


def repeat_share(values: pl.Series, weight: pl.Series, chance: float) -> float:
    """Share of random pairs of different units that hold an equal value, among pairs that hold any.

    Leans on `chance`, the share known beforehand, as if it had been counted in a million pairs.
    """
    known = values.is_not_null()
    frame = pl.DataFrame({"value": values.hash(), "weight": weight}).filter(known)
    held = frame.group_by("value").agg(pl.col("weight").sum().round(6))["weight"]
    return _repeats(held, max(round(float(np.sort(held.to_numpy()).sum()), 3), 1.0), chance)


def _repeats(held: pl.Series, units: float, chance: float) -> float:
    """Share of pairs of units with an equal value, from how many units hold each value."""
    units_of = np.sort(held.to_numpy())  # sums must not depend on the order of groups
    equal = float(np.sum(units_of * np.maximum(units_of - 1, 0.0))) / 2
    return (equal + KNOWN_PAIRS * chance) / (units * (units - 1) / 2 + KNOWN_PAIRS)
