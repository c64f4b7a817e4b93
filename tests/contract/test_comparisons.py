"""Every comparison keeps the same short contract, whatever pair it is given."""

import polars as pl
import pytest
from polars.testing import assert_series_equal

from mdm.compare.kind import Comparison
from mdm.compare.library import COMPARISONS
from mdm.standardise.kind import Context
from mdm.standardise.kinds import find_kind

every_comparison = pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda comparison: comparison.kind)
# What a column of a kind must say about itself before it can be read at all
DECLARED = {"coordinates": {"frame": "cgcs2000"}}
STRIDES = (0, 1, 2, 3, 5, 7, 11, 13)


@pytest.fixture
def sides(comparison: Comparison, sample_values: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every sample value beside itself and beside a few others, as the parts the comparison reads."""
    columns = list(dict.fromkeys(("value", *comparison.parts)))
    parts = find_kind(comparison.kind).standardise(
        sample_values, Context(options=DECLARED.get(comparison.kind, {}))
    )
    parts = parts.select(columns)
    count = parts.height
    left = pl.concat([parts] * len(STRIDES))
    right = pl.concat([parts[[(row + stride) % count for row in range(count)]] for stride in STRIDES])
    return left, right


def test_each_kind_is_compared_once() -> None:
    kinds = [comparison.kind for comparison in COMPARISONS]
    assert len(set(kinds)) == len(kinds)


@every_comparison
def test_levels_run_from_missing_over_equality_to_difference(comparison: Comparison) -> None:
    names = [level.name for level in comparison.levels]
    assert len(set(names)) == len(names)
    assert len({level.title for level in comparison.levels}) == len(names)
    missing, *evidence = comparison.levels
    assert (missing.name, missing.outcome, missing.similarity) == ("missing", "missing", None)
    likeness = [level.similarity for level in evidence]
    assert all(value is not None and 0 <= value <= 1 for value in likeness)
    assert evidence[0].outcome == "exact"
    assert evidence[-1].outcome == "none"
    assert set(comparison.equal_on) <= set(names)
    assert set(comparison.equal_on.values()) <= set(find_kind(comparison.kind).schema)


@every_comparison
def test_level_is_an_index_for_every_pair(
    comparison: Comparison, sides: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    found = comparison.find_level(*sides)
    assert found.dtype == pl.UInt8
    assert len(found) == sides[0].height
    assert found.null_count() == 0
    assert found.max() < len(comparison.levels)  # type: ignore[operator]


@every_comparison
def test_left_and_right_may_change_places(
    comparison: Comparison, sides: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    left, right = sides
    forward, backward = comparison.find_level(left, right), comparison.find_level(right, left)
    uneven = left.with_columns(forward=forward, backward=backward).with_columns(
        right.select(pl.all().name.prefix("right."))
    )
    assert uneven.filter(pl.col("forward") != pl.col("backward")).rows() == []


@every_comparison
def test_a_silent_side_says_nothing(comparison: Comparison, sides: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    left, _ = sides
    silent = left.clear(n=left.height)
    assert set(comparison.find_level(left, silent)) == {0}
    assert set(comparison.find_level(silent, left)) == {0}


@every_comparison
def test_a_value_does_not_contradict_itself(
    comparison: Comparison, sides: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    """A vague value, such as a district without a door, may say little about itself but never `none`."""
    left, _ = sides
    known = left.filter(pl.col("value").is_not_null())
    outcomes = {comparison.levels[index].outcome for index in comparison.find_level(known, known)}
    assert "exact" in outcomes
    assert "none" not in outcomes


@every_comparison
def test_each_pair_is_compared_by_itself(
    comparison: Comparison, sides: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    left, right = sides
    size = left.height // 7 + 1
    pieces = [
        comparison.find_level(left.slice(start, size), right.slice(start, size))
        for start in range(0, left.height, size)
    ]
    assert_series_equal(pl.concat(pieces), comparison.find_level(left, right), check_names=False)


@every_comparison
def test_no_pairs_no_levels(comparison: Comparison, sides: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    none = sides[0].clear()
    found = comparison.find_level(none, none)
    assert (found.dtype, len(found)) == (pl.UInt8, 0)


@every_comparison
def test_equal_values_make_the_level_the_comparison_says(
    comparison: Comparison, sides: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    """Such pairs are told by their values alone; the comparison itself must say the same."""
    if comparison.alone is None:
        return
    for side in sides:
        known = side.filter(pl.col("value").is_not_null())
        alone = comparison.alone(known)
        assert alone.is_not_null().any()
        told = alone.is_not_null()
        assert_series_equal(
            alone.filter(told), comparison.find_level(known, known).filter(told), check_names=False
        )
