"""Distinct values are found in order, whatever the hashes do."""

import numpy as np
import polars as pl

from mdm import distinct
from mdm.distinct import find_distinct

TEXTS = pl.Series([None, "王", "李", "王", "", None, "李", "张"] * 1000 + ["最后"])


def test_texts_come_back_from_the_distinct_ones():
    rows, place = find_distinct(TEXTS)
    chosen = TEXTS.gather(rows)
    assert chosen.n_unique() == len(chosen) == TEXTS.n_unique()
    assert chosen.gather(place).eq_missing(TEXTS).all()


def test_texts_that_share_a_hash_are_told_apart(monkeypatch):
    monkeypatch.setattr(distinct, "choose_rows", lambda hashes: np.zeros(len(hashes), np.uint32))
    rows, place = find_distinct(TEXTS)
    assert TEXTS.gather(rows).gather(place).eq_missing(TEXTS).all()
    assert len(rows) == TEXTS.n_unique()


def test_blocks_do_not_show(monkeypatch):
    whole = find_distinct(TEXTS)
    monkeypatch.setattr(distinct, "BLOCK_ROWS", 17)
    for one, other in zip(whole, find_distinct(TEXTS), strict=True):
        assert one.to_list() == other.to_list()
