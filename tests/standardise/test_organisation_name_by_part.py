"""Names with all their parts labelled by hand before they were read: how many of each part are read as labelled."""

from pathlib import Path

import polars as pl
import pytest

from mdm.standardise import standardise_values

PATH = Path(__file__).parents[2] / "fixtures/cases/standardise/organisation_name/labelled_by_part.csv"
LABELLED = pl.read_csv(PATH, infer_schema=False, comment_prefix="#")
# The least share of labels that are read so; a trade name counts where one is claimed.
FLOORS = {
    "region": 0.95,
    "trade_name": 0.95,
    "industry": 0.84,
    "form": 0.93,
    "branch": 0.99,
    "parent_name": 0.99,
}
OF_BODIES = ("region", "branch", "parent_name")


@pytest.fixture(scope="module")
def read() -> pl.DataFrame:
    parts = standardise_values("organisation_name", LABELLED["name"]).select(list(FLOORS))
    bare = parts.with_columns(pl.col("form").str.replace_all("[（）]", ""))
    return LABELLED.hstack(bare.rename(lambda part: f"{part}.found"))


def test_names_stand_once() -> None:
    assert not LABELLED["name"].is_duplicated().any()


@pytest.mark.parametrize("part", FLOORS)
def test_parts_are_read_as_labelled(read: pl.DataFrame, part: str) -> None:
    concerned = read if part in OF_BODIES else read.filter(kind="firm")
    if part == "trade_name":
        concerned = concerned.filter(pl.col(part).is_not_null())
    if part == "parent_name":
        concerned = concerned.filter(kind="body")
    right = concerned[part].eq_missing(concerned[f"{part}.found"])
    print(f"{part}: {right.mean():.3f} of {len(right)}")
    assert right.mean() >= FLOORS[part], concerned.filter(~right).select("name", part, f"{part}.found").rows()


def test_what_is_said_of_a_name_does_not_depend_on_its_neighbours(read: pl.DataFrame) -> None:
    some = LABELLED["name"].gather_every(23)
    alone = pl.concat(standardise_values("organisation_name", [name]).select(list(FLOORS)) for name in some)
    assert alone.equals(standardise_values("organisation_name", some).select(list(FLOORS)))
