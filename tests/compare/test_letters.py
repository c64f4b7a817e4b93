"""Every case of the comparisons of names, streets, numbers and addresses in letters."""

from pathlib import Path

import pytest
import yaml

import mdm

CASES = Path(__file__).parents[2] / "fixtures" / "cases" / "compare"
KINDS = ("email", "name_part", "postcode", "street", "telephone")


def read_cases():
    for kind in KINDS:
        for case in yaml.safe_load((CASES / f"{kind}.yml").read_text(encoding="utf-8")):
            yield pytest.param(kind, case, id=f"{kind}: {case['label']}")


@pytest.mark.parametrize(("kind", "case"), list(read_cases()))
def test_pair_stands_at_its_level(kind, case):
    found = mdm.compare_values(kind, [case["left"]], [case["right"]])["level"].to_list()
    turned = mdm.compare_values(kind, [case["right"]], [case["left"]])["level"].to_list()
    assert (found, turned) == ([case["level"]], [case["level"]])
