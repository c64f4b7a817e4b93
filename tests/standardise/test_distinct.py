"""Distinct texts are found and their results spread in order, whatever the hashes do."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from mdm.standardise import distinct
from mdm.standardise.distinct import apply_on_distinct, find_distinct

TEXTS = pl.Series([None, "王", "李", "王", "", None, "李", "张"] * 1000 + ["最后"])


def test_texts_come_back_from_the_distinct_ones():
    rows, place = find_distinct(TEXTS)
    chosen = TEXTS.gather(rows)
    assert chosen.n_unique() == len(chosen) == TEXTS.n_unique()
    assert chosen.gather(place).eq_missing(TEXTS).all()


def test_texts_that_share_a_hash_are_told_apart(monkeypatch):
    monkeypatch.setattr(distinct, "_choose_rows", lambda hashes: np.zeros(len(hashes), np.uint32))
    rows, place = find_distinct(TEXTS)
    assert TEXTS.gather(rows).gather(place).eq_missing(TEXTS).all()
    assert len(rows) == TEXTS.n_unique()


def test_blocks_do_not_show(monkeypatch):
    whole = find_distinct(TEXTS)
    monkeypatch.setattr(distinct, "BLOCK_ROWS", 17)
    for one, other in zip(whole, find_distinct(TEXTS), strict=True):
        assert one.to_list() == other.to_list()


@pytest.mark.parametrize("texts", [TEXTS, pl.Series(["a", "b", "c", None])], ids=["repeated", "distinct"])
def test_results_are_those_of_every_row(texts):
    def read(values):
        return pl.DataFrame({"length": values.str.len_chars(), "rare": values.replace("张", None)})

    assert_frame_equal(apply_on_distinct(texts, read), read(texts))
