"""Towns: they confirm a path, fill a missing district, and move to where they are at the wanted date."""

from datetime import date
from functools import cache, lru_cache

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.address.gazetteer import Gazetteer, Node
from mdm.standardise.address.rows import replace_changed
from mdm.standardise.division.tables import divisions, town_moves, towns, zone_towns, zones

_SUFFIX = r"(?:街道办事处|地区办事处|街道办|街办|办事处|街道|地区|民族乡|乡|镇|苏木)$"


@lru_cache(maxsize=4)
def towns_at(at: date) -> pl.DataFrame:
    """Towns in force at a date: `parent`, `city` (first four digits), `name`, `stem`, `town_code`."""
    in_force = (pl.col("valid_from").is_null() | (pl.col("valid_from") <= at)) & (
        pl.col("valid_to").is_null() | (pl.col("valid_to") > at)
    )
    return (
        towns()
        .filter(in_force)
        .select(parent="parent_code", name="name", stem=drop_ending(pl.col("name")), town_code="code")
        .unique(["parent", "name"], keep="first", maintain_order=True)
    )


def drop_ending(name: pl.Expr) -> pl.Expr:
    """The name of a town without the ending that says its kind."""
    return name.str.replace(_SUFFIX, "")


def settle_towns(frame: pl.DataFrame, known: Gazetteer, at: date) -> pl.DataFrame:
    """Look up the named towns; the path, `division_code` and `zone` follow what is found."""
    frame = _settle_zones(frame, known).with_columns(town_code=pl.lit(None, pl.String))
    late = frame["late_town"].is_not_null().arg_true()
    if not late.is_empty():
        frame = replace_changed(frame, late, _settle_late(frame[late], at), ("town", "poi", "rest_0"))
    said = pl.col("candidates").list.len() == 0
    one_of_them = pl.col("candidates").list.contains(pl.col("opening_parent"))
    opens = pl.col("opening_town").is_not_null() & (said | one_of_them)
    opened = frame.select(opens).to_series()
    rows = opened.arg_true()
    if not rows.is_empty():
        frame = replace_changed(frame, rows, _take_opening(frame[rows], known), _OPENED)
    asked = pl.col("town").is_not_null() & ~opened
    asked &= pl.col("division_code").is_not_null() | ~said
    rows = frame.select(asked.fill_null(False)).to_series().arg_true()
    if not rows.is_empty():
        frame = replace_changed(frame, rows, _look_up(frame.select(_SETTLED)[rows], known, at), _CHANGED)
    return frame.with_columns(_zone_of_town(pl.col("town_code")))


def _settle_late(frame: pl.DataFrame, at: date) -> pl.DataFrame:
    """A town named behind the road: one of the named division, or else the name of some place."""
    listed = towns_at(at).select("parent", late_town="name")
    beneath = pl.col("division_code").str.head(6).str.strip_chars_end("0")
    frame = frame.with_row_index("place")
    known = (
        frame.select("place", "late_town", upper=beneath)
        .join(listed, on="late_town")
        .filter(pl.col("parent").str.starts_with(pl.col("upper")))["place"]
        .unique()
    )
    is_town = (
        pl.col("place").is_in(known.implode()) & pl.col("town").is_null() & pl.col("opening_town").is_null()
    )
    name = pl.when(~is_town).then("late_town")
    is_open = pl.col("poi").is_null()
    return frame.with_columns(
        town=pl.when(is_town).then("late_town").otherwise("town"),
        poi=pl.when(is_open).then(name).otherwise("poi"),
        rest_0=pl.when(~is_open).then(pl.coalesce("rest_0", name)).otherwise("rest_0"),
    )


