"""How common each value is: the share of units that hold it, one figure a row.

Works on everything: frequencies are counted over all records.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

SCALE = 1 << 19  # steps per bit in a quantised rarity; 24 bits hold rarities up to 32 bits
KNOWN_PAIRS = 1e6  # pairs that the share known beforehand stands for
LEVEL = 1 << 24  # a coded level is level * LEVEL + rarity


def rarity(records: pl.DataFrame, column: str, unit: pl.Series, chance: float) -> npt.NDArray[np.uint32]:
    """-log2 of the chance that a stranger holds the row's value, in steps of 1/SCALE; 0 where it is null.

    The chance is learned from the units besides the two that are compared, k of N, and leans on the
    average share u of values met (a gamma prior of shape 1): (1 + k) / (1/u + N). Counting the two
    themselves would call every value of a small file common. `chance` is what u is where data are few.
    """
    held = _held(records, column, unit)
    counts = held.group_by("value").agg(count=pl.len())
    units = max(held["unit"].n_unique(), 1)
    average = _repeats(counts["count"], units, chance)
    others = pl.max_horizontal(pl.col("count").cast(pl.Float64) - 2.0, pl.lit(0.0))
    values = records.select(value=pl.col(column).hash(), known=pl.col(column).is_not_null())
    joined = values.join(counts, on="value", how="left", maintain_order="left")
    met = pl.when("known").then((1.0 + others) / (1.0 / average + units)).otherwise(1.0)
    bits = -np.log2(np.clip(joined.select(met.fill_null(1.0)).to_series().to_numpy(), 1e-9, 1.0))
    quantised: npt.NDArray[np.uint32] = (bits * SCALE).astype(np.uint32)
    return quantised


def repeat_share(records: pl.DataFrame, column: str, unit: pl.Series, chance: float) -> float:
    """Share of random pairs of different units that hold an equal value, among pairs that hold any.

    Leans on `chance`, the share known beforehand, as if it had been counted in a million pairs.
    """
    held = _held(records, column, unit)
    return _repeats(held.group_by("value").agg(n=pl.len())["n"], held["unit"].n_unique(), chance)


def _repeats(counts: pl.Series, units: int, chance: float) -> float:
    """Share of pairs of units with an equal value, from the number of units that hold each value."""
    held = counts.to_numpy().astype(np.float64)
    equal, pairs = float(np.sum(held * (held - 1))) / 2, float(units) * (units - 1) / 2
    return (equal + KNOWN_PAIRS * chance) / (pairs + KNOWN_PAIRS)


def _held(records: pl.DataFrame, column: str, unit: pl.Series) -> pl.DataFrame:
    """Each value of each unit once; values by their hash, which is quicker and never leaves this file."""
    known = records[column].is_not_null()
    return pl.DataFrame({"value": records[column].hash().filter(known), "unit": unit.filter(known)}).unique()
