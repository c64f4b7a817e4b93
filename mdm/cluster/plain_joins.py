"""Joins by equal values alone, without names to be compatible: by a key, or by a key and nearness.

Works on all records of one value.
"""

import numpy as np
import polars as pl

from mdm.distance import measure_distance_metres
from mdm.rulepack import Identifier, Nearness

_METRES_PER_DEGREE = 111_320.0
_NEIGHBOURS = pl.DataFrame(
    {"east": [dx for dx in (-1, 0, 1) for _ in range(3)], "north": [-1, 0, 1] * 3},
    schema={"east": pl.Int32, "north": pl.Int32},
)
PAIRS = {"left": pl.UInt32, "right": pl.UInt32}


def join_equal(records: pl.DataFrame, identifier: Identifier) -> pl.DataFrame:
    """Pairs of one row of each value with all its others: the row that says most in `agree`, then the first."""
    value = records[identifier.attribute]
    frame = pl.DataFrame(
        {"row": pl.int_range(len(records), dtype=pl.UInt32, eager=True), "value": value}
    ).filter(value.is_not_null())
    frame = frame.filter(pl.col("value").is_duplicated())
    present = [name for name in identifier.agree if name in records.columns]
    silent = [pl.lit(records[name].gather(frame["row"]).is_null()).cast(pl.Int32) for name in present]
    frame = frame.with_columns(silent=pl.sum_horizontal(pl.lit(0, pl.Int32), *silent))
    leaders = frame.sort("silent", "row").unique("value", keep="first", maintain_order=True)
    joined = frame.join(leaders.select("value", leader="row"), on="value").filter(
        pl.col("row") != pl.col("leader")
    )
    return keep_agreeing(_in_order(joined, "row", "leader"), records, present)


def join_near(records: pl.DataFrame, identifier: Identifier, nearness: Nearness) -> pl.DataFrame:
    """Pairs of rows of one value whose points lie within the distance.

    Points are laid on a grid whose cells are as wide as the distance, so that only neighbours are measured.
    """
    lon, lat = f"{nearness.attribute}.lon", f"{nearness.attribute}.lat"
    if lon not in records.columns:
        return pl.DataFrame(schema=PAIRS)
    frame = records.select(
        row=pl.int_range(pl.len(), dtype=pl.UInt32), value=pl.col(identifier.attribute).hash(), lon=lon, lat=lat,
        known=pl.col(identifier.attribute).is_not_null(),
    ).filter(pl.col("known") & pl.col("lon").is_not_null() & pl.col("lat").is_not_null()).drop("known")  # fmt: skip
    frame = frame.filter(pl.col("value").is_duplicated())
    if frame.is_empty():
        return pl.DataFrame(schema=PAIRS)
    step = nearness.metres / _METRES_PER_DEGREE
    widest = step / float(np.cos(np.radians(frame["lat"].abs().max())))  # type: ignore[arg-type]
    celled = frame.with_columns(
        x=(pl.col("lon") / widest).floor().cast(pl.Int32), y=(pl.col("lat") / step).floor().cast(pl.Int32)
    )
    around = celled.select("row", "value", "x", "y").join(_NEIGHBOURS, how="cross")
    around = around.select("row", "value", x=pl.col("x") + pl.col("east"), y=pl.col("y") + pl.col("north"))
    met = around.join(celled.select("row", "value", "x", "y"), on=["value", "x", "y"], suffix="_other")
    pairs = met.filter(pl.col("row") < pl.col("row_other")).select(left="row", right="row_other")
    at = frame.select("row", "lon", "lat")
    sides = [pairs.select(row=side).join(at, on="row", how="left", maintain_order="left") for side in PAIRS]
    metres = measure_distance_metres(*(side[axis].to_numpy() for side in sides for axis in ("lon", "lat")))
    close = pairs.filter(pl.Series(metres <= nearness.metres))
    value = records[identifier.attribute]
    same = value.gather(close["left"]) == value.gather(close["right"])  # the hash only found them
    return keep_agreeing(close.filter(same), records, [n for n in identifier.agree if n in records.columns])


def keep_agreeing(pairs: pl.DataFrame, records: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The pairs that differ in none of the columns where both say something."""
    for name in columns:
        value = records[name]
        differ = (value.gather(pairs["left"]) != value.gather(pairs["right"])).fill_null(False)
        pairs = pairs.filter(~differ)
    return pairs.sort("left", "right")


def _in_order(frame: pl.DataFrame, one: str, other: str) -> pl.DataFrame:
    return frame.select(left=pl.min_horizontal(one, other), right=pl.max_horizontal(one, other))