def _look_up(frame: pl.DataFrame, known: Gazetteer, at: date) -> pl.DataFrame:
    """Towns named in the text: those of the named division first, then all that may be meant."""
    frame = frame.with_columns(town=pl.col("town").str.replace("街道办事处$|街道?办$", "街道"))
    table = towns_at(at).select(division_code="parent", town="name", listed="town_code")
    frame = frame.join(table, on=["division_code", "town"], how="left", maintain_order="left")
    rows = frame["listed"].is_null().arg_true()
    frame = frame.with_columns(division_code=pl.coalesce("listed", "division_code"), town_code="listed")
    if not rows.is_empty():
        frame = replace_changed(frame, rows, _settle_odd(frame[rows], known, at), _CHANGED)
    return frame


_BARE_ROAD = "^[东西南北中](?:路|街|大街|大道)$"
_OPENED = (
    "town",
    "town_again",
    "road",
    "division_code",
    "province",
    "city",
    "district",
    "town_code",
    "head_issue",
)


def _take_opening(frame: pl.DataFrame, known: Gazetteer) -> pl.DataFrame:
    """The town found at the opening counts; one named later is said again."""
    parents = frame["opening_parent"].unique().sort().to_list()
    paths = [known.path(code) for code in parents]
    fills = ~pl.col("zone_code").is_in(_zones_apart()).fill_null(False)
    upper = {
        level: pl.col("opening_parent").replace_strict(
            parents, [path[place] for path in paths], return_dtype=pl.String
        )
        for place, level in enumerate(("province", "city", "district"))
    }
    return frame.with_columns(
        town="opening_town",
        town_again=pl.when(pl.col("town") != pl.col("opening_town")).then("town").otherwise("town_again"),
        # 堡镇|堡镇南路: the town said again is what the road is called after.
        road=pl.when((pl.col("town") == pl.col("opening_town")) & pl.col("road").str.contains(_BARE_ROAD))
        .then(pl.col("town") + pl.col("road"))
        .otherwise("road"),
        division_code="opening_code",
        town_code="opening_code",
        province=upper["province"],
        city=upper["city"],
        district=pl.when(fills).then(upper["district"]).otherwise("district"),
        head_issue=pl.when(pl.col("candidates").list.len() == 0).then("head_issue"),
    )


def _settle_zones(frame: pl.DataFrame, known: Gazetteer) -> pl.DataFrame:
    """Zones named behind the head take their full name, as they would have within it: 苏州 … 工业园区."""
    rows = frame.select(pl.col("zone").is_null() & pl.col("zone_text").is_not_null()).to_series().arg_true()
    if rows.is_empty():
        return frame
    some = frame.select("zone_text", "division_code", "province", "city", "district", "zone_code")[rows]
    asked = some.select("zone_text", "division_code").unique(maintain_order=True)
    # Distinct zones beneath distinct divisions are few; they are looked up one by one.
    schema = ["zone_text", "division_code", "zone", "zone_code", "within"]
    answers = [(text, code, *_find_zone(text, code, known)) for text, code in asked.iter_rows()]
    found = pl.DataFrame(answers, schema=dict.fromkeys(schema, pl.String()), orient="row")
    settled = some.drop("zone_code").join(
        found, on=["zone_text", "division_code"], how="left", nulls_equal=True, maintain_order="left"
    )
    paths = {code: known.path(code) for code in settled["within"].drop_nulls().unique().sort()}
    new = {
        level: pl.col("within").replace_strict(
            list(paths), [path[place] for path in paths.values()], default=None, return_dtype=pl.String
        )
        for place, level in enumerate(("province", "city", "district"))
    }
    settled = settled.with_columns(
        division_code=pl.coalesce("within", "division_code"),
        **{level: pl.coalesce(name, level) for level, name in new.items()},
    )
    changed = ("zone", "zone_code", "division_code", "province", "city", "district")
    return replace_changed(frame, rows, settled, changed)


