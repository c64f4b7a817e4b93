"""Divisions are alike where they mean one place, under whatever name or code of whatever time."""

from datetime import date

import pytest

import mdm
from mdm.standardise import division


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("吴江市", "吴江区", "same_division"),
        ("320584", "320509", "same_division"),
        ("沧浪区", "320508", "same_division"),
        ("苏州新区", "苏州高新区", "same_division"),
        ("320571", "苏州工业园区", "same_division"),
        ("320594", "320576", "same_division"),
        ("吴县市木渎镇", "吴中区木渎镇", "same_division"),
        ("苏州市", "吴江区", "within"),
        ("苏州工业园区", "苏州工业园区斜塘街道", "within"),
        ("江苏省", "320576", "within"),
        ("吴县市", "吴中区", "possible"),  # one of the three it was split into
        ("虎丘区", "苏州高新区", "possible"),  # run jointly, and not the same ground
        ("吴县市", "姑苏区", "conflict"),
        ("浙江省", "苏州市", "conflict"),
        ("吴中区木渎镇", "吴中区甪直镇", "conflict"),
        ("不详", "吴江区", "missing"),
        ("无此县", "吴江区", "missing"),
    ],
)
def test_level_of_a_pair(left, right, level):
    assert mdm.compare_values("division", [left], [right])["level"].item() == level


def test_every_former_code_is_the_division_it_became():
    table = division.resolution_table(date.today())
    one_meaning = table.group_by("code").len().filter(len=1).select("code")
    known = table.join(one_meaning, on="code").drop_nulls("code_now")
    found = mdm.compare_values("division", known["code"], known["code_now"])["level"]
    assert known.height > 5_000
    assert set(found) == {"same_division"}
