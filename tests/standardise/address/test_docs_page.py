"""The examples and levels printed in the documentation are what the library gives."""

import re
from pathlib import Path

import mdm
from mdm.compare.library.address import LEVELS
from mdm.standardise.address import KIND

PAGE = (Path(__file__).parents[3] / "docs/reference/kinds-address.md").read_text(encoding="utf-8")


def table_rows(heading):
    section = PAGE.split(f"## {heading}")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


def test_twenty_examples_read_as_printed():
    rows = table_rows("例 · Examples")
    assert len(rows) == 20
    found = mdm.standardise_values("address", [row[0].strip("` ") for row in rows])
    for row, got in zip(rows, found.iter_rows(named=True), strict=True):
        assert got["value"] == row[1].strip("` ")
        assert (got["issue"] or "") == row[2].strip("` ")
        parts = dict(re.findall(r"`(\w+)` = `([^`]+)`", row[3]))
        assert {part: got[part] for part in parts} == parts


def test_every_part_is_described():
    described = {name for row in table_rows("组成部分 · Parts") for name in re.findall(r"`(\w+)`", row[0])}
    assert described == set(KIND.parts)


def test_every_level_is_listed_in_order():
    assert [row[0].strip("` ") for row in table_rows("比较级别 · Levels")] == [level.name for level in LEVELS]
