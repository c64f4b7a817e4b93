"""Rivals of a record that is silent on what divides them."""

import polars as pl
import pytest

from mdm.score import Thresholds, decide, share_silent

DIVIDING = {"born": (2,)}
LINES = Thresholds(0.9, 0.05, None, None, None, 0)


def ranked(weights, levels=(0, 0, 2), between=0.1):
    """A silent record 0, its candidates 1 and 2, and the pair of the two."""
    pairs = pl.DataFrame(
        {
            "left": [0, 0, 1],
            "right": [1, 2, 2],
            "level_born": levels,
            "match_weight": [*weights, -3.0],
            "match_probability": [*(2**w / (1 + 2**w) for w in weights), between],
        },
        schema_overrides={"left": pl.UInt32, "right": pl.UInt32, "level_born": pl.UInt8},
    )
    return decide(pairs, LINES)


def test_equal_candidates_share_the_silent_record():
    told = share_silent(ranked([10.0, 10.0]), DIVIDING, LINES)
    assert told["match_probability"].to_list() == pytest.approx([0.49976, 0.49976, 0.1], abs=1e-4)
    assert told["decision"].to_list() == ["review", "review", "review"]


def test_the_better_candidate_keeps_it():
    told = share_silent(ranked([20.0, 8.0]), DIVIDING, LINES)["match_probability"]
    assert told[0] > 0.999
    assert told[1] < 0.001


@pytest.mark.parametrize(("levels", "between"), [((0, 1, 2), 0.1), ((0, 0, 1), 0.1), ((0, 0, 2), 0.99)])
def test_candidates_that_nothing_divides_are_no_rivals(levels, between):
    """One pair compares it, or the two agree, or they are likely one all the same."""
    before = ranked([10.0, 10.0], levels, between)
    assert share_silent(before, DIVIDING, LINES).equals(before)


def test_the_order_of_pairs_changes_nothing():
    before = ranked([12.0, 10.0])
    turned = share_silent(before.reverse(), DIVIDING, LINES).reverse()
    assert turned.equals(share_silent(before, DIVIDING, LINES))
