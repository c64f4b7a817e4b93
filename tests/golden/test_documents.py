"""Cards, files and accounts: all are kept, one card is current, and none serves two."""

import polars as pl
import pytest
from made_up import citizen

import mdm

OLD, NEW = citizen("19800101", 123), citizen("19850505", 124)
CARDS = [
    # id, name, number, card, state, issued
    ("1", "王小明", OLD, "A 0000 0001", "挂失", "2012-01-01"),
    ("2", "王小明", OLD, "A00000002", "注销", "2015-01-01"),
    ("3", "王小明", OLD, "A00000003", "正常", "2020-01-01"),
    ("4", "欧阳娜", NEW, "A00000004", "正常", "2019-01-01"),
    ("5", "欧阳娜", NEW, "A00000003", "正常", "2021-01-01"),
]
HOSPITALS = [("1", "王小明", OLD, "M-77"), ("2", "欧阳娜", NEW, "M-78")]


@pytest.fixture(scope="module")
def run() -> mdm.Run:
    cards = pl.DataFrame(
        CARDS, schema=["编号", "姓名", "社会保障号码", "社保卡号", "卡状态", "发卡日期"], orient="row"
    )
    first = pl.DataFrame(HOSPITALS, schema=["编号", "患者姓名", "身份证号", "病案号"], orient="row")
    second = pl.DataFrame(
        [("1", "欧阳娜", NEW, "M-77", "G123")],
        schema=["编号", "患者姓名", "身份证号", "病案号", "医保编号"],
        orient="row",
    )
    sources = {"social_security": cards, "hospital_a": first, "hospital_b": second}
    return mdm.reconcile(sources, rules="population")


@pytest.fixture(scope="module")
def owner(run: mdm.Run) -> dict[str, str]:
    return dict(run.golden.select("person_name", "entity_id").collect().iter_rows())


def test_E02_of_several_cards_one_is_current_and_the_others_are_history(run, owner):
    cards = run.documents.filter(attribute="social_security_card", entity_id=owner["王小明"]).collect()
    told = dict(cards.select("value", "current").iter_rows())
    assert told == {"A00000001": False, "A00000002": False, "A00000003": True}
    assert dict(cards.select("value", "status").iter_rows())["A00000001"] == "挂失"


def test_E02_a_card_of_two_persons_is_a_conflict_and_joins_nobody(run, owner):
    shared = run.documents.filter(value="A00000003").collect()
    assert set(shared["entity_id"]) == {owner["王小明"], owner["欧阳娜"]}
    assert shared["holders"].to_list() == [2, 2]
    told = run.issues.filter(rule="two_holders").collect()
    assert told.select("source", "record_id").rows() == [("social_security", "3"), ("social_security", "5")]


def test_H03_keys_of_five_domains_lead_to_one_person(run, owner):
    person = run.documents.filter(entity_id=owner["欧阳娜"]).collect()
    assert {"social_security_card", "hospital_number", "medical_insurance_number"} == set(person["attribute"])
    assert run.golden.filter(entity_id=owner["欧阳娜"]).collect()["resident_id"].item() == NEW


def test_H01_each_hospital_numbers_its_own_patients(run, owner):
    charts = run.documents.filter(attribute="hospital_number", value="M-77").collect()
    assert sorted(charts.select("source", "entity_id").rows()) == sorted(
        [("hospital_a", owner["王小明"]), ("hospital_b", owner["欧阳娜"])]
    )
    assert charts["holders"].to_list() == [1, 1]


def test_packs_without_documents_say_so():
    table = pl.DataFrame({"编号": ["1"], "指标名称": ["地区生产总值"], "年份": ["2018"], "地区": ["苏州市"]})
    run = mdm.reconcile({"flash": table}, rules="macro_economy")
    with pytest.raises(mdm.MdmError, match="have no documents"):
        _ = run.documents
