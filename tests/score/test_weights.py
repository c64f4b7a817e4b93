import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdm.score import (
    ComparisonParameters,
    LinkModel,
    ProbeCandidates,
    RelativePatterns,
    choose_thresholds,
    code_levels,
    contemporary_factor,
    fit_matches,
    gather_evidence,
    namesake_factor,
    rank_candidates,
    rarity,
    repeat_share,
    unit_weights,
    weigh_pairs,
)

NAME = ComparisonParameters(
    ("missing", "exact", "else"), (1.0, 0.9, 0.1), (1.0, 0.01, 0.99), (1.0, 0.02, 0.98), {"exact": "name"}
)
DOOR = ComparisonParameters(
    ("missing", "exact", "else"), (1.0, 0.8, 0.2), (1.0, 0.001, 0.999), (1.0, 0.9, 0.1)
)
NOBODY = RelativePatterns((), {})
MODEL = LinkModel({"name": NAME, "door": DOOR}, NOBODY, 0.001, 0.9, 1000, "test")


def evidence(*levels, shares=None):
    names = np.array([level[0] for level in levels], np.uint8)
    doors = np.array([level[1] for level in levels], np.uint8)
    rarities = np.array([round(-math.log2(s) * (1 << 19)) for s in shares or [0.01] * len(levels)], np.uint32)
    left = np.arange(len(levels), dtype=np.uint32)
    return pl.DataFrame(
        {
            "left": left,
            "right": left + len(levels),
            "match_key": np.zeros(len(levels), np.uint8),
            "code_name": code_levels(pl.Series(names), {1: rarities}, left),
            "code_door": code_levels(pl.Series(doors), {}, left),
        }
    )


def weights(*levels, shares=None):
    return weigh_pairs(evidence(*levels, shares=shares), MODEL)["match_weight"].to_list()


def test_missing_never_adds_weight():
    nothing, name, name_and_missing_door = weights((0, 0), (1, 0), (1, 0))
    assert nothing == pytest.approx(MODEL.prior_weight, abs=1e-9)
    assert name == name_and_missing_door > nothing


def test_a_rare_name_weighs_more_than_a_common_one():
    common, rare = weights((1, 0), (1, 0), shares=[0.05, 0.0001])
    assert rare - common == pytest.approx(math.log2(500), abs=0.5)


def test_a_variant_has_its_part_of_those_who_share_the_key():
    """Of strangers with one key nine in ten write it alike: that they write it otherwise is as much rarer."""
    written = ComparisonParameters(
        ("missing", "exact", "variant", "else"), (1.0, 0.6, 0.3, 0.1), (1.0, 0.009, 0.001, 0.99), (1.0, 0.01, 0.01, 0.98),
        {"exact": "name", "variant": "key"},
    )  # fmt: skip
    rarities = np.full(2, round(-math.log2(0.0001) * (1 << 19)), np.uint32)
    left = np.arange(2, dtype=np.uint32)
    seen = pl.DataFrame({"left": left, "right": left + 2, "match_key": np.zeros(2, np.uint8)}).with_columns(
        code_name=code_levels(pl.Series([1, 2], dtype=pl.UInt8), {1: rarities, 2: rarities}, left)
    )
    exact, variant = weigh_pairs(seen, LinkModel({"name": written}, NOBODY, 0.0, 0.9, 1000, "test"))[
        "match_weight"
    ]
    assert variant - exact == pytest.approx(math.log2(0.3 / 0.6) + math.log2(10), abs=0.01)


def test_relatives_at_one_door_take_the_door_for_little():
    stranger = LinkModel(MODEL.comparisons, NOBODY, 0.0, 0.9, 1000, "test")
    seen = evidence((2, 1))
    with_households = weigh_pairs(seen, MODEL)["match_weight"][0]
    without = weigh_pairs(seen, stranger)["match_weight"][0]
    assert with_households < without - 0.5


