"""Points: longitude and latitude, read from text and brought into CGCS2000.

The frame of a column must be declared: a point 465 m (GCJ-02) or 1.1 km (BD-09) off looks like any other
point, so a guess would be wrong in silence.
"""

import numpy as np
import polars as pl

from mdm.standardise.coordinate_declaration import AXES, Declaration, refuse_undeclared, split_own_frame
from mdm.standardise.coordinate_frames import Degrees, convert_frame
from mdm.standardise.coordinate_text import read_pairs
from mdm.standardise.kind import Context, Kind
from mdm.standardise.text import fold, is_placeholder

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

    `context.options["frame"]` says what they are given in: cgcs2000, wgs84, gcj02 or bd09. A value may say it
    itself (`GCJ-02 120.58,31.29`, `SRID=4490;POINT(120.58 31.29)`; words in
    `rules/reference/coordinate_frames.csv`); a column in which neither does raises UsageError.
    `options["axes"]` is `lon,lat` (default) or `lat,lon`; letters E and N (东经, 北纬) win over it. Columns:
    `value` (`lon,lat` in CGCS2000, seven decimals), `issue`, `lead`, `lon` and `lat` in CGCS2000, `given_lon`,
    `given_lat` and `height_metres` as written, `frame` as declared, and `precision_metres`, what the last digit
    written stands for.

    Issues: `swapped_axes` (they make sense the other way round; that reading stands in `lead`),
    `outside_china`, `not_degrees` (projected metres), `unreadable_point`, `placeholder` (also 0,0),
    `undeclared_frame` (others of the column say theirs), `unknown_frame` (such as 北京54: not converted).

    >>> declared = Context(options={"frame": "gcj02"})
    >>> standardise_coordinates(pl.Series(["120.589477,31.296715"]), declared)["value"][0]
    '120.5852996,31.2988997'
    """
    declared = Declaration.read(context)
    folded = pl.DataFrame({"text": values}).select(text=fold(pl.col("text")))["text"]
    told = split_own_frame(folded).with_columns(text=folded, blank=is_placeholder(pl.col("rest")))
    read = told.hstack(read_pairs(told["rest"], declared.axes == AXES[0]))
    read = read.with_columns(
        frame=pl.when(pl.col("said").is_null()).then(pl.lit(declared.frame)).otherwise("own_frame")
    )
    if declared.frame is None and read["own_frame"].is_null().all() and read["given_lon"].is_not_null().any():
        raise refuse_undeclared()
    read = read.with_columns(_find_issue())
    lon, lat = _to_national_frame(read)
    converted = read.with_columns(
        x=pl.Series(lon).round(_DECIMALS).fill_nan(None), y=pl.Series(lat).round(_DECIMALS).fill_nan(None)
    )
    trusted = pl.col("issue").is_null() & pl.col("x").is_not_null()
    point = pl.concat_str(_write("x"), pl.lit(","), _write("y"))
    steps = [pl.when(pl.col("text").is_not_null()).then(_steps()).alias("steps")] if context.steps else []
    return converted.select(
        pl.when(trusted).then(point).alias("value"),
        "issue",
        pl.when(pl.col("issue") == "swapped_axes").then(point).alias("lead"),
        pl.when(trusted).then("x").alias("lon"),
        pl.when(trusted).then("y").alias("lat"),
        "given_lon",
        "given_lat",
        "height_metres",
        pl.when(pl.col("given_lon").is_not_null()).then("frame").alias("frame"),
        "precision_metres",
        *steps,
    )


def _to_national_frame(read: pl.DataFrame) -> tuple[Degrees, Degrees]:
    """Longitudes and latitudes in CGCS2000; NaN where there is nothing to convert."""
    lon, lat = _plausible_points(read)
    frames = read["frame"].unique().drop_nulls().to_list()
    if len(frames) == 1:
        return convert_frame(lon, lat, frames[0], "cgcs2000")
    result = np.full(len(lon), np.nan), np.full(len(lon), np.nan)
    for frame in frames:  # at most as many as there are frames
        at = (read["frame"] == frame).fill_null(False).to_numpy()
        result[0][at], result[1][at] = convert_frame(lon[at], lat[at], frame, "cgcs2000")
    return result


def _find_issue() -> pl.Expr:
    lon, lat = pl.col("given_lon"), pl.col("given_lat")
    missing = lon.is_null() | lat.is_null()
    return (
        pl.when(pl.col("text").is_null())
        .then(None)
        .when(pl.col("blank") | ((lon == 0) & (lat == 0)))
        .then(pl.lit("placeholder"))
        .when(missing)
        .then(pl.lit("unreadable_point"))
        .when(pl.col("said").is_not_null() & pl.col("own_frame").is_null())
        .then(pl.lit("unknown_frame"))
        .when(pl.col("frame").is_null())
        .then(pl.lit("undeclared_frame"))
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


def _steps() -> pl.Expr:
    done = pl.col("issue").is_null() & pl.col("x").is_not_null()
    converted = pl.when(done & pl.col("frame").is_in(["gcj02", "bd09"])).then(
        pl.lit("from_") + pl.col("frame")
    )
    return pl.concat_list(pl.when(done).then(pl.lit("read_point")), converted).list.drop_nulls()


KIND = Kind(
    "coordinates",
    "坐标",
    "Coordinates",
    PARTS,
    standardise_coordinates,
    options=("frame", "axes"),
    must_declare=("frame",),
)
