"""Find out whether the points of a file lie in the frame they were declared in.

A single point does not tell. A file does, when some of its points are of places whose position is known:
points in GCJ-02 that are called CGCS2000 lie 300 to 600 m off all in one direction, points in BD-09
about 1.1 km, and a file put together from two frames shows two clouds.
"""

import numpy as np
import polars as pl

from mdm.distance import measure_distance_metres
from mdm.standardise.coordinate_frames import convert_frame

_CANDIDATES = ("cgcs2000", "gcj02", "bd09")


def find_frames(
    points: pl.DataFrame, *, declared: str = "cgcs2000", tolerance_metres: float = 100.0
) -> pl.DataFrame:
    """Say for each frame how many points of a file lie where they should if they were in that frame.

    `points` has `lon`, `lat` as delivered, and `reference_lon`, `reference_lat` in CGCS2000 (from a survey,
    or another source of the same places); rows without either are left out. Columns of the answer:
    `frame`, `points` (nearest to the reference when read so, and within `tolerance_metres`), `share`,
    `median_metres` (of those), and `declared`. Points near in no frame stand under `frame` null.
    Works on everything: one answer per file.

    >>> lon, lat = convert_frame([120.1, 120.2, 120.3], [31.1, 31.2, 31.3], "cgcs2000", "gcj02")
    >>> file = pl.DataFrame({"lon": lon, "lat": lat, "reference_lon": [120.1, 120.2, 120.3],
    ...                      "reference_lat": [31.1, 31.2, 31.3]})
    >>> find_frames(file).filter(pl.col("points") > 0)["frame"].to_list()
    ['gcj02']
    """
    known = points.select("lon", "lat", "reference_lon", "reference_lat").drop_nulls()
    lon, lat, reference_lon, reference_lat = (known[column].to_numpy() for column in known.columns)
    distances = np.stack(
        [
            measure_distance_metres(*convert_frame(lon, lat, frame, "cgcs2000"), reference_lon, reference_lat)
            for frame in _CANDIDATES
        ]
    )
    nearest = pl.DataFrame(
        {
            "frame": pl.Series([_CANDIDATES[i] for i in range(len(_CANDIDATES))]).gather(
                distances.argmin(axis=0)
            ),
            "metres": distances.min(axis=0),
        }
    ).with_columns(pl.when(pl.col("metres") <= tolerance_metres).then("frame").alias("frame"))
    counted = nearest.group_by("frame").agg(
        points=pl.len().cast(pl.Int64), median_metres=pl.col("metres").median()
    )
    every = pl.DataFrame({"frame": [*_CANDIDATES, None]}, schema={"frame": pl.String})
    return every.join(counted, on="frame", how="left", nulls_equal=True, maintain_order="left").select(
        "frame",
        pl.col("points").fill_null(0),
        share=pl.when(known.height > 0).then(pl.col("points").fill_null(0) / max(known.height, 1)),
        median_metres=pl.col("median_metres").round(1),
        declared=pl.col("frame").eq_missing(pl.lit("cgcs2000" if declared == "wgs84" else declared)),
    )


def describe_frame_fault(
    points: pl.DataFrame, *, declared: str = "cgcs2000", tolerance_metres: float = 100.0, share: float = 0.05
) -> str | None:
    """Name the fault of a file: `wrong_frame` (most points lie in another), `mixed_frames`, or None.

    A frame counts when at least `share` of the points with a reference lie in it. Arguments as in
    `find_frames`; None also where nothing can be compared.

    >>> lon, lat = convert_frame([120.1, 120.2], [31.1, 31.2], "cgcs2000", "bd09")
    >>> file = pl.DataFrame({"lon": [120.1, 120.2, *lon], "lat": [31.1, 31.2, *lat],
    ...     "reference_lon": [120.1, 120.2] * 2, "reference_lat": [31.1, 31.2] * 2})
    >>> describe_frame_fault(file), describe_frame_fault(file.head(2)), describe_frame_fault(file.tail(2))
    ('mixed_frames', None, 'wrong_frame')
    """
    found = find_frames(points, declared=declared, tolerance_metres=tolerance_metres)
    present = found.filter(
        pl.col("frame").is_not_null() & (pl.col("points") > 0) & (pl.col("share") >= share)
    )
    if present.height > 1:
        return "mixed_frames"
    if present.height == 1 and not present["declared"][0]:
        return "wrong_frame"
    return None
