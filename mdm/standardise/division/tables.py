"""The reference tables of divisions as frames, read once."""

from functools import cache

import polars as pl

from mdm._resources import rules_root
from mdm.errors import UsageError


def _read(name: str, dates: tuple[str, ...] = ()) -> pl.DataFrame:
    path = rules_root() / "reference" / name
    frame = pl.read_csv(path, infer_schema=False, comment_prefix="#")
    return frame.with_columns(pl.col(column).str.to_date("%Y-%m-%d") for column in dates)


@cache
def divisions(overlay: str | None = None) -> pl.DataFrame:
    """Provinces, prefectures and counties, one row per code, name and period.

    Columns: `code`, `name`, `short_name`, `level` (province, city, district), `parent_code`,
    `province_code`, `city_code` (null in municipalities and for counties run by a province),
    `valid_from`, `valid_to` (exclusive, null in force), `precision` of the dates (day, month, year) and
    `attested` (`edition`: known from an edition of the standard alone, not from the dated lists).
    `overlay` adds the places of `divisions_overlay_<name>.csv`, such as the test districts of fixtures;
    UsageError when there is no such file.

    >>> divisions().filter(code="320584").select("name", "valid_to").row(0)
    ('吴江市', datetime.date(2012, 9, 1))
    >>> divisions().filter(code="320599").height, divisions("test").filter(code="320599").height
    (0, 1)
    """
    table = _read("divisions.csv", ("valid_from", "valid_to"))
    if overlay is None:
        return table
    name = f"divisions_overlay_{overlay}.csv"
    if not overlay.isalnum() or not (rules_root() / "reference" / name).exists():
        raise UsageError(f"no overlay of divisions called {overlay!r}", hint="the packaged one is 'test'")
    return pl.concat([table, _read(name, ("valid_from", "valid_to"))])


@cache
def successors() -> pl.DataFrame:
    """What took the place of a division: `old_code`, `old_name`, `new_code`, `new_name`, `date`, `shape`.

    >>> successors().filter(old_code="320584")["new_code"].to_list()
    ['320509']
    """
    return _read("divisions_successors.csv")


@cache
def towns() -> pl.DataFrame:
    """Towns: `code`, `name`, `short_name`, `parent_code`, `ministry_code`, validity, `source`, `now_code`.

    >>> current = towns().filter(pl.col("valid_to").is_null())
    >>> current.filter(name="集士港镇").select("code", "parent_code").row(0)
    ('330203102', '330203')
    """
    return pl.read_parquet(rules_root() / "reference" / "divisions_towns.parquet")


@cache
def town_moves() -> pl.DataFrame:
    """Where the towns of counties that were split or lost parts are now.

    Columns `old_code`, `town_name`, `new_code`, `new_town_code`, `new_town_name`.

    >>> town_moves().filter(old_code="330212", town_name="集士港镇")["new_code"].to_list()
    ['330203']
    """
    return _read("divisions_town_moves.csv")


@cache
def aliases() -> pl.DataFrame:
    """Usual short names that no rule gives: `alias`, `code`, `scope_code`, `remark`.

    >>> aliases().filter(alias="巴州", scope_code="650000")["code"].to_list()
    ['652800']
    """
    return _read("divisions_aliases.csv")


@cache
def zones() -> pl.DataFrame:
    """Functional zones: `zone_code`, `name`, `short_name`, `kind`, `parent_code`, codes and validity.

    >>> zones().filter(name="苏州工业园区").select("stat_codes", "registration_prefix").row(0)
    ('320571;320576', '320594')
    """
    return _read("zones.csv")


@cache
def zone_aliases() -> pl.DataFrame:
    """Other names of zones: `alias`, `zone_code`, `scope_code` beneath which alone it counts.

    >>> zone_aliases().filter(alias="园区")["scope_code"].to_list()
    ['320500']
    """
    return _read("zones_aliases.csv")


@cache
def zone_towns() -> pl.DataFrame:
    """Towns of zones: `zone_code`, `town_code`, `town_name`, `district_code` where it is known.

    >>> zone_towns().filter(zone_code="320576", town_name="娄葑街道").height
    1
    """
    return _read("zones_towns.csv")
