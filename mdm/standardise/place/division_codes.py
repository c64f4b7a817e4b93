"""The code of the lowest division that a path of names leads to."""

from datetime import date
from functools import cache

import polars as pl

from mdm.standardise.division import zone_towns, zones
from mdm.standardise.division.codes import place_table
from mdm.standardise.place.names import DIVISIONS

# Asked in turn: level of the place looked for, and the names by which it is looked for
_READINGS = (
    ("town", DIVISIONS),
    ("town", ("zone", "town")),
    ("town", ("province", "city", "district", "town")),
    ("zone", ("province", "zone")),
    ("district", ("province", "city", "district")),
    ("city", ("province", "city")),
    ("province", ("province",)),
)


@cache
def _zone_towns() -> pl.DataFrame:
    """Towns of zones that lie beneath no county of the lists."""
    named = zone_towns().join(zones().select("zone_code", zone="name"), on="zone_code")
    return named.select("zone", code="town_code", level=pl.lit("town"), town="town_name")


def find_division_codes(places: pl.DataFrame, at: date | None = None) -> pl.Series:
    """Code of each path of names; of a path the tables do not know whole, that of what stands above. Null: nothing.

    >>> path = {"province": "江苏省", "city": "苏州市", "district": "姑苏区", "zone": None, "town": "无此街道"}
    >>> find_division_codes(pl.DataFrame([path], schema=dict.fromkeys(DIVISIONS, pl.String)), date(2024, 1, 1))[0]
    '320508'
    """
    known = pl.concat([place_table(at or date.today()), _zone_towns()], how="diagonal")
    paths = places.select(DIVISIONS).unique().with_columns(code=pl.lit(None, pl.String))
    for level, names in _READINGS:
        listed = known.filter(level=level).select(*names, found="code")
        if "zone" in names and names != DIVISIONS:
            listed = listed.drop_nulls("zone")
        listed = listed.unique(list(names), keep="first", maintain_order=True)
        named = pl.col(level).is_not_null() & (pl.col("town").is_null() if level == "zone" else pl.lit(True))
        paths = (
            paths.join(listed, on=list(names), how="left", nulls_equal=True)
            .with_columns(code=pl.coalesce("code", pl.when(named).then("found")))
            .drop("found")
        )
    joined = places.select(DIVISIONS).join(
        paths, on=list(DIVISIONS), how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["code"]
