"""Code points in a row: what deletions, tables of bits and sounds make of them."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.lookup.characters import BitTable, delete_one, list_bits, to_matrix
from mdm.lookup.known import sound_table

words = st.text(alphabet="苏州华信电子科", min_size=1, max_size=6)


def hashes_of(word):
    return {int(hashes[0]) for _, rows, hashes in delete_one(to_matrix(pl.Series([word]))) if len(rows)}


@settings(max_examples=50, deadline=None)
@given(words, st.integers(0, 5), st.sampled_from("甲乙"))
def test_one_character_apart_shares_a_hash(word, place, other):
    place %= len(word)
    for slip in (
        word[:place] + other + word[place + 1 :],
        word[:place] + word[place + 1 :],
        word[:place] + other + word[place:],
    ):
        assert hashes_of(word) & hashes_of(slip)


def test_two_characters_apart_share_none():
    assert not hashes_of("苏州华信") & hashes_of("苏州电子")


@settings(max_examples=50, deadline=None)
@given(st.lists(words, min_size=1, max_size=20))
def test_bits_say_which_texts_hold_a_character(texts):
    codes = to_matrix(pl.Series(texts))
    table = BitTable(np.array([ord("苏"), ord("华")], np.uint32), len(texts))
    table.note(codes)
    row, place = list_bits(table.of(np.array([ord("苏"), ord("华"), ord("无")], np.uint32)))
    expected = [(n, at) for n, c in enumerate("苏华") for at, text in enumerate(texts) if c in text]
    assert list(zip(row.tolist(), place.tolist(), strict=True)) == expected


def test_characters_of_one_sound_are_one_number():
    table = sound_table()
    assert table[ord("鑫")] == table[ord("欣")] != table[ord("旺")]
