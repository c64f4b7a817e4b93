"""Compare two columns of values, row by row."""

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl

from mdm.compare import find_comparison
from mdm.distance import Degrees, measure_distance_metres
from mdm.errors import UsageError
from mdm.standardise import standardise_values


def compare_values(
    kind: str,
    left: pl.Series | Iterable[object],
    right: pl.Series | Iterable[object],
    *,
    options: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Standardise both sides as values of `kind` and compare them: `level`, `similarity`, `outcome`.

    `level` is the name of the level found, `similarity` its nominal likeness from 0 to 1 (null where a side
    is missing or cannot be trusted), `outcome` one of exact, partial, none, missing. Both sides have the
    same length; `options` are remarks on both, such as the frame of points. Raises UsageError for a kind without
    comparison or sides of different length.

    >>> compare_values("person_name", ["王小明", "歐陽娜"], ["王晓明", None])["outcome"].to_list()
    ['partial', 'missing']
    """
    comparison = find_comparison(kind)
    sides = [standardise_values(kind, side, options=options) for side in (left, right)]
    _refuse_different_lengths(*sides)
    columns = list(dict.fromkeys(("value", *comparison.parts)))
    found = comparison.find_level(*(side.select(columns) for side in sides))
    names = [level.name for level in comparison.levels]
    places = list(range(len(names)))
    return pl.DataFrame(
        {
            "level": found.replace_strict(places, names, return_dtype=pl.String),
            "similarity": found.replace_strict(
                places, [level.similarity for level in comparison.levels], return_dtype=pl.Float64
            ),
            "outcome": found.replace_strict(
                places, [level.outcome for level in comparison.levels], return_dtype=pl.String
            ),
        }
    )


Points = pl.Series | Iterable[object] | tuple[pl.Series, pl.Series]


def measure_distances(
    left: Points, right: Points, *, frame: str, right_frame: str | None = None
) -> pl.Series:
    """Distance in metres between two columns of points, row by row, whatever frames they are in.

    A side is a column of points as text (`120.58,31.29`, `POINT(120.58 31.29)`, ...) or a pair of numeric columns,
    longitude and latitude. `frame` says what they are in (cgcs2000, wgs84, gcj02, bd09), `right_frame` what the
    right side is in where that differs. Null where a point is missing or cannot be trusted. Great-circle distance
    on the mean sphere, within 0.5 % of that on the ellipsoid. Raises UsageError for an unknown frame and sides of
    different length.

    >>> measure_distances(["120.5853,31.2989"], ["120.589477,31.296715"], frame="cgcs2000").round().to_list()
    [465.0]
    >>> measure_distances(["120.5853,31.2989"], ["120.589477,31.296715"], frame="wgs84", right_frame="gcj02")[0] < 0.2
    True
    """
    sides = [_read_points(left, frame), _read_points(right, right_frame or frame)]
    _refuse_different_lengths(*sides)
    metres = measure_distance_metres(*(_as_degrees(side[axis]) for side in sides for axis in ("lon", "lat")))
    return pl.Series("distance_metres", metres).fill_nan(None)


def _read_points(points: Points, frame: str) -> pl.DataFrame:
    if isinstance(points, tuple):
        lon, lat = (axis.cast(pl.String) for axis in points)
        texts = pl.select(pl.concat_str(pl.lit(lon), pl.lit(","), pl.lit(lat))).to_series()
    else:
        texts = points if isinstance(points, pl.Series) else pl.Series(list(points), dtype=pl.String)
    return standardise_values("coordinates", texts, options={"frame": frame}).select("lon", "lat")


def _as_degrees(axis: pl.Series) -> Degrees:
    degrees: Degrees = axis.fill_null(float("nan")).to_numpy().astype(np.float64)
    return degrees


def _refuse_different_lengths(left: pl.DataFrame, right: pl.DataFrame) -> None:
    if left.height != right.height:
        raise UsageError(
            f"the sides differ in length: {left.height} and {right.height} values",
            hint="values are compared row by row",
        )
