"""The examples on the reference page of person names are what the library does."""

import re
from pathlib import Path

import polars as pl
import pytest

from mdm.compare.library.person_name import COMPARISON, LEVELS, PARTS, is_compatible_name
from mdm.standardise.kind import Context
from mdm.standardise.person_name import KIND

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "kinds-person-name.md"
TEXT = PAGE.read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line[:1] == "|"
]
EXAMPLES = [row for row in ROWS if len(row) == 4 and row[0].startswith("`") and row[3] not in ("yes", "no")]
LEVEL_ROWS = [row for row in ROWS if len(row) == 4 and row[3] in ("yes", "no")]


def read(text):
    return KIND.standardise(pl.Series([text]), Context())


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_example(row):
    given, value, issue, part = row
    found = read(given.strip("`")).row(0, named=True)
    assert (found["value"] or "", found["issue"] or "") == (value.strip("`"), issue.strip("`"))
    for name, expected in re.findall(r"`(\w+)` = `([^`]+)`", part):
        assert found[name] == expected


@pytest.mark.parametrize("row", LEVEL_ROWS, ids=lambda row: row[0])
def test_level(row):
    level, _, example, compatible = row
    left, right = (read(text.strip("` ")).select(PARTS) for text in example.split(" / "))
    assert f"`{LEVELS[COMPARISON.find_level(left, right).item()].name}`" == level
    assert is_compatible_name(left, right).item() is (compatible == "yes")


def test_page_names_every_level_and_part():
    assert [row[0].strip("`") for row in LEVEL_ROWS] == [level.name for level in LEVELS[1:]]
    assert all(f"`{part}`" in TEXT for part in KIND.parts)
