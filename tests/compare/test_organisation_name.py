"""Names of organisations side by side: the cases, and what holds for any two names."""

from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.compare.library.organisation_name import COMPARISON, LEVELS, PARTS
from mdm.rulepack import load_rulepack
from mdm.standardise.kind import Context
from mdm.standardise.organisation_name import KIND

PATH = Path(__file__).parents[2] / "fixtures" / "cases" / "compare" / "organisation_name.yml"
CASES = yaml.safe_load(PATH.read_text(encoding="utf-8"))
NAMES = [level.name for level in LEVELS]
texts = st.sampled_from(sorted({text for case in CASES for text in case["given"]}))


def parts_of(values):
    return KIND.standardise(pl.Series(values, dtype=pl.String), Context()).select(PARTS)


def level_of(one, other):
    return NAMES[COMPARISON.find_level(parts_of([one]), parts_of([other])).item()]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES])
def test_case_compares_as_written(case):
    assert level_of(*case["given"]) == case["expect"]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=6))
def test_sides_may_change_places_and_rows_their_order(pairs):
    left, right = parts_of([one for one, _ in pairs]), parts_of([other for _, other in pairs])
    level = COMPARISON.find_level(left, right)
    assert COMPARISON.find_level(right, left).to_list() == level.to_list()
    assert COMPARISON.find_level(left.reverse(), right.reverse()).to_list() == level.reverse().to_list()


@settings(max_examples=12, deadline=None)
@given(texts)
def test_a_name_equals_itself(text):
    assert level_of(text, text) in {"exact", "missing"}


def test_no_code_joins_a_branch_to_its_parent_or_to_another_branch():
    pack = load_rulepack("legal_entity")
    for identifier in pack.identifiers:
        joining = {*identifier.compatible_levels, *identifier.tolerated_levels}
        assert not joining & {"branch_of", "other_branch", "missing"}
        assert joining <= set(NAMES)
