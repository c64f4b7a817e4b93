"""People anywhere: names whole or in parts, households, namesakes, addresses made of names."""

import random
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import mdm
from mdm.linking.guessing import count_merges, count_tries
from mdm.score import (
    ComparisonParameters,
    Following,
    LinkModel,
    Merges,
    RelativePatterns,
    choose_thresholds,
    fit_matches,
    weigh_pairs,
)

GIVEN = ("Ada", "Basil", "Clara", "Duncan", "Edith", "Fergus", "Greta", "Hamish", "Ingrid", "Jasper")
FAMILY = ("Abbott", "Barlow", "Cavendish", "Dunmore", "Ellington", "Fairfax", "Goldsmith", "Hollis", "Irving", "Kershaw")  # fmt: skip


def people(count=600):
    """Invented people."""
    draw = random.Random(20260101)
    for n in range(count):
        given, family = draw.choice(GIVEN), draw.choice(FAMILY)
        born = f"{draw.randint(1940, 1999)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
        street = f"{draw.choice(FAMILY)} {draw.choice(('Street', 'Road', 'Avenue', 'Lane'))}"
        yield n, given, family, born, draw.randint(1, 200), street, f"{draw.randint(10000, 99999)}"


def test_a_whole_name_meets_its_parts(tmp_path):
    short = {"Street": "St", "Road": "Rd.", "Avenue": "Ave", "Lane": "Ln"}
    pl.DataFrame(
        [
            (f"A{n}", f"{family.upper()}, {given} M.", born, f"{number} {street}", postcode)
            for n, given, family, born, number, street, postcode in people()
        ],
        schema=["id", "Full Name", "DOB", "Street Address", "Zip Code"],
        orient="row",
    ).write_csv(tmp_path / "whole.csv")
    pl.DataFrame(
        [
            (
                f"B{n}",
                given,
                family,
                born,
                number,
                f"{street.split()[0]} {short[street.split()[1]]}",
                postcode,
            )
            for n, given, family, born, number, street, postcode in people()
        ],
        schema=["id", "forename", "last name", "date of birth", "house number", "street", "post code"],
        orient="row",
    ).write_csv(tmp_path / "parts.csv")
    run = mdm.reconcile(
        {"whole": tmp_path / "whole.csv", "parts": tmp_path / "parts.csv"},
        rules="person_generic",
        id_column="id",
    )
    truth = pl.DataFrame(
        [
            (source, f"{letter}{n}", str(n))
            for source, letter in (("whole", "A"), ("parts", "B"))
            for n in range(600)
        ],
        schema=["source", "record_id", "entity_id"],
        orient="row",
    )
    found = mdm.evaluate_crosswalk(run.crosswalk, truth)
    assert (found.precision, found.recall) == (1.0, 1.0)


def test_father_and_son_of_one_name_stay_two(tmp_path):
    told = list(people())
    _, given, family, born, number, street, postcode = told[0]
    here = [(f"A{n}", f"{f}, {g}", b, f"{no} {s}", z) for n, g, f, b, no, s, z in told[1:]]
    here.append(("A0", f"{family} Sr., {given}", born, f"{number} {street}", postcode))
    there = [(f"B{n}", g, f, b, f"{no} {s}", z, "") for n, g, f, b, no, s, z in told[1:]]
    there.append(("B0", given, family, born, f"{number} {street}", postcode, "Senior"))
    there.append(("B600", given, family, "", f"{number} {street}", postcode, "Junior"))
    columns = ["id", "name", "dob", "address", "zip"]
    pl.DataFrame(here, schema=columns, orient="row").write_csv(tmp_path / "here.csv")
    columns = ["id", "first name", "last name", "dob", "address", "zip", "suffix"]
    pl.DataFrame(there, schema=columns, orient="row").write_csv(tmp_path / "there.csv")
    run = mdm.reconcile(
        {"here": tmp_path / "here.csv", "there": tmp_path / "there.csv"},
        rules="person_generic",
        id_column="id",
    )
    entity = dict(run.crosswalk.select("record_id", "entity_id").collect().rows())
    assert entity["A0"] == entity["B0"] != entity["B600"]
    vetoes = run.links.filter(pl.col("right_record_id") == "B600").collect()["veto"].to_list()
    assert "another_suffix" in vetoes


def comparison(levels, m, u, h, follows=None):
    return ComparisonParameters(levels, (1.0, *m), (1.0, *u), (1.0, *h), {}, follows)


