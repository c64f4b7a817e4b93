"""The division tables hold together, and lead every retired division somewhere."""

from datetime import date

import polars as pl
import pytest

from mdm.errors import UsageError
from mdm.standardise import division
from mdm.standardise.division.kind import KIND
from mdm.standardise.kind import Context

TODAY = date(2026, 11, 1)
EARLIER = date(1995, 7, 1)


def resolve(code, at=TODAY):
    return division.resolve_codes(pl.Series([code]), at).row(0, named=True)


def test_each_code_and_name_stands_once():
    assert not division.divisions().select("code", "name").is_duplicated().any()


def test_periods_of_a_code_do_not_overlap():
    ordered = (
        division.divisions()
        .sort("code", "valid_from")
        .with_columns(
            before=pl.col("valid_to").shift().over("code"),
            beginning=pl.col("valid_from").rank("ordinal").over("code"),
        )
    )
    later = ordered.filter(pl.col("beginning") > 1)
    assert later.filter(pl.col("before").is_null() | (pl.col("before") > pl.col("valid_from"))).rows() == []


def test_parents_in_force_exist():
    now = division.divisions_at(TODAY)
    parents = now.filter(pl.col("parent_code").is_not_null())
    assert parents.join(now, left_on="parent_code", right_on="code", how="anti").rows() == []


def test_numbers_of_the_ministry_list():
    """As published for 2025-12-31; 岑岭县 (2026) has no published code yet."""
    counts = dict(division.divisions_at(TODAY).group_by("level").len().rows())
    assert counts == {"province": 34, "city": 333, "district": 2845}


def test_successors_name_divisions_of_the_table():
    table = division.divisions().select("code", "name")
    for side in ("old", "new"):
        named = division.successors().select(code=f"{side}_code", name=f"{side}_name")
        assert named.join(table, on=["code", "name"], how="anti").rows() == []


def test_nearly_every_retired_county_leads_to_today():
    counties = division.resolution_table(TODAY).filter(
        (pl.col("level") == "district") & pl.col("valid_to").is_not_null()
    )
    lost = counties.filter(pl.col("candidates").list.len() == 0)
    assert lost.height / counties.height < 0.02


def test_every_candidate_is_in_force():
    codes = division.resolution_table(TODAY)["candidates"].explode().drop_nulls().unique()
    assert set(codes) <= set(division.divisions_at(TODAY)["code"])


@pytest.mark.parametrize("at", [EARLIER, TODAY])
def test_what_is_in_force_stays_itself(at):
    current = division.resolution_table(at).filter(pl.col("status") == "current")
    assert current.filter(pl.col("code") != pl.col("code_now")).rows() == []
    assert current["code"].n_unique() == division.divisions_at(at)["code"].n_unique()


@pytest.mark.parametrize(
    ("code", "now"),
    [
        ("322728", "320509"),  # 吴江县 of 苏州地区, four codes ago
        ("320521", "320582"),  # 沙洲县, 张家港市
        ("332226", None),  # 鄞县 of 1983 was split
        ("330227", "330212"),
        ("612223", "610118"),  # 户县 of 咸阳地区
        ("442101", "460100"),  # 海口市, when 海南 was 广东
        ("512125", "500118"),  # 永川县, when 重庆 was 四川
        ("371200", None),  # 莱芜市
        ("500105", "500157"),
    ],
)
def test_chains_are_followed(code, now):
    assert resolve(code)["code_now"] == now


def test_a_split_leads_to_all_parts():
    assert resolve("320586")["candidates"] == ["320505", "320506", "320507"]
    assert resolve("320586")["status"] == "split"


def test_chains_are_followed_backwards():
    assert resolve("320509", date(2005, 1, 1))["code_now"] == "320584"
    assert resolve("320508", date(2005, 1, 1))["candidates"] == ["320502", "320503", "320504"]


def test_what_joined_later_is_no_origin():
    """江东区 went into 鄞州区 in 2016; before 2002 鄞州区 was 鄞县 alone."""
    assert resolve("330212", date(2001, 1, 1))["code_now"] == "330227"


def test_towns_in_force_have_one_code_and_a_parent():
    current = division.towns().filter(pl.col("valid_to").is_null())
    assert not current["code"].is_duplicated().any()
    parents = set(division.divisions_at(TODAY)["code"])
    assert set(current["parent_code"]) <= parents


def test_towns_of_the_past_lead_to_towns_in_force():
    table = division.towns()
    current = set(table.filter(pl.col("valid_to").is_null())["code"])
    assert set(table["now_code"].drop_nulls()) <= current


