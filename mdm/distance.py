"""Distances on the earth between points of one frame."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]

_EARTH_RADIUS_METRES = 6371008.8  # mean radius, IUGG


def measure_distance_metres(
    left_lon: ArrayLike, left_lat: ArrayLike, right_lon: ArrayLike, right_lat: ArrayLike
) -> Degrees:
    """Great-circle distance in metres between points of one frame (haversine, mean earth radius).

    >>> int(measure_distance_metres([120.5853], [31.2989], [120.589477], [31.296715])[0])
    465
    """
    x1, y1, x2, y2 = (
        np.radians(np.asarray(a, dtype=np.float64)) for a in (left_lon, left_lat, right_lon, right_lat)
    )
    half = np.sin((y2 - y1) / 2) ** 2 + np.cos(y1) * np.cos(y2) * np.sin((x2 - x1) / 2) ** 2
    distance: Degrees = 2 * _EARTH_RADIUS_METRES * np.arcsin(np.minimum(1.0, np.sqrt(half)))
    return distance
