"""Points: longitude and latitude, read from text and brought into CGCS2000.

The frame of a column must be declared: a point 465 m (GCJ-02) or 1.1 km (BD-09) off looks like any other
point, so a guess would be wrong in silence.
"""

import numpy as np
import polars as pl

from mdm.errors import UsageError
from mdm.standardise.coordinate_frames import FRAMES, convert_frame
from mdm.standardise.coordinate_text import read_pairs
from mdm.standardise.kind import Context, Kind
from mdm.standardise.text import fold, is_placeholder

ORDERS = ("lon,lat", "lat,lon")
# Mainland, islands and the south sea; longitudes and latitudes of China do not overlap
LONGITUDES = (73.0, 136.0)
LATITUDES = (3.0, 54.0)
_DECIMALS = 8  # about a millimetre

PARTS = {
    "lon": pl.Float64(),
    "lat": pl.Float64(),
    "given_lon": pl.Float64(),
    "given_lat": pl.Float64(),
    "height_metres": pl.Float64(),
    "frame": pl.String(),
    "precision_metres": pl.Float64(),
}


def standardise_coordinates(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read points written `120.58,31.29`, `POINT(120.58 31.29)`, `[…]` or in degrees, minutes, seconds.

    `context.options["frame"]` says what they are given in: cgcs2000, wgs84, gcj02 or bd09; a column
    without it raises UsageError. `options["order"]` is `lon,lat` (default) or `lat,lon`; letters E and N
    (东经, 北纬) win over it. Columns: `value` (`lon,lat` in CGCS2000, seven decimals), `issue`, `lead`, `lon`
    and `lat` in CGCS2000, `given_lon`, `given_lat` and `height_metres` as written, `frame` as declared, and
    `precision_metres`, what the last digit written stands for.

    Issues: `swapped_axes` (they make sense the other way round; that reading stands in `lead`),
    `outside_china`, `not_degrees` (projected metres), `unreadable`, `placeholder` (also 0,0).

    >>> declared = Context(options={"frame": "gcj02"})
    >>> standardise_coordinates(pl.Series(["120.589477,31.296715"]), declared)["value"][0]
    '120.5852996,31.2988997'
    """
    frame = context.options.get("frame")
    order = context.options.get("order", ORDERS[0])
    _check_options(frame, order)
    text = pl.DataFrame({"text": values}).select(
        text=fold(pl.col("text")), blank=is_placeholder(fold(pl.col("text")))
    )
    read = read_pairs(text["text"], order == ORDERS[0])
    read = text.hstack(read).with_columns(_find_issue())
    lon, lat = convert_frame(*_plausible_points(read), str(frame), "cgcs2000")
    converted = read.with_columns(
        x=pl.Series(lon).round(_DECIMALS).fill_nan(None), y=pl.Series(lat).round(_DECIMALS).fill_nan(None)
    )
    trusted = pl.col("issue").is_null() & pl.col("x").is_not_null()
    point = pl.concat_str(_write("x"), pl.lit(","), _write("y"))
    steps = (
        [pl.when(pl.col("text").is_not_null()).then(_steps(str(frame))).alias("steps")]
        if context.steps
        else []
    )
    return converted.select(
        pl.when(trusted).then(point).alias("value"),
        "issue",
        pl.when(pl.col("issue") == "swapped_axes").then(point).alias("lead"),
        pl.when(trusted).then("x").alias("lon"),
        pl.when(trusted).then("y").alias("lat"),
        "given_lon",
        "given_lat",
        "height_metres",
        pl.when(pl.col("given_lon").is_not_null()).then(pl.lit(frame)).alias("frame"),
        "precision_metres",
        *steps,
    )


def _check_options(frame: str | None, order: str) -> None:
    if frame not in FRAMES:
        what = (
            "the coordinate frame is not declared" if frame is None else f"unknown coordinate frame {frame!r}"
        )
        raise UsageError(what, hint=f"give the option frame, one of: {', '.join(FRAMES)}")
    if order not in ORDERS:
        raise UsageError(f"unknown order of axes {order!r}", hint=f"known: {' and '.join(ORDERS)}")


def _find_issue() -> pl.Expr:
    lon, lat = pl.col("given_lon"), pl.col("given_lat")
    missing = lon.is_null() | lat.is_null()
    return (
        pl.when(pl.col("text").is_null())
        .then(None)
        .when(pl.col("blank") | ((lon == 0) & (lat == 0)))
        .then(pl.lit("placeholder"))
        .when(missing)
        .then(pl.lit("unreadable"))
        .when(_is_in_china(lon, lat))
        .then(None)
        .when(_is_in_china(lat, lon) & ~pl.col("named_axes"))
        .then(pl.lit("swapped_axes"))
        .when((lon.abs() > 180) & (lat.abs() > 180))
        .then(pl.lit("not_degrees"))
        .otherwise(pl.lit("outside_china"))
        .alias("issue")
    )


def _is_in_china(lon: pl.Expr, lat: pl.Expr) -> pl.Expr:
    return lon.is_between(*LONGITUDES) & lat.is_between(*LATITUDES)


def _plausible_points(read: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes to convert, swapped ones turned; NaN where there is nothing to convert."""
    swapped = pl.col("issue") == "swapped_axes"
    usable = pl.col("issue").is_null()
    points = read.select(
        lon=pl.when(usable).then("given_lon").when(swapped).then("given_lat"),
        lat=pl.when(usable).then("given_lat").when(swapped).then("given_lon"),
    ).with_columns(pl.all().fill_null(float("nan")))
    return points["lon"].to_numpy(), points["lat"].to_numpy()


def _write(column: str) -> pl.Expr:
    """Seven decimals as text, about a centimetre."""
    scaled = (pl.col(column) * 1e7).round().cast(pl.Int64)
    whole, part = scaled // 10_000_000, scaled % 10_000_000
    return pl.concat_str(whole.cast(pl.String), pl.lit("."), part.cast(pl.String).str.zfill(7))


def _steps(frame: str) -> pl.Expr:
    converted = [f"from_{frame}"] if frame in ("gcj02", "bd09") else []
    done = pl.when(pl.col("issue").is_null() & pl.col("x").is_not_null())
    names = pl.lit(["read_point", *converted], dtype=pl.List(pl.String))
    return done.then(names).otherwise(pl.lit([], dtype=pl.List(pl.String)))


KIND = Kind("coordinates", "坐标", "Coordinates", PARTS, standardise_coordinates)
