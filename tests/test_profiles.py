"""The bases of a city built together: which, in what order, what ties them, and what stays open and why."""

import polars as pl
import pytest

import mdm

CITIZEN = "320599198001011239"
PEOPLE = """编号,姓名,公民身份号码,出生日期,性别,联系电话,现住址
P1,张伟,320599198001011239,1980-01-01,男,16600000001,苏州市姑苏区十全街18号
P2,张伟,320599198001015619,1980-01-01,男,16600000002,苏州市姑苏区十全街20号
P3,李娜,320599198503072448,1985-03-07,女,16600000003,苏州市姑苏区十全街18号
"""
FIRMS = """编号,名称,统一社会信用代码,法定代表人,法定代表人证件号码,住所,登记状态
F1,苏州华信科技有限公司,91320599MADEUP013G,张伟,320599198001011239,苏州工业园区星湖街218号,存续
F2,阿婆小吃店,92320599MADEUP03X0,李娜,,姑苏区十全街18号,存续
F3,苏州市市场监督管理局,,,,,存续
"""
PENALTIES = """编号,行政相对人名称,行政相对人代码,决定书文号,处罚机关,处罚决定日期,罚款金额
C1,苏州华信科技有限公司,91320599MADEUP013G,苏园市监处罚〔2021〕12号,苏州市市场监督管理局,2021-03-01,5000
C2,张伟,,苏园市监处罚〔2021〕13号,苏州市市场监督管理局,2021-03-02,300
C3,张伟,320599198001015619,苏园市监处罚〔2021〕14号,苏州市市场监督管理局,2021-03-02,300
"""
FEED = """编号,行政相对人名称,行政相对人代码,决定书文号,处罚机关,处罚决定日期,罚款金额
D1,苏州华信科技有限公司,91320599MADEUP013G,苏园市监处罚[2021] 12 号,苏州市工商行政管理局,2021-03-01,5000
"""
FLASH = """编号,指标名称,口径,计量单位,地区,年份,指标值,发布日期
A1,地区生产总值,当年价,亿元,苏州市,2018,18597,2019-01-20
A2,地区生产总值,不变价,亿元,苏州市,2018,17000,2019-01-20
A3,年末人口,常住,万人,苏州市,2018,1072.17,2019-03-01
"""
ANNUAL = """编号,指标名称,口径,计量单位,地区,年份,指标值,发布日期
B1,地区生产总值,当年价,亿元,苏州市,2018年,18597.5,2020-12-20
B2,年末人口,户籍,万人,苏州市,2018年,703.5,2020-12-20
"""
CENSUS = """编号,指标名称,口径,计量单位,地区,年份,指标值,发布日期
C1,地区生产总值,当年价,亿元,江苏省苏州市,2018年,18263.5,2020-03-20
"""
CATALOGUE = """编号,信息资源代码,信息资源名称,信息资源提供方,信息项,共享类型
R1,3205/001,企业登记基本信息,苏州市工商行政管理局,名称;代码;法定代表人,有条件
R3,3205/003,法人基本信息,苏州市编办,名称;代码,无条件
"""
PROVIDER = """编号,信息资源名称,信息资源提供方,信息项,共享类型
S1,企业登记基本信息,苏州市市场监督管理局,名称;代码;法定代表人,有条件
S2,法人基本信息,苏州市民政局,名称;代码,无条件
"""
LICENCES = """编号,证照名称,证照编号,电子证照标识,持证主体,持证主体代码,持证主体代码类型,颁发机构,颁发日期,有效期截止日期
L1,食品经营许可证,JY(2018)第1号,1.2.156.3005.2.11100000000013338W011.320599.000000016.001.8,苏州华信科技有限公司,91320599MADEUP013G,001,苏州市市场监督管理局,2018-01-01,长期
L2,食品经营许可证,,1.2.156.3005.2.11100000000013338W011.320599.000000016.002.6,苏州华信科技有限公司,91320599MADEUP013G,001,苏州市市场监督管理局,2019-01-01,长期
L3,驾驶证,A1,,张伟,320599198001011239,111,苏州市公安局,2018-01-01,2099-12-31
L4,驾驶证,A2,,张伟,,111,苏州市公安局,2018-01-01,2099-12-31
"""


def table(text: str) -> pl.DataFrame:
    return pl.read_csv(text.encode(), infer_schema=False)


SOURCES = {
    "population": {"police": table(PEOPLE)},
    "legal_entity": {"registry": table(FIRMS)},
    "e_licence": {"platform": table(LICENCES)},
    "credit": {"credit_city": table(PENALTIES), "credit_province": table(FEED)},
    "macro_economy": {
        "flash_report": table(FLASH),
        "annual_report": table(ANNUAL),
        "census_revision": table(CENSUS),
    },
    "government_information": {
        "catalogue_platform": table(CATALOGUE),
        "provider_bureau": table(PROVIDER),
    },
}


@pytest.fixture(scope="module")
def city():
    return mdm.reconcile(SOURCES, profile="suzhou-2016", city="320500")


def entity(city, base, source, record_id):
    found = city.bases[base].crosswalk.filter(source=source, record_id=record_id).collect()
    return found["entity_id"].item()


def reference(city, source, record_id, name):
    one = city.references.filter(source=source, record_id=record_id, reference=name).collect()
    return one.row(0, named=True)


def test_B01_each_plan_names_its_five_bases():
    assert mdm.domains("jiangsu-145") == ("population", "legal_entity", "e_licence", "credit", "geography")
    assert set(mdm.domains("suzhou-2016")) == {
        "population", "legal_entity", "macro_economy", "government_information", "geography",
    }  # fmt: skip
    assert set(mdm.domains("suzhou-2018")) == set(mdm.domains("jiangsu-145"))


