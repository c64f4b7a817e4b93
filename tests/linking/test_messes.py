"""Faults that only records together can have, as a data steward wrote them down."""

from pathlib import Path

import polars as pl
import pytest
import yaml

from mdm.pipeline import Settings, run_pipeline
from mdm.rulepack import load_rulepack
from mdm.sources import read_sources
from mdm.standardise import standardise_records

PATH = Path(__file__).parents[2] / "fixtures" / "cases" / "linking" / "messes.yml"
CASES = yaml.safe_load(PATH.read_text(encoding="utf-8"))


def write_rows(rows, person):
    """Rows with the person they begin as spelled out; all values as texts."""
    spelled = []
    for row in rows:
        known = person(row["person"]) if "person" in row else {}
        stated = {name: value for name, value in row.items() if name != "person"}
        spelled.append({name: None if v is None else str(v) for name, v in (known | stated).items()})
    names = dict.fromkeys(name for row in spelled for name in row)
    return pl.DataFrame(spelled, schema=dict.fromkeys(names, pl.String))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_records_fall_together_and_apart_as_written(case, crowd, person, entities):
    pack = load_rulepack(case["pack"])
    rows = dict(case["records"])
    if case["pack"] == "population":
        rows["a"] = [*crowd, *rows["a"]]
    sources = {name: write_rows(records, person) for name, records in rows.items()}
    run = run_pipeline(read_sources(sources, pack).records, pack, Settings(city="320500"))
    found = entities(run)
    assert [pair for pair in case.get("together", []) if found[pair[0]] != found[pair[1]]] == []
    assert [pair for pair in case.get("apart", []) if found[pair[0]] == found[pair[1]]] == []
    if "issue" in case:
        assert case["issue"] in run.issues.collect()["rule"].to_list()


def test_labels_are_unique():
    labels = [case["label"] for case in CASES]
    assert len(labels) == len(set(labels))


def test_a_passport_in_the_column_of_numbers_joins_by_what_it_is():
    """A bank has one column for the documents of all; the border has one for passports. Nothing else agrees."""
    pack = load_rulepack("population")
    border = pl.DataFrame({"record_id": ["1"], "姓名": ["PARK, PIERRE"], "护照": ["N97528287"]})
    bank = pl.DataFrame({"record_id": ["1"], "姓名": ["Pierre Park"], "证件号码": ["N97528287"]})
    read = read_sources({"border": border, "bank": bank}, pack)
    records = standardise_records(read.records, pack, {}).records
    assert records["passport"].to_list() == ["N97528287"] * 2
