"""Everything at one door: persons, enterprises, licences and penalties, and nobody from the next one."""

import polars as pl
import pytest
from made_up import citizen, uscc

import mdm

BUILDING = "江苏省苏州市姑苏区平江街道临顿路18号嘉元花园3幢"
NEXT = "江苏省苏州市姑苏区平江街道临顿路18号嘉元花园8幢"
PEOPLE = {"甲": ("王小明", citizen("19800101", 121)), "乙": ("欧阳娜", citizen("19850505", 122)),
          "丙": ("陈建华", citizen("19601010", 123)), "丁": ("李婷", citizen("19620404", 124)),
          "戊": ("周秀英", citizen("19380303", 126))}  # fmt: skip
FIRM, TENANT, OTHER = uscc(1), uscc(2), uscc(3)
PLATES = [
    f"{BUILDING}1单元101室",
    f"{BUILDING}1单元102室",
    f"{NEXT}1单元101室",
    "江苏省苏州市姑苏区平江街道平江路5号",
]
POLICE = [
    ("甲", f"{BUILDING}1单元101室"),
    ("乙", "平江区临顿路18号嘉元花园3幢1单元102室"),  # the district of before 2012, no town
    ("丙", f"{BUILDING}2单元601室"),  # no plate of its own: the building is known
    ("丁", f"{NEXT}1单元101室"),
    ("戊", "江苏省苏州市姑苏区平江街道临顿路"),  # a road and no door
]
FIRMS = [
    ("苏州华信电子科技有限公司", FIRM, f"{BUILDING}1单元101室"),
    ("苏州亿柏物流有限公司", TENANT, "苏州市姑苏区临顿路18号嘉元花园3幢"),
    ("苏州盖瑞贸易有限公司", OTHER, "江苏省苏州市姑苏区平江街道平江路5号"),
]
EVENTS = [
    ("王小明", PEOPLE["甲"][1], "个人", "苏处罚〔2021〕1号"),
    ("苏州亿柏物流有限公司", TENANT, "法人", "苏处罚〔2021〕2号"),
    ("苏州盖瑞贸易有限公司", OTHER, "法人", "苏处罚〔2021〕3号"),
    ("李婷", PEOPLE["丁"][1], "个人", "苏处罚〔2021〕4号"),
    ("欧阳娜", "", "个人", "苏处罚〔2021〕5号"),
]


def frame(columns: list[str], rows: list[tuple[str, ...]]) -> pl.DataFrame:
    numbered = [(str(at), *row) for at, row in enumerate(rows, 1)]
    return pl.DataFrame(numbered, schema=["编号", *columns], orient="row")


@pytest.fixture(scope="module")
def city() -> mdm.ProfileRun:
    police = [(PEOPLE[who][0], PEOPLE[who][1], address) for who, address in POLICE]
    sources = {
        "geography": {"door_plates": frame(["标准地址"], [(plate,) for plate in PLATES])},
        "population": {"police": frame(["姓名", "公民身份号码", "现住址"], police)},
        "legal_entity": {"registry": frame(["企业名称", "统一社会信用代码", "住所"], FIRMS)},
        "credit": {
            "credit_city": frame(
                [
                    "行政相对人名称",
                    "行政相对人代码",
                    "行政相对人类别",
                    "决定书文号",
                    "处罚机关",
                    "处罚决定日期",
                ],
                [(*event, "苏州市市场监督管理局", "2021-03-01") for event in EVENTS],
            )
        },
    }
    return mdm.reconcile(sources, profile="jiangsu-145", city="320500")


def place(city: mdm.ProfileRun, text: str) -> str:
    golden = city.bases["geography"].golden.filter(std_text=text).collect()
    return str(golden["entity_id"].item())


def entity(city: mdm.ProfileRun, base: str, record_id: str) -> str:
    return str(city.bases[base].crosswalk.filter(record_id=record_id).collect()["entity_id"].item())


def told(city: mdm.ProfileRun, base: str, record_id: str, reference: str) -> dict[str, object]:
    found = city.bases[base].references.filter(record_id=record_id, reference=reference).collect()
    return found.row(0, named=True)


def newcomer(city: mdm.ProfileRun, address: str) -> mdm.Run:
    """A run of one person who lives at an address, beside the city's base of places."""
    police = frame(["姓名", "公民身份号码", "现住址"], [("吴迪", citizen("19700101", 131), address)])
    bases = {"geography": city.bases["geography"]}
    return mdm.reconcile({"police": police}, rules="population", bases=bases, city="320500")


def test_B05_at_a_building_stand_the_planted_persons_firms_and_penalties_and_no_others(city):
    building = city.portrait(place(city, BUILDING))
    here = building.around.filter(pl.col("base") != "geography")
    assert set(here.select("base", "entity_id").rows()) == {
        *(("population", entity(city, "population", number)) for number in ("1", "2", "3")),
        *(("legal_entity", entity(city, "legal_entity", number)) for number in ("1", "2")),
        *(("credit", entity(city, "credit", number)) for number in ("1", "2")),
    }


def test_B05_at_one_room_stand_only_its_own(city):
    room = city.portrait(place(city, PLATES[0]))
    assert set(room.ties.filter(pl.col("relation") != "part_of")["entity_id"]) == {
        entity(city, "population", "1"),
        entity(city, "legal_entity", "1"),
    }
    assert room.around.filter(base="credit")["entity_id"].to_list() == [entity(city, "credit", "1")]
    assert room.around.filter(base="credit")["through_name"].to_list() == ["王小明"]


def test_B05_every_tie_to_a_place_says_why(city):
    assert told(city, "population", "1", "residence")["reason"] == "place"
    second = told(city, "population", "2", "residence")
    assert (second["reason"], second["to_entity"]) == ("place", place(city, PLATES[1]))
    third = told(city, "population", "3", "residence")
    assert (third["reason"], third["to_entity"]) == ("place_above", place(city, BUILDING))
    person = city.portrait(entity(city, "population", "1"))
    tie = person.ties.filter(relation="resides_at").row(0, named=True)
    assert (tie["reason"], tie["evidence"], tie["name"]) == ("place", "police:1 address", PLATES[0])


def test_B05_a_road_without_a_door_is_that_road_and_no_door(city):
    road = told(city, "population", "5", "residence")
    assert road["reason"] == "place"
    assert road["to_entity"] == place(city, "江苏省苏州市姑苏区平江街道临顿路")


def test_an_address_of_which_the_base_knows_only_the_road_stays_open_with_it_as_candidate(city):
    run = newcomer(city, "江苏省苏州市姑苏区平江街道临顿路99号")
    open_ = run.references.filter(reference="residence").collect().row(0, named=True)
    assert (open_["to_entity"], open_["reason"]) == (None, "unknown_place")
    assert open_["candidates"] == [place(city, "江苏省苏州市姑苏区平江街道临顿路")]


def test_another_gate_of_the_known_building_is_not_taken_for_it(city):
    run = newcomer(city, "江苏省苏州市姑苏区平江街道临顿路20号嘉元花园3幢1单元101室")
    open_ = run.references.filter(reference="residence").collect().row(0, named=True)
    assert (open_["to_entity"], open_["reason"]) == (None, "place_differs")
    assert open_["candidates"] == [place(city, PLATES[0])]


def test_without_a_base_of_places_nothing_is_said_of_them():
    run = mdm.reconcile(
        {
            "police": frame(
                ["姓名", "公民身份号码", "现住址"], [("吴迪", citizen("19700101", 131), PLATES[0])]
            )
        },
        rules="population",
    )
    assert run.references.collect().is_empty()
