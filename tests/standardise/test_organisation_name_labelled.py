"""Trade names of real firms, read from their full names; what is known to be misread is written down as such."""

from pathlib import Path

import polars as pl
import pytest

from mdm.standardise import standardise_values

PATH = Path(__file__).parents[2] / "fixtures" / "cases" / "standardise" / "organisation_name" / "labelled.csv"
LABELLED = pl.read_csv(PATH, infer_schema=False, comment_prefix="#")


@pytest.fixture(scope="module")
def read():
    named = LABELLED.filter(pl.col("trade_name").is_not_null())
    parts = standardise_values("organisation_name", named["name"]).select("original", found="trade_name")
    return named.hstack(parts)


def test_names_stand_once():
    assert not LABELLED["name"].is_duplicated().any()


def test_trade_names_are_read_as_labelled(read):
    is_known = (pl.col("kind") == "known_failure").fill_null(False)
    wrong = read.filter(pl.col("trade_name").ne_missing(pl.col("found")) & ~is_known)
    assert wrong.select("name", "trade_name", "found").rows() == []


def test_known_failures_are_few_and_real(read):
    known = read.filter(pl.col("kind") == "known_failure")
    assert known.filter(pl.col("trade_name") == pl.col("found")).rows() == []
    assert len(known) < 0.05 * len(read)
