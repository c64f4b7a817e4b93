"""The registered address stands in for a present one that nobody stated."""

import polars as pl

from mdm.compare import STANDS_IN, compare_one
from mdm.compare.library import find_comparison
from mdm.linking import let_stand_in
from mdm.pipeline import Settings, run_pipeline
from mdm.rulepack import load_rulepack
from mdm.sources import read_sources

PACK = load_rulepack("population")
RULE = next(rule for rule in PACK.comparisons if rule.name == "address")
PARTS = ("district", "estate", "building", "room")


def people(*rows: tuple[str | None, ...]) -> pl.DataFrame:
    """Each with estate and room of the present address, then of the registered one."""
    said = ("address.estate", "address.room", "hukou_address.estate", "hukou_address.room")
    return pl.DataFrame(rows, schema=dict.fromkeys(said, pl.String), orient="row")


def level(one: tuple[str | None, ...], other: tuple[str | None, ...]) -> str:
    records = let_stand_in(people(one, other), PACK)
    pairs = pl.DataFrame({"left": [0], "right": [1]}, schema={"left": pl.UInt32, "right": pl.UInt32})
    kind = find_comparison("address")
    return kind.levels[compare_one(pairs, records, RULE, kind)[0]].name


def test_it_is_read_only_where_no_present_address_is():
    records = let_stand_in(
        people((None, None, "桂花新村", "501"), ("彩香花园", None, "桂花新村", "501")), PACK
    )
    assert records["address.estate"].to_list() == ["桂花新村", "彩香花园"]
    assert records["address.room"].to_list() == ["501", None]
    assert records[f"address.{STANDS_IN}"].to_list() == [True, False]


def test_that_it_agrees_is_evidence_and_that_it_differs_is_none():
    registered = (None, None, "桂花新村", "501")
    assert level(registered, ("桂花新村", "501", None, None)) == "same_room"
    assert level(registered, ("彩香花园", "501", None, None)) == "missing"
    assert level(("桂花新村", "501", None, None), ("彩香花园", "501", None, None)) == "conflict"
    assert level(registered, (None, None, "彩香花园", "501")) == "conflict"


def test_a_register_of_registered_addresses_meets_one_of_present_ones(crowd, person, entities):
    """Neither the register nor the clinic tells a birth date or a phone of the two."""
    someone = person(400)
    register = {
        "record_id": "r",
        "name": someone["name"],
        "sex": someone["sex"],
        "hukou_address": someone["address"],
    }
    clinic = {"record_id": "c", "name": someone["name"], "sex": someone["sex"], "address": someone["address"]}
    columns = ("record_id", "name", "sex", "birth_date", "id_number", "phone", "address", "hukou_address")
    sources = {
        name: pl.DataFrame(
            [{c: row.get(c) for c in columns} for row in rows], schema=dict.fromkeys(columns, pl.String)
        )
        for name, rows in {"tax": crowd, "register": [register], "clinic": [clinic]}.items()
    }
    run = run_pipeline(read_sources(sources, PACK).records, PACK, Settings(city="320500"))
    found = entities(run)
    assert found["register:r"] == found["clinic:c"]
    assert run.golden.filter(pl.col("person_name") == someone["name"]).collect()["address"].to_list() == [
        "江苏省苏州市姑苏区十全街401号"
    ]
