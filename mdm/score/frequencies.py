"""How common each value is: the share of units that hold it, one figure a row.

Works on everything: frequencies are counted over all records.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

SCALE = 1 << 19  # steps per bit in a quantised rarity; 24 bits hold rarities up to 32 bits
LEVEL = 1 << 24  # a coded level is level * LEVEL + rarity


def rarity(records: pl.DataFrame, column: str, unit: pl.Series) -> npt.NDArray[np.uint32]:
    """-log2 of the share of units that hold the row's value, in steps of 1/SCALE; 0 where it is null."""
    held = _held(records, column, unit)
    counts = held.group_by("value").agg(count=pl.len())
    units = max(held["unit"].n_unique(), 1)
    values = records.select(value=pl.col(column).hash(), known=pl.col(column).is_not_null())
    joined = values.join(counts, on="value", how="left", maintain_order="left")
    share = joined.select(pl.when("known").then(pl.col("count") / units).otherwise(1.0)).to_series()
    bits = -np.log2(np.clip(share.fill_null(1.0).to_numpy(), 1e-9, 1.0))
    quantised: npt.NDArray[np.uint32] = (bits * SCALE).astype(np.uint32)
    return quantised


def repeat_share(records: pl.DataFrame, column: str, unit: pl.Series) -> float:
    """Share of random pairs of different units that hold an equal value, among pairs that hold any."""
    held = _held(records, column, unit)
    counts = held.group_by("value").agg(n=pl.len())["n"].to_numpy().astype(np.float64)
    units = float(held["unit"].n_unique())
    if units < 2:
        return 0.0
    return float(np.sum(counts * (counts - 1)) / (units * (units - 1)))


def _held(records: pl.DataFrame, column: str, unit: pl.Series) -> pl.DataFrame:
    """Each value of each unit once; values by their hash, which is quicker and never leaves this file."""
    known = records[column].is_not_null()
    return pl.DataFrame({"value": records[column].hash().filter(known), "unit": unit.filter(known)}).unique()
