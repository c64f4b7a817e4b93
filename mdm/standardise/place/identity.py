"""The parts by which one place is told from another.

A door hangs on a road (`street_key`), in an estate (`estate_key`), in a hamlet or in a village (`hamlet_key`,
`village_key`); it is named by its gate (`gate_key`) and by what lies inside it (`inner_key`). Around it stand the county
(`scope`) and, in the country, the town whose own road of a common name it is (`area`). A null means not known, `-` that
there is none.
"""

from functools import cache

import polars as pl

from mdm.rulepack import read_reference
from mdm.standardise.address.numbers import fold_ordinals
from mdm.standardise.division import divisions, towns, zone_towns, zones
from mdm.standardise.place.names import name_endings

NONE = "-"
PARTS = (
    "scope", "scope_else", "area", "town_key", "division_key", "street_key", "estate_key", "hamlet_key", "village_key",
    "lone_village_key", "group_key", "gate_key", "inner_key", "door_key", "estate_beside", "road_itself", "estate_itself",
    "gate_itself", "crossing_key", "poi_core", "poi_branch", "poi_own_branch", "poi_place",
)  # fmt: skip
INSIDE = ("building", "unit", "floor", "room")
_VILLAGE_OFFICE = "村?(?:村民委员会|村委会?)$"
_NEIGHBOURHOOD = "(?:社区)?(?:居民委员会|居委会?)?$"
_CITY_IN_FRONT = r"^(?:[\p{Han}]{2,3}省)?[\p{Han}]{2,3}市"


def write_identity(places: pl.DataFrame) -> pl.DataFrame:
    """The identity parts of places, from their address parts, `level`, `poi` name and `division_code`."""
    col = pl.col
    by_code = pl.when(col("division_code").str.len_chars() == 9).then("division_code")
    numbered = places.with_columns(
        pl.concat_str("gate", pl.coalesce("subgate", pl.lit(""))).alias("gate_key"),
        _inner().alias("inner_key"),
        town_key=pl.coalesce(
            by_code,
            _city_town().replace_strict(_towns_apart("town_code"), default=None, return_dtype=pl.String),
            "town",
        ),
        street=pl.when(
            col("road").is_not_null() | (col("lane").is_not_null() & col("estate").is_null())
        ).then(pl.concat_str(pl.coalesce("road", pl.lit("")), pl.coalesce("lane", pl.lit("")))),
        village=col("community")
        .str.replace(_VILLAGE_OFFICE, "村")
        .str.replace(_NEIGHBOURHOOD, "")
        .str.replace("^$", NONE),
        **_poi_names(),
    )
    folded = numbered.with_columns(
        fold_ordinals(numbered[name])
        for name in ("street", "estate", "village", "group", "poi_core", "intersection")
    )
    is_door = col("level").is_in(["gate", "building", "unit", "floor", "room"])
    is_deep = is_door & (col("level") != "gate")
    in_hamlet = col("street").is_null() & col("estate").is_not_null() & col("gate").is_not_null()
    tower = pl.when(is_deep & col("poi").str.contains(name_endings("tower"))).then("poi_core")
    estate = pl.when(~in_hamlet).then(pl.coalesce("estate", tower))
    keyed = folded.with_columns(
        **_scopes(),
        area=pl.when(_is_rural()).then("town_key").when(col("town").is_not_null()).then(pl.lit(NONE)),
        division_key=pl.when(col("level") == "division").then(_division_path()),
        street_key="street",
        estate_key=estate,
        hamlet_key=pl.when(in_hamlet).then("estate"),
        village_key="village",
        group_key="group",
        lone_village_key=pl.when(col("street").is_null() & col("estate").is_null()).then("village"),
        door_key=pl.when(is_door).then(pl.coalesce("inner_key", pl.lit(NONE))),
        crossing_key=pl.when(col("level") == "crossing").then("intersection"),
        estate_beside=pl.when(is_deep).then(estate),
        road_itself=pl.when(col("level") == "road").then("street"),
        estate_itself=pl.when(col("level") == "estate").then("estate"),
        gate_itself=pl.when(col("level") == "gate").then("gate_key"),
        poi_own_branch="poi_branch",
        inner_key=pl.when(is_deep).then("inner_key"),
    )
    place = pl.coalesce(
        pl.concat_str("street_key", "gate_key", separator="|"),
        pl.concat_str("hamlet_key", "gate_key", separator="|"),
        "estate_key",
    )
    is_poi = col("level") == "poi"
    return keyed.select(
        *(
            pl.when(is_poi).then(place).alias("poi_place") if name == "poi_place"
            else pl.when(is_poi).then(name).alias(name) if name.startswith("poi_") else name
            for name in PARTS
        )
    )  # fmt: skip


def settle_zone() -> dict[str, pl.Expr]:
    """`zone` and `district` of places in zones: a zone of one county lies in it; one that nobody can place in a county
    stands for one, whatever county a department writes above its towns."""
    apart = _city_town().replace_strict(_towns_apart("name"), default=None, return_dtype=pl.String)
    zone = pl.coalesce(apart, "zone")
    county = pl.col("zone").replace_strict(only_counties(), default=None, return_dtype=pl.String)
    return {
        "zone": zone,
        "district": pl.when(~zone.is_in(_zones_apart()).fill_null(False)).then(
            pl.coalesce("district", county)
        ),
    }


