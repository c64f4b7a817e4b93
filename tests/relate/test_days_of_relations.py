"""From when to when somebody lives at a door or holds a licence, as far as records say."""

from datetime import date

import polars as pl
import pytest
from made_up import citizen

import mdm

WU = citizen("19700101", 131)
PLATES = ["江苏省苏州市姑苏区平江街道平江路18号", "江苏省苏州市姑苏区平江街道平江路20号"]


@pytest.fixture(scope="module")
def city() -> mdm.ProfileRun:
    stays = [
        ("1", PLATES[0], "2015-03-01", "2020-06-30"), ("2", PLATES[0], "2014-01-01", "2016-01-01"), ("3", PLATES[1], "2020-07-01", None),
    ]  # fmt: skip
    head = ["编号", "现住址", "入住日期", "搬离日期"]
    floating = pl.DataFrame(stays, schema=head, orient="row").with_columns(
        姓名=pl.lit("吴迪"), 公民身份号码=pl.lit(WU)
    )
    papers = [("4", "1号", "2018-03-01", None), ("5", "2号", "2018-03-01", "2018-04-01")]
    licences = pl.DataFrame(
        papers, schema=["编号", "证照编号", "颁发日期", "有效期起"], orient="row"
    ).with_columns(证照名称=pl.lit("导游证"), 持证主体=pl.lit("吴迪"), 持证主体代码=pl.lit(WU))
    plates = pl.DataFrame({"编号": ["6", "7"], "标准地址": PLATES})
    return mdm.reconcile(
        {
            "geography": {"plates": plates},
            "population": {"floating": floating},
            "e_licence": {"platform": licences},
        },
        profile="jiangsu-145",
        city="320500",
    )


def spans(city: mdm.ProfileRun, relation: str) -> list[tuple[date | None, date | None]]:
    told = city.relations.filter(relation=relation).select("valid_from", "valid_to").collect()
    return sorted(told.rows())


def test_a_residence_lasts_from_the_first_day_stated_to_the_last(city):
    assert spans(city, "resides_at") == [
        (date(2014, 1, 1), date(2020, 6, 30)), (date(2020, 7, 1), None)
    ]  # fmt: skip


def test_a_licence_is_held_from_the_day_it_is_valid_or_else_was_issued(city):
    assert spans(city, "held_by") == [(date(2018, 3, 1), None), (date(2018, 4, 1), None)]
