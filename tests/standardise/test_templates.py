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
