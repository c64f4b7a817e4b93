"""Levels of places, from the division down to the room, and the classes of the standard that go with them."""

import polars as pl

DOOR_LEVELS = ("gate", "building", "unit", "floor", "room")
LEVELS = ("division", "road", "estate", "crossing", *DOOR_LEVELS, "poi")
SORTS = {
    "division": "place_name",
    "road": "place_name",
    "estate": "place_name",
    "crossing": "place_name",
    "poi": "poi",
}

# Class of GA/T 2000.32-2014 by the deepest part that is given; classes deeper than 42 were not seen
_CLASSES = {
    "province": "11", "city": "12", "district": "13", "town": "20", "community": "30", "group": "34", "road": "41",
    "lane": "41", "estate": "42",
}  # fmt: skip
_TOWN_CLASSES = {"乡$|苏木$": "21", "镇$": "22", "街道$": "23"}
_COMMUNITY_CLASSES = {"居委会$|居民委员会$": "32", "村委会$|村民委员会$": "33", "社区$": "31"}


def find_levels(parts: pl.DataFrame) -> pl.Series:
    """Level of a place that only its address names: that of the deepest part; null where there is none."""
    has = {name: pl.col(name).is_not_null() for name in parts.columns}
    divided = pl.any_horizontal(
        has[n] for n in ("province", "city", "district", "zone", "town", "community", "group")
    )
    level = (
        pl.when(has["room"]).then(pl.lit("room"))
        .when(has["floor"]).then(pl.lit("floor"))
        .when(has["unit"]).then(pl.lit("unit"))
        .when(has["building"]).then(pl.lit("building"))
        .when(has["gate"]).then(pl.lit("gate"))
        .when(has["intersection"]).then(pl.lit("crossing"))
        .when(has["poi"]).then(pl.lit("poi"))
        .when(has["estate"]).then(pl.lit("estate"))
        .when(has["road"] | has["lane"]).then(pl.lit("road"))
        .when(divided).then(pl.lit("division"))
    )  # fmt: skip
    return parts.select(level.alias("level")).to_series()


def find_sort(level: pl.Expr) -> pl.Expr:
    """The three kinds of thing in one file: `place_name` 地名, `address` 地址, `poi` 兴趣点."""
    return level.replace_strict({name: SORTS.get(name, "address") for name in LEVELS}, default=None)


def find_class_code(level: pl.Expr) -> pl.Expr:
    """Class of GA/T 2000.32 of divisions, roads and estates; null for what lies deeper."""
    deepest = pl.coalesce(
        pl.when(pl.col(name).is_not_null()).then(_class_of(name)) for name in reversed(list(_CLASSES))
    )
    return (
        pl.when(level == "division")
        .then(deepest)
        .when(level == "road")
        .then(pl.lit(_CLASSES["road"]))
        .when(level == "estate")
        .then(pl.lit(_CLASSES["estate"]))
    )


def _class_of(name: str) -> pl.Expr:
    finer = {"town": _TOWN_CLASSES, "community": _COMMUNITY_CLASSES}.get(name, {})
    told: pl.Expr = pl.lit(_CLASSES[name])
    for pattern, code in finer.items():
        told = pl.when(pl.col(name).str.contains(pattern)).then(pl.lit(code)).otherwise(told)
    return told
