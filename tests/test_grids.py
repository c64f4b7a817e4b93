"""Points in management grids: no gap, no double, and what cannot be decided is told."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mdm
from mdm.errors import UsageError


def _fan(corners: list[tuple[float, float]], hub: tuple[float, float]) -> pl.DataFrame:
    """A square cut into triangles around a hub: every inner border is slanted and shared by two."""
    names = [f"网格{i:02d}" for i in range(len(corners))]
    turns = zip(corners, corners[1:] + corners[:1], strict=True)
    outlines = [f"POLYGON(({a[0]} {a[1]}, {b[0]} {b[1]}, {hub[0]} {hub[1]}))" for a, b in turns]
    return pl.DataFrame({"grid": names, "outline": outlines})


CORNERS = [(120.5, 31.2), (120.6, 31.2), (120.7, 31.2), (120.7, 31.3), (120.7, 31.4), (120.5, 31.4)]
inside = st.integers(1, 1999)


@given(inside, inside, st.lists(st.tuples(st.integers(0, 1999), st.integers(0, 1999)), max_size=40))
def test_G09_every_point_lies_in_exactly_one_grid(
    hub_x: int, hub_y: int, steps: list[tuple[int, int]]
) -> None:
    """The square is half open, like each grid of it: its left and lower borders belong to it, the others to nobody."""
    hub = (round(120.5 + hub_x / 10_000, 4), round(31.2 + hub_y / 10_000, 4))
    points = [(round(120.5 + i / 10_000, 4), round(31.2 + j / 10_000, 4)) for i, j in steps]
    points += [hub, (120.5, 31.2), (120.6, 31.2)]
    # Points right on the borders between hub and corners
    points += [((hub[0] + x) / 2, (hub[1] + y) / 2) for x, y in CORNERS]
    found = mdm.assign_grids([p[0] for p in points], [p[1] for p in points], _fan(CORNERS, hub))
    assert found["issue"].null_count() == len(points)
    assert found["grid"].null_count() == 0


def test_many_points_count_the_area_of_each_grid() -> None:
    rng = np.random.default_rng(9)
    lon, lat = rng.uniform(120.5, 120.7, 20_000), rng.uniform(31.2, 31.4, 20_000)
    found = mdm.assign_grids(pl.Series(lon), pl.Series(lat), _fan(CORNERS, (120.6, 31.3)))
    assert found["grid"].null_count() == 0
    shares = found["grid"].value_counts().sort("grid")["count"] / 20_000
    assert shares.to_list() == pytest.approx([1 / 8, 1 / 8, 1 / 8, 1 / 8, 1 / 4, 1 / 4], abs=0.02)


def test_outside_overlap_hole_and_missing() -> None:
    grids = pl.DataFrame(
        {
            "grid": ["A", "B", "C"],
            "outline": [
                "POLYGON((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))",
                "POLYGON((3 3, 5 3, 5 5, 3 5, 3 3))",
                "MULTIPOLYGON(((8 0, 9 0, 9 1, 8 1)), ((8 2, 9 2, 9 3, 8 3)))",
            ],
        }
    )
    lon = [0.5, 1.5, 3.5, 8.5, 8.5, 8.5, None, float("nan")]
    lat = [0.5, 1.5, 3.5, 0.5, 1.5, 2.5, 1.0, 1.0]
    found = mdm.assign_grids(lon, lat, grids)
    assert found["grid"].to_list() == ["A", None, None, "C", None, "C", None, None]
    assert found["issue"].to_list() == [
        None,
        "outside_grids",
        "several_grids",
        None,
        "outside_grids",
        None,
        None,
        None,
    ]
    assert found["candidates"].to_list()[2] == ["A", "B"]


def test_the_order_of_points_and_grids_changes_nothing() -> None:
    grids = _fan(CORNERS, (120.6, 31.3))
    lon, lat = [120.55, 120.6, 120.65], [31.25, 31.3, 31.35]
    straight = mdm.assign_grids(lon, lat, grids)["grid"].to_list()
    assert mdm.assign_grids(lon[::-1], lat[::-1], grids.reverse())["grid"].to_list() == straight[::-1]


@pytest.mark.parametrize(
    ("grids", "message"),
    [
        ({"grid": ["A"]}, "no column 'outline'"),
        ({"grid": ["A"], "outline": ["120 31, 121 31"]}, "outline of grid 'A' cannot be read"),
        ({"grid": ["A", "A"], "outline": ["POLYGON((0 0, 1 0, 1 1))"] * 2}, "grid 'A' stands twice"),
        ({"grid": ["A"], "outline": ["POLYGON((0 0, 60 0, 1 1))"]}, "wider than 20 degrees"),
    ],
)
def test_grids_that_cannot_be_used_are_refused(grids: dict[str, list[str]], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        mdm.assign_grids([0.5], [0.5], pl.DataFrame(grids))
