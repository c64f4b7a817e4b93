"""Names of divisions, zones and towns laid out for reading a path of names."""

import re
from datetime import date
from functools import lru_cache

import polars as pl

from mdm.standardise.division.names import name_table
from mdm.standardise.division.resolution import resolution_table
from mdm.standardise.division.tables import towns, zone_aliases, zone_towns, zones

# Which reading of a name counts first: in force before past, written out before short.
_TIERS = {"name": 0, "short_name": 1, "alias": 1}


@lru_cache(maxsize=8)
def place_names(at: date, overlay: str | None = None) -> pl.DataFrame:
    """Names of divisions and zones with what bears or bore them.

    Columns `name`, `code_then`, `name_then`, `began`, `ended` (9999-12-31 in force), `level`, `status`, `candidates`,
    `above` (every code the place lies beneath, then and at the date, itself included), `above_then` (then
    alone), `tier` (0 for full
    names in force, 1 for short ones, 2 and 3 for the past), `generic` (a name like 郊区 that says nothing
    alone) and `scope_code` where a name counts only beneath a code.

    >>> place_names(date(2024, 1, 1)).filter(name="沧浪区").select("code_then", "candidates").row(0)
    ('320502', ['320508'])
    """
    table = resolution_table(at, overlay)
    known = pl.concat([name_table(overlay), _usual_autonomous(overlay)]).select(
        "name", "by", "scope_code", "code", "valid_from"
    )
    upper = path_codes(at, overlay)
    above_now = (
        table.select("code", "valid_from", "candidates")
        .explode("candidates")
        .join(upper, left_on="candidates", right_on="code", how="left")
        .group_by("code", "valid_from")
        .agg(above_now=pl.col("upper").explode().drop_nulls())
    )
    above = pl.concat_list("province_code", "city_code", "parent_code", "code", "above_now")
    in_force = pl.col("status") == "current"
    places = (
        table.join(above_now, on=["code", "valid_from"], how="left")
        .with_columns(pl.col("above_now").fill_null([]))
        .rename({"name": "name_then"})
        .join(known, on=["code", "valid_from"])
        .select(
            "name",
            "scope_code",
            "level",
            "name_then",
            "status",
            "candidates",
            code_then="code",
            began="valid_from",
            ended=pl.col("valid_to").fill_null(date.max),
            above=above.list.drop_nulls().list.unique(),
            above_then=pl.concat_list("province_code", "city_code", "parent_code", "code").list.drop_nulls(),
            tier=pl.col("by").replace_strict(_TIERS, return_dtype=pl.Int8)
            + pl.when(in_force).then(0).otherwise(2).cast(pl.Int8),
            generic=pl.col("short_name").is_null() & (pl.col("name").str.len_chars() <= 2),
        )
    )
    return pl.concat([places, _zone_names(upper, at).select(places.columns)])


def _usual_autonomous(overlay: str | None) -> pl.DataFrame:
    """酉阳县, 湘西州 and 湘西自治州 for the long names with their peoples."""
    named = name_table(overlay).filter(by="name")
    named = named.filter(pl.col("name").str.contains("自治[州县旗]$") & pl.col("short_name").is_not_null())
    rank = pl.col("full_name").str.slice(-1)
    forms = [pl.col("short_name") + rank, pl.col("short_name") + pl.lit("自治") + rank]
    usual = [named.with_columns(name=form, by=pl.lit("alias")) for form in forms]
    return pl.concat(usual).filter(~pl.col("name").is_in(pl.col("full_name").implode()))


def path_codes(at: date, overlay: str | None = None) -> pl.DataFrame:
    """Codes above each six-digit code in force, itself included: `code`, `upper`."""
    table = resolution_table(at, overlay).filter(pl.col("status") == "current")
    upper = pl.concat_list("province_code", "city_code", "parent_code", "code")
    return table.select("code", upper=upper.list.drop_nulls().list.unique()).unique("code", keep="last")


