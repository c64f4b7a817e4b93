"""How far a record's own statements agree with its number, and what follows for whom the number belongs to."""

import polars as pl
import pytest

from mdm.compare import COMPARISONS
from mdm.linking.coding import agreement
from mdm.rulepack import load_rulepack

PACK = load_rulepack("population")
LIBRARY = {comparison.kind: comparison for comparison in COMPARISONS}


def agree(birth: str | None, sex: str | None) -> float:
    """A number that says 1980-01-01 and male, beside what the record states."""
    columns = {"resident_id.birth_date": ["1980-01-01"], "birth_date.stated": [birth]}
    records = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).with_columns(
        pl.all().str.to_date(),
        pl.lit("1").alias("resident_id.sex"),
        pl.Series("sex.stated", [sex], dtype=pl.String),
    )
    return agreement(records, PACK, LIBRARY)(pl.Series([0], dtype=pl.UInt32), "resident_id").item()


def test_all_that_is_stated_agrees():
    assert agree("1980-01-01", "1") == pytest.approx(1.0)


def test_silence_says_nothing():
    assert agree(None, None) == 0.0


def test_a_birth_date_outweighs_a_sex():
    assert agree("1955-06-20", "1") < -0.5
    assert agree("1980-01-01", "2") > 0.5


@pytest.mark.parametrize("slip", ["1980-01-02", "1981-01-01", "1980-10-01"])
def test_a_slip_of_the_pen_is_no_contradiction(slip):
    assert agree(slip, "1") > 0


def test_a_sex_alone_is_little():
    assert 0 < agree(None, "1") < 0.1