@pytest.mark.parametrize(
    ("county", "town", "now"),
    [
        ("330212", "石碶街道", "330203"),
        ("330212", "高桥镇", "330203"),
        ("320586", "木渎镇", "320506"),
        ("320586", "黄埭镇", "320507"),
        ("320586", "通安镇", "320505"),
    ],
)
def test_town_decides_in_split_counties(county, town, now):
    found = division.town_moves().filter(old_code=county, town_name=town)
    assert found["new_code"].to_list() == [now]


def test_no_town_of_a_split_county_is_claimed_twice():
    assert not division.town_moves().select("old_code", "town_name").is_duplicated().any()


def test_zone_aliases_and_towns_belong_to_zones():
    zones = set(division.zones()["zone_code"])
    assert set(division.zone_aliases()["zone_code"]) <= zones
    assert set(division.zone_towns()["zone_code"]) <= zones
    assert not division.zone_aliases().select("alias", "scope_code").is_duplicated().any()


def test_zones_lie_in_divisions_of_today():
    """National zones name the deepest division that holds them whole."""
    now = set(division.divisions_at(TODAY)["code"])
    assert set(division.zones()["parent_code"]) <= now
    inside = dict(division.zones().select("name", "parent_code").iter_rows())
    assert inside["昆山经济技术开发区"] == "320583"
    assert inside["西安高新技术产业开发区"] == "610100"


def test_unknown_overlay_is_refused():
    with pytest.raises(UsageError, match="no overlay of divisions called 'moon'"):
        division.divisions("moon")


def test_G04_four_cities_and_six_districts():
    """Nine administrative units beneath 苏州, ten with the zone that is managed like one."""
    now = division.divisions_at(TODAY).filter(city_code="320500", level="district")
    managed = division.zones().filter(zone_code="320576", parent_code="320500")
    assert now.height == 9
    assert sorted(now["name"].str.slice(-1).to_list()) == ["区"] * 5 + ["市"] * 4
    assert now.height + managed.height == 10


def test_G05_rows_coded_as_the_former_city_belong_to_the_district():
    rows = pl.DataFrame({"code": ["320584", "320509", "320525", "320585"]})
    now = division.resolve_codes(rows["code"], TODAY)["code_now"]
    assert rows.filter(now == "320509")["code"].to_list() == ["320584", "320509", "320525"]


def test_G07_the_same_ground_before_and_after():
    before, after = resolve("320502", date(2012, 6, 30)), resolve("320502", date(2013, 1, 1))
    assert (before["code_now"], after["code_now"]) == ("320502", "320508")


def read(values, **context):
    return KIND.standardise(pl.Series(values, dtype=pl.String), Context(**context))


def test_every_code_in_force_reads_as_itself():
    current = division.towns().filter(pl.col("valid_to").is_null())["code"]
    codes = pl.concat([division.divisions_at(TODAY)["code"], current, division.zones()["zone_code"]])
    found = read(codes, at=TODAY)
    assert found["value"].to_list() == codes.to_list()


def test_the_path_of_nearly_every_town_leads_to_it():
    paths = division.path_table(TODAY).filter(level="town")
    levels = ["province", "city", "district", "town"]
    texts = paths.select(pl.concat_str(levels, ignore_nulls=True)).to_series()
    found = read(texts, at=TODAY)
    # A zone that the lists count among the towns of its county is read as the zone.
    zones = division.zones()["zone_code"].implode()
    other = found["value"].is_not_null() & (found["value"] != paths["code"])
    wrong = (other & ~found["value"].is_in(zones)).sum()
    assert found["value"].null_count() <= 10
    assert wrong <= 10


def test_the_path_of_nearly_every_retired_county_leads_to_today():
    table = division.resolution_table(TODAY).filter(
        pl.col("valid_to").is_not_null() & pl.col("code_now").is_not_null(), level="district", attested="list"
    )
    names = division.divisions().select(city_code="code", city="name", since="valid_from", until="valid_to")
    lived = (
        pl.col("since") <= pl.col("valid_from"),
        pl.col("until").is_null() | (pl.col("until") >= pl.col("valid_to")),
    )
    paths = table.join(names, on="city_code").filter(*lived)
    found = read(paths.select(pl.col("city") + pl.col("name")).to_series(), at=TODAY)
    agree = (found["value"] == paths["code_now"]).sum()
    assert paths.height > 2000
    assert agree / paths.height > 0.99


def test_codes_are_read_as_of_the_date_they_were_written():
    """511421 was 垫江县 of 涪陵市 for two years and is 仁寿县."""
    assert read(["511421"])["district"].item() == "仁寿县"
    assert read(["511421"], options={"as_of": "1996-06-30"})["district"].item() == "垫江县"


def test_a_bad_date_of_writing_is_refused():
    with pytest.raises(UsageError, match="option as_of is no date"):
        read(["511421"], options={"as_of": "1996"})
