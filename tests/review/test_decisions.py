"""Decisions files: both forms read alike, every fault told at once, nothing said twice."""

import json

import polars as pl
import pytest

from mdm.errors import InputError
from mdm.review import read_decisions, write_decisions

PAIR = {"left_source": "a", "left_record_id": "1", "right_source": "b", "right_record_id": "2"}


def write(path, *lines):
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def test_json_lines_and_csv_read_alike(tmp_path):
    lines = write(tmp_path / "d.jsonl", {"kind": "pair", **PAIR, "verdict": "same", "who": "张"})
    table = tmp_path / "d.csv"
    header = "left_source,left_record_id,right_source,right_record_id,verdict,who,left_person_name\n"
    table.write_bytes((header + "a,1,b,2,same,张,王小明\na,1,b,3,,张,王小明\n").encode("gb18030"))
    one, other = read_decisions(lines), read_decisions(table)
    assert one.equals(other)
    assert one.select("left_record_id", "verdict", "who", "note").row(0) == ("1", "same", "张", None)


def test_workbooks_and_chinese_words_read_like_csv(tmp_path):
    table = pl.DataFrame(
        [
            {**PAIR, "verdict": "same", "note": "电话核实"},
            {**PAIR, "left_record_id": "007", "verdict": "different", "note": None},
            {**PAIR, "right_record_id": "9", "verdict": None, "note": "再看"},
            {**PAIR, "left_record_id": "8", "verdict": "unsure", "note": None},
        ]
    )
    table.write_csv(tmp_path / "d.csv")
    words = {"same": "相同", "different": " 不同 ", "unsure": "Unsure"}
    table.with_columns(pl.col("verdict").replace(words)).write_excel(tmp_path / "d.xlsx")
    read = read_decisions(tmp_path / "d.xlsx")
    assert read["verdict"].to_list() == ["same", "different", "unsure"]
    assert read["left_record_id"].to_list() == ["1", "007", "8"]
    assert read.equals(read_decisions(tmp_path / "d.csv"))


def test_a_table_without_verdicts_is_refused(tmp_path):
    other = tmp_path / "people.csv"
    other.write_text("编号,姓名\n1,王小明\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"people\.csv: no column left_source, .*, verdict"):
        read_decisions(other)


def test_what_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "d.xlsx"
    path.write_text("verdict\n", encoding="utf-8")
    with pytest.raises(InputError, match="not a readable workbook"):
        read_decisions(path)


def test_a_wrong_word_in_a_table_is_told_the_right_ones(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text(",".join([*PAIR, "verdict"]) + "\n" + ",".join([*PAIR.values(), "是"]), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_decisions(path)
    assert "d.csv:2: verdict '是' is none of" in refused.value.message
    assert "same (相同)" in str(refused.value.hint)


def test_what_is_written_reads_back(tmp_path):
    said = read_decisions(
        write(
            tmp_path / "d.jsonl",
            {**PAIR, "verdict": "unsure", "note": "看不清"},
            {"kind": "value", "entity_id": "P-1", "attribute": "phone", "value": "16000000000"},
        )
    )
    write_decisions(tmp_path / "again.jsonl", said)
    assert read_decisions(tmp_path / "again.jsonl").equals(said)
    assert said["kind"].to_list() == ["pair", "value"]


def test_a_decision_said_twice_stands_once(tmp_path):
    path = write(tmp_path / "d.jsonl", {**PAIR, "verdict": "same"}, {**PAIR, "verdict": "same"})
    assert len(read_decisions([path, path])) == 1


def test_all_faults_at_once(tmp_path):
    path = tmp_path / "d.jsonl"
    path.write_text(
        json.dumps({**PAIR, "verdict": "maybe"})
        + "\nnot json\n[1]\n"
        + json.dumps({"kind": "pair", "verdict": "same"})
        + "\n"
        + json.dumps({**PAIR, "right_source": "a", "right_record_id": "1", "verdict": "same"})
        + '\n{"kind": "sum"}\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError) as refused:
        read_decisions(path)
    said = refused.value.message
    for text in (
        "6 faults",
        "d.jsonl:1: verdict 'maybe' is none of same, different, unsure",
        "d.jsonl:2: not JSON",
        "d.jsonl:3: not an object",
        "d.jsonl:4: no left_source, left_record_id, right_source, right_record_id",
        "d.jsonl:5: a record is paired with itself",
        "d.jsonl:6: kind 'sum'",
    ):
        assert text in said


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such decisions file"):
        read_decisions(tmp_path / "none.jsonl")