TWO = ("missing", "exact", "else")
MODEL = LinkModel(
    {
        "given_name": comparison(TWO, (0.9, 0.1), (0.005, 0.995), (0.02, 0.98)),
        "birth_date": comparison(TWO, (0.9, 0.1), (0.0001, 0.9999), (0.02, 0.98)),
        "email": comparison(
            ("missing", "exact", "same_words", "else"),
            (0.4, 0.5, 0.1),
            (1e-5, 1e-5, 0.99998),
            (1e-5, 1e-5, 0.99998),
            Following(("given_name",), ("same_words",), 0.03),
        ),
        "address": comparison(TWO, (0.8, 0.2), (0.0001, 0.9999), (0.95, 0.05)),
    },
    RelativePatterns(("given_name", "birth_date", "email"), {}),
    0.001,
    1.0,
    1000,
    "em, 10 rounds",
)


def weight(model=MODEL, tries=None, **levels):
    codes = {
        f"code_{n}": pl.Series([levels.get(n, 0) or 0xFFFFFFFF], dtype=pl.UInt32) for n in model.comparisons
    }
    shape = 1 << 24
    codes = {
        name: pl.Series([value[0] if value[0] == 0xFFFFFFFF else value[0] * shape], dtype=pl.UInt32)
        for name, value in codes.items()
    }
    frame = pl.DataFrame({"left": [0], "right": [1], "match_key": [0], **codes})
    return weigh_pairs(frame.with_columns(**(tries or {})), model)["match_weight"][0]


def test_relatives_are_alike_in_one_respect_at_most():
    one = weight(given_name=1, birth_date=1, address=1)
    twins, father_and_son = (
        weight(given_name=2, birth_date=1, address=1),
        weight(given_name=1, birth_date=2, address=1),
    )
    assert one > 8 > 2 > max(twins, father_and_son)


def test_an_address_made_of_a_name_says_little_among_namesakes():
    namesakes, others = weight(given_name=1, email=2), weight(given_name=2, email=2)
    assert namesakes - weight(given_name=1) == pytest.approx(np.log2(0.5 / 0.03), abs=0.2)
    assert others - weight(given_name=2) > 15
    assert weight(given_name=1, email=1) - weight(given_name=1) > 12


def test_the_best_of_many_tries_is_good_by_chance():
    tries = {"tries_given_name": pl.Series([3.0])}
    assert weight(given_name=1) - weight(given_name=1, tries=tries) == pytest.approx(3.0, abs=0.1)
    evidence = pl.DataFrame({"left": [0], "right": [3]}, schema={"left": pl.UInt32, "right": pl.UInt32})
    values, group = pl.DataFrame({"given_name": [1, 2, 2, 5]}), pl.Series([0, 0, 0, 3], dtype=pl.UInt32)
    assert count_tries(evidence, values, group)["tries_given_name"].to_list() == [1.0]


def test_entities_of_many_records_raise_the_chance_that_two_are_one():
    few, many = replace(MODEL, match_share=1.0), replace(MODEL, match_share=4.0)
    assert many.prior_weight - few.prior_weight == pytest.approx(2.0)
    assert replace(many, trained_on="identity").prior_weight < few.prior_weight


def test_what_hangs_on_a_link_is_counted():
    pairs = [(0, 1, 1.0), (1, 2, 1.0), (3, 4, 1.0), (2, 3, 0.99), (1, 3, 0.9), (5, 6, 0.8)]
    scored = pl.DataFrame(pairs, schema=["left", "right", "match_probability"], orient="row").cast(
        {"left": pl.UInt32, "right": pl.UInt32}
    )
    merges = count_merges(scored, 7)
    assert merges.sure == 4
    assert list(zip(merges.probability, merges.merged, strict=True)) == [(0.99, 6.0), (0.8, 1.0)]


def test_links_between_large_groups_are_made_with_more_care():
    p = np.concatenate([np.full(20_000, 0.999999), np.full(300, 0.98)])
    between = np.full(300, 0.98)
    small = choose_thresholds(p, None, 0.0004, 0.05, None, Merges(between, np.full(300, 1.0), 20_000.0))
    large = choose_thresholds(p, None, 0.0004, 0.05, None, Merges(between, np.full(300, 30.0), 20_000.0))
    assert small.link <= 0.98 < large.link


