"""What the founding documents ask of health, civil affairs, schools and the exchange between cities."""

import sys
from pathlib import Path

import polars as pl
import pytest

import mdm

sys.path.append(str(Path(__file__).parents[1] / "fixtures"))
from made_up import citizen, uscc

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


def test_H04_every_health_table_is_in_the_catalogue_with_its_owner_and_grade():
    bodies = pl.DataFrame(
        {"编号": ["1"], "单位名称": ["苏州市卫生健康委员会"], "统一社会信用代码": [uscc(1, "11")]}
    )
    entries = pl.DataFrame(
        {
            "编号": ["1", "2", "3"],
            "信息资源名称": ["居民电子健康档案", "门急诊病历", "传染病报告卡"],
            "信息资源提供方": ["苏州市卫生健康委员会", "苏州市卫生和计划生育委员会", "苏州市卫健委"],
            "共享类型": ["有条件", "不予", "有条件"],
        }
    )
    city = mdm.reconcile(
        {"legal_entity": {"establishment": bodies}, "government_information": {"catalogue": entries}},
        profile="suzhou-2016",
    )
    golden = city.bases["government_information"].golden.collect()
    assert golden["share_type"].null_count() == 0
    owner = city.bases["legal_entity"].golden.collect()["entity_id"].item()
    told = city.relations.filter(relation="provided_by").select("from_entity", "to_entity").collect()
    assert sorted(told.rows()) == sorted((entry, owner) for entry in golden["entity_id"])


CASE_CARDS = {
    "pack.yml": "{name: disease_case, title: 传染病病例, title_en: Disease cases, letter: D}",
    "attributes.yml": """
patient: {kind: person_name, title: 患者姓名, title_en: Patient, aliases: [患者姓名]}
patient_number: {kind: resident_id, title: 患者证件号, title_en: Number, golden: false, aliases: [有效证件号]}
patient_entity: {kind: text, title: 患者（人口库实体）, title_en: Patient as an entity}
disease: {kind: text, title: 病种, title_en: Disease, aliases: [病种]}
onset: {kind: date, title: 发病日期, title_en: Onset, aliases: [发病日期]}
case_key: {kind: text, title: 病例, title_en: Case, golden: false, compose: [patient_entity, disease.key, onset]}
""",
    "identifiers.yml": "- {attribute: case_key, joins: true, vetoes: true, why: one person falls ill of one disease once a day}",
    "references.yml": """
- name: patient
  relation: concerns
  title: 患者
  title_en: Patient
  fills: patient_entity
  to:
    - {base: population, keys: [{patient_number: resident_id}], names: {patient: [person_name, former_name]}}
""",
}


def test_H05_case_cards_of_several_hospitals_are_one_case_and_a_relapse_is_another(tmp_path):
    """A theme store is a pack of its own that refers to the base: person, disease and onset make a case."""
    for name, text in CASE_CARDS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    number = CITIZENS["insured"]
    person = people(police=[{"编号": "1", "姓名": "周国强", "公民身份号码": number}])
    old = number[:6] + number[8:17]
    cards = [
        ("A1", "周国强", number, "流感", "2026-01-05"),
        ("B7", "周國強", old, "流感", "2026年1月5日"),  # another hospital's card of the same case
        ("C2", "周国强", number, "流感", "2026-03-01"),  # ill again
        ("D3", "周国强", number, "肺结核", "2026-01-05"),
        ("E4", "周国强", None, "流感", "2026-01-05"),  # somebody of that name
    ]
    frame = pl.DataFrame(cards, schema=["编号", "患者姓名", "有效证件号", "病种", "发病日期"], orient="row")
    run = mdm.reconcile({"reports": frame}, rules=tmp_path, bases={"population": person})
    found = {record: entity for (_, record), entity in entities(run).items()}
    assert found["A1"] == found["B7"]
    assert len({found[record] for record in ("A1", "C2", "D3", "E4")}) == 4
    told = run.relations.collect()["to_entity"].unique().to_list()
    assert told == person.golden.collect()["entity_id"].to_list()


