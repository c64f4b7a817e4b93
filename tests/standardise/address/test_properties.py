"""What holds for every address, however it is written."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.standardise.address import KIND
from mdm.standardise.address.division_path import resolve_heads
from mdm.standardise.address.gazetteer import gazetteer
from mdm.standardise.kind import Context

FOLDER = Path(__file__).parents[3] / "fixtures/cases/standardise/address"
LABELLED = pl.concat(
    pl.read_csv(FOLDER / name, infer_schema=False, comment_prefix="#")["address"]
    for name in ("labelled.csv", "labelled_by_hand.csv", "labelled_registers.csv")
)
PARTS = [name for name in KIND.schema if name not in ("issue", "lead")]


def read(values, **context):
    return KIND.standardise(pl.Series(values, dtype=pl.String), Context(**context))


def test_standard_text_reads_back_to_the_same_parts():
    once = read(LABELLED)
    again = read(once["value"])
    differing = [
        (text, part)
        for part in PARTS
        for text, same in zip(once["value"], once[part].eq_missing(again[part]), strict=True)
        if not same
    ]
    assert differing == []


def test_a_line_end_in_another_value_changes_nothing():
    values = ["NULL", "中国工商银行股份有限公司苏州分行", "苏州市姑苏区人民路1号 0512-60000000"]
    alone = read(values)
    beside = read([*values, "苏州市\n姑苏区人民路2号"]).head(len(values))
    assert alone.equals(beside)
    assert alone["issue"][0] == "placeholder"
    assert alone["poi"][1].startswith("中国")


def test_a_zone_behind_the_city_takes_its_full_name():
    once = read(["苏州XX公司 工业园区星湖街1号"])
    assert once["zone"].to_list() == ["苏州工业园区"]
    assert read(once["value"])["value"].equals(once["value"])


def test_a_zone_older_than_its_division_has_none():
    read_then = read(
        ["石家庄市长安区某公司 经济技术开发区3号"], at=date(2011, 1, 1)
    )  # 藁城区 dates from 2014
    assert read_then["zone"].to_list() == ["石家庄经济技术开发区"]
    assert read_then["division_code"].to_list() == ["130102"]


def test_a_long_unit_number_before_a_room_is_a_unit():
    read_once = read(["400幢800单元1234室", "13楼1303单元"])
    assert read_once["unit"].to_list() == ["800", None]
    assert read_once["room"].to_list() == ["1234", "1303"]


def test_shuffling_rows_changes_nothing():
    order = pl.Series(range(len(LABELLED))).shuffle(seed=7)
    assert read(LABELLED.gather(order)).equals(read(LABELLED)[order])


def test_long_columns_read_as_short_ones():
    long = pl.concat([LABELLED] * 60)
    assert len(long) > 20_000
    assert read(long).head(len(LABELLED)).equals(read(LABELLED))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(
            alphabet="省市区县镇路街号弄幢单元室村组苏州江人民新城0123456789AB-()（）,、 \n\x00甲一十之附𠮷",
            max_size=24,
        ),
        min_size=1,
    )
)
def test_any_text_is_read_without_fail(texts):
    found = read(texts)
    assert found.height == len(texts)
    assert found.schema == pl.Schema(KIND.schema)
    assert found.filter(pl.col("value").is_null() & pl.col("issue").is_null()).height == 0


def test_missing_stays_missing_and_empty_is_a_placeholder():
    assert read([None, "", "  "])["issue"].to_list() == [None, "placeholder", "placeholder"]


def test_no_false_division():
    without = [
        "人民路100号",
        "中山路5号",
        "北京西路20号",
        "南京路18号",
        "朝阳路12号",
        "海南新村3幢",
        "大同街5号",
        "东方大厦A座",
        "阳光花园3-2-501",
    ]
    found = read(without)
    assert (
        found.select("province", "city", "district", "division_code").null_count().row(0)
        == (len(without),) * 4
    )


def test_context_fills_what_is_not_said():
    found = read(["人民路100号", "木渎镇金山路1号", "园区星海街200号"], division="320500")
    assert found["city"].to_list() == ["苏州市"] * 3
    assert found["district"].to_list()[:2] == [None, "吴中区"]
    assert found["zone"].to_list()[2] == "苏州工业园区"


def test_districts_are_those_of_the_wanted_date():
    then = read(["苏州市沧浪区十全街", "吴江市松陵镇"], at=date(2010, 6, 1))
    assert then["district"].to_list() == ["沧浪区", "吴江市"]
    now = read(["苏州市沧浪区十全街", "吴江市松陵镇"], at=date(2024, 6, 1))
    assert now["district"].to_list() == ["姑苏区", "吴江区"]


def test_plain_heads_are_what_resolving_them_gives():
    known = gazetteer(date(2024, 6, 1))
    resolved = resolve_heads(known.plain["head"], known, None)
    for column in ("used", "province", "city", "district", "division_code", "old_code", "head_issue"):
        assert known.plain[column].eq_missing(resolved[column]).all(), column


@pytest.mark.parametrize(
    "form", ["3幢2单元501室", "3-2-501", "3号楼2单元501", "三号楼二单元501", "３幢２单元５０１"]
)
def test_doors_written_differently_have_one_key(form):
    found = read([f"苏州市姑苏区彩香新村{form}", "姑苏区彩香新村3栋2单元0501室"])
    assert found["key"].n_unique() == 1


def test_sub_gates_have_keys_of_their_own():
    gates = ["18号", "18-1号", "18号之一", "18号附1", "18号甲"]
    assert read([f"平江路{gate}" for gate in gates])["key"].n_unique() == len(gates)


def test_standard_text_in_latin_letters_reads_back():
    written = [
        "Room 1204, No.88 Jianguo Road, Chaoyang District, Beijing",
        "Flat 501, Unit 2, Building 3, Yulan Garden, Gusu District, Suzhou, Jiangsu",
        "12/F, Tower B, 500 Zhangyang Road, Pudong New Area, Shanghai 200122",
        "Zhongguancun South Street No.5, Haidian, Beijing 100081",
        "No.3-2-501, Caixiang Xincun, Suzhou",
        "No. 1, Lane 787, East Baizhang Road, Yinzhou District, Ningbo, Zhejiang 315040",
    ]
    once = read(written)
    assert once["value"].null_count() == 0
    assert read(once["value"]).select(PARTS).equals(once.select(PARTS))
