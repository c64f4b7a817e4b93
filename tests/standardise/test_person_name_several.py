"""Fields that name several persons, split; and the words cut into syllables."""

import polars as pl
import pytest

from mdm.standardise.person_name import split_persons
from mdm.standardise.person_name.syllables import cut_syllables


@pytest.mark.parametrize(
    ("field", "persons"),
    [
        ("陆陈军;潘成华;", ["陆陈军", "潘成华"]),
        ("张三、李四(共有)", ["张三", "李四"]),
        ("张三，李四；王五", ["张三", "李四", "王五"]),
        ("张三/李芳", ["张三", "李芳"]),
        ("张三 李四", ["张三", "李四"]),
        ("王三和李四", ["王三", "李四"]),
        ("阿卜杜拉·买买提、张三", ["阿卜杜拉·买买提", "张三"]),
        ("ZHANG Wei; LI Na", ["ZHANG Wei", "LI Na"]),
        ("李和平", ["李和平"]),
        ("ZHANG, Wei", ["ZHANG, Wei"]),
        ("王小明/王二狗", ["王小明/王二狗"]),
        (None, None),
    ],
)
def test_split(field, persons):
    assert split_persons(pl.Series([field], dtype=pl.String)).to_list() == [persons]


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("zhangwei", "zhang wei"),
        ("xian", "xian"),
        ("xi'an", "xi an"),
        ("jiangang", "jian gang"),
        ("linan", "li nan"),
        ("lyubu", "lv bu"),
        ("smith", None),
        ("zhangsansan" * 9, None),
        ("", None),
    ],
)
def test_cut(word, syllables):
    assert cut_syllables(word) == syllables
