"""Every golden value names the text it was read from, also where a number told it."""

import polars as pl
import pytest

import mdm

PEOPLE = pl.DataFrame(
    {
        "编号": ["stated", "silent", "other", "masked"],
        "姓名": ["王小明", "李芳", "赵婷婷", "孙立军"],
        "公民身份号码": [
            "11010519491231002X",
            "32059919940411144X",
            "320599195909292575",
            "32059919530207****",
        ],
        "出生日期": ["1949年12月31日", None, "1960-09-29", "1953-02-07"],
    }
)


@pytest.fixture(scope="module")
def originals() -> dict[str, dict[str, str]]:
    run = mdm.reconcile({"police": PEOPLE})
    rows = run.provenance.select("record_id", "attribute", "original").collect().rows()
    return {
        name: {attribute: original for record, attribute, original in rows if record == name}
        for name in PEOPLE["编号"]
    }


def test_a_value_stated_and_told_alike_comes_from_what_was_stated(originals) -> None:
    assert originals["stated"]["birth_date"] == "1949年12月31日"


@pytest.mark.parametrize("record", ["silent", "other"])
def test_a_value_the_record_does_not_state_comes_from_its_number(originals, record) -> None:
    number = PEOPLE.row(by_predicate=pl.col("编号") == record, named=True)["公民身份号码"]
    assert originals[record]["birth_date"] == number
    assert originals[record]["sex"] == number  # no source states any sex


def test_a_value_no_number_can_tell_comes_from_what_was_stated(originals) -> None:
    assert originals["masked"]["birth_date"] == "1953-02-07"


def test_no_value_is_without_an_origin(originals) -> None:
    assert all(text for record in originals.values() for text in record.values())
