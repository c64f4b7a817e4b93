"""The examples on the reference page of divisions are what the library does."""

import re
from datetime import date
from pathlib import Path

import pytest

import mdm

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "kinds-divisions-coordinates.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| `")
]
EXAMPLES = [row for row in ROWS if len(row) == 5]


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_example(row):
    given, at, value, issue, parts = row
    asked = dict(re.findall(r'(context|as_of)="([^"]+)"', given))
    found = mdm.standardise_values(
        "division",
        [re.match("`([^`]+)`", given)[1]],
        at=date.fromisoformat(at) if at else None,
        context=asked.get("context"),
        options={"as_of": asked["as_of"]} if "as_of" in asked else None,
    ).row(0, named=True)
    assert (found["value"] or "", found["issue"] or "") == (value.strip("`"), issue.strip("`"))
    for name, expected in re.findall(r"`(\w+)` = `([^`]+)`", parts):
        assert found[name] == expected


def test_the_page_has_examples():
    assert len(EXAMPLES) >= 16
