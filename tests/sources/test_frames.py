"""Typed files, workbooks and frames in memory give the text a clerk would write."""

from datetime import date, datetime

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import xlsxwriter

from mdm.errors import InputError, UsageError
from mdm.rulepack.job import SourceSpec
from mdm.sources import read_sources
from mdm.sources.as_text import as_text

TYPED = pl.DataFrame(
    {
        "record_id": [10, 9],
        "name": ["张三", ""],
        "birth_date": [date(1990, 1, 2), None],
        "phone": [13900000000.0, None],
        "updated_at": [datetime(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, 500000)],
        "household_no": pl.Series([1.5, float("nan")]),
    }
)
EXPECTED = [
    (0, "s", "10", "张三", "1990-01-02", "13900000000", "1.5", "2026-01-02"),
    (1, "s", "9", None, None, None, None, "2026-01-02 03:04:05.5"),
]


@pytest.mark.parametrize("form", ["parquet", "arrow", "polars", "lazy", "pandas", "pyarrow"])
def test_types_become_text(tmp_path, pack, form) -> None:
    path = tmp_path / f"s.{form}"
    match form:
        case "parquet":
            TYPED.write_parquet(path)
            source = path
        case "arrow":
            TYPED.write_ipc(path)
            source = path
        case "pandas":
            source = TYPED.to_pandas()
        case _:
            source = {"polars": TYPED, "lazy": TYPED.lazy(), "pyarrow": TYPED.to_arrow()}[form]
    delivery = read_sources({"s": source}, pack)
    assert delivery.records.rows() == EXPECTED
    assert len(delivery.sources[0].checksum) == 64


def test_citizen_numbers_survive_whole(pack) -> None:
    frame = pl.DataFrame({"id": ["1"], "id_number": [110101190003078897]})
    assert read_sources({"s": frame}, pack).records["resident_id"].to_list() == ["110101190003078897"]


def test_frames_that_cannot_be_read(pack) -> None:
    with pytest.raises(UsageError, match="cannot read a dict"):
        read_sources({"s": {"id": [1]}}, pack)
    with pytest.raises(UsageError, match="needs a name"):
        read_sources([TYPED], pack)
    with pytest.raises(InputError, match="column 'name' holds List"):
        read_sources({"s": pl.DataFrame({"id": [1], "name": [["张三"]]})}, pack)
    with pytest.raises(InputError, match=r"source s: column 'id' .* 1 \(row 1, row 3\)"):
        read_sources({"s": pl.DataFrame({"id": [1, 2, 1], "name": ["a", "b", "c"]})}, pack)


def test_an_arrow_table_without_rows(pack) -> None:
    table = pa.table({"id": pa.array([], pa.string()), "name": pa.array([], pa.string())})
    assert read_sources({"s": table}, pack).records.is_empty()


def test_pandas_text_with_gaps(pack) -> None:
    frame = pd.DataFrame({"id": ["a", "b"], "name": ["张三", None], "phone": [139.0, float("nan")]})
    assert read_sources({"s": frame}, pack).records.rows() == [
        (0, "s", "a", "张三", "139"), (1, "s", "b", None, None),
    ]  # fmt: skip


def test_pandas_columns_of_mixed_types_are_text(pack) -> None:
    frame = pd.DataFrame(
        {
            "id": [1, "2", 3.0],
            "name": ["张三", None, 5],
            "birth_date": [pd.Timestamp("1990-01-02"), "1988-02-29", pd.NaT],
            "phone": [13900000000.0, "139", float("nan")],
        }
    )
    assert read_sources({"s": frame}, pack).records.rows() == [
        (0, "s", "1", "张三", "1990-01-02", "13900000000"),
        (1, "s", "2", None, "1988-02-29", "139"),
        (2, "s", "3", "5", None, None),
    ]


def test_a_broken_parquet_file(deliver, pack) -> None:
    with pytest.raises(InputError, match="not a readable Parquet file"):
        read_sources([deliver(b"nothing", "x.parquet")], pack)


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "人口.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("说明").write_row(0, 0, ["id", "name"])
    sheet = book.add_worksheet("数据")
    rows = [
        ["某某区人口登记表"],
        ["编号", "姓名", "身份证号", "出生日期", "电话"],
        [1, "张三", "11010119000307889X", None, 13900000000],
        ["007", "李四", "", "1990-1-2", "0512"],
    ]
    for index, row in enumerate(rows):
        sheet.write_row(index, 0, row)
    sheet.write_datetime(2, 3, datetime(1988, 2, 29), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    return path


@pytest.mark.parametrize("sheet", ["数据", 2])
def test_a_workbook_with_a_title_above_its_header(workbook, pack, sheet) -> None:
    delivery = read_sources([SourceSpec(name="s", path=workbook, sheet=sheet)], pack)
    assert delivery.records.rows() == [
        (0, "s", "007", "李四", "1990-1-2", None, "0512"),
        (1, "s", "1", "张三", "1988-02-29", "11010119000307889X", "13900000000"),
    ]


def test_a_header_may_have_a_gap(tmp_path, pack) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate([["编号", "姓名", None, "电话"], ["1", "张三", "手写的话", "139"]]):
            sheet.write_row(index, 0, row)
    delivery = read_sources([path], pack)
    assert delivery.records.rows() == [(0, "x", "1", "张三", "139")]


def test_number_cells_keep_the_digits_a_spreadsheet_shows_and_text_cells_keep_all(tmp_path, pack) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["编号", "姓名", "身份证号", "备注"])
        cells = [320599199404111440, "320599199404110976", "32059919940411144X", "无", 110101900001011]
        for row, cell in enumerate(cells, 1):
            sheet.write_row(row, 0, [str(row), "张三"])
            (sheet.write_string if isinstance(cell, str) else sheet.write_number)(row, 2, cell)
    assert read_sources([path], pack).records["resident_id"].to_list() == [
        "320599199404111000",  # typed as a number: the reader would print ...424, which nobody wrote
        "320599199404110976",
        "32059919940411144X",
        "无",
        "110101900001011",
    ]


def test_the_first_sheet_by_default_and_a_clear_word_for_others(workbook, pack) -> None:
    assert read_sources([workbook], pack).records.is_empty()
    with pytest.raises(InputError, match="no sheet '附表'") as refused:
        read_sources([SourceSpec(name="s", path=workbook, sheet="附表")], pack)
    assert "说明, 数据" in str(refused.value)


def test_a_file_that_is_no_workbook(deliver, pack) -> None:
    with pytest.raises(InputError, match="not a readable workbook"):
        read_sources([deliver(b"PK\x03\x04\0\0", "x.xlsx")], pack)
    for content, said in ((b"id,name", "text"), (b"<html><table>", "a web page")):
        with pytest.raises(InputError, match=f"is no workbook but {said}"):
            read_sources([deliver(content, "x.xls")], pack)


def test_where_the_first_sheet_means_nothing_the_others_are_named(tmp_path, pack) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write(0, 0, "本表由某局提供")
        book.add_worksheet("数据").write_row(0, 0, ["编号", "姓名"])
    with pytest.raises(InputError) as refused:
        read_sources([path], pack)
    assert "sheet: 数据" in str(refused.value.hint)


def test_a_number_that_a_float_ruined_shows_as_a_spreadsheet_shows_it():
    exact, ruined = 2.0**53 - 1, 320599198001011239.0
    text = pl.DataFrame({"n": [exact, ruined, -ruined]}).select(as_text("n", pl.Float64))["n"].to_list()
    assert text == ["9007199254740991", "320599198001011000", "-320599198001010000"]