def _find_zone(text: str, code: str | None, known: Gazetteer) -> tuple[str, str | None, str | None]:
    """Name, code and division of the one zone of that name at or beneath a division; else the text itself."""
    uppers = (code, code[:2] + "0000", code[:4] + "00") if code else ()
    zones_here = [
        node
        for node in known.nodes.get(text, ())
        if node.level == "zone" and len(node.now) == 1 and (not node.scope or node.scope in uppers)
    ]
    if len(zones_here) == 1:
        zone = zones_here[0]
    elif (generic := _generic_zone(text, code, known)) is not None:
        zone = generic
    else:
        return text, None, None
    deeper = len(zone.now) == 1 and (code is None or code in zone.above)  # none before its division was made
    return zone.full_name, zone.code, zone.now[0] if deeper else None


def _generic_zone(text: str, code: str | None, known: Gazetteer) -> Node | None:
    """The zone that a bare kind means in a division, or for a district in its city: 合肥市蜀山区|高新技术产业开发区."""
    if code is None:
        return None
    city = known.path(code[:6])[1]
    if city and text.startswith(city):  # 合肥市蜀山区…合肥市经济技术开发区
        return known.generic_zones.get((text.removeprefix(city), f"{code[:4]}00"))
    found = known.generic_zones.get((text, code[:6]))
    if found is None and (known.path(code[:6])[2] or "").endswith("区"):
        upper = f"{code[:4]}00" if f"{code[:4]}00" in known.paths else f"{code[:2]}0000"
        found = known.generic_zones.get((text, upper))
        if found is not None and not all(place.endswith("00") for place in found.now):
            return None  # 长沙市雨花区|经开区 is not the zone of 长沙县
    return found


_CHANGED = ("province", "city", "district", "division_code", "head_issue", "town", "town_code")
_SETTLED = (
    "province",
    "city",
    "district",
    "division_code",
    "old_code",
    "candidates",
    "town",
    "head_issue",
    "zone_code",
)


def _settle_odd(frame: pl.DataFrame, known: Gazetteer, at: date) -> pl.DataFrame:
    """Towns that the named district does not list: moved, of a split district, or of a district not named."""
    keys = ["division_code", "old_code", "town", "candidate_text"]
    frame = frame.drop("listed", "town_code").with_columns(candidate_text=pl.col("candidates").list.join(";"))
    asked = frame.select(*keys, "candidates").unique(keys, maintain_order=True).with_row_index("ask")
    paths = pl.DataFrame(
        [(code, *path) for code, path in known.paths.items()],
        schema=["parent", "new_province", "new_city", "new_district"],
        orient="row",
    )
    found = asked.join(_find_towns(asked, at), on="ask").join(paths, on="parent")
    joined = frame.join(
        found.drop("ask", "candidates"), on=keys, how="left", nulls_equal=True, maintain_order="left"
    )
    is_found = pl.col("town_code").is_not_null() & pl.col("new_province").is_not_null()
    fills = ~pl.col("zone_code").is_in(_zones_apart()).fill_null(False)
    told_apart = pl.col("head_issue").is_in(["split_division", "ambiguous_division"]) & is_found
    return joined.with_columns(
        province=pl.when(is_found).then("new_province").otherwise("province"),
        city=pl.when(is_found).then("new_city").otherwise("city"),
        district=pl.when(is_found & fills).then("new_district").otherwise("district"),
        division_code=pl.when(is_found).then("town_code").otherwise("division_code"),
        head_issue=pl.when(~told_apart.fill_null(False)).then("head_issue"),
    )


@cache
def _zones_apart() -> list[str]:
    """Zones whose towns say nothing about the district; public sources differ on it."""
    return read_reference("address_zones_apart")["zone_code"].to_list()


