"""Text files as departments export them: any encoding, delimiter and line end, or a clear refusal."""

from pathlib import Path

import polars as pl
import pytest

from mdm.errors import InputError
from mdm.rulepack import RulePack
from mdm.rulepack.job import SourceSpec
from mdm.sources import Delivery, read_sources

TABLE = "编号,姓名,出生日期\n2,李四,1990-01-02\n1,张䶮,19880229\n"


def read(path: Path, pack: RulePack, **spec: object) -> Delivery:
    return read_sources([SourceSpec(name="police", path=path, **spec)], pack)


@pytest.mark.parametrize(
    ("encoding", "stated", "told"),
    [
        ("utf-8", None, "utf-8"),
        ("utf-8-sig", None, "utf-8"),
        ("utf-8", "UTF8", "utf-8"),
        ("gb18030", None, "gb18030"),
        ("gb18030", "gbk", "gb18030"),
        ("gb18030", "GB2312", "gb18030"),
        ("utf-16", None, "utf-16"),
        ("utf-16-be", "utf-16-be", "utf-16-be"),
        ("utf-16-be", None, "utf-16-be"),
        ("utf-16-le", None, "utf-16-le"),
    ],
)
def test_every_encoding_gives_the_same_records(deliver, pack, encoding, stated, told) -> None:
    delivery = read(deliver(TABLE, encoding=encoding), pack, encoding=stated)
    assert delivery.records.rows() == [
        (0, "police", "1", "张䶮", "19880229"),
        (1, "police", "2", "李四", "1990-01-02"),
    ]
    assert delivery.records.schema["row"] == pl.UInt32
    assert delivery.sources[0].encoding == told


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("编号\t姓名\n1\t张三\n", "tab"),
        ("编号;姓名\n1;张三\n", "semicolon"),
        ("编号|姓名\n1|张三\n", "bar"),
        ("编号,姓名\r\n1,张三\r\n", "CRLF"),
        ("编号,姓名\n1,张三", "no line end at the end"),
        ("\n\n编号,姓名\n1,张三\n\n\n", "blank lines around"),
        ("编号,姓名\n,\n1,张三\n,\n", "rows of delimiters only"),
        ('"编号","姓名"\n"1","张三"\n', "quoted"),
        (" 编 号 ,姓名\n1,张三\n", "blanks in the header"),
    ],
)
def test_every_shape_of_the_same_table(deliver, pack, text, why) -> None:
    records = read(deliver(text), pack).records
    assert records.rows() == [(0, "police", "1", "张三")], why


def test_quoted_fields_may_hold_delimiters_quotes_and_line_breaks(deliver, pack) -> None:
    text = '编号,姓名,现住址\n1,"张""三","人民路,\n1号"\n2,李四,\n'
    records = read(deliver(text), pack).records
    assert records["person_name"].to_list() == ['张"三', "李四"]
    assert records["address"].to_list() == ["人民路,\n1号", None]


def test_a_quote_inside_a_plain_field_is_text(deliver, pack) -> None:
    records = read(deliver('编号,姓名\n1,张"三\n2,李四\n'), pack).records
    assert records["person_name"].to_list() == ['张"三', "李四"]


def test_text_stays_as_delivered(deliver, pack) -> None:
    text = "编号,身份证号,联系电话,姓名\n007,11010119000307889X,0512 ,　张三 \n"
    records = read(deliver(text), pack).records
    assert records.row(0)[2:] == ("007", "　张三 ", "11010119000307889X", "0512 ")


def test_empty_text_is_missing(deliver, pack) -> None:
    records = read(deliver('编号,姓名,性别\n1,"",男\n'), pack).records
    assert records["person_name"].to_list() == [None]


def test_a_header_without_rows_is_a_source_of_nothing(deliver, pack) -> None:
    delivery = read(deliver("编号,姓名\n"), pack)
    assert delivery.records.is_empty()
    assert delivery.records.schema == {
        "row": pl.UInt32, "source": pl.String, "record_id": pl.String, "person_name": pl.String,
    }  # fmt: skip
    assert delivery.sources[0].rows == 0


