"""Points: conversion there and back, declared frames, faults of whole files."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.distance import measure_distance_metres
from mdm.errors import UsageError
from mdm.standardise.coordinate_frames import convert_frame
from mdm.standardise.coordinates import KIND
from mdm.standardise.frame_faults import describe_frame_fault, find_frames
from mdm.standardise.kind import Context

# Public points of three cities: WGS-84, GCJ-02, BD-09, and how far the shifted ones lie off in metres
POINTS = [
    ((120.585300, 31.298900), (120.589477, 31.296715), (120.595879, 31.303019), 465, 1105),
    ((121.544000, 29.868300), (121.548174, 29.865730), (121.554587, 29.872023), 494, 1102),
    ((108.939800, 34.341600), (108.944456, 34.340044), (108.950901, 34.346274), 461, 1144),
]
longitudes = st.floats(74, 135)
latitudes = st.floats(4, 53)


@pytest.mark.parametrize(("wgs84", "gcj02", "bd09", "off_gcj02", "off_bd09"), POINTS)
def test_published_points_convert(wgs84, gcj02, bd09, off_gcj02, off_bd09):
    for frame, expected, metres in (("gcj02", gcj02, off_gcj02), ("bd09", bd09, off_bd09)):
        lon, lat = convert_frame([wgs84[0]], [wgs84[1]], "wgs84", frame)
        assert (round(float(lon[0]), 6), round(float(lat[0]), 6)) == expected
        assert measure_distance_metres([wgs84[0]], [wgs84[1]], lon, lat)[0] == pytest.approx(metres, abs=1)


@pytest.mark.parametrize("frame", ["gcj02", "bd09"])
@given(lon=longitudes, lat=latitudes)
@settings(max_examples=200, deadline=None)
def test_there_and_back_is_off_by_less_than_a_centimetre(frame, lon, lat):
    shifted = convert_frame([lon], [lat], "cgcs2000", frame)
    back = convert_frame(*shifted, frame, "cgcs2000")
    assert measure_distance_metres([lon], [lat], *back)[0] < 1e-4


# The ends of the country and its special regions: longitude, latitude in WGS-84
CORNERS = {
    "喀什": (75.99, 39.47), "乌恰西端": (73.55, 39.40), "漠河": (122.54, 53.48), "抚远": (134.76, 48.45), "曾母暗沙": (112.27, 3.97),
    "三沙": (112.34, 16.83), "东兴": (107.97, 21.54), "瑞丽": (97.85, 24.01), "香港": (114.17, 22.30), "澳门": (113.55, 22.20),
    "台北": (121.52, 25.03),
}  # fmt: skip


@pytest.mark.parametrize("frame", ["gcj02", "bd09"])
@pytest.mark.parametrize("place", CORNERS)
def test_corners_of_the_country_shift_and_return(place, frame):
    lon, lat = ([degrees] for degrees in CORNERS[place])
    shifted = convert_frame(lon, lat, "cgcs2000", frame)
    assert 200 < measure_distance_metres(lon, lat, *shifted)[0] < 1600
    assert measure_distance_metres(lon, lat, *convert_frame(*shifted, frame, "cgcs2000"))[0] < 1e-3
    read = KIND.standardise(
        pl.Series([f"{shifted[0][0]:.8f},{shifted[1][0]:.8f}"]), Context(options={"frame": frame})
    )
    assert measure_distance_metres(lon, lat, read["lon"], read["lat"])[0] < 0.01


@pytest.mark.parametrize("point", [(71.9, 39.0), (140.0, 36.0), (103.8, 0.5), (105.0, 56.5)])
def test_gcj02_leaves_points_beyond_its_border_alone(point):
    lon, lat = ([degrees] for degrees in point)
    assert [float(x[0]) for x in convert_frame(lon, lat, "wgs84", "gcj02")] == list(point)
    assert [float(x[0]) for x in convert_frame(lon, lat, "gcj02", "wgs84")] == list(point)


@pytest.mark.parametrize("frame", ["gcj02", "bd09"])
def test_the_inverse_agrees_with_one_iterated_far_longer(frame):
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(73.5, 134.9, 20_000), rng.uniform(3.9, 53.6, 20_000)
    x, y = convert_frame(lon, lat, frame, "cgcs2000")
    for _ in range(50):
        reached = convert_frame(x, y, "cgcs2000", frame)
        x, y = x + (lon - reached[0]), y + (lat - reached[1])
    assert measure_distance_metres(*convert_frame(lon, lat, frame, "cgcs2000"), x, y).max() < 0.001


def test_between_vendors_goes_by_the_same_way():
    direct = convert_frame([120.589477], [31.296715], "gcj02", "bd09")
    around = convert_frame(*convert_frame([120.589477], [31.296715], "gcj02", "wgs84"), "wgs84", "bd09")
    assert measure_distance_metres(*direct, *around)[0] < 1e-4


def test_missing_points_stay_missing():
    lon, lat = convert_frame([np.nan], [np.nan], "bd09", "wgs84")
    assert np.isnan([lon[0], lat[0]]).all()


def test_conversion_leaves_its_input_alone():
    lon = np.array([120.5])
    same, _ = convert_frame(lon, np.array([31.2]), "wgs84", "cgcs2000")
    same[0] = 0
    assert lon[0] == 120.5


def test_G08_undeclared_frame_is_an_error():
    with pytest.raises(UsageError, match="frame is not declared"):
        KIND.standardise(pl.Series(["120.5,31.2"]), Context())


def test_unknown_frame_and_axes_are_refused():
    with pytest.raises(UsageError, match="unknown coordinate frame 'beijing54'"):
        KIND.standardise(pl.Series(["120.5,31.2"]), Context(options={"frame": "beijing54"}))
    with pytest.raises(UsageError, match="unknown order"):
        KIND.standardise(pl.Series(["1,2"]), Context(options={"frame": "wgs84", "axes": "xy"}))


@pytest.mark.parametrize(("wgs84", "gcj02", "bd09"), [point[:3] for point in POINTS])
def test_G02_one_gate_in_three_frames_is_one_place(wgs84, gcj02, bd09):
    read = [
        KIND.standardise(pl.Series([f"{lon},{lat}"]), Context(options={"frame": frame}))
        for frame, (lon, lat) in (("cgcs2000", wgs84), ("gcj02", gcj02), ("bd09", bd09))
    ]
    points = pl.concat(read)
    apart = measure_distance_metres(
        points["lon"], points["lat"], [points["lon"][0]] * 3, [points["lat"][0]] * 3
    )
    assert apart.max() < 0.2  # six decimals of the delivered points


def file_of(frames):
    rng = np.random.default_rng(7)
    reference_lon, reference_lat = (
        rng.uniform(120.4, 120.9, len(frames)),
        rng.uniform(31.1, 31.5, len(frames)),
    )
    points = [
        convert_frame([x], [y], "cgcs2000", f)
        for x, y, f in zip(reference_lon, reference_lat, frames, strict=True)
    ]
    noise = rng.normal(0, 1e-4, (2, len(frames)))  # about 10 m
    return pl.DataFrame(
        {
            "lon": [float(x[0]) for x, _ in points] + noise[0],
            "lat": [float(y[0]) for _, y in points] + noise[1],
            "reference_lon": reference_lon,
            "reference_lat": reference_lat,
        }
    )


@pytest.mark.parametrize(
    ("frames", "fault"),
    [
        (["cgcs2000"] * 50, None),
        (["gcj02"] * 50, "wrong_frame"),
        (["bd09"] * 50, "wrong_frame"),
        (["cgcs2000"] * 40 + ["gcj02"] * 10, "mixed_frames"),
        (["gcj02"] * 40 + ["bd09"] * 10, "mixed_frames"),
        (["cgcs2000"] * 99 + ["gcj02"], None),
    ],
)
def test_frame_fault_of_a_file(frames, fault):
    assert describe_frame_fault(file_of(frames)) == fault


def test_clouds_are_counted_by_frame():
    found = find_frames(file_of(["cgcs2000"] * 30 + ["bd09"] * 10))
    assert dict(found.select("frame", "points").rows()) == {"cgcs2000": 30, "gcj02": 0, "bd09": 10, None: 0}


def test_places_far_off_lie_in_no_frame():
    file = file_of(["cgcs2000"] * 3).with_columns(pl.col("lon") + 1)
    assert find_frames(file).filter(pl.col("frame").is_null())["points"].item() == 3
    assert describe_frame_fault(file) is None


def test_a_file_without_references_has_no_answer():
    assert describe_frame_fault(file_of(["gcj02"] * 3).with_columns(reference_lon=None)) is None
