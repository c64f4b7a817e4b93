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
    frame = records.select(value=column).with_columns(unit=unit)
    held = frame.drop_nulls("value").unique()
    counts = held.group_by("value").agg(count=pl.len())
    units = max(held["unit"].n_unique(), 1)
    share = frame.join(counts, on="value", how="left", maintain_order="left")["count"] / units
    bits = np.nan_to_num(-np.log2(np.clip(share.cast(pl.Float64).to_numpy(), 1e-9, 1.0)), nan=0.0)
    quantised: npt.NDArray[np.uint32] = (bits * SCALE).astype(np.uint32)
    return quantised


def repeat_share(records: pl.DataFrame, column: str, unit: pl.Series) -> float:
    """Share of random pairs of different units that hold an equal value, among pairs that hold any."""
    held = records.select(value=column).with_columns(unit=unit).drop_nulls("value").unique()
    counts = held.group_by("value").agg(n=pl.len())["n"].to_numpy().astype(np.float64)
    units = float(held["unit"].n_unique())
    if units < 2:
        return 0.0
    return float(np.sum(counts * (counts - 1)) / (units * (units - 1)))
