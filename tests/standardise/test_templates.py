"""Texts of several columns put together."""

import polars as pl
import pytest

from mdm.rulepack import RulePack
from mdm.standardise import compose_texts
from mdm.standardise.kind import Context


def pack_of(**attributes: dict[str, object]) -> RulePack:
    named = {
        name: {"kind": "text", "title": name, "title_en": name} | said for name, said in attributes.items()
    }
    head = {"name": "x", "title": "x", "title_en": "x", "letter": "X"}
    return RulePack.model_validate({"pack": head, "attributes": named})


def compose(pack: RulePack, **columns: list[str | None]) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    keys = {"row": range(height), "source": ["a"] * height, "record_id": [str(i) for i in range(height)]}
    return compose_texts(pl.DataFrame({**keys, **columns}), pack)


ADDRESS = pack_of(
    town={},
    road={},
    gate={},
    address={"templates": ["[{town}]{road}[{gate+号}]"]},
)


def test_what_is_missing_is_left_out_or_leaves_nothing() -> None:
    read = compose(
        ADDRESS,
        town=["木渎镇", None, "无", None],
        road=["人民路", "人民路", "人民路", " "],
        gate=["18", "18号", None, "3"],
    )
    assert read["address"].to_list() == ["木渎镇人民路18号", "人民路18号", "人民路", None]


def test_a_delivered_text_stays() -> None:
    read = compose(ADDRESS, road=["人民路", "人民路"], address=["观前街1号", None])
    assert read["address"].to_list() == ["观前街1号", "人民路"]


def test_without_its_required_columns_a_template_adds_nothing() -> None:
    assert "address" not in compose(ADDRESS, town=["木渎镇"]).columns


def test_the_first_template_that_says_something_wins() -> None:
    pack = pack_of(one={}, two={}, whole={"templates": ["{one}", "<{two}>"]})
    assert compose(pack, one=["a", None], two=["b", "c"])["whole"].to_list() == ["a", "<c>"]


def test_parts_are_those_of_the_kind() -> None:
    pack = pack_of(
        area={"kind": "division"},
        road={},
        address={"templates": ["[{area.city}][{area.district}]{road}"]},
    )
    assert compose(pack, area=["320584", None], road=["鲈乡南路", "观前街"])["address"].to_list() == [
        "苏州市吴江区鲈乡南路", "观前街",
    ]  # fmt: skip


def test_longitude_and_latitude_in_two_columns_are_one_point() -> None:
    pack = pack_of(lon={}, lat={}, point={"kind": "coordinates", "templates": ["{lon},{lat}"]})
    read = compose(pack, lon=["120.5853", "120.5"], lat=["31.2989", ""])
    assert read["point"].to_list() == ["120.5853,31.2989", None]


@pytest.mark.parametrize("at", [Context(), Context(division="320500")])
def test_nothing_in_nothing_out(at: Context) -> None:
    empty = pl.DataFrame(
        schema={"row": pl.UInt32, "source": pl.String, "record_id": pl.String, "road": pl.String}
    )
    assert compose_texts(empty, ADDRESS, at)["address"].to_list() == []


def test_a_text_that_says_nothing_gives_way() -> None:
    read = compose(ADDRESS, road=["人民路", "人民路", None], address=["无", "/", "/"])
    assert read["address"].to_list() == ["人民路", "人民路", "/"]


GLUED = pack_of(
    name={"kind": "organisation_name"}, seat={"templates": ["{letters}", "{name.seat}"]}, letters={}
)
NAME = "苏州华信科技有限公司"


@pytest.mark.parametrize(
    ("behind", "seat"),
    [
        (" 工业园区星湖街1号 张三 0512-62345678", "工业园区星湖街1号"),
        ("(苏州市姑苏区人民路88号)", "苏州市姑苏区人民路88号"),
        ("地址：吴中区金山路5号 电话 0512-66778899", "吴中区金山路5号"),
        (" 联系人：张三 13900000000", None),
        ("", None),
    ],
)
def test_an_address_glued_to_the_name_is_read_from_it(behind: str, seat: str | None) -> None:
    assert compose(GLUED, name=[NAME + behind])["seat"].to_list() == [seat]


def test_names_are_not_searched_where_the_source_delivers_the_attribute() -> None:
    glued = NAME + "(人民路88号)"
    raw = pl.DataFrame({"row": [0, 1, 2], "source": ["a", "a", "b"], "record_id": ["1", "2", "3"],
                        "name": [glued] * 3, "seat": ["观前街1号", None, None]})  # fmt: skip
    assert compose_texts(raw, GLUED)["seat"].to_list() == ["观前街1号", None, "人民路88号"]


def test_a_column_goes_before_what_is_glued() -> None:
    read = compose(GLUED, name=[NAME + "(人民路88号)"] * 2, letters=["观前街1号", None])
    assert read["seat"].to_list() == ["观前街1号", None]