def test_neighbours_are_no_household_and_households_no_person():
    """Many pairs of one town among the candidates: the classes keep to what they are."""
    outcomes = dict.fromkeys(("given", "born", "door", "surname", "town"), ("missing", "exact", "none"))
    u = {"given": 0.005, "born": 0.0001, "door": 0.0001, "surname": 0.003, "town": 0.005}
    rows = [
        ((1, 1, 1, 1, 1), 1_500), ((2, 1, 1, 1, 1), 60), ((1, 2, 1, 1, 1), 60), ((1, 1, 2, 1, 2), 300),
        ((2, 2, 1, 1, 1), 4_000), ((2, 2, 1, 2, 1), 400), ((2, 2, 2, 2, 1), 60_000), ((2, 2, 2, 1, 1), 900),
    ]  # fmt: skip
    patterns = pl.DataFrame(
        [(*levels, count) for levels, count in rows],
        schema=[*(f"level_{name}" for name in outcomes), "count"],
        orient="row",
    )
    chance = {name: (1.0, share, 1 - share) for name, share in u.items()}
    fit = fit_matches(patterns, outcomes, chance, 6_000, {"door", "surname", "town"})
    assert 1_500 < fit.pairs < 2_500
    assert 3_500 < fit.household_pairs < 5_500


def movers(seed=3):
    """Pairs of one person, one in five of whom has moved, of families at one door and of strangers, by pattern."""
    generator = np.random.default_rng(seed)
    personal, homes = ("given", "born"), ("street", "number", "town")
    chance = {"given": 0.01, "born": 0.001, "street": 0.002, "number": 0.01, "town": 0.05}
    kinds = ((2_400, 0.95, 0.9), (600, 0.95, None), (3_000, None, 0.9), (150_000, None, None))
    columns = {}
    for name in (*personal, *homes):
        at = 1 if name in personal else 2
        shares = [(kind[0], chance[name] if kind[at] is None else kind[at]) for kind in kinds]
        drawn = [np.where(generator.random(size) < share, 1, 2) for size, share in shares]
        columns[f"level_{name}"] = np.concatenate(drawn).astype(np.uint8)
    levels = pl.DataFrame(columns)
    u = {name: (1.0, share, 1 - share) for name, share in chance.items()}
    return levels.group_by(levels.columns).len("count").sort(levels.columns), u, homes


def test_who_has_moved_differs_in_all_that_says_where_one_lives():
    patterns, u, homes = movers()
    outcomes = dict.fromkeys(u, ("missing", "exact", "none"))
    fit = fit_matches(patterns, outcomes, u, 560, set(homes), homes)
    assert fit.stayed == pytest.approx(0.8, abs=0.04)
    assert fit.pairs == pytest.approx(3_000, rel=0.1)
    for name in homes:  # those who stayed differ by slips alone
        assert fit.matches[name][1] / fit.matches[name][1:].sum() == pytest.approx(0.9, abs=0.03)
    assert fit_matches(patterns, outcomes, u, 560, set(homes)).stayed == 1.0


def test_a_move_counts_once_however_many_fields_tell_of_it():
    told = ("missing", "exact", "else")
    same = ComparisonParameters(told, (1.0, 0.9, 0.1), (1.0, 0.01, 0.99), (1.0, 0.9, 0.1))
    own = ComparisonParameters(told, (1.0, 0.95, 0.05), (1.0, 0.001, 0.999), (1.0, 0.001, 0.999))
    homes = ("street", "number", "town")
    model = LinkModel(
        {"born": own} | dict.fromkeys(homes, same), RelativePatterns(("born",), {}), 1e-4, 0.5, 6_000, "em",
        home=homes, stayed=0.8,
    )  # fmt: skip
    levels = pl.DataFrame(
        {"code_born": [1, 1, 1], "code_street": [1, 2, 0], "code_number": [1, 2, 0], "code_town": [1, 2, 0]}
    ).select((pl.all() * (1 << 24)).replace(0, 0xFFFFFFFF).cast(pl.UInt32))
    pairs = pl.DataFrame({"left": [0, 0, 0], "right": [1, 2, 3], "match_key": [0, 0, 0]})
    weighed = weigh_pairs(pairs.hstack(levels), model)["match_weight"].to_list()
    told_apart = weigh_pairs(pairs.hstack(levels), replace(model, stayed=1.0))["match_weight"].to_list()
    assert weighed[0] > weighed[2] > weighed[1] > weighed[2] - 2.5  # log2 of one in five is -2.3
    assert told_apart[1] < told_apart[2] - 9
    assert LinkModel.from_dict(model.to_dict()) == model
