"""Comparisons of whole records: alternatives, and attributes exchanged when a form was filled in."""

import polars as pl
import pytest

from mdm.compare.library import COMPARISONS
from mdm.compare.pairs import compare_one
from mdm.rulepack import ComparisonRule

TEXT = next(comparison for comparison in COMPARISONS if comparison.kind == "text")
LEVELS = [level.name for level in TEXT.levels]


def levels(rule_says: dict, *records: dict) -> list[str]:
    rule = ComparisonRule(name="given", kind="text", title="名", title_en="Given name", **rule_says)
    columns = sorted({name for record in records for name in record})
    frame = pl.DataFrame([{name: record.get(name) for name in columns} for record in records])
    frame = frame.with_columns(pl.all().name.suffix(".key"))
    places = range(len(records) // 2)
    pairs = pl.DataFrame(
        {"left": [2 * at for at in places], "right": [2 * at + 1 for at in places]},
        schema={"left": pl.UInt32, "right": pl.UInt32},
    )
    return [LEVELS[level] for level in compare_one(pairs, frame, rule, TEXT)]


EXCHANGED = {"attributes": ("given",), "exchanged_with": "family"}


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("anika", "spicer"), ("spicer", "anika"), "exact"),
        (("anika", "spicer"), ("spicer", "annika"), "near"),
        (("spicer", "anika"), ("annika", "spicer"), "exact"),  # its family name is only nearly the same
        (("sophie", "godfrey"), ("sophie", "shepherd"), "exact"),  # straight
        (("sophie", "godfrey"), ("godfrey", "alexander"), "else"),  # only one of the two agrees crosswise
        (("sophie", "godfrey"), ("godfrey", None), "else"),
        (("james", "james"), ("james", "james"), "exact"),
        ((None, "spicer"), ("spicer", "anika"), "missing"),
    ],
)
def test_exchanged_names_are_compared_crosswise_only_where_both_agree_so(left, right, expected):
    # the level of the left given name, crosswise against the right family name
    sides = [{"given": given, "family": family} for given, family in (left, right)]

    assert levels(EXCHANGED, *sides) == [expected]


def test_an_attribute_that_agrees_is_not_counted_again_for_the_other():
    left, right = {"given": "sophie", "family": "godfrey"}, {"given": "sophie", "family": "shepherd"}

    assert levels({"attributes": ("family",), "exchanged_with": "given"}, left, right) == ["else"]


def test_where_nobody_delivers_the_other_attribute_values_are_compared_straight():
    assert levels(EXCHANGED, {"given": "anika"}, {"given": "spicer"}) == ["else"]


def test_the_best_of_alternatives_counts():
    left, right = {"given": "a-one", "second": "b-two"}, {"given": "c-other", "second": "a-one"}

    assert levels({"attributes": ("given", "second")}, left, right) == ["exact"]