def _inner() -> pl.Expr:
    """Building, unit, floor and room in one text; a floor that the room's number begins with is left out."""
    col = pl.col
    room = col("room").str.strip_chars_start("0")
    said_by_room = col("room").str.starts_with(col("floor")) & (
        col("room").str.len_chars() > col("floor").str.len_chars()
    )
    floor = pl.when(~said_by_room.fill_null(False)).then("floor")
    pieces = [pl.coalesce(piece, pl.lit("")) for piece in (col("building"), col("unit"), floor, room)]
    text = pl.concat_str(pieces, separator="|")
    return pl.when(text != "|||").then(text)


def _poi_names() -> dict[str, pl.Expr]:
    """The name without its branch, and the branch: 肯德基(观前店), 肯德基-观前店."""
    name = pl.col("poi").str.to_lowercase()
    plain = name.str.replace_all(r"[(\[].*[)\]]|[-—]\p{Han}+店$", "").str.replace_all(
        r"[\s·.,，。、\-—_'\"“”‘’&]", ""
    )
    local = plain.str.replace(_CITY_IN_FRONT, "")
    core = pl.when(local.str.len_chars() >= 3).then(local).otherwise(plain)
    branch = pl.coalesce(
        name.str.extract(r"[(\[](.*)[)\]]"), name.str.extract(r"[-—](\p{Han}+店)$")
    ).str.replace_all(r"[\s()\[\]]", "")
    return {
        "poi_core": pl.when(core.str.len_chars() > 0).then(core).otherwise(name),
        "poi_branch": pl.when(branch.str.len_chars() > 0).then(branch),
    }


def _is_rural() -> pl.Expr:
    """Towns with roads and numbers of their own: 镇 and 乡 and not the streets of a city."""
    by_code = pl.col("division_code").str.slice(6, 3).cast(pl.Int32, strict=False)
    by_name = pl.col("town").str.contains("(?:镇|乡|苏木)$")
    return pl.when(pl.col("division_code").str.len_chars() == 9).then(by_code >= 100).otherwise(by_name)


def _division_path() -> pl.Expr:
    path = pl.concat_str(
        "division_code", pl.coalesce("village", pl.lit("")), pl.coalesce("group", pl.lit("")), separator="|"
    )
    named = pl.col("town").is_not_null() & (pl.col("division_code").str.len_chars() != 9)
    return pl.when(~named).then(path)


def _scopes() -> dict[str, pl.Expr]:
    """`scope`: the county, or the zone that stands for one; `scope_else`: what is left to say where no county is."""
    col = pl.col
    above = pl.coalesce("city", "province")
    own = pl.when(col("zone").is_in(_zones_apart())).then("zone")
    county = pl.coalesce(own, "district")
    without_counties = col("city").is_in(_cities_without_counties())
    scope = pl.coalesce(county, pl.when(without_counties).then("city"))
    return {
        "scope": pl.concat_str(above, scope, separator="/"),
        "scope_else": pl.concat_str(above, pl.coalesce("zone", "city"), separator="/"),
    }


@cache
def _zones_apart() -> list[str]:
    """Zones that stand for a county because nobody agrees in which their towns lie."""
    return read_reference("address_zones_apart")["name"].to_list()


def _city_town() -> pl.Expr:
    return pl.concat_str("city", "town", separator="/")


@cache
def _towns_apart(what: str) -> dict[str, str]:
    """Their towns, whatever county a department writes above them: `city/town`, and the zone's name or the town's code."""
    cities = divisions().filter(pl.col("valid_to").is_null()).select(parent_code="code", city="name")
    apart = zones().filter(pl.col("name").is_in(_zones_apart())).join(cities, on="parent_code")
    named = zone_towns().join(apart, on="zone_code")
    return dict(named.select(pl.concat_str("city", "town_name", separator="/"), what).unique("city").rows())


@cache
def only_counties() -> dict[str, str]:
    """Zones all whose towns lie in one county: zone name, county name."""
    known = (
        zone_towns().drop_nulls("district_code").group_by("zone_code").agg(pl.col("district_code").unique())
    )
    alone = known.filter(pl.col("district_code").list.len() == 1).with_columns(
        pl.col("district_code").list.first()
    )
    current = divisions().filter(pl.col("valid_to").is_null()).select(district_code="code", county="name")
    named = alone.join(current, on="district_code").join(zones().select("zone_code", "name"), on="zone_code")
    return dict(named.select("name", "county").unique("name").rows())


@cache
def _cities_without_counties() -> list[str]:
    """东莞市, 中山市 and the others that have towns directly beneath them."""
    current = divisions().filter(pl.col("valid_to").is_null())
    cities = current.filter(pl.col("level") == "city")
    with_counties = current.filter(pl.col("level") == "district")["parent_code"].unique()
    return cities.filter(~pl.col("code").is_in(with_counties.implode()))["name"].to_list()


@cache
def current_town_names() -> dict[str, str]:
    """The name that each town code bears today."""
    current = towns().filter(pl.col("valid_to").is_null()).unique("code", keep="first", maintain_order=True)
    return dict(current.select("code", "name").rows())