def _find_towns(asked: pl.DataFrame, at: date) -> pl.DataFrame:
    """The best town for each question: `ask`, `parent`, `town_code`."""
    table = towns_at(at)
    named = asked.with_columns(name="town", stem=drop_ending(pl.col("town")))
    answers = [
        named.join(table, left_on=["division_code", "name"], right_on=["parent", "name"]).select(
            "ask", "town_code", parent="division_code", rank=pl.lit(0)
        ),
        _only(named.join(table, left_on=["division_code", "stem"], right_on=["parent", "stem"]).with_columns(
            parent="division_code"), 1),
        named.join(_moves(at), left_on=["old_code", "name"], right_on=["old_code", "town_name"]).select(
            "ask", "town_code", parent="new_code", rank=pl.lit(2)
        ),
        named.join(_moves(at), left_on=["division_code", "name"], right_on=["old_code", "town_name"]).select(
            "ask", "town_code", parent="new_code", rank=pl.lit(3)
        ),
        _only(named.explode("candidates", empty_as_null=True).join(
            table, left_on=["candidates", "name"], right_on=["parent", "name"]
        ).with_columns(parent="candidates"), 4),
        _only(named.explode("candidates", empty_as_null=True).join(
            table, left_on=["candidates", "stem"], right_on=["parent", "stem"]
        ).with_columns(parent="candidates"), 5),
        _only(_beneath(named, table), 6),
        _only(_became_county(named, at), 7),
    ]  # fmt: skip
    best = pl.concat(answers).drop_nulls("town_code").sort("ask", "rank", "town_code")
    return best.group_by("ask", maintain_order=True).first().select("ask", "parent", "town_code")


def _moves(at: date) -> pl.DataFrame:
    """Towns that left their county; those of a county that ends later had not left it at the date.

    `town_code` is the code of today, for a town that became a county-level city that of the city.
    """
    later = divisions().filter(pl.col("valid_from") <= at, pl.col("valid_to") > at)["code"]
    known = town_moves().filter(pl.col("new_code").is_not_null(), ~pl.col("old_code").is_in(later.implode()))
    known = known.filter(~_is_later(known["new_code"], at))
    return known.unique(["old_code", "town_name"]).with_columns(
        town_code=pl.coalesce("new_town_code", "new_code")
    )


def _is_later(codes: pl.Series, at: date) -> pl.Series:
    """Whether these counties were made after a date."""
    made = divisions().filter(pl.col("valid_to").is_null(), pl.col("valid_from") > at)["code"]
    return codes.is_in(made.implode())


def _became_county(named: pl.DataFrame, at: date) -> pl.DataFrame:
    """Towns beneath a city that are a county of it today: 温州市|龙港镇."""
    became = _moves(at).filter(pl.col("new_town_code").is_null())
    asked = named.filter(pl.col("division_code").str.ends_with("00")).with_columns(
        city=pl.col("division_code").str.head(4)
    )
    found = became.select(
        "town_code", name="town_name", city=pl.col("old_code").str.head(4), parent="new_code"
    )
    return asked.join(found, on=["city", "name"])


def _beneath(named: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Towns of that name anywhere beneath a city or a municipality."""
    upper = named.filter(pl.col("division_code").str.ends_with("00")).with_columns(
        city=pl.col("division_code").str.head(4)
    )
    cities = upper.filter(pl.col("city").str.slice(2) != "00").join(
        table.with_columns(city=pl.col("parent").str.head(4)), on=["city", "name"]
    )
    provinces = (
        upper.filter(pl.col("city").str.slice(2) == "00")
        .with_columns(pl.col("city").str.head(2))
        .join(table.with_columns(city=pl.col("parent").str.head(2)), on=["city", "name"])
    )
    return pl.concat([cities, provinces])


def _only(found: pl.DataFrame, rank: int) -> pl.DataFrame:
    """Keep the questions that have one answer."""
    return found.filter(pl.len().over("ask") == 1).select("ask", "town_code", "parent", rank=pl.lit(rank))


def _zone_of_town(town_code: pl.Expr) -> pl.Expr:
    table = (
        zone_towns()
        .drop_nulls("town_code")
        .join(zones().select("zone_code", "name"), on="zone_code")
        .unique("town_code", keep="first", maintain_order=True)
    )
    by_code = town_code.replace_strict(
        table["town_code"], table["name"], default=None, return_dtype=pl.String
    )
    return pl.coalesce("zone", by_code).alias("zone")
