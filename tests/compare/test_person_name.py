"""Names side by side: the cases of the data stewards, and what holds for any two names."""

from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mdm.compare.library.person_name import COMPARISON, COMPATIBLE_LEVELS, LEVELS, PARTS, is_compatible_name
from mdm.standardise.kind import Context
from mdm.standardise.person_name import KIND

PATH = Path(__file__).parents[2] / "fixtures" / "cases" / "compare" / "person_name.yml"
CASES = yaml.safe_load(PATH.read_text(encoding="utf-8"))
NAMES = [level.name for level in LEVELS]
characters = st.sampled_from("王李张陈小晓明鸣建国华伟玮己已巳晴睛张張·?*某 ")
names = st.text(characters, min_size=1, max_size=5) | st.sampled_from(
    [
        "Wei Zhang",
        "ZHANG Wei",
        "zhangwei",
        "王小明(曾用名:王二狗)",
        "阿卜杜拉·买买提",
        "阿卜杜拉",
        "John Smith",
    ]
)


def parts_of(texts):
    return KIND.standardise(pl.Series(texts, dtype=pl.String), Context()).select(PARTS)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES])
def test_case_compares_as_written(case):
    left, right = (parts_of([text]) for text in case["given"])
    found = {
        "level": NAMES[COMPARISON.find_level(left, right).item()],
        "compatible": is_compatible_name(left, right).item(),
    }
    assert found == case["expect"]


def test_cases_stand_side_by_side():
    left = parts_of([case["given"][0] for case in CASES])
    right = parts_of([case["given"][1] for case in CASES])
    expected = [case["expect"]["level"] for case in CASES]
    assert [NAMES[level] for level in COMPARISON.find_level(left, right)] == expected
    assert [NAMES[level] for level in COMPARISON.find_level(right, left)] == expected


@given(st.lists(st.tuples(names, names), min_size=1, max_size=6))
def test_sides_may_change_places_and_rows_their_order(pairs):
    left, right = parts_of([one for one, _ in pairs]), parts_of([other for _, other in pairs])
    level = COMPARISON.find_level(left, right)
    assert COMPARISON.find_level(right, left).to_list() == level.to_list()
    assert COMPARISON.find_level(left.reverse(), right.reverse()).to_list() == level.reverse().to_list()


@given(st.lists(names, min_size=1, max_size=6))
def test_a_trusted_name_equals_itself(texts):
    parts = parts_of(texts).filter(pl.col("value").is_not_null())
    assert set(COMPARISON.find_level(parts, parts)) <= {NAMES.index("exact")}


@given(names, names)
def test_compatible_follows_the_level(one, other):
    left, right = parts_of([one]), parts_of([other])
    level = NAMES[COMPARISON.find_level(left, right).item()]
    expected = None if level == "missing" else level in COMPATIBLE_LEVELS
    assert is_compatible_name(left, right).item() is expected


def test_equal_surnames_and_single_characters_are_no_compatibility():
    assert not {"same_surname", "one_character", "else", "missing"} & set(COMPATIBLE_LEVELS)
