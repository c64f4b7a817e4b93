"""Compare points by how far they lie apart.

Both are in CGCS2000, whatever they were delivered in. Two surveys of one gate differ by metres, a geocoded
address by the size of a building or a block; nothing here says that one place is the other.
"""

import numpy as np
import polars as pl

from mdm.compare.kind import Comparison, Level
from mdm.distance import Degrees, measure_distance_metres

LEVELS = (
    Level("missing", "缺失", "missing", "missing", None),
    Level("same_point", "相距5米以内", "within 5 metres", "exact", 1.0),
    Level("same_building", "相距50米以内", "within 50 metres", "partial", 0.85),
    Level("same_block", "相距200米以内", "within 200 metres", "partial", 0.6),
    Level("same_quarter", "相距1公里以内", "within a kilometre", "partial", 0.3),
    Level("else", "相距更远", "farther apart", "none", 0.0),
)
_UP_TO_METRES = np.array([5.0, 50.0, 200.0, 1000.0])
PARTS = ("lon", "lat")


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Level of each pair of points."""
    metres = measure_distance_metres(*(_degrees(side[axis]) for side in (left, right) for axis in PARTS))
    level = np.searchsorted(_UP_TO_METRES, metres) + 1
    return pl.Series(np.where(np.isnan(metres), 0, level).astype(np.uint8))


def _degrees(axis: pl.Series) -> Degrees:
    degrees: Degrees = axis.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return degrees


COMPARISON = Comparison("coordinates", LEVELS, PARTS, find_level, {})
