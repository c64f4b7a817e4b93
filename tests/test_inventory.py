"""What the founding documents ask of health, civil affairs, schools and the exchange between cities."""

import sys
from pathlib import Path

import polars as pl
import pytest

import mdm

sys.path.append(str(Path(__file__).parents[1] / "fixtures"))
from made_up import citizen

CITIZENS = {name: citizen(birth, sequence) for name, birth, sequence in (
    ("mother", "19850307", 124), ("insured", "19620511", 233), ("uninsured", "19700102", 331),
    ("twin", "20160214", 101), ("other_twin", "20160214", 103),
)}  # fmt: skip
DOOR = "苏州市姑苏区十全街18号2幢301室"


def people(**sources):
    frames = {name: pl.DataFrame(rows, schema_overrides=None) for name, rows in sources.items()}
    return mdm.reconcile(frames, rules="population", city="320500")


def entities(run):
    return {(s, i): e for s, i, e in run.crosswalk.collect().iter_rows()}


def test_H01_five_hospital_numbers_are_one_patient_and_a_newborn_is_not_its_mother():
    number = CITIZENS["mother"]
    visits = [
        {"编号": f"V{n}", "姓名": "李婷", "身份证号": number, "出生日期": "1985-03-07", "现住址": DOOR}
        for n in range(5)
    ]
    birth = {"编号": "V9", "姓名": "李婷之女", "身份证号": number, "出生日期": "2026-05-01", "现住址": DOOR}
    found = entities(people(hospital=[*visits, birth]))
    assert len({found["hospital", f"V{n}"] for n in range(5)}) == 1
    assert found["hospital", "V9"] != found["hospital", "V0"]


def test_H10_who_is_insured_is_told_by_golden_id_and_15_digits_hide_nobody():
    registered = [
        {"编号": "P1", "姓名": "周国强", "公民身份号码": CITIZENS["insured"], "出生日期": "1962-05-11"},
        {"编号": "P2", "姓名": "周国强", "公民身份号码": CITIZENS["uninsured"], "出生日期": "1970-01-02"},
    ]
    old = CITIZENS["insured"][:6] + CITIZENS["insured"][8:17]
    run = people(police=registered, social_security=[{"编号": "S1", "姓名": "周国强", "社会保障号码": old}])
    crosswalk = run.crosswalk.collect()
    insured = crosswalk.filter(source="social_security")["entity_id"]
    to_visit = run.golden.collect().filter(~pl.col("entity_id").is_in(insured.implode()))
    assert to_visit["resident_id"].to_list() == [CITIZENS["uninsured"]]


def test_H12_twins_at_one_school_stay_apart():
    pupils = [
        {
            "编号": "X1",
            "姓名": "陈思远",
            "身份证号": CITIZENS["twin"],
            "出生日期": "2016-02-14",
            "现住址": DOOR,
        },
        {
            "编号": "X2",
            "姓名": "陈思齐",
            "身份证号": CITIZENS["other_twin"],
            "出生日期": "2016-02-14",
            "现住址": DOOR,
        },
        {"编号": "X3", "姓名": "陈思齐", "身份证号": "", "出生日期": "2016-02-14", "现住址": DOOR},
    ]
    found = entities(people(school=pupils))
    assert found["school", "X1"] not in (found["school", "X2"], found["school", "X3"])


@pytest.mark.parametrize("city", ["320500", "330200"])
def test_I25_golden_ids_carry_the_issuing_city(city):
    frame = pl.DataFrame({"编号": ["1"], "姓名": ["周国强"]})
    golden = mdm.reconcile({"police": frame}, rules="population", city=city).golden.collect()
    assert golden["entity_id"].item().startswith(f"P-{city}-")


def test_C04_one_person_fined_in_two_cities_is_one_subject():
    person = pl.DataFrame({"编号": ["1"], "姓名": ["周国强"], "公民身份号码": [CITIZENS["insured"]]})
    fine = {
        "行政相对人名称": ["周国强"],
        "行政相对人代码": [CITIZENS["insured"]],
        "处罚决定日期": ["2021-03-01"],
    }
    feeds = {
        "suzhou": pl.DataFrame(
            {"编号": ["S"], **fine, "决定书文号": ["苏罚〔2021〕1号"], "处罚机关": ["苏州市公安局"]}
        ),
        "ningbo": pl.DataFrame(
            {"编号": ["N"], **fine, "决定书文号": ["甬罚〔2021〕1号"], "处罚机关": ["宁波市公安局"]}
        ),
    }
    city = mdm.reconcile({"population": {"police": person}, "credit": feeds}, profile="jiangsu-145")
    subjects = city.relations.filter(relation="concerns").collect()
    assert len(subjects) == 2
    assert subjects["to_entity"].n_unique() == 1