def test_H09_every_count_carries_its_definition_and_counts_of_two_definitions_stay_two():
    head = ["编号", "指标名称", "口径", "计量单位", "地区", "年份", "指标值"]
    rows = [
        ("1", "困难群众人数", "低保", "人", "苏州市", "2024", "100"),
        ("2", "困难群众人数", "低保及特困", "人", "苏州市", "2024", "130"),
        ("3", "困难群众人数", None, "人", "苏州市", "2024", "115"),
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(head, pl.String), orient="row")
    run = mdm.reconcile({"civil_monthly": frame}, rules="macro_economy")
    golden = run.golden.collect()
    assert golden.select("definition", "value").sort("value").rows() == [
        ("低保", "100"), (None, "115"), ("低保及特困", "130"),
    ]  # fmt: skip


def test_H11_a_live_feed_ends_in_the_same_state_whatever_order_its_rows_came_in(tmp_path):
    """Deliveries one after another, each on top of the run before: what came late does not overtake what is newer."""
    head = ("编号", "姓名", "社会保障号码", "手机号码", "更新时间")
    number = CITIZENS["insured"]
    older = ("1", "周国强", number, "16600000001", "2026-01-01")
    newer = ("2", "周国强", number, "16600000002", "2026-02-01")

    def deliver(name, rows, before=None):
        frame = pl.DataFrame(rows, schema=dict.fromkeys(head, pl.String), orient="row")
        return mdm.reconcile({"social_security": frame}, out=tmp_path / name, previous=before)

    one = deliver("one", [older])
    in_order = deliver("in_order", [older, newer], one)
    late = deliver("late", [newer])
    out_of_order = deliver("out_of_order", [newer, older], late)
    values = [run.golden.drop("entity_id").collect() for run in (in_order, out_of_order)]
    assert values[0].equals(values[1])
    assert values[0]["phone"].item().endswith("0002")
    again = deliver("again", [older, newer], in_order)
    assert again.changes.collect().is_empty()


def test_H02_a_life_from_birth_certificate_to_cremation_is_one_person():
    """A number of 15 digits, then 18, a name changed on the way, and a death: one id under all of them."""
    number = citizen("19970308", 245)
    old = number[:6] + number[8:17]
    run = people(
        health=[{"编号": "B", "姓名": "周小宝", "出生医学证明编号": "B970012345", "出生日期": "1997-03-08"}],
        police=[
            {
                "编号": "1",
                "姓名": "周小宝",
                "公民身份号码": old,
                "出生医学证明编号": "B970012345",
                "出生日期": "1997-03-08",
            },
            {
                "编号": "2",
                "姓名": "周思齐",
                "公民身份号码": number,
                "曾用名": "周小宝",
                "出生日期": "1997-03-08",
            },
        ],
        social_security=[{"编号": "S", "姓名": "周思齐", "社会保障号码": number}],
        civil=[{"编号": "F", "姓名": "周思齐", "身份证号": number, "死亡日期": "2025-06-01"}],
    )
    assert len(set(entities(run).values())) == 1
    life = run.golden.collect().row(0, named=True)
    assert (life["resident_id"], life["birth_certificate"]) == (number, "B970012345")
    assert life["death_date"].isoformat() == "2025-06-01"
    assert run.find(old)["entity_id"].to_list() == run.find("B970012345")["entity_id"].to_list()


def test_H03_keys_of_five_domains_stand_in_one_row_of_their_person():
    """The crosswalk is the cross-key table: each domain's own number is the record id there."""
    number = CITIZENS["insured"]
    named = {"姓名": "周国强", "身份证号": number}
    run = people(
        police=[{"编号": number, **named}],
        medical_insurance=[{"编号": "YB00012345", **named}],
        health=[{"编号": "JKK-778", **named}],
        hospital=[{"编号": "BAH2024-0001", "姓名": "周国强", "身份证号": number[:6] + number[8:17]}],
        pharmacy=[
            {"编号": "M-9", **named},
            {"编号": "M-10", "姓名": "周国强", "身份证号": CITIZENS["uninsured"]},
        ],
    )
    keys = run.crosswalk.collect().pivot(
        "source", index="entity_id", values="record_id", aggregate_function="min"
    )
    row = keys.filter(police=number).drop("entity_id").row(0, named=True)
    assert row == {
        "police": number, "medical_insurance": "YB00012345", "health": "JKK-778", "hospital": "BAH2024-0001", "pharmacy": "M-9",
    }  # fmt: skip
    assert len(keys) == 2  # a customer of the same name has a number of his own
