"""Levels of addresses: the written cases and what holds for all."""

from pathlib import Path

import polars as pl
import pytest
import yaml

import mdm
from mdm.compare.library.address import COMPARISON, LEVELS, find_level

ROOT = Path(__file__).parents[2] / "fixtures/cases"
CASES = yaml.safe_load((ROOT / "compare/address.yml").read_text(encoding="utf-8"))
LABELLED = pl.read_csv(ROOT / "standardise/address/labelled.csv", infer_schema=False, comment_prefix="#")[
    "address"
]


def levels_of(left, right):
    sides = [mdm.standardise_values("address", side) for side in (left, right)]
    return [LEVELS[index].name for index in find_level(*sides)]


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case_reaches_its_level(case):
    left, right = case["given"]
    assert levels_of([left], [right]) == [case["expect"]]


def test_symmetric():
    other = LABELLED.shuffle(seed=3)
    assert levels_of(LABELLED, other) == levels_of(other, LABELLED)


def test_an_address_is_exactly_itself():
    found = levels_of(LABELLED, LABELLED)
    outcomes = {level.name: level.outcome for level in LEVELS}
    assert [text for text, level in zip(LABELLED, found, strict=True) if outcomes[level] != "exact"] == []


def test_same_room_means_equal_keys_where_both_give_the_whole_door():
    parts = mdm.standardise_values("address", ["姑苏区玉兰苑3幢2单元501室", "姑苏区玉兰苑3-2-501"])
    assert COMPARISON.equal_on == {"same_room": "key"}
    assert parts["key"].n_unique() == 1


def test_levels_fall_in_strength():
    strengths = [level.similarity for level in LEVELS[1:]]
    assert LEVELS[0].name == "missing"
    assert strengths == sorted(strengths, reverse=True)


def test_written_pairs_are_told_apart():
    pairs = pl.read_csv(ROOT / "compare/address_pairs.csv", infer_schema=False, comment_prefix="#")
    found = mdm.compare_values("address", pairs["left"], pairs["right"])
    got = found["outcome"].replace("missing", "none")
    scores = []
    for outcome in ("exact", "partial", "none"):
        want, given = pairs["outcome"] == outcome, got == outcome
        scores.append(2 * (want & given).sum() / (want.sum() + given.sum()))
    assert len(pairs) >= 120
    assert min(scores) >= 0.95


def test_doors_in_latin_letters_meet_those_in_chinese():
    latin = [
        "Room 501, Building 3, No. 18 East Renmin Road, Gusu District, Suzhou",
        "Renmin Donglu 18 hao 3 zhuang 501 shi",
    ]
    found = mdm.standardise_values("address", [*latin, "苏州市姑苏区人民东路18号3幢501室"])
    assert found["sound_key"].to_list() == ["renmindong|18||3||501"] * 3
    assert levels_of(latin, ["苏州市姑苏区人民东路18号3幢501室"] * 2) == ["same_room", "same_room"]
    assert levels_of(latin[:1], ["苏州市姑苏区人民西路18号3幢501室"]) == ["conflict"]
