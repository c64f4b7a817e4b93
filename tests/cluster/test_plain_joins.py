"""Joins by a key alone, and by a key and nearness."""

from itertools import combinations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from mdm.cluster.plain_joins import join_equal, join_near
from mdm.distance import measure_distance_metres
from mdm.rulepack import Identifier, Nearness

KEY = Identifier(attribute="key", joins=True, vetoes=False, agree=("gate",), why="")


def test_equal_values_join_with_the_row_that_says_most() -> None:
    records = pl.DataFrame({"key": ["a", "b", "a", None, "a"], "gate": [None, "1", "18", None, "18"]})
    assert join_equal(records, KEY).rows() == [(0, 2), (2, 4)]


def test_rows_that_differ_where_both_speak_are_not_joined() -> None:
    records = pl.DataFrame({"key": ["a", "a", "a"], "gate": ["18", "18-1", None]})
    assert join_equal(records, KEY).rows() == [(0, 2)]


def test_missing_keys_join_nobody() -> None:
    records = pl.DataFrame({"key": [None, None]}, schema={"key": pl.String})
    assert join_equal(records, KEY).is_empty()


NEAR = Nearness(attribute="point", metres=100)
near_key = KEY.model_copy(update={"within": NEAR})


def test_without_points_nothing_is_near() -> None:
    assert join_near(pl.DataFrame({"key": ["a", "a"]}), near_key, NEAR).is_empty()
    blind = pl.DataFrame({"key": ["a", "a"], "point.lon": [None, 1.0], "point.lat": [None, 1.0]})
    assert join_near(blind, near_key, NEAR).is_empty()


spots = st.tuples(
    st.sampled_from(["a", "b", None]),
    st.floats(120.6, 120.604) | st.none(),
    st.floats(31.3, 31.304),
    st.sampled_from([None, "1", "2"]),
)


@given(rows=st.lists(spots, max_size=14))
def test_a_slow_version_finds_the_same_pairs(
    rows: list[tuple[str | None, float | None, float, str | None]],
) -> None:
    schema = {"key": pl.String, "point.lon": pl.Float64, "point.lat": pl.Float64, "gate": pl.String}
    records = pl.DataFrame(rows, schema=schema, orient="row")
    expected = []
    for (i, one), (j, other) in combinations(enumerate(rows), 2):
        if one[0] is None or one[0] != other[0] or one[1] is None or other[1] is None:
            continue
        metres = measure_distance_metres([one[1]], [one[2]], [other[1]], [other[2]])[0]
        if metres <= 100 and (one[3] is None or other[3] is None or one[3] == other[3]):
            expected.append((i, j))
    assert join_near(records, near_key, NEAR).rows() == expected


def test_nearness_holds_far_north_as_well() -> None:
    records = pl.DataFrame(
        {"key": ["a"] * 2, "point.lon": [122.0, 122.0015], "point.lat": [53.0, 53.0], "gate": [None, None]},
        schema_overrides={"gate": pl.String},
    )
    assert join_near(records, near_key, Nearness(attribute="point", metres=110)).rows() == [(0, 1)]
    assert join_near(records, near_key, Nearness(attribute="point", metres=90)).is_empty()
