"""Every case of the names, as a data steward wrote it down."""

from pathlib import Path

import polars as pl
import pytest
import yaml

from mdm.standardise.kind import Context
from mdm.standardise.person_name import KIND

PATH = Path(__file__).parents[2] / "fixtures" / "cases" / "standardise" / "person_name.yml"
CASES = yaml.safe_load(PATH.read_text(encoding="utf-8"))


def marked(case):
    marks = [pytest.mark.xfail(strict=True)] if case["kind"] == "known_failure" else []
    return pytest.param(case, marks=marks, id=case["label"])


def read_one(case):
    context = Context(options=case.get("options", {}))
    return KIND.standardise(pl.Series([case["given"]], dtype=pl.String), context).row(0, named=True)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_case_reads_as_written(case):
    found = read_one(case)
    assert {part: found[part] for part in case["expect"]} == case["expect"]


def test_one_column_reads_as_its_values_one_by_one():
    plain = [case for case in CASES if not case.get("options")]
    together = KIND.standardise(pl.Series([case["given"] for case in plain] * 2), Context())
    assert together.rows(named=True) == [read_one(case) for case in plain] * 2


def test_labels_are_unique():
    labels = [case["label"] for case in CASES]
    assert len(labels) == len(set(labels))
