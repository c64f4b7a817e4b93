"""What the founding documents ask of the geography base (rows G of the inventory), from tables to golden places."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import mdm
from mdm.rulepack.job import load_job
from mdm.sources.open_file import read_table
from mdm.standardise.coordinate_frames import convert_frame

FIXTURE = Path(__file__).parents[1] / "fixtures" / "geography"
DOOR = (120.6301, 31.3051)


def reconcile_job(sources, frames=None):
    return mdm.reconcile(
        sources, rules="geography", city="320500", as_of=date(2026, 11, 22), frames=frames or {}
    )


def reconcile(frames=None, **tables):
    return reconcile_job({name: pl.DataFrame(rows) for name, rows in tables.items()}, frames)


def entities(run):
    return {(source, number): entity for source, number, entity in run.crosswalk.collect().iter_rows()}


def golden(run):
    return {row["entity_id"]: row for row in run.golden.collect().iter_rows(named=True)}


def above(run, entity):
    """Everything an entity lies in, by name of the relation."""
    relations = run.relations.collect()
    found, waiting = {}, [entity]
    while waiting:
        here = waiting.pop()
        for relation, to in relations.filter(from_entity=here).select("relation", "to_entity").iter_rows():
            if to not in found:
                found[to] = relation
                waiting.append(to)
    return found


@pytest.fixture(scope="module")
def seven_departments():
    return reconcile_job(load_job(FIXTURE / "job.yml").sources)


@pytest.fixture(scope="module")
def truth():
    return pl.read_csv(FIXTURE / "truth.csv")


def test_G01_place_names_addresses_and_points_of_interest_are_told_apart(seven_departments):
    places = seven_departments.golden.collect()
    sorts = dict(places.group_by("sort").len().rows())
    assert set(sorts) == {"place_name", "address", "poi"}
    levels = {
        "place_name": {"division", "road", "estate", "crossing"},
        "address": {"gate", "building", "unit", "floor", "room"},
        "poi": {"poi"},
    }
    for sort, allowed in levels.items():
        assert set(places.filter(sort=sort)["level"].drop_nulls()) <= allowed


def test_G01_a_point_of_interest_is_linked_to_its_address_and_not_merged(seven_departments):
    level = seven_departments.golden.collect().select("entity_id", "level")
    pois = level.filter(level="poi")
    located = seven_departments.relations.collect().filter(relation="located_at")
    doors = located.join(pois, left_on="from_entity", right_on="entity_id").join(
        level, left_on="to_entity", right_on="entity_id"
    )
    assert doors["from_entity"].n_unique() > 0.7 * pois.height
    assert "poi" not in set(doors["level_right"])


def test_places_are_those_of_the_truth(seven_departments, truth):
    found = mdm.evaluate_crosswalk(seven_departments.crosswalk.collect(), truth)
    assert found.precision > 0.999
    assert found.recall > 0.95


def test_rows_in_another_order_give_the_same_ids(seven_departments, tmp_path):
    shuffled = []
    for number, spec in enumerate(reversed(load_job(FIXTURE / "job.yml").sources)):
        table = read_table(spec.path)
        path = tmp_path / f"{spec.name}.parquet"
        table.sample(fraction=1, shuffle=True, seed=number).write_parquet(path)
        shuffled.append(spec.model_copy(update={"path": path, "encoding": None}))
    again = reconcile_job(shuffled)
    assert entities(again) == entities(seven_departments)
    for told in ("golden", "relations"):
        one, two = (getattr(run, told).collect() for run in (seven_departments, again))
        assert_frame_equal(one, two.select(one.columns), check_row_order=False)


def test_G03_text_point_and_code_lead_to_one_place():
    lon, lat = DOOR
    text = "江苏省苏州市姑苏区双塔街道验牌路18号"
    base = [{"编号": "B1", "地址": text, "标准地址编码": "32050800000018", "经度": lon, "纬度": lat}]
    run = reconcile(
        {"base": "cgcs2000", "coded": "cgcs2000", "pointed": "cgcs2000"},
        base=base,
        written=[{"编号": "T1", "地址": "沧浪区验牌路１８号"}],
        coded=[{"编号": "C1", "地址": "验牌路18号", "标准地址编码": "32050800000018"}],
        pointed=[{"编号": "P1", "地址": "苏州市验牌路18号", "经度": lon + 0.0002, "纬度": lat}],
    )
    found = entities(run)
    assert (
        len({found[key] for key in (("base", "B1"), ("written", "T1"), ("coded", "C1"), ("pointed", "P1"))})
        == 1
    )


def test_G04_an_address_of_the_zone_lies_in_the_zone_and_in_its_city():
    run = reconcile(plates=[{"编号": "1", "地址": "苏州工业园区斜塘街道验港街9328号"}])
    places = golden(run)
    names = {places[entity]["std_text"] for entity in above(run, entities(run)["plates", "1"])}
    assert "江苏省苏州市苏州工业园区" in names
    assert "江苏省苏州市" in names
    zone = next(place for place in places.values() if place["std_text"] == "江苏省苏州市苏州工业园区")
    assert zone["division_code"] == "320576"


def test_G05_an_extract_of_the_district_holds_rows_coded_as_the_former_city():
    run = reconcile(
        power=[
            {"编号": "1", "区划代码": "320584", "地址": "松陵镇验鲈路10号"},
            {"编号": "2", "区划代码": "320509", "地址": "松陵街道验鲈路12号"},
            {"编号": "3", "区划代码": "320508", "地址": "双塔街道验牌路18号"},
        ]
    )
    found, places = entities(run), golden(run)
    extract = {entity for entity, place in places.items() if place["district"] == "吴江区"}
    assert {found["power", "1"], found["power", "2"]} <= extract
    assert found["power", "3"] not in extract


def test_G06_a_door_keeps_its_point_its_height_and_its_floor():
    lon, lat = DOOR
    shifted = [float(x[0]) for x in convert_frame([lon], [lat], "cgcs2000", "gcj02")]
    run = reconcile(
        {"plates": "gcj02"},
        plates=[
            {
                "编号": "1",
                "地址": "苏州市姑苏区双塔街道验牌路18号2幢3层301室",
                "坐标": f"{shifted[0]:.7f},{shifted[1]:.7f},12.5",
            }
        ],
    )
    place = golden(run)[entities(run)["plates", "1"]]
    assert (place["floor"], place["room"]) == ("3", "301")
    assert place["point"] == f"{lon:.7f},{lat:.7f}"
    assert float(place["height_metres"]) == 12.5


@pytest.mark.parametrize(("at", "district"), [(date(2012, 6, 30), "沧浪区"), (date(2013, 1, 1), "姑苏区")])
def test_G07_one_door_before_and_after_its_district_was_merged(at, district):
    read = mdm.standardise_values("address", ["苏州市沧浪区十全街18号"], at=at)
    assert read.select("district", "road", "gate").row(0) == (district, "十全街", "18")


def test_G07_a_door_under_both_districts_is_one_place():
    run = reconcile(
        old=[{"编号": "1", "地址": "苏州市沧浪区验牌路18号"}],
        new=[{"编号": "1", "地址": "苏州市姑苏区验牌路18号"}],
    )
    found = entities(run)
    assert found["old", "1"] == found["new", "1"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("小寨十字西南角肯德基旁", {"gate": None, "building": None, "room": None}),
        ("观前街与人民路交叉口东50米", {"gate": None, "building": None, "room": None}),
        ("南门汽车站对面", {"gate": None, "building": None, "room": None}),
    ],
)
def test_G10_a_complaint_names_a_spot_and_no_door(text, parts):
    read = mdm.standardise_values("address", [text], context="610100" if "小寨" in text else "320500")
    row = read.row(0, named=True)
    assert {part: row[part] for part in parts} == parts
    assert row["intersection"] or row["poi"]


def test_eighteen_and_eighteen_one_are_two_gates_on_one_road():
    texts = ["18号", "18-1号", "18号之一", "18号附1号", "18号甲"]
    run = reconcile(
        plates=[
            {"编号": str(n), "地址": f"苏州市姑苏区双塔街道验牌路{text}"} for n, text in enumerate(texts)
        ],
        survey=[{"编号": str(n), "地址": f"姑苏区验牌路{text}"} for n, text in enumerate(texts)],
    )
    found = entities(run)
    assert len(set(found.values())) == len(texts)
    assert all(found["plates", str(n)] == found["survey", str(n)] for n in range(len(texts)))
    roads = [
        {entity for entity in above(run, found["plates", str(n)]) if golden(run)[entity]["level"] == "road"}
        for n in range(2)
    ]
    assert roads[0] == roads[1]
    assert len(roads[0]) == 1
