"""A division's name in traditional script reads as the name itself, all over the country."""

import opencc
import polars as pl

import mdm
from mdm.rulepack import read_reference

# Written with a character that stands for others too, or that another character is meant by.
AMBIGUOUS = {"浚县", "澄江市", "郁南县"}


def test_every_division_of_today_is_read_in_traditional_script():
    divisions = read_reference("divisions").filter(pl.col("valid_to").is_null())
    names = divisions["name"].drop_nulls().unique().sort()
    converter = opencc.OpenCC("s2t")
    written = [converter.convert(name) for name in names]  # some thousands of names, once
    frame = pl.DataFrame(
        {
            "name": names,
            "simplified": mdm.standardise_values("address", names)["value"],
            "traditional": mdm.standardise_values("address", written)["value"],
        }
    )
    other = frame.filter(~pl.col("simplified").eq_missing(pl.col("traditional")))
    assert set(other["name"]) <= AMBIGUOUS