def test_files_longer_than_a_block_are_read_whole(deliver, pack, monkeypatch) -> None:
    monkeypatch.setattr("mdm.sources.text_encoding.BLOCK_BYTES", 64)
    rows = "".join(f'{n:05},"王小\n{n}"\n' for n in range(200))
    for encoding in ("utf-8", "gb18030", "utf-16"):
        records = read(deliver("编号,姓名\n" + rows, encoding=encoding), pack).records
        assert records["person_name"].to_list() == [f"王小\n{n}" for n in range(200)]


REFUSED = [
    ("", ["empty", "header"]),
    ("\n \n", ["empty", "header"]),
    ("编号,姓名\n1,张三\n2,李四,男\n", [".csv:3", "3 fields", "header has 2"]),
    ("编号,姓名,性别\n1,张三,男\n2,李四\n", [".csv:3", "2 fields"]),
    ("编号,姓名,性别\n1,张三\n2,李四,男,x\n", [".csv:2", "2 fields"]),
    ('编号,姓名\n1,"张三\n4"\n2,李四,男\n', [".csv:4", "3 fields"]),
    ('编号,姓名\n1,张三\n2,"李四\n3,王五\n', [".csv:3", "never closed"]),
    ("编号,姓名\r1,张三\r", ["CR alone"]),
    ("编号,姓名\n1,张\0三\n", ["zero byte", "UTF-16"]),
    (b"PK\x03\x04\0\0", ["no text but a workbook", ".xlsx"]),
    (b"PAR1\x15\x04", ["no text but Parquet", ".parquet"]),
    (bytes(range(256)), ["zero byte"]),
    ("某市人口登记表\n编号,姓名\n1,张三\n", [".csv:2", "no title"]),
    ("某市人口登记表,,\n编号,姓名,性别\n1,张三,男\n", ["record id", "looks like a title"]),
    ("编号,姓名\n1,张三\n".encode() + "2,李四\n".encode()[:-2] + b"\n", ["byte", "does not fit"]),
    ("编号,姓名\n1,张三\n".encode("gbk") + b"2,\xff\xff\n", [".csv:3", "byte 19 "]),
]


@pytest.mark.parametrize(("content", "said"), REFUSED)
def test_broken_files_are_refused_with_place_and_hint(deliver, pack, content, said) -> None:
    path = deliver(content)
    with pytest.raises(InputError) as refusal:
        read(path, pack)
    assert str(path) in refusal.value.message
    assert refusal.value.hint
    for words in said:
        assert words in str(refusal.value)


def test_long_utf8_with_one_bad_byte_is_not_taken_for_gb18030(deliver, pack) -> None:
    good = "编号,姓名,现住址\n1,张三,江苏省苏州市姑苏区人民路一号\n".encode()
    with pytest.raises(InputError, match=r"\.csv:3: byte \d+ does not fit the encoding utf-8"):
        read(deliver(good + b"2,\xe5\xbc,x\n"), pack)


def test_a_stated_encoding_is_believed_or_refused_with_offset(deliver, pack) -> None:
    path = deliver("编号,姓名\n1,张三\n", encoding="gbk")
    with pytest.raises(InputError, match=r"\.csv:1: byte 0 does not fit the encoding utf-8"):
        read(path, pack, encoding="utf-8")
    with pytest.raises(InputError, match="unknown encoding 'gb99'"):
        read(path, pack, encoding="gb99")


def test_faults_of_several_sources_come_in_one_letter(deliver, pack) -> None:
    paths = [
        deliver("姓名\n张三\n", "no_id.csv"),
        deliver("编号,姓名,名字\n1,张三,张三\n", "two_names.csv"),
        deliver("编号,甲\n1,张三\n", "strange.csv"),
        deliver("编号,姓名\n1,张三\n", "good.csv"),
    ]
    with pytest.raises(InputError) as refused:
        read_sources(paths, pack)
    said = str(refused.value)
    assert said.startswith("3 sources cannot be read as they stand\n")
    assert "no column holds the record id" in said
    assert "columns '姓名' and '名字' both mean person_name" in said
    assert "no column means anything to the rule pack population" in said


def test_doubled_and_blank_ids_of_several_sources_come_in_one_letter(deliver, pack) -> None:
    paths = [
        deliver("编号,姓名\n1,张三\n1,李四\n", "twice.csv"),
        deliver("编号,姓名\n,张三\n", "blank.csv"),
    ]
    with pytest.raises(
        InputError, match=r"(?s)2 sources.*is blank in line 2.*more than once: 1 \(line 2, line 3\)"
    ):
        read_sources(paths, pack)