def _zone_names(upper: pl.DataFrame, at: date) -> pl.DataFrame:
    in_force = (pl.col("valid_to").str.to_date("%Y-%m-%d") > at).fill_null(True)  # 两江新区 became a district
    table = zones().filter(in_force).join(upper, left_on="parent_code", right_on="code", how="left")
    named = pl.concat(
        [
            table.select(
                "zone_code", alias="name", scope_code=pl.lit(None, pl.String), tier=pl.lit(0, pl.Int8)
            ),
            table.select(
                "zone_code", alias="short_name", scope_code=pl.lit(None, pl.String), tier=pl.lit(1, pl.Int8)
            ),
            zone_aliases().select("zone_code", "alias", "scope_code", tier=pl.lit(1, pl.Int8)),
        ]
    ).unique(["zone_code", "alias"], keep="first", maintain_order=True)
    return named.join(table, on="zone_code").select(
        "scope_code",
        "tier",
        began=pl.coalesce(pl.col("valid_from").str.to_date("%Y-%m-%d"), pl.lit(date.min)),
        ended=pl.lit(date.max),
        name="alias",
        name_then="name",
        level=pl.lit("zone"),
        status=pl.lit("current"),
        candidates=pl.concat_list("zone_code"),
        code_then="zone_code",
        above=pl.concat_list("upper", "zone_code").list.drop_nulls(),
        above_then=pl.concat_list("upper", "zone_code").list.drop_nulls(),
        generic=pl.lit(False),
    )


@lru_cache(maxsize=8)
def name_pattern(at: date, overlay: str | None = None) -> str:
    """A pattern that takes the longest name of a division or zone off the beginning of a text."""
    names = place_names(at, overlay)["name"].unique().sort().to_list()
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return f"^({'|'.join(re.escape(name) for name in longest_first)})"


@lru_cache(maxsize=8)
def town_names(at: date, overlay: str | None = None) -> pl.DataFrame:
    """Town names beneath each code above them: `town_text`, `above`, `town_code`, `rank`.

    Full names in force have rank 0, short names 1, names of the past 2 (these lead to the town of today).

    >>> names = town_names(date(2024, 1, 1))
    >>> names.filter(town_text="木渎镇", above="320500")["town_code"].to_list()
    ['320506103']
    """
    table = towns()
    upper = path_codes(at, overlay)
    current = table.filter(pl.col("valid_to").is_null())
    past = table.filter(pl.col("valid_to").is_not_null() & pl.col("now_code").is_not_null())
    places = (
        current.select("code", "parent_code")
        .unique("code")
        .join(upper, left_on="parent_code", right_on="code")
    )
    in_zone = zone_towns().select(code="town_code", upper=pl.concat_list("zone_code")).drop_nulls()
    above = pl.concat([places.select("code", "upper"), in_zone]).explode("upper")
    then = past.select(code="now_code", upper="parent_code")
    # Departments put a zone's towns beneath one county or another of its city
    beside = zone_towns().select(code="town_code", zone_code="zone_code").join(zones(), on="zone_code")
    counties = upper.filter(~pl.col("code").str.ends_with("00")).explode("upper")
    claimed = beside.join(counties.rename({"code": "county"}), left_on="parent_code", right_on="upper")
    named = [
        current.select("code", town_text="name", rank=pl.lit(0, pl.Int8)),
        current.select("code", town_text="short_name", rank=pl.lit(1, pl.Int8)),
        past.select(code="now_code", town_text="name", rank=pl.lit(2, pl.Int8)),
        past.select(code="now_code", town_text="short_name", rank=pl.lit(3, pl.Int8)),
    ]
    return (
        pl.concat(named)
        .drop_nulls()
        .join(_rank_grounds(above, then, claimed.select("code", upper="county")), on="code")
        .with_columns(rank=pl.col("rank") + pl.col("farness"))
        .select("town_text", above="upper", town_code="code", rank="rank")
        .sort("rank", "town_code")
        .unique(["town_text", "above", "town_code"], keep="first", maintain_order=True)
    )


def _rank_grounds(above: pl.DataFrame, then: pl.DataFrame, claimed: pl.DataFrame) -> pl.DataFrame:
    ranked = [
        frame.drop_nulls().select("code", "upper", farness=pl.lit(farness, pl.Int8))
        for frame, farness in ((above, 0), (then, 0), (claimed, 4))
    ]
    return pl.concat(ranked).unique(["code", "upper"], keep="first", maintain_order=True)


@lru_cache(maxsize=1)
def unique_towns() -> pl.DataFrame:
    """Full names of towns that exist once in the country: `town_text`, `town_code`."""
    current = towns().filter(pl.col("valid_to").is_null())
    return current.filter(pl.col("name").is_unique()).select(town_text="name", town_code="code")
