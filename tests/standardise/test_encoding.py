"""Text that went through the wrong code page: repaired only where every byte is there."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdm.rulepack.reference import read_reference
from mdm.standardise.encoding import common_characters, count_private_use, map_private_use, repair_encoding

common = st.text(st.sampled_from(sorted(common_characters())), min_size=2, max_size=12)


def repair(*texts):
    return repair_encoding(pl.Series(texts, dtype=pl.String)).rows()


@given(common)
def test_good_text_is_left_alone(text):
    assert repair(text) == [(text, None)]


@given(common)
def test_gbk_read_as_latin_1_comes_back(text):
    assert repair(text.encode("gbk").decode("latin-1")) == [(text, "repaired_encoding")]


@given(common)
def test_utf_8_read_as_latin_1_comes_back(text):
    assert repair(text.encode().decode("latin-1")) == [(text, "repaired_encoding")]


@pytest.mark.parametrize("text", ["张伟", "欧阳娜娜", "苏州工业园区", "张伟,李娜"])
def test_utf_8_read_as_gbk_comes_back(text):
    assert repair(text.encode().decode("gb18030")) == [(text, "repaired_encoding")]


@pytest.mark.parametrize(
    "damaged", ["锟斤拷", "???", "\ufffd\ufffd", "烫烫烫", "鐜嬪皬鏄?", "鐜嬪皬鏄\ufffd"]
)
def test_lost_bytes_are_not_invented(damaged):
    assert repair(damaged) == [(damaged, "unreadable")]


@pytest.mark.parametrize(
    "text", ["濮阳", "妫明", "蹇明", "宓妃", "Anaïs Müller", "李?", "向規模化", "張?偉", None]
)
def test_odd_but_sound_text_is_left_alone(text):
    assert repair(text) == [(text, None)]


def test_private_use_characters_go_by_the_edition_of_2022():
    table = read_reference("private_use")
    for private, code_point, gbk in table.rows():
        decoded = bytes.fromhex(gbk).decode("gb18030")
        mapped = pl.select(map_private_use(pl.lit(chr(int(private, 16))))).item()
        assert mapped == chr(int(code_point, 16))
        # Python's codec follows the edition of 2000: a character of its own, or the private-use one.
        assert decoded in (mapped, chr(int(private, 16)))


def test_mapping_gives_no_private_use_character():
    every = "".join(chr(int(code, 16)) for code in read_reference("private_use")["private_use"])
    assert count_private_use(pl.select(map_private_use(pl.lit(every))).to_series()) == 0