def test_strangers_agree_in_all_that_is_their_own_as_often_as_namesakes_do():
    born = replace(NAME, frequency_part={"exact": "born"})
    own = RelativePatterns(("name", "door"), {})  # the second comparison stands for a birth date
    model = LinkModel({"name": NAME, "door": born}, own, 0.0, 0.9, 1000, "test")
    seen = evidence((1, 1), (1, 0), (1, 2))
    alone = weigh_pairs(seen, model)["match_weight"]
    among_namesakes = weigh_pairs(seen, replace(model, namesakes=8.0))["match_weight"]
    assert (alone - among_namesakes).to_list() == pytest.approx([3.0, 0.0, 0.0], abs=1e-3)


def test_names_of_an_age_count_where_the_day_agrees_in_part():
    day = replace(NAME, levels=("missing", "exact", "same_year", "else"), frequency_part={"exact": "born"})
    day = replace(day, m=(1.0, 0.8, 0.1, 0.1), u=(1.0, 0.01, 0.1, 0.89), h=(1.0, 0.01, 0.1, 0.89))
    own = RelativePatterns(("name", "door"), {})  # the second comparison stands for a birth date
    model = LinkModel({"name": NAME, "door": day}, own, 0.0, 0.9, 1000, "test", day="door")
    seen = evidence((1, 1), (1, 2), (1, 3), (1, 0), (2, 2))
    alone = weigh_pairs(seen, model)["match_weight"]
    among_them = weigh_pairs(seen, replace(model, contemporaries=4.0))["match_weight"]
    assert (alone - among_them).to_list() == pytest.approx([0.0, 2.0, 0.0, 0.0, 0.0], abs=1e-3)


def test_people_of_an_age_are_counted_whatever_one_person_is_said_to_be_born():
    """Two records of each, a year or a lunar month apart: nobody's own dates make a namesake."""
    names = pl.DataFrame({"name": [f"人{i}" for i in range(400)] * 2})
    days = [date(1950 + i % 60, 5, 1 + i % 28) for i in range(400)]
    later = [day + timedelta(days=365 if i % 2 else 30) for i, day in enumerate(days)]
    assert contemporary_factor(names, pl.Series([*days, *later]), pl.Series([1.0] * 800), 1 / 400) == 1.0


def test_namesakes_are_counted_among_units_and_a_missing_value_is_nobodys():
    rows = [("甲", "1980")] * 3 + [("乙", "1980")] * 2 + [("乙", None)] * 40
    people = pl.DataFrame(rows, schema=["name", "born"], orient="row")
    once, together = pl.int_range(45, eager=True), pl.Series([0, 0, 0, 1, 1, *range(2, 42)])
    assert namesake_factor(people, once, 0.0) == pytest.approx(4.25 / 0.25)
    assert namesake_factor(people, together, 0.0) == 1.0
    assert namesake_factor(people, once, 0.5) == 1.0


def test_relatives_write_their_door_in_as_many_ways_as_one_person():
    """Households are found by equal doors: of doors written otherwise they show too few, one person's records enough."""
    levels = ("missing", "same_room", "inside_building", "conflict")
    door = ComparisonParameters(
        levels, (1.0, 0.5, 0.3, 0.2), (1.0, 0.001, 0.001, 0.998), (1.0, 0.94, 0.01, 0.05)
    )
    told, times = door.as_written_by_one("same_room")
    assert told.h[2] / told.h[1] == pytest.approx(0.6)
    assert sum(told.h[1:]) == pytest.approx(1.0)
    assert told.h[1] * times == pytest.approx(0.94)


