"""Every case of divisions and of coordinates, as a data steward wrote it down."""

from pathlib import Path

import polars as pl
import pytest
import yaml

from mdm.standardise.kind import Context
from mdm.standardise.kinds import find_kind

CASES = Path(__file__).parents[3] / "fixtures" / "cases" / "standardise"


def read_cases():
    for kind in ("division", "coordinates"):
        for case in yaml.safe_load((CASES / f"{kind}.yml").read_text(encoding="utf-8")):
            yield pytest.param(kind, case, id=f"{kind}: {case['label']}")


@pytest.mark.parametrize(("kind", "case"), list(read_cases()))
def test_case_reads_as_written(kind, case):
    context = Context(case.get("at"), case.get("context"), False, case.get("options", {}))
    values = pl.Series([case["given"]], dtype=pl.String)
    found = find_kind(kind).standardise(values, context).row(0, named=True)
    assert {part: found[part] for part in case["expect"]} == case["expect"]


@pytest.mark.parametrize("kind", ["division", "coordinates"])
def test_labels_are_unique(kind):
    labels = [case["label"] for case in yaml.safe_load((CASES / f"{kind}.yml").read_text(encoding="utf-8"))]
    assert len(labels) == len(set(labels))
