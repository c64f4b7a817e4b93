"""Records of legal entities through a whole run: which are one body, which are not."""

from pathlib import Path

import polars as pl
import pytest
import yaml

import mdm

PATH = Path(__file__).parents[2] / "fixtures" / "cases" / "entities" / "legal_entity.yml"
CASES = yaml.safe_load(PATH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def run():
    """All cases in one run: their names and numbers have nothing in common."""
    sources: dict[str, list[dict[str, str]]] = {}
    for case in CASES:
        for record in case["records"]:
            source, record_id = record["record"].split(":")
            rest = {name: value for name, value in record.items() if name != "record"}
            sources.setdefault(source, []).append({"record_id": record_id, **rest})
    frames = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in sources.items()}
    return mdm.reconcile(frames, rules="legal_entity", city="320500")


def owner_of(run, record):
    source, record_id = record.split(":")
    return run.crosswalk.filter(source=source, record_id=record_id).collect()["entity_id"].item()


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES])
def test_records_are_together_or_apart_as_written(run, case):
    owners = {record["record"]: owner_of(run, record["record"]) for record in case["records"]}
    groups = [*case["together"], *([one] for one in owners if not any(one in g for g in case["together"]))]
    found = {frozenset(one for one in owners if owners[one] == owner) for owner in owners.values()}
    assert found == {frozenset(group) for group in groups}


@pytest.mark.parametrize("case", [pytest.param(c, id=c["label"]) for c in CASES if "issue" in c])
def test_the_issue_is_told(run, case):
    record, rule = case["issue"]
    source, record_id = record.split(":")
    assert rule in run.issues.filter(source=source, record_id=record_id).collect()["rule"].to_list()


@pytest.mark.parametrize("case", [pytest.param(c, id=c["label"]) for c in CASES if "golden" in c])
def test_the_golden_name_is_its_own(run, case):
    for record, name in case["golden"].items():
        golden = run.golden.filter(entity_id=owner_of(run, record)).collect()
        assert golden["organisation_name"].to_list() == [name]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["label"]) for c in CASES if "values" in c])
def test_the_golden_values_are_as_written(run, case):
    for record, values in case["values"].items():
        golden = run.golden.filter(entity_id=owner_of(run, record)).select(values.keys()).collect()
        assert golden.row(0, named=True) == values