def test_a_match_is_looked_for_among_those_who_hold_a_number():
    """Where one record in three holds a number, a given holder is three times as likely to be the one."""
    few = replace(MODEL, holders=MODEL.units // 4)
    assert few.prior_weight - MODEL.prior_weight == pytest.approx(2.0)
    assert few.for_units(MODEL.units * 2).holders == MODEL.units // 2
    assert LinkModel.from_dict(few.to_dict()).holders == few.holders


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=20))
def test_stronger_levels_never_weigh_less(levels):
    for weight, (name, door) in zip(weights(*levels), levels, strict=True):
        if name == 2:
            assert weights((1, door))[0] >= weight
        if door == 2:
            assert weights((name, 1))[0] >= weight


def test_the_group_is_known_by_its_best_record_and_its_commonest_value():
    pairs = pl.DataFrame({"left": [0, 1, 2], "right": [3, 3, 3], "match_key": [2, 1, 0]}).cast(
        {"left": pl.UInt32, "right": pl.UInt32, "match_key": pl.UInt8}
    )
    rarities = np.array([9, 4, 9, 9], np.uint32)
    code = code_levels(pl.Series([2, 1, 1], dtype=pl.UInt8), {1: rarities}, pairs["left"].to_numpy())
    found = gather_evidence(pairs.with_columns(code_name=code), pl.Series([0, 0, 0, 3], dtype=pl.UInt32))
    assert found.rows() == [(0, 3, 0, (1 << 24) + 4)]


def test_rivals_share_one_probability():
    weighed = pl.DataFrame({"left": [0, 1], "right": [2, 2], "match_weight": [10.0, 10.0]})
    ranked = rank_candidates(weighed, pl.Series([False, False, True]), 1.0)["match_probability"]
    assert ranked.to_list() == pytest.approx([0.49975, 0.49975], abs=1e-4)
    alone = rank_candidates(weighed.head(1), pl.Series([False, False, True]), 1.0)["match_probability"]
    assert alone[0] == pytest.approx(1024 / 1025)
    expected = rank_candidates(weighed.head(1), pl.Series([False, False, True]), 0.25)["match_probability"]
    assert expected[0] == pytest.approx(4096 / 4097)


def test_rarity_counts_other_units_not_records():
    names = ["a"] * 5 + ["b", "c", None]
    records = pl.DataFrame({"name": names})
    unit = pl.Series([0, 0, 2, 3, 4, 5, 6, 7], dtype=pl.UInt32)
    weight = unit_weights(unit)
    share = repeat_share(records["name"], weight, 1e-5)
    assert share == pytest.approx((4 * 3 / 2 + 10) / (6 * 5 / 2 + 1e6))
    chance = np.exp2(rarity(records["name"], weight, 1e-5) / -(1 << 19))
    assert chance[0] == pytest.approx((1 + 2) / (1 / share + 6), rel=1e-3)
    assert chance[5] == pytest.approx(1 / (1 / share + 6), rel=1e-3)
    assert chance[7] == 1.0


def test_expectation_maximisation_finds_what_made_the_patterns():
    generator = np.random.default_rng(5)
    units, matches = 900, 700
    rows = []
    for m, u, size in ((0.9, 0.02, matches), (0.02, 0.02, 403_850)):
        share = m if size == matches else u
        rows.append(np.where(generator.random((size, 3)) < share, 1, 2))
    levels = pl.DataFrame(np.vstack(rows), schema=["level_a", "level_b", "level_c"]).cast(pl.UInt8)
    patterns = levels.group_by(levels.columns).len("count")
    outcomes = {n: ["missing", "exact", "none"] for n in "abc"}
    fit = fit_matches(patterns, outcomes, dict.fromkeys("abc", (1.0, 0.02, 0.98)), units)
    assert fit.converged
    assert fit.pairs == pytest.approx(matches, rel=0.1)
    for counts in fit.matches.values():
        assert counts[1] / counts[1:].sum() == pytest.approx(0.9, abs=0.03)


