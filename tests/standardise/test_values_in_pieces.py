"""A long series is read piece by piece, and the pieces do not show."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from mdm.standardise import standardise_values, values
from mdm.standardise.text import silence_blanks

TEXTS = {
    "resident_id": ["11010519491231002X", "320599********1239", None, " ", "无", "320599800101123"],
    "uscc": ["91350100M000100Y43", "9132O599MADEUP013G", None, "无", "\u3000"],
    "date": ["1980-01-01", "民国75年3月5日", None, "29221", "19800101"],
    "phone": ["13800138000", "0512-67610001转8012", None, ""],
    "person_name": ["张伟", "阿卜杜拉•买买提", None, "ZHANG, Wei", "张*", "欧阳小双"],
    "ethnic_group": ["汉", "UG", None, "火星"],
    "organisation_code": ["71526726-X", None, "无"],
}


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("steps", [False, True])
def test_pieces_do_not_show(kind, steps, monkeypatch):
    series = pl.Series(TEXTS[kind] * 40)
    whole = standardise_values(kind, series, steps=steps)
    monkeypatch.setattr(values, "SMALLEST_PIECE", 7)
    monkeypatch.setattr(values, "ROWS_AT_A_TIME", 14)
    assert_frame_equal(standardise_values(kind, series, steps=steps), whole)
    assert whole["original"].to_list() == series.to_list()


def test_every_white_space_is_blank():
    spaces = [chr(point) for point in range(0x3001) if chr(point).isspace() and not 0x1C <= point <= 0x1F]
    texts = pl.Series([*spaces, *(space * 5 for space in spaces), " a ", "\u3000a", "!", "a"])
    expected = [None] * (2 * len(spaces)) + [" a ", "\u3000a", "!", "a"]
    assert silence_blanks(texts).to_list() == expected
