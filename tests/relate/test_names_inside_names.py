"""A branch's name names its parent, a former bureau's the one that took over; sole traders have operators."""

from datetime import date

import polars as pl
import pytest
from made_up import citizen, uscc

import mdm

WANG = citizen("19800101", 123)
HEAD = ["编号", "企业名称", "统一社会信用代码", "法定代表人", "法定代表人证件号码", "成立日期"]
MARKET = [
    ("1", "苏州华信科技有限公司", uscc(1), "王小明", WANG, "2001-01-01"),
    ("2", "苏州华信科技有限公司园区分公司", uscc(2), None, None, "2010-05-01"),
    ("3", "姑苏区老王面馆", uscc(3, "92"), "王小明", WANG, "2015-01-01"),
    ("4", "苏州市工商行政管理局", uscc(4, "11"), None, None, None),
    ("5", "苏州市市场监督管理局", uscc(5, "11"), None, None, None),
    ("6", "苏州市质量技术监督局", uscc(6, "11"), None, None, None),
    ("7", "苏州海棠餐饮有限公司观前店", uscc(7), None, None, None),
    ("8", "好味道小吃店", uscc(8, "92"), None, None, None),
    ("9", "好味道小吃店", uscc(9, "92"), None, None, None),
    ("10", "好味道小吃店分店", uscc(10, "92"), None, None, None),
]
SOCIAL_SECURITY = [("S1", "苏州华信科技有限公司吴中分公司", uscc(1), None, None, None)]


@pytest.fixture(scope="module")
def run() -> mdm.Run:
    people = pl.DataFrame([("1", "王小明", WANG)], schema=["编号", "姓名", "公民身份号码"], orient="row")
    sources = {"market": MARKET, "social_security": SOCIAL_SECURITY}
    frames = {
        name: pl.DataFrame(rows, schema=dict.fromkeys(HEAD, pl.String), orient="row")
        for name, rows in sources.items()
    }
    return mdm.reconcile(
        frames, rules="legal_entity", bases={"population": mdm.reconcile({"police": people})}
    )


def told(run: mdm.Run, relation: str) -> set[tuple[str, str]]:
    record = dict(run.crosswalk.select("entity_id", "record_id").collect().iter_rows())
    rows = run.relations.filter(relation=relation).select("from_entity", "to_entity").collect().iter_rows()
    return {(record[one], record.get(other, other[0])) for one, other in rows}


def test_a_branch_belongs_to_whom_its_name_begins_with(run: mdm.Run) -> None:
    assert told(run, "branch_of") == {("2", "1"), ("S1", "1")}


def test_a_branch_begins_the_day_it_was_founded(run: mdm.Run) -> None:
    days = run.relations.filter(relation="branch_of").collect()["valid_from"].to_list()
    assert sorted(days, key=str) == [date(2010, 5, 1), None]


def test_a_parent_nobody_knows_or_of_whom_there_are_two_stays_open(run: mdm.Run) -> None:
    told = run.references.filter(pl.col("record_id").is_in(["7", "10"])).collect()
    assert told.sort("record_id").select("record_id", "to_entity", "reason").rows() == [
        ("10", None, "several_entities"), ("7", None, "unknown_name"),
    ]  # fmt: skip


def test_the_body_of_the_reform_succeeds_both_former_ones_from_its_day(run: mdm.Run) -> None:
    assert told(run, "successor_of") == {("5", "4"), ("5", "6")}
    days = run.relations.filter(relation="successor_of").collect()["valid_from"].unique().to_list()
    assert days == [date(2018, 10, 1)]


def test_a_sole_trader_has_an_operator_and_a_firm_a_representative(run: mdm.Run) -> None:
    assert told(run, "operated_by") == {("3", "P")}
    assert told(run, "represented_by") == {("1", "P")}


def test_a_firm_that_names_no_parent_says_nothing_of_one(run: mdm.Run) -> None:
    said = run.references.filter(pl.col("reference").is_in(["parent_in_name", "reform"])).collect()
    assert set(said["record_id"]) == {"2", "S1", "4", "6", "7", "10"}


def test_related_bodies_stay_bodies_of_their_own(run: mdm.Run) -> None:
    assert run.crosswalk.collect()["entity_id"].n_unique() == len(MARKET) + len(SOCIAL_SECURITY)
