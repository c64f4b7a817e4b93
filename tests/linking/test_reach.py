"""The reach of blocking rules: shares of proved pairs with honest intervals."""

import numpy as np
import polars as pl
import pytest

from mdm.linking.reach import measure_reach, share_of_pairs


def test_rules_are_counted_alone_and_so_far():
    proved = pl.DataFrame({"left": [0, 1, 2, 3], "right": [9, 9, 10, 11]})
    together = pl.DataFrame({"A": [True, True, False, False], "B": [False, True, True, False]})
    told = measure_reach(pl.DataFrame({"rule": ["A", "B"]}), together, proved)
    assert told["reached"].to_list() == [1, 2]
    assert told["reached_so_far"].to_list() == [1, 2]
    assert told["pair_reach"].to_list() == [0.5, 0.5]
    assert told["pair_reach_so_far"].to_list() == [0.5, 0.75]
    for name in ("pair_reach", "pair_reach_so_far"):
        assert (told[f"{name}_low"] < told[name]).all()
        assert (told[f"{name}_high"] > told[name]).all()


def test_where_nothing_is_proved_nothing_is_said():
    proved = pl.DataFrame(schema={"left": pl.UInt32, "right": pl.UInt32})
    together = pl.DataFrame({"A": []}, schema={"A": pl.Boolean})
    told = measure_reach(pl.DataFrame({"rule": ["A"]}), together, proved)
    assert told.row(0) == ("A", 0, 0, *[None] * 6)


def test_pairs_of_one_group_count_for_little_more_than_one():
    """A hundred groups of ten pairs that stand or fall together are worth a hundred pairs, not a thousand."""
    hit = np.repeat(np.arange(100) % 2 == 0, 10)
    grouped = share_of_pairs(hit, np.repeat(np.arange(100), 10))
    single = share_of_pairs(hit, np.arange(1000))
    assert grouped["_high"] - grouped["_low"] == pytest.approx(0.19, abs=0.02)
    assert single["_high"] - single["_low"] == pytest.approx(0.062, abs=0.005)


def test_intervals_hold_the_truth_as_often_as_they_say():
    generator = np.random.default_rng(11)
    held = 0
    for _ in range(400):
        chance = np.repeat(generator.beta(9, 1, 200), 3)  # groups differ in how easily they are found
        told = share_of_pairs(generator.random(600) < chance, np.repeat(np.arange(200), 3))
        held += told["_low"] <= 0.9 <= told["_high"]
    assert 0.92 <= held / 400 <= 0.98
