"""What linking promises, whatever the data: on the fixtures and on hard cases made here."""

from pathlib import Path

import polars as pl
import pytest

from mdm.evaluation import evaluate_crosswalk
from mdm.pipeline import Outcome, Settings, run_pipeline
from mdm.rulepack import load_rulepack
from mdm.rulepack.job import load_job
from mdm.sources import read_sources

FIXTURES = Path(__file__).parents[2] / "fixtures" / "population"
PACK = load_rulepack("population")


def link(frame: pl.DataFrame) -> Outcome:
    delivery = read_sources({"city": frame}, PACK)
    return run_pipeline(delivery.records, PACK, Settings(city="320500"))


@pytest.fixture(scope="module")
def fixture_run() -> Outcome:
    job = load_job(FIXTURES / "job.yml")
    return run_pipeline(read_sources(job.sources, PACK).records, PACK, Settings(city="320500"))


def test_the_fixtures_link_as_a_census_would_accept(fixture_run):
    truth = pl.read_csv(FIXTURES / "truth.csv", infer_schema=False)
    found = evaluate_crosswalk(fixture_run.crosswalk.collect(), truth)
    assert found.precision >= 0.995
    assert found.f1 >= 0.98


def test_no_entity_holds_two_valid_numbers(fixture_run):
    numbers = fixture_run.records.select("source", "record_id", "resident_id").collect()
    contested = (
        fixture_run.issues.filter(pl.col("rule") == "contested_identifier")
        .select("source", "record_id")
        .collect()
    )
    owned = numbers.drop_nulls().join(contested, on=["source", "record_id"], how="anti")
    held = owned.join(fixture_run.crosswalk.collect(), on=["source", "record_id"])
    assert held.group_by("entity_id").agg(pl.col("resident_id").n_unique())["resident_id"].max() == 1


def test_every_record_stands_once_in_the_crosswalk(fixture_run):
    crosswalk = fixture_run.crosswalk.collect()
    records = fixture_run.records.select("source", "record_id").collect()
    assert crosswalk.select("source", "record_id").rows() == records.rows()
    assert crosswalk["entity_id"].null_count() == 0


def test_estimates_hold_the_truth(fixture_run):
    said = fixture_run.summary["estimates"]
    assert said["precision"]["low"] <= 1.0
    assert said["precision"]["low"] <= said["precision"]["value"] <= said["precision"]["high"]


def people(rows: list[dict[str, str | None]]) -> pl.DataFrame:
    columns = ("record_id", "name", "sex", "birth_date", "id_number", "phone", "address")
    return pl.DataFrame(
        [{c: row.get(c) for c in columns} for row in rows], schema=dict.fromkeys(columns, pl.String)
    )


def test_shuffled_records_give_the_same_entities():
    frame = pl.concat(
        [
            pl.read_csv(FIXTURES / "civil_affairs.csv", infer_schema=False)
            .head(300)
            .rename({"登记号": "record_id"})
        ]
    )
    one, other = link(frame), link(frame.sample(fraction=1.0, shuffle=True, seed=3))
    for name in ("crosswalk", "golden", "links", "issues", "provenance"):
        assert getattr(one, name).collect().equals(getattr(other, name).collect()), name


def test_namesakes_of_one_birthday_stay_apart():
    """168 pairs of strangers called 张伟, each pair with one birthday, at different doors."""
    rows = []
    for index in range(168):
        day = f"{1950 + index // 12}-{1 + index % 12:02d}-{1 + index % 28:02d}"
        for side in "ab":
            road = f"{'十全街' if side == 'a' else '三香路'}{index + 1}号"
            rows.append(
                {
                    "record_id": f"{index}{side}",
                    "name": "张伟",
                    "sex": "男",
                    "birth_date": day,
                    "address": f"苏州市姑苏区{road}",
                }
            )
    assert link(people(rows)).crosswalk.collect()["entity_id"].n_unique() == 336


def test_name_and_birthday_alone_are_no_identity():
    """Domain rule: same name and birth date without anything else; a city has hundreds of such strangers."""
    row = {"name": "张伟", "sex": "男", "birth_date": "1990-02-03"}
    run = link(people([{"record_id": "1", **row}, {"record_id": "2", **row}]))
    assert run.crosswalk.collect()["entity_id"].n_unique() == 2
    told = run.links.collect()
    assert told["decision"].to_list() == ["review"]
    assert told["veto"].to_list() == ["name_and_birthday_alone"]


def test_records_that_say_nothing_stay_alone():
    rows = [{"record_id": str(n), "name": "无", "phone": "不详", "address": "/"} for n in range(20)]
    assert link(people(rows)).crosswalk.collect()["entity_id"].n_unique() == 20


def test_a_newborn_is_neither_its_mother_nor_another_newborn():
    mother = {"name": "王芳", "sex": "女", "birth_date": "1990-02-03", "id_number": "320599199002031228"}
    door = {"address": "苏州市姑苏区十全街18号", "phone": "16012345678"}
    rows = [
        {"record_id": "1", **mother, **door},
        {
            "record_id": "2",
            "name": "王芳之女",
            "sex": "女",
            "birth_date": "2024-05-06",
            "id_number": mother["id_number"],
            **door,
        },
        {
            "record_id": "3",
            "name": "王芳之子",
            "sex": "男",
            "birth_date": "2024-05-06",
            "id_number": mother["id_number"],
            **door,
        },
    ]
    run = link(people(rows))
    assert run.crosswalk.collect()["entity_id"].n_unique() == 3
    golden = run.golden.select("resident_id", "birth_date").collect().sort("birth_date")
    assert golden["resident_id"].to_list() == [mother["id_number"], None, None]
    assert golden["birth_date"].dt.year().to_list() == [1990, 2024, 2024]


@pytest.mark.parametrize("size", [0, 1, 2])
def test_hardly_any_records_are_no_trouble(size):
    rows = [{"record_id": str(n), "name": "王小明", "birth_date": "1980-01-01"} for n in range(size)]
    assert link(people(rows)).crosswalk.collect().height == size
