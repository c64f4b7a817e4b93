"""Pairs of names by hand: the levels that mean one body never join two, and miss few."""

import re
from pathlib import Path

import polars as pl
import pytest

from mdm.compare.library.organisation_name import LEVELS
from mdm.values import compare_values

ROOT = Path(__file__).parents[2]
PAIRS = pl.read_csv(
    ROOT / "fixtures/cases/compare/organisation_pairs.csv", infer_schema=False, comment_prefix="#"
)
PAGE = (ROOT / "docs/reference/kinds-organisation-name.md").read_text(encoding="utf-8")
SAME_LEVELS = ("exact", "variant", "former_name", "other_name", "region_detail", "slip", "short_form")


@pytest.fixture(scope="module")
def compared() -> pl.DataFrame:
    return PAIRS.hstack(compare_values("organisation_name", PAIRS["left"], PAIRS["right"]))


def test_no_two_bodies_are_called_one(compared: pl.DataFrame) -> None:
    joined = compared.filter((pl.col("verdict") == "different") & pl.col("level").is_in(SAME_LEVELS))
    assert joined.select("left", "right", "level").rows() == []


def test_nine_in_ten_of_one_body_are_called_one(compared: pl.DataFrame) -> None:
    same = compared.filter(verdict="same")
    found = same["level"].is_in(SAME_LEVELS).mean()
    print(f"recall {found:.3f} of {len(same)}")
    assert found is not None
    assert found >= 0.9, (
        same.filter(~pl.col("level").is_in(SAME_LEVELS)).select("left", "right", "level").rows()
    )


def test_sides_may_change_places(compared: pl.DataFrame) -> None:
    turned = compare_values("organisation_name", PAIRS["right"], PAIRS["left"])
    assert turned["level"].equals(compared["level"])


def test_the_page_says_what_every_level_means() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \|.*\| (\S+) \|$", PAGE, flags=re.M))
    missing = {level.name for level in LEVELS} - set(told)
    assert missing <= {"missing", "near"}
    assert {name for name, verdict in told.items() if verdict == "same"} == set(SAME_LEVELS)