def test_B02_credit_finds_its_subjects_under_a_list_that_lacks_it(city):
    assert reference(city, "credit_city", "C1", "subject")["to_entity"] == entity(
        city, "legal_entity", "registry", "F1"
    )
    assert reference(city, "credit_city", "C3", "subject")["to_entity"] == entity(
        city, "population", "police", "P2"
    )


def test_B03_every_base_has_golden_records_and_relations_lie_beside_them(city):
    assert {name: run.golden.collect().height for name, run in city.bases.items()} == {
        "population": 3,
        "legal_entity": 3,
        "macro_economy": 4,
        "government_information": 3,
        "e_licence": 3,
        "credit": 3,
    }
    assert city.relations.collect().height > 0


def test_C05_a_name_alone_blames_nobody(city):
    told = reference(city, "credit_city", "C2", "subject")
    assert told["to_entity"] is None
    assert told["reason"] == "name_only"
    assert sorted(told["candidates"]) == sorted(
        entity(city, "population", "police", record) for record in ("P1", "P2")
    )


def test_C03_two_feeds_of_one_penalty_are_one_event_under_the_body_that_took_over(city):
    assert entity(city, "credit", "credit_city", "C1") == entity(city, "credit", "credit_province", "D1")


def test_L10_a_representative_is_found_by_number_and_not_by_name(city):
    assert reference(city, "registry", "F1", "representative")["to_entity"] == entity(
        city, "population", "police", "P1"
    )
    assert reference(city, "registry", "F2", "representative")["reason"] == "name_only"


def test_M01_figures_of_other_definitions_stay_apart(city):
    golden = city.bases["macro_economy"].golden.collect()
    pairs = golden.select("indicator", "definition").sort("indicator", "definition").rows()
    assert pairs == [
        ("地区生产总值", "不变价"),
        ("地区生产总值", "当年价"),
        ("年末人口", "常住"),
        ("年末人口", "户籍"),
    ]


def test_M03_the_most_final_vintage_lives_on_and_the_others_are_kept(city):
    run = city.bases["macro_economy"]
    figure = entity(city, "macro_economy", "flash_report", "A1")
    assert run.golden.filter(entity_id=figure).collect()["value"].item() == "18263.5"
    records = run.crosswalk.filter(entity_id=figure).collect()
    assert sorted(records["record_id"]) == ["A1", "B1", "C1"]


def test_I01_one_data_set_registered_twice_is_one_and_equal_names_are_for_a_person(city):
    base = "government_information"
    assert entity(city, base, "catalogue_platform", "R1") == entity(city, base, "provider_bureau", "S1")
    assert entity(city, base, "catalogue_platform", "R3") != entity(city, base, "provider_bureau", "S2")
    links = city.bases[base].links.filter(left_record_id="R3", right_record_id="S2").collect()
    assert links["decision"].to_list() == ["review"]


def test_a_source_of_no_base_is_refused():
    with pytest.raises(mdm.MdmError, match="has no base 'people'"):
        mdm.reconcile({"people": {"police": table(PEOPLE)}}, profile="suzhou-2016")


def test_L04_an_enterprise_shows_all_that_is_tied_to_it_with_source_and_date(city):
    firm = city.portrait(entity(city, "legal_entity", "registry", "F1"))
    assert firm.name == "苏州华信科技有限公司"
    licence = entity(city, "e_licence", "platform", "L1")
    assert set(firm.ties.filter(relation="held_by")["entity_id"]) == {licence}
    told = firm.ties.select("relation", "title", "base", "name", "evidence").rows()
    assert (
        "represented_by",
        "法定代表人（负责人）",
        "population",
        "张伟",
        "registry:F1 representative_resident_id",
    ) in told
    events = firm.ties.filter(relation="concerns")
    assert events["entity_id"].to_list() == [entity(city, "credit", "credit_city", "C1")]
    assert "信用记录" in str(firm)


def test_C01_a_person_shows_events_that_are_theirs_and_those_that_may_be(city):
    person = city.portrait(entity(city, "population", "police", "P2"))
    assert person.ties["entity_id"].to_list() == [entity(city, "credit", "credit_city", "C3")]
    assert person.open.select("source", "record_id", "reason").rows() == [
        ("credit_city", "C2", "name_only"),
        ("platform", "L4", "name_only"),
    ]
    assert "只有姓名" in str(person)


def test_an_entity_of_no_base_is_told_so(city):
    with pytest.raises(mdm.MdmError, match="P-000000-X: no such entity"):
        city.portrait("P-000000-X")


def test_E01_versions_of_one_certificate_are_one_licence(city):
    assert entity(city, "e_licence", "platform", "L1") == entity(city, "e_licence", "platform", "L2")


def test_E03_E04_a_holder_is_found_by_number_and_a_name_alone_waits(city):
    assert reference(city, "platform", "L3", "holder")["to_entity"] == entity(
        city, "population", "police", "P1"
    )
    told = reference(city, "platform", "L4", "holder")
    assert (told["to_entity"], told["reason"], told["candidate_count"]) == (None, "name_only", 2)


def test_the_report_shows_the_bases_their_references_and_where_to_start(city):
    text = city.report().read_text(encoding="utf-8")
    assert 'href="population/report.html"' in text
    assert "只有姓名（名称），不据以认定" in text
    assert "苏州华信科技有限公司" in text
    assert CITIZEN not in text
    assert "http://" not in text
    assert "https://" not in text
