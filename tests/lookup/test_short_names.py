"""Short names find the full name they stand for among many: those of the stock exchanges, and everyday ones."""

from pathlib import Path

import polars as pl
import pytest

from mdm.looking_up import gather_names, look_up
from mdm.lookup import KnownNames
from mdm.rulepack import load_rulepack

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
LISTED = pl.read_csv(
    CASES / "standardise/organisation_name/labelled.csv", infer_schema=False, comment_prefix="#"
)
EVERYDAY = pl.read_csv(CASES / "lookup/short_names.csv", infer_schema=False, comment_prefix="#")
PACK = load_rulepack("legal_entity")
BODIES = (
    pl.concat([LISTED["name"], EVERYDAY["full"]])
    .unique(maintain_order=True)
    .to_frame("organisation_name")
    .with_row_index("number")
    .select(entity_id=pl.format("L-{}", "number"), organisation_name="organisation_name")
)
PAIRS = {
    "listed": LISTED.select(short="short_name", full="name").drop_nulls(),
    "everyday": EVERYDAY,
}


@pytest.fixture(scope="module")
def known() -> KnownNames:
    records = BODIES.lazy().with_columns(source=pl.lit("registry"), record_id="entity_id")
    crosswalk = records.select("source", "record_id", "entity_id")
    return gather_names(records.drop("entity_id"), crosswalk, BODIES.lazy(), PACK)


@pytest.mark.parametrize(("kind", "first", "among"), [("listed", 0.93, 0.97), ("everyday", 0.8, 0.9)])
def test_the_right_body_comes_first(known: KnownNames, kind: str, first: float, among: float) -> None:
    asked = PAIRS[kind].with_columns(row=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32))
    found = look_up(asked.select("short"), known, BODIES.lazy(), PACK)
    rank = asked.join(found, left_on=["row", "full"], right_on=["row", "name"], how="left")["rank"]
    print(f"{kind}: {(rank == 1).sum() / len(asked):.3f} first, {rank.is_not_null().mean():.3f} among five")
    assert (rank == 1).sum() >= first * len(asked)
    assert rank.is_not_null().sum() >= among * len(asked)
    assert set(found["status"]) <= {"exact", "candidates", "not_found"}
