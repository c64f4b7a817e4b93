from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdm.block import CLOSED, OPEN, PROBE, find_candidate_pairs
from mdm.rulepack.model import Attribute, BlockingRule, PackHead, RulePack


def pack(*rules: BlockingRule) -> RulePack:
    names = ("a", "b", "c")
    return RulePack(
        pack=PackHead(name="t", title="试", title_en="T", letter="T"),
        attributes={n: Attribute(kind="text", title=n, title_en=n) for n in names},
        blocking=rules,
    )


def find(rows, rules, roles=None, units=None):
    records = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String, "c": pl.String}, orient="row")
    size = len(records)
    return find_candidate_pairs(
        records,
        pack(*rules),
        role=pl.Series(roles or [OPEN] * size, dtype=pl.UInt8),
        unit=pl.Series(units or range(size), dtype=pl.UInt32),
    )


A, B = BlockingRule(name="A", keys=("a",)), BlockingRule(name="B", keys=("b",))
value = st.sampled_from(["x", "y", None])


@given(
    st.lists(st.tuples(value, value, value), max_size=9), st.lists(st.integers(0, 2), min_size=9, max_size=9)
)
def test_every_pair_a_rule_allows_comes_once_under_its_first_rule(rows, roles):
    roles = roles[: len(rows)]
    pairs = find(rows, (A, B), roles).pairs.sort("left", "right").rows()
    expected = []
    for left, right in combinations(range(len(rows)), 2):
        allowed = {(OPEN, OPEN), (OPEN, CLOSED), (CLOSED, OPEN), (PROBE, CLOSED), (CLOSED, PROBE)}
        if (roles[left], roles[right]) not in allowed:
            continue
        keys = [k for k in (0, 1) if rows[left][k] is not None and rows[left][k] == rows[right][k]]
        if keys:
            expected.append((left, right, keys[0]))
    assert pairs == expected


def test_a_large_block_is_refined_and_what_is_lost_is_counted():
    rule = BlockingRule(name="A", keys=("a",), refine=("b",), max_block=3)
    rows = [("x", "p", None)] * 3 + [("x", "q", None)] * 2 + [("x", None, None)]
    found = find(rows, (rule,))
    assert found.pairs.select("left", "right").sort("left", "right").rows() == [
        (0, 1),
        (0, 2),
        (1, 2),
        (3, 4),
    ]
    assert found.report.select("refined", "largest_block", "lost_pairs").row(0) == (1, 3, 6)
    huge = BlockingRule(name="A", keys=("a",), max_block=2)
    lost = find([("x", None, None)] * 30, (huge,))
    assert lost.pairs.is_empty()
    assert lost.report["lost_pairs"][0] > 0


def test_units_are_not_paired_within():
    assert find([("x", None, None)] * 3, (A,), units=[0, 0, 2]).pairs.select("left", "right").sort(
        "left"
    ).rows() == [
        (0, 2),
        (1, 2),
    ]


def test_a_rule_whose_column_nobody_delivers_proposes_nothing():
    missing = BlockingRule(name="D", keys=("c.part",))
    assert find([("x", "y", None)] * 2, (missing,)).pairs.is_empty()


def test_above_its_budget_a_rule_refines_its_largest_blocks_then_leaves_them_out(monkeypatch):
    monkeypatch.setattr("mdm.block.budget.FLOOR", 0)
    rows = [("x", str(n % 5), None) for n in range(20)] + [("y", None, None)] * 3
    free = find(rows, (BlockingRule(name="A", keys=("a",)),))
    assert len(free.pairs) == 190 + 3
    assert free.report.select("over_budget", "lost_pairs").row(0) == (0, 0)
    refined = find(rows, (BlockingRule(name="A", keys=("a",), refine=("b",), budget=4),))
    assert len(refined.pairs) == 5 * 6 + 3
    assert refined.report.select("refined", "over_budget", "lost_pairs").row(0) == (1, 0, 0)
    bare = find(rows, (BlockingRule(name="A", keys=("a",), budget=4),))
    assert len(bare.pairs) == 3
    assert bare.report.select("over_budget", "lost_pairs").row(0) == (1, 400)


@given(
    st.lists(st.tuples(value, value, value), max_size=9),
    st.lists(st.integers(0, 2), min_size=9, max_size=9),
    st.floats(0.1, 5),
)
def test_a_budget_holds_and_only_takes_pairs_away(rows, roles, budget):
    rule = BlockingRule(name="A", keys=("a",), refine=("b",), budget=budget)
    roles = roles[: len(rows)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mdm.block.budget.FLOOR", 0)
        kept = find(rows, (rule,), roles).pairs.select("left", "right").rows()
    every = find(rows, (A,), roles).pairs.select("left", "right").rows()
    assert set(kept) <= set(every)
    assert len(kept) <= budget * sum(role != CLOSED for role in roles)


def test_it_is_told_which_proved_pairs_each_rule_proposes():
    rows = [("x", None, None), ("x", "p", None), (None, "p", None)]
    records = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String, "c": pl.String}, orient="row")
    proved = pl.DataFrame({"left": [0, 1], "right": [2, 2]}, schema={"left": pl.UInt32, "right": pl.UInt32})
    found = find_candidate_pairs(
        records,
        pack(A, B),
        role=pl.Series([CLOSED, CLOSED, PROBE], dtype=pl.UInt8),
        unit=pl.Series([0, 0, 2], dtype=pl.UInt32),
        proved=proved,
    )
    assert found.together.to_dict(as_series=False) == {"A": [False, False], "B": [False, True]}


def test_a_key_may_stand_in_for_another():
    rule = BlockingRule(name="former", keys=("a",), or_else={"a": "b"})
    rows = [("old", "new", None), (None, "old", None), (None, "other", None), (None, "other", None)]
    found = find(rows, [rule]).pairs
    assert found.select("left", "right").rows() == [(0, 1)]  # nobody's former name is "other"
    coded = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String, "c": pl.String}, orient="row")
    coded = coded.with_columns(
        pl.col("a").cast(pl.Enum(["old"])), pl.col("b").cast(pl.Enum(["other", "old", "new"]))
    )
    again = find_candidate_pairs(
        coded,
        pack(rule),
        role=pl.Series([OPEN] * 4, dtype=pl.UInt8),
        unit=pl.Series(range(4), dtype=pl.UInt32),
    )
    assert again.pairs.equals(found)
