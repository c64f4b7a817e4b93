"""The small city as civil affairs see it: five kinds, families with their history, cards and why one is current."""

from pathlib import Path

import polars as pl
import pytest
from made_up import citizen, uscc

import mdm
from mdm.rulepack.job import load_job

FOLDER = Path(__file__).parents[2] / "fixtures/small_city"
BASES = ("geography", "population", "legal_entity", "credit")


@pytest.fixture(scope="module")
def city() -> mdm.ProfileRun:
    job = load_job(FOLDER / "job.yml")
    sources = [source for source in job.sources if source.base in BASES]
    return mdm.reconcile(sources, profile="jiangsu-145", city=job.city, as_of=job.as_of)


def truth(name: str) -> pl.DataFrame:
    return pl.read_csv(FOLDER / f"truth_{name}.csv", infer_schema=False)


def test_H06_the_five_kinds_of_civil_affairs_are_a_view_over_the_bases(city):
    kinds = city.civil_affairs().collect()
    counts = dict(kinds.group_by("kind").len().iter_rows())
    assert counts["person"] == city.bases["population"].golden.collect().height
    assert counts["household"] == city.bases["population"].households.collect().height
    assert (counts["committee"], counts["social_organisation"], counts["service_institution"]) == (2, 4, 3)
    homes = kinds.group_by("entity_id").agg("kind").filter(pl.col("kind").list.len() > 1)
    assert homes.height == 1  # a home for the aged that is registered as a social organisation


def test_H06_a_family_is_told_with_its_head_its_members_and_their_time(city):
    parted = city.bases["population"].household_members.filter(pl.col("valid_to").is_not_null()).collect()
    gone = parted["entity_id"][0]
    told = city.portrait(gone)
    assert set(told.family["household_id"]) == set(told.ties.filter(relation="member_of")["entity_id"])
    assert told.family.filter(pl.col("entity_id") == gone)["valid_to"].drop_nulls().len() > 0
    home = city.portrait(told.family["household_id"][0])
    assert home.base == "population"
    assert "户号" in home.name
    assert set(home.family["entity_id"]) == set(home.ties.filter(relation="member_of")["entity_id"])
    assert "家庭 household" in str(told)


def test_H06_a_village_that_became_a_community_is_another_body_with_the_same_people():
    village, community = uscc(71, "54"), uscc(72, "55")
    bodies = pl.DataFrame(
        [("1", "苏州市吴中区甪直镇灵湖村村民委员会", village, None),
         ("2", "苏州市吴中区甪直镇灵湖社区居民委员会", community, village)],
        schema=["编号", "单位名称", "统一社会信用代码", "predecessor_uscc"], orient="row",
    )  # fmt: skip
    people = pl.DataFrame(
        {"编号": ["1"], "姓名": ["王小明"], "公民身份号码": [citizen("19800101", 121)], "户号": ["H1"]}
    )
    before = mdm.reconcile(
        {"population": {"police": people}, "legal_entity": {"civil": bodies[:1]}}, profile="jiangsu-145"
    )
    after = mdm.reconcile(
        {"population": {"police": people}, "legal_entity": {"civil": bodies}},
        profile="jiangsu-145",
        previous=before.path,
    )
    code = dict(after.bases["legal_entity"].golden.select("uscc", "entity_id").collect().iter_rows())
    assert after.relations.filter(relation="successor_of").select(
        "from_entity", "to_entity"
    ).collect().rows() == [(code[community], code[village])]
    for name in ("golden", "household_members"):
        assert (
            getattr(after.bases["population"], name)
            .collect()
            .equals(getattr(before.bases["population"], name).collect())
        )


def test_P09_the_small_city_has_as_many_persons_as_before_it_had_households(city):
    known = truth("entities").filter(base="population").select("source", "record_id", "entity_id")
    assert mdm.evaluate_crosswalk(city.bases["population"].crosswalk.collect(), known).precision == 1.0


def test_E02_the_card_that_two_persons_hold_is_listed_for_both(city):
    documents = city.bases["population"].documents.collect()
    shared = documents.filter(pl.col("holders") > 1)
    assert shared["entity_id"].n_unique() == 2
    assert set(documents.filter(~pl.col("current"))["reason"]) == {"over"}
    told = city.portrait(shared["entity_id"][0])
    assert "一号多主" in str(told)


def test_B05_places_of_the_small_city_are_those_of_the_truth(city):
    known = truth("entities").filter(base="geography")
    meant = truth("references").filter(pl.col("reference").is_in(["hukou", "seat"]))
    crosswalk = city.bases["geography"].crosswalk.collect()
    of = (
        crosswalk.join(known, on=["source", "record_id"], suffix="_true")
        .select("entity_id", "entity_id_true")
        .unique()
    )
    told = meant.join(city.references.collect(), on=["source", "record_id", "reference"], suffix="_found")
    assert told.height == meant.height > 150
    exact = told.filter(reason="place")
    right = exact.join(
        of, left_on=["to_entity_found", "to_entity"], right_on=["entity_id", "entity_id_true"], how="semi"
    )
    assert right.height == exact.height >= 0.98 * meant.height


def test_B05_C01_the_report_lets_a_reader_start_anywhere_in_chinese(city):
    text = city.report().read_text(encoding="utf-8")
    for start in ("从一个人看起", "从一户家庭看起", "从一家单位看起", "从一处门牌看起"):
        assert start in text
    for words in ("为何认定", "地址要素相符", "户籍人口", "与户主关系", "社会组织", "随之而来", "未定的指向"):
        assert words in text
    assert "resident_id</" not in text
    assert "None" not in text
