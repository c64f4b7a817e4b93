"""Which characters differ between two values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdm.report.difference import differing_positions


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("王小明", "王小明", (set(), set())),
        ("王小明", "王晓明", ({1}, {1})),
        ("王　小明", "王小明", (set(), set())),
        ("１６０", "160", (set(), set())),
        ("2015-02-19", "2015/02/19", (set(), set())),
        ("12345", "12435", ({2}, {3})),
        ("𬭛华", "𬭚华", ({0}, {0})),
        ("", "王", (set(), {0})),
    ],
)
def test_positions(left: str, right: str, expected: tuple[set[int], set[int]]) -> None:
    found = differing_positions(left, right)
    assert [len(side) for side in found] == [len(side) for side in expected]
    if left != "12345":  # of two swapped characters either may be the one that moved
        assert found == expected


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_value_equals_itself_and_positions_exist(left: str, right: str) -> None:
    assert differing_positions(left, left) == (set(), set())
    found = differing_positions(left, right)
    assert all(i < len(left) for i in found[0])
    assert all(i < len(right) for i in found[1])
