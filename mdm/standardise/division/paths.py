"""The levels above a code: province, city, district and town as names."""

from datetime import date
from functools import lru_cache

import polars as pl

from mdm.standardise.division.resolution import divisions_at
from mdm.standardise.division.tables import towns


@lru_cache(maxsize=16)
def _path_table(at: date, overlay: str | None) -> pl.DataFrame:
    here = divisions_at(at, overlay).unique("code", keep="last", maintain_order=True)
    names = here.select("code", "name")
    upper = (
        here.join(names.rename({"code": "province_code", "name": "province"}), on="province_code", how="left")
        .join(names.rename({"code": "city_code", "name": "city"}), on="city_code", how="left")
        .select(
            "code",
            "level",
            "province",
            "city",
            district=pl.when(pl.col("level") == "district").then("name"),
            town=pl.lit(None, pl.String),
        )
    )
    lower = (
        towns()
        .filter(pl.col("valid_to").is_null() | (pl.col("valid_to") > at))
        .unique("code", keep="last", maintain_order=True)
        .select("code", pl.lit("town").alias("level"), town="name", above="parent_code")
        .join(upper.drop("level", "town"), left_on="above", right_on="code")
        .select(upper.columns)
    )
    return pl.concat([upper, lower]).sort("code")


def path_table(at: date | None = None, overlay: str | None = None) -> pl.DataFrame:
    """Names of all levels for every six- and nine-digit code in force at a date (None: today).

    Columns `code`, `level`, `province`, `city` (null in municipalities and for counties run by a
    province), `district` (null beneath cities without counties), `town`.

    >>> path_table(date(2024, 1, 1)).filter(code="320506").row(0)
    ('320506', 'district', '江苏省', '苏州市', '吴中区', None)
    >>> path_table(date(2024, 1, 1)).filter(code="429004").select("city", "district").row(0)
    (None, '仙桃市')
    """
    return _path_table(at or date.today(), overlay)
