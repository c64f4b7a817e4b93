"""Distinct texts are found and their results spread in order, whatever the hashes do."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from mdm.standardise.distinct import apply_on_distinct

TEXTS = pl.Series([None, "王", "李", "王", "", None, "李", "张"] * 1000 + ["最后"])


@pytest.mark.parametrize("texts", [TEXTS, pl.Series(["a", "b", "c", None])], ids=["repeated", "distinct"])
def test_results_are_those_of_every_row(texts):
    def read(values):
        return pl.DataFrame({"length": values.str.len_chars(), "rare": values.replace("张", None)})

    assert_frame_equal(apply_on_distinct(texts, read), read(texts))
