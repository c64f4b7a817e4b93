"""Codes of divisions, towns and zones of any date, with what they are at one date."""

from datetime import date
from functools import lru_cache

import polars as pl

from mdm.standardise.division.paths import path_table
from mdm.standardise.division.resolution import resolution_table
from mdm.standardise.division.tables import towns, zone_towns, zones

PATH = ("province", "city", "district", "zone", "town")


@lru_cache(maxsize=8)
def code_table(at: date, overlay: str | None = None, as_of: date | None = None) -> pl.DataFrame:
    """Every code that ever was: six digits, nine digits (towns) and the statistics codes of zones.

    Columns `code`, `name_then`, `status`, `candidates` (codes at the date; one where it is certain). A
    code that meant several places is read as it was at `as_of`, else as it is in force, else in its last
    meaning. Where the statistics bureau and the Ministry gave one number to two towns, the bureau's
    reading counts.

    >>> table = code_table(date(2024, 1, 1))
    >>> table.filter(code="320584")["candidates"].to_list()
    [['320509']]
    >>> table.filter(code="330204001").select("name_then", "candidates").row(0)
    ('百丈街道', ['330212008'])
    """
    readings = resolution_table(at, overlay).with_columns(
        in_force=pl.col("status") == "current",
        dated=pl.col("attested") == "list",
        meant=_is_in_force(as_of) if as_of else pl.lit(False),
    )
    counties = (
        readings.sort("code", "meant", "in_force", "dated", "valid_from")
        .unique("code", keep="last", maintain_order=True)
        .select("code", "status", "candidates", name_then="name")
        .select("code", "name_then", "status", "candidates")
    )
    return pl.concat([counties, _zone_codes(), _town_codes()]).unique(
        "code", keep="first", maintain_order=True
    )


def _is_in_force(at: date) -> pl.Expr:
    return (pl.col("valid_from") <= at) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > at))


def _zone_codes() -> pl.DataFrame:
    own = zones().select(code="zone_code", now="zone_code", name_then="name")
    listed = (
        zones()
        .with_columns(code=pl.col("stat_codes").str.split(";"))
        .explode("code")
        .select("code", now="zone_code", name_then="name")
    )
    registered = zones().select(code="registration_prefix", now="zone_code", name_then="name")
    return (
        pl.concat([own, listed, registered])
        .drop_nulls()
        .unique("code", keep="first", maintain_order=True)
        .select(
            "code",
            "name_then",
            status=pl.when(pl.col("code") == pl.col("now"))
            .then(pl.lit("current"))
            .otherwise(pl.lit("recoded")),
            candidates=pl.concat_list("now"),
        )
    )


def _town_codes() -> pl.DataFrame:
    table = towns()
    in_force = pl.col("valid_to").is_null()
    renumbered = pl.col("now_code").is_not_null()
    read = table.select(
        "code",
        name_then="name",
        status=pl.when(in_force)
        .then(pl.lit("current"))
        .when(renumbered & (pl.col("now_code") == pl.col("code")))
        .then(pl.lit("renamed"))
        .when(renumbered)
        .then(pl.lit("recoded"))
        .otherwise(pl.lit("retired")),
        candidates=pl.when(renumbered)
        .then(pl.concat_list("now_code"))
        .otherwise(pl.lit([], pl.List(pl.String))),
        rank=pl.when(in_force).then(0).when(renumbered).then(1).otherwise(3),
        since=pl.col("valid_to").fill_null(date.max),
    )
    ministry = table.filter(
        pl.col("ministry_code").is_not_null() & (pl.col("ministry_code") != pl.col("code"))
    )
    other = ministry.select(
        code="ministry_code",
        name_then="name",
        status=pl.lit("current"),
        candidates=pl.concat_list("code"),
        rank=pl.lit(2),
        since=pl.lit(date.max),
    )
    return (
        pl.concat([read, other], how="vertical_relaxed")
        .sort("code", "rank", "since", "name_then", descending=[False, False, True, False])
        .unique("code", keep="first", maintain_order=True)
        .drop("rank", "since")
    )


@lru_cache(maxsize=8)
def place_table(at: date, overlay: str | None = None) -> pl.DataFrame:
    """Every code in force at a date with the names above it: `code`, `level`, `province` ... `town`.

    Zones have level `zone` and no district: their ground lies in several counties or in one that runs
    them jointly, which only the town tells.

    >>> place_table(date(2024, 1, 1)).filter(code="320576").row(0)
    ('320576', 'zone', '江苏省', '苏州市', None, '苏州工业园区', None)
    """
    paths = path_table(at, overlay)
    names = zones().select("zone_code", zone="name", above="parent_code")
    of_town = (
        zone_towns()
        .unique("town_code", maintain_order=True)
        .join(names.drop("above"), on="zone_code")
        .select(code="town_code", zone="zone")
    )
    listed = paths.join(of_town, on="code", how="left").select("code", "level", *PATH)
    own = names.join(paths, left_on="above", right_on="code").select(
        code="zone_code", level=pl.lit("zone"), province="province", city="city",
        district=pl.lit(None, pl.String), zone="zone", town=pl.lit(None, pl.String),
    )  # fmt: skip
    return pl.concat([listed, own]).unique("code", keep="first", maintain_order=True)
