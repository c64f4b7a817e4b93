"""Issuers and authorities: the body of that day, and the one that took over from it; several in one field."""

import polars as pl
import pytest
from made_up import citizen, uscc

import mdm

OLD, NEW, POLICE = uscc(81, "11"), uscc(82, "11"), uscc(83, "11")
HOLDER = citizen("19800101", 121)
BODIES = [
    ("1", "苏州市工商行政管理局", OLD, "注销", None),
    ("2", "苏州市市场监督管理局", NEW, "正常", OLD),
    ("3", "苏州市公安局", POLICE, "正常", None),
]
LICENCES = [
    ("L1", "苏州市工商行政管理局", "JY〔2016〕第1号", "2016-03-01"),
    (
        "L2",
        "苏州市市场监督管理局",
        "JY(2016)第1号",
        "2016-03-01",
    ),  # the same paper, told by the platform today
    ("L3", "苏州市市场监督管理局", "JY〔2020〕第7号", "2020-03-01"),
]
EVENTS = [
    ("E1", "苏州市公安局;苏州市市场监督管理局;;", "苏处罚〔2021〕1号"),
    ("E2", "苏州市公安局;", "苏处罚〔2021〕2号"),
]


@pytest.fixture(scope="module")
def city() -> mdm.ProfileRun:
    bodies = pl.DataFrame(
        BODIES,
        schema=["编号", "单位名称", "统一社会信用代码", "登记状态", "predecessor_uscc"],
        orient="row",
    )
    licences = pl.DataFrame(
        [(*row, "食品经营许可证", "王小明", HOLDER, "111") for row in LICENCES],
        schema=["编号", "颁发机构", "证照编号", "颁发日期", "证照名称", "持证主体", "持证主体代码", "持证主体代码类型"],
        orient="row",
    )  # fmt: skip
    events = pl.DataFrame(
        [(*row, "王小明", HOLDER, "个人", "2021-03-01") for row in EVENTS],
        schema=["编号", "处罚机关", "决定书文号", "行政相对人名称", "行政相对人代码", "行政相对人类别", "处罚决定日期"],
        orient="row",
    )  # fmt: skip
    people = pl.DataFrame({"编号": ["1"], "姓名": ["王小明"], "公民身份号码": [HOLDER]})
    sources = {
        "population": {"police": people},
        "legal_entity": {"establishment": bodies},
        "e_licence": {"platform": licences},
        "credit": {"credit_city": events},
    }
    return mdm.reconcile(sources, profile="jiangsu-145", city="320500")


@pytest.fixture(scope="module")
def code(city: mdm.ProfileRun) -> dict[str, str]:
    return dict(city.bases["legal_entity"].golden.select("uscc", "entity_id").collect().iter_rows())


def test_E03_the_issuer_is_the_body_of_that_day_and_its_line_leads_to_the_one_that_took_over(city, code):
    told = city.bases["e_licence"].references.filter(reference="issuer").collect()
    issuers = dict(told.select("record_id", "to_entity").iter_rows())
    assert issuers == {"L1": code[OLD], "L2": code[NEW], "L3": code[NEW]}
    records = city.bases["e_licence"].records.select("record_id", "issuer_lineage").collect()
    assert set(records["issuer_lineage"]) == {code[NEW]}


def test_E03_one_paper_told_under_both_names_of_its_issuer_is_one_licence(city):
    owner = dict(city.bases["e_licence"].crosswalk.select("record_id", "entity_id").collect().iter_rows())
    assert owner["L1"] == owner["L2"] != owner["L3"]


def test_T04_each_of_several_bodies_in_one_field_is_found_and_none_is_empty(city, code):
    told = city.bases["credit"].references.filter(reference="authority").collect()
    assert told.select("record_id", "position", "to_entity").rows() == [
        ("E1", 1, code[POLICE]),
        ("E1", 2, code[NEW]),
        ("E2", 1, code[POLICE]),
    ]


def test_E01_one_code_for_a_person_leads_to_all_licences_and_is_the_same_again(city):
    person = city.bases["population"].golden.collect()["entity_id"].item()
    held = city.portrait(person).ties.filter(relation="held_by")["entity_id"]
    assert set(held) == set(city.bases["e_licence"].golden.collect()["entity_id"])
    people = pl.DataFrame({"编号": ["1"], "姓名": ["王小明"], "公民身份号码": [HOLDER]})
    again = mdm.reconcile({"police": people}, rules="population", city="320500")
    assert again.golden.collect()["entity_id"].item() == person
    assert person.startswith("P-320500-")
    assert HOLDER not in person


def test_E01_when_two_codes_turn_out_to_be_one_person_the_elder_lives_on_and_a_split_gives_both_back():
    people = pl.DataFrame(
        [("1", "王小明", None, None), ("2", "王小明", HOLDER, "1980-01-01")],
        schema=["编号", "姓名", "公民身份号码", "出生日期"], orient="row",
    )  # fmt: skip
    number = pl.Series("公民身份号码", [HOLDER, HOLDER])
    first = mdm.reconcile({"police": people}, rules="population")
    codes = dict(first.crosswalk.select("record_id", "entity_id").collect().iter_rows())
    assert codes["1"] != codes["2"]
    merged = mdm.reconcile({"police": people.with_columns(number)}, rules="population", previous=first)
    one = merged.crosswalk.collect()["entity_id"].unique().item()
    assert one in codes.values()
    assert merged.follow(pl.Series([codes["1"], codes["2"]])).to_list() == [one, one]
    parted = mdm.reconcile({"police": people}, rules="population", previous=merged)
    assert dict(parted.crosswalk.select("record_id", "entity_id").collect().iter_rows()) == codes
