"""The address cases, and how well the labelled set is read."""

import importlib.util
from pathlib import Path

import polars as pl
import pytest
import yaml

from mdm.standardise.address import KIND
from mdm.standardise.kind import Context

ROOT = Path(__file__).parents[3]
CASES = yaml.safe_load((ROOT / "fixtures/cases/standardise/address.yml").read_text(encoding="utf-8"))

_spec = importlib.util.spec_from_file_location("accuracy", ROOT / "tests/benchmarks/address_accuracy.py")
accuracy = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(accuracy)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case_reads_as_written(case):
    found = KIND.standardise(pl.Series([case["given"]]), Context(case.get("at"))).row(0, named=True)
    assert {part: found[part] for part in case["expect"]} == case["expect"]


def test_labels_are_unique():
    assert len({case["label"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("name", accuracy.SETS)
def test_labelled_sets_are_large_and_cover_every_province(name):
    labelled = accuracy.read_labelled(accuracy.SETS[name])
    assert len(labelled) >= 500
    assert labelled["address"].n_unique() == len(labelled)
    assert labelled["province"].n_unique() >= 32  # the 31 of the mainland and null


@pytest.mark.parametrize("name", accuracy.SETS)
def test_labelled_sets_are_read_well_part_by_part(name):
    table = accuracy.measure(accuracy.read_labelled(accuracy.SETS[name]))
    weak = table.filter(pl.col("f1") < 0.97, pl.col("wanted") >= 20)
    assert weak.rows() == []
    assert table.filter(part="division_path")["recall"].item() >= 0.98
