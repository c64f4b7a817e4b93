"""Every retired division of the table that has one successor leads to it: by code, by name, by both, at its date."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

import mdm
from mdm.standardise import division

TODAY = date(2026, 11, 1)
OPEN = Path(__file__).parents[3] / "fixtures" / "cases" / "standardise" / "divisions_open.csv"
NO_SUCCESSOR = {  # in one list for a year or two, and nothing says what became of them
    "230507", "320711", "420211", "430405", "440302", "441002", "441003", "441005", "512202", "512802", "652403", "652404",
}  # fmt: skip


def name_at(code: str, lived: pl.DataFrame) -> pl.DataFrame:
    """What the division above was called on that day of each division's life."""
    names = division.divisions().select(above="code", called="name", since="valid_from", until="valid_to")
    then = (pl.col("since") <= pl.col("day")) & (
        pl.col("until").is_null() | (pl.col("until") > pl.col("day"))
    )
    found = lived.select("row", "day", above=code).drop_nulls().join(names, on="above").filter(then)
    return found.unique("row", keep="first", maintain_order=True).select("row", pl.col("called").alias(code))


@pytest.fixture(scope="module")
def retired() -> pl.DataFrame:
    """`code`, `name`, `path` as it was, a `day` in the middle of its life, a late one when it was `written`, `code_now`."""
    summer = pl.date(pl.col("valid_to").dt.year() - 1, 7, 1)
    half = pl.col("valid_from") + (pl.col("valid_to") - pl.col("valid_from")) / 2
    lived = (
        division.resolution_table(TODAY)
        .filter(pl.col("valid_to").is_not_null() & pl.col("code_now").is_not_null())
        .with_columns(day=half.cast(pl.Date))
        .with_columns(written=pl.when(summer >= pl.col("valid_from")).then(summer).otherwise("day"))
        .with_row_index("row")
    )
    named = lived.select("row", "code", "name", "level", "day", "written", "code_now")
    for above in ("province_code", "city_code"):
        named = named.join(name_at(above, lived), on="row", how="left", maintain_order="left")
    city = pl.when(level="district").then("city_code").fill_null("")
    return named.with_columns(path=pl.concat_str("province_code", city, "name"))


def left_open(asked: str) -> set[tuple[str, str]]:
    table = pl.read_csv(OPEN, comment_prefix="#", infer_schema=False)
    return set(table.filter(asked=asked).select("code", "name").rows())


def missed(asked: pl.DataFrame, values: pl.Series, options: dict[str, str] | None = None) -> pl.DataFrame:
    found = mdm.standardise_values("division", values, at=TODAY, options=options)["value"]
    return asked.filter(found.ne_missing(asked["code_now"]))


def missed_at_date(retired: pl.DataFrame, column: str) -> pl.DataFrame:
    days = retired.sort("written", "row").partition_by("written", maintain_order=True)
    return pl.concat([missed(part, part[column], {"as_of": str(part["written"][0])}) for part in days])


def test_the_table_has_them(retired):
    assert retired.filter(level="district").height > 3_400
    assert retired["path"].null_count() == 0


def test_by_name_with_the_levels_above(retired):
    assert set(missed(retired, retired["path"]).select("code", "name").rows()) == left_open("name")


def test_by_name_at_its_date(retired):
    found = missed_at_date(retired, "path")
    assert set(found.select("code", "name").rows()) == left_open("name_at_date")


def test_by_code_at_its_date(retired):
    assert missed_at_date(retired, "code").rows() == []


def test_by_code_and_name_together(retired):
    assert missed(retired, retired["code"] + retired["name"]).rows() == []


def test_by_code_alone_unless_the_code_was_given_again(retired):
    meanings = division.divisions().group_by("code").len("meanings")
    others = missed(retired, retired["code"]).join(meanings, on="code")
    assert others["meanings"].min() > 1
    assert others.height < 0.04 * retired.height


def test_what_has_no_successor_is_listed():
    table = division.resolution_table(TODAY).filter(pl.col("valid_to").is_not_null())
    assert set(table.filter(pl.col("candidates").list.len() == 0)["code"]) == NO_SUCCESSOR


def test_split_divisions_stay_open(retired):
    table = division.resolution_table(TODAY).filter(pl.col("candidates").list.len() > 1)
    codes = table.filter(~pl.col("code").is_in(retired["code"].implode())).unique("code")
    ended = codes.filter(~pl.col("code").is_in(division.divisions_at(TODAY)["code"].implode()))
    found = mdm.standardise_values("division", ended["code"], at=TODAY)
    assert ended.height > 300
    assert found["value"].null_count() == found.height
    assert set(found["issue"]) == {"ambiguous_division"}
