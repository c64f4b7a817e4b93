"""Masked and cut citizen numbers: what they show is evidence, and no more than they show."""

import polars as pl
import pytest
from made_up import citizen

import mdm

NUMBER = citizen("19880113", 376)
TWIN = citizen("19880113", 378)


def level(left: str, right: str) -> str:
    compared = mdm.compare_values("resident_id", pl.Series([left]), pl.Series([right]))
    assert compared["level"].to_list() == (
        mdm.compare_values("resident_id", pl.Series([right]), pl.Series([left]))["level"].to_list()
    )
    return str(compared["level"].item())


@pytest.mark.parametrize(
    ("shown", "against", "expected", "why"),
    [
        (NUMBER[:6] + "*" * 8 + NUMBER[14:], NUMBER, "masked", "the sequence can be seen"),
        (NUMBER[:15] + "000", NUMBER, "missing", "a spreadsheet cut it: area and birthday, which twins share"),
        (NUMBER[:15] + "000", TWIN, "missing", "the same, of the twin"),
        (NUMBER[:14] + "****", NUMBER, "missing", "the sequence is hidden"),
        ("610199" + NUMBER[6:15] + "000", NUMBER, "masked_conflict", "another area: somebody else's number"),
        (NUMBER[:6] + "*" * 8 + "9910", NUMBER, "masked_conflict", "the end differs in more than one place"),
        (NUMBER[:6] + "*" * 8 + NUMBER[14:17] + ("1" if NUMBER[17] != "1" else "2"), NUMBER, "conflict", "one may be a slip"),
    ],
)  # fmt: skip
def test_a_masked_number_says_what_it_shows(shown, against, expected, why):
    assert level(shown, against) == expected, why


def test_C05_a_namesake_of_the_same_day_with_a_cut_number_of_another_area_stays_apart():
    columns = ["编号", "姓名", "公民身份号码", "性别", "出生日期", "联系电话"]
    police = pl.DataFrame(
        [("1", "洪秀菲", "610199198801139000", "女", "1988-01-13", "16459049559"),
         ("2", "洪秀菲", NUMBER, "女", "1988-01-13", "16385686295")],
        schema=columns, orient="row",
    )  # fmt: skip
    social = pl.DataFrame(
        [("1", "洪秀菲", None, "女", "1988-01-13", "16459049559"),
         ("2", "洪秀菲", NUMBER, "女", "1988-01-13", "16385686295")],
        schema=columns, orient="row",
    )  # fmt: skip
    run = mdm.reconcile({"police": police, "social_security": social}, rules="population")
    owner = {(s, r): e for s, r, e in run.crosswalk.collect().rows()}
    assert owner["police", "1"] != owner["police", "2"]
    assert owner["police", "2"] == owner["social_security", "2"]
    assert owner["social_security", "1"] != owner["police", "2"]