def test_families_are_not_taken_for_matches():
    """Twice as many pairs of one home as of one person: door and surname agree in both, name and birthday in one."""
    generator = np.random.default_rng(7)
    agree = {
        "given": (0.95, 0.02, 0.02),
        "born": (0.95, 0.01, 0.001),
        "surname": (0.98, 0.9, 0.01),
        "door": (0.9, 0.95, 0.001),
    }
    sizes = (3_000, 6_000, 200_000)
    columns = {
        f"level_{name}": np.concatenate(
            [
                np.where(generator.random(size) < share, 1, 2)
                for share, size in zip(shares, sizes, strict=True)
            ]
        ).astype(np.uint8)
        for name, shares in agree.items()
    }
    levels = pl.DataFrame(columns)
    patterns = levels.group_by(levels.columns).len("count").sort(levels.columns)
    u = {name: (1.0, shares[2], 1 - shares[2]) for name, shares in agree.items()}
    outcomes = {name: ["missing", "exact", "none"] for name in agree}
    fit = fit_matches(patterns, outcomes, u, 6_000, {"surname", "door"})
    assert fit.pairs == pytest.approx(3_000, rel=0.1)
    assert fit.household_pairs == pytest.approx(6_000, rel=0.2)
    born = fit.matches["born"]
    assert born[1] / born[1:].sum() == pytest.approx(0.95, abs=0.05)
    blind = fit_matches(patterns, outcomes, u, 6_000)
    assert blind.pairs > 7_000  # who knows no households takes them for one person


def probes(right, wrong):
    found = pl.DataFrame(
        {
            "true": [True] * len(right) + [False] * len(wrong),
            "probability": [*right, *wrong],
            "alone": [0.0] * len(right) + list(wrong),
        }
    )
    return ProbeCandidates(found, len(right), len(right), 0.5)


def test_the_threshold_follows_from_the_wanted_error_rate():
    seen = probes([0.9999] * 40_000, [0.96] * 200)
    strict = choose_thresholds(np.full(100, 0.9999), seen, 0.0004, 0.05)
    lax = choose_thresholds(np.full(100, 0.9999), seen, 0.02, 0.05)
    assert lax.link <= 0.95 < strict.link
    assert strict.precision is not None
    assert strict.precision.low > 0.999


def test_a_person_with_two_numbers_is_no_stranger():
    """Where numbers are known to be entered wrong, overwhelming evidence against another number counts less."""
    seen = probes([0.9995] * 5_000, [0.99995] * 8)
    mistyped = replace(seen, wrong_numbers=0.005)
    p = np.full(5_000, 0.9999)
    assert choose_thresholds(p, seen, 0.0004, 0.05).link > 0.9999
    assert choose_thresholds(p, mistyped, 0.0004, 0.05).link < 0.9995


def test_wrong_numbers_excuse_no_weak_evidence():
    seen = replace(probes([0.9999] * 5_000, [0.96] * 40), wrong_numbers=0.005)
    assert choose_thresholds(np.full(5_000, 0.9999), seen, 0.0004, 0.05).link > 0.96


def test_few_probes_promise_nothing():
    thresholds = choose_thresholds(np.full(100, 0.97), probes([0.9] * 10, []), 0.0004, 0.05)
    assert thresholds.precision is None
    assert thresholds.link > 0.97


def test_relatives_agree_in_patterns():
    """Twins: exact birth dates are rare among relatives, but where they are, names are alike."""
    seen = pl.DataFrame({"name": [3] * 960 + [2] * 40, "born": [2] * 960 + [1] * 40}).cast(pl.UInt8)
    relatives = RelativePatterns.count(seen)
    alike = {"name": np.array([2, 2, 3, 0], np.uint8), "born": np.array([1, 2, 1, 1], np.uint8)}
    independent = np.log2(np.array([0.04 * 0.04, 0.04 * 0.96, 0.96 * 0.04, 0.04]))
    shares = np.exp2(relatives.log_share(alike, independent))
    assert shares[0] == pytest.approx(0.04, rel=0.05)
    assert shares[1] < 0.001
    assert shares[3] == pytest.approx(0.04, rel=0.05)
