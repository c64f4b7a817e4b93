"""The kind `place`: an address, or a named thing at one, read as the place it speaks of."""

from dataclasses import replace
from datetime import date

import polars as pl

from mdm.standardise.address import KIND as ADDRESS
from mdm.standardise.address.latin import is_latin_name, write_latin
from mdm.standardise.address.rows import replace_rows
from mdm.standardise.address.standard_text import write_text
from mdm.standardise.distinct import apply_on_distinct
from mdm.standardise.division import path_table
from mdm.standardise.kind import Context, Kind
from mdm.standardise.place import identity
from mdm.standardise.place.division_codes import find_division_codes
from mdm.standardise.place.levels import DOOR_LEVELS, find_class_code, find_levels, find_sort
from mdm.standardise.place.names import COMMUNITIES, DIVISIONS, DOORS, find_class
from mdm.standardise.place.texts import split_texts, write_poi
from mdm.standardise.text import are_placeholders, fold_texts

ADDRESS_PARTS = (
    *DIVISIONS, *COMMUNITIES, "road", "lane", "gate", "estate", "subgate", "building", "unit", "floor", "room", "poi",
    "intersection", "remark", "division_code",
)  # fmt: skip
PARTS = ("level", "sort", "class_code", "name", *ADDRESS_PARTS, *identity.PARTS)
_NAMED = ("division", "community", "road", "estate", "crossing")
_LEVEL_OF = {"community": "division", "poi": "poi", **{name: name for name in _NAMED if name != "community"}}
# Parts that name a place of each level, beside its divisions
_NAMING = {
    "division": COMMUNITIES,
    "road": ("road", "lane"),
    "estate": (*COMMUNITIES, "estate"),
    "crossing": (*COMMUNITIES, "road", "intersection"),
    "poi": (*COMMUNITIES, "road", "lane", "estate", *DOORS),
}


def standardise_place(values: pl.Series, context: Context) -> pl.DataFrame:
    """Read places: what they are, where they are, and by what they are told apart.

    A value is an address, or an address and a name: `三香路18号(名称:肯德基)(类别:餐饮)`. `value` is the standard text of the
    place: down to its own level, a point of interest with its name in `(兴趣点:…)`. Columns: `level` (division, road,
    estate, crossing, gate, building, unit, floor, room, poi), `sort` (place_name, address, poi), `class_code` (GA/T
    2000.32), `name` as given, the parts of an address (see the kind `address`), and those by which places are told apart
    (see `identity`). Issues are those of the address, and `placeholder`.

    >>> read = standardise_place(pl.Series(["沧浪区十全街三号", "姑苏区三香路18号(名称:肯德基)"]), Context())
    >>> read.select("value", "level").rows()
    [('江苏省苏州市姑苏区十全街3号', 'gate'), ('江苏省苏州市姑苏区三香路18号(兴趣点:肯德基)', 'poi')]
    """
    folded = fold_texts(values)
    bare_number = folded.str.contains("^[^0-9]*[0-9]{15,}").fill_null(False)  # of a person or a body
    blank = are_placeholders(folded) | bare_number
    text = pl.DataFrame({"text": folded.set(blank, None), "blank": blank})
    told = _with_context(split_texts(text["text"]), context)
    read = _read_addresses(told["address"], replace(context, steps=False))
    places = told.select("name").hstack(read.drop("value")).with_columns(level=find_levels(read))
    named = told["name"].is_not_null()
    if named.any():
        places = _read_named(places, told, named, context)
    places = _settle(places, context)
    nothing = pl.lit(
        text["blank"] | (told["address"].is_null() & told["name"].is_null() & text["text"].is_not_null())
    )
    said = pl.col("value").is_not_null()
    issue = pl.when(nothing).then(pl.lit("placeholder")).otherwise("issue")
    steps = [pl.lit(_STEPS, dtype=pl.List(pl.String)).alias("steps")] if context.steps else []
    return places.with_columns(
        issue=pl.when(~said & pl.lit(text["text"].is_not_null()) & issue.is_null())
        .then(pl.lit("not_an_address"))
        .otherwise(issue)
    ).select("value", "issue", "lead", *(pl.when(said).then(part).alias(part) for part in PARTS), *steps)


def write_places(parts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The columns of places of which only `level` and the parts of their address are known (absent ones are null).

    The division's code is that of the names. A point of interest is one by its `poi`.
    """
    known = parts.select(
        (pl.col(name) if name in parts.columns else pl.lit(None, pl.String)).alias(name)
        for name in ("level", *ADDRESS_PARTS)
    )
    named = known.with_columns(name=pl.when(pl.col("level") == "poi").then("poi"))
    return _settle(named, context).select("value", *PARTS)


def _settle(places: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Add what follows from level, name and address parts."""
    places = places.with_columns(**identity.settle_zone())
    of_town = pl.when(pl.col("division_code").str.len_chars() == 9).then("division_code")
    found = find_division_codes(places, context.at)
    places = places.with_columns(division_code=pl.coalesce(of_town, pl.lit(found), "division_code"))
    places = places.with_columns(town=_town_of_today(), sort=find_sort(pl.col("level")))
    places = places.with_columns(_write(places).alias("value"), class_code=find_class_code(pl.col("level")))
    return places.hstack(identity.write_identity(places))


_STEPS = ["split_name", "read_address", "find_level", "write_standard_text"]


def _with_context(told: pl.DataFrame, context: Context) -> pl.DataFrame:
    """A name without an address stands in the division the column is known to lie in."""
    if context.division is None:
        return told
    path = path_table(context.at or date.today()).filter(pl.col("code") == context.division)
    text = (
        "".join(name for name in path.select("province", "city", "district").row(0) if name)
        if len(path)
        else ""
    )
    lone = pl.col("name").is_not_null() & pl.col("address").is_null()
    return told.with_columns(address=pl.when(lone).then(pl.lit(text or None)).otherwise("address"))


def _read_addresses(texts: pl.Series, context: Context) -> pl.DataFrame:
    """`value`, `issue`, `lead` and the address parts of texts."""
    read = apply_on_distinct(texts, lambda distinct: ADDRESS.standardise(distinct, context))
    return read.select("value", "issue", "lead", *ADDRESS_PARTS)


def _read_named(places: pl.DataFrame, told: pl.DataFrame, named: pl.Series, context: Context) -> pl.DataFrame:
    """Places with a name: roads, estates and divisions read from their names, all else standing at its address."""
    rows = named.arg_true()
    here, given = places[rows], told[rows]
    alone = _read_addresses(given["name"], replace(context, division=None, steps=False))
    sort = find_class(given["category"], alone, here["level"].is_in(DOOR_LEVELS))
    sort = sort.set(given["is_poi"], "poi")
    is_address = sort == "address"
    deeper = here["level"].is_in(DOOR_LEVELS)
    from_name = sort.is_in(_NAMED) | (is_address & ~deeper)
    settled = here.with_columns(
        level=pl.when(pl.lit(is_address)).then("level").otherwise(pl.lit("poi")),
        poi=pl.when(pl.lit(is_address)).then("poi").otherwise("name"),
        issue=pl.when(pl.col("issue").is_in(["not_an_address", "placeholder"])).then(None).otherwise("issue"),
    )
    if from_name.any():
        at = from_name.arg_true()
        again = _read_by_name(here[at], sort[at], context)
        settled = pl.DataFrame({c: settled[c].scatter(at, again[c]) for c in settled.columns})
    return pl.DataFrame({c: places[c].scatter(rows, settled[c]) for c in places.columns})


def _read_by_name(here: pl.DataFrame, sort: pl.Series, context: Context) -> pl.DataFrame:
    """Places that are what their name says, within the divisions their address names."""
    upper = pl.concat_str(pl.coalesce(c, pl.lit("")) for c in (*DIVISIONS, *COMMUNITIES))
    within = pl.concat_str(pl.coalesce(c, pl.lit("")) for c in DIVISIONS)
    prefix = pl.when(pl.lit(sort.is_in(["division", "community"]))).then(within).otherwise(upper)
    texts = here.select(pl.concat_str(prefix, "name")).to_series()
    read = _read_addresses(texts, replace(context, steps=False))
    col = pl.col
    frame = read.drop("value").with_columns(
        name=here["name"], sort=sort, level=find_levels(read), own_road=here["road"], own_lane=here["lane"],
        own_gate=here["gate"], own_subgate=here["subgate"],
    )  # fmt: skip
    at_gate = (
        (col("sort") == "estate") & col("road").is_null() & col("lane").is_null() & col("gate").is_null()
    )
    forced = {
        "road": pl.when((col("sort") == "road") & col("lane").is_null())
        .then(pl.coalesce("road", "name"))
        .otherwise("road"),
        "estate": pl.when(col("sort") == "estate").then(pl.coalesce("estate", "name")).otherwise("estate"),
        "community": pl.when(col("sort") == "community")
        .then(pl.coalesce("community", "name"))
        .otherwise("community"),
        "intersection": pl.when(col("sort") == "crossing")
        .then(pl.coalesce("intersection", "name"))
        .otherwise("intersection"),
        "poi": pl.when(~col("sort").is_in(_NAMED)).then("poi"),
    }
    frame = frame.with_columns(**forced).with_columns(
        pl.when(at_gate).then(f"own_{name}").otherwise(name).alias(name)
        for name in ("road", "lane", "gate", "subgate")
    )
    level = col("sort").replace_strict(_LEVEL_OF, default=None, return_dtype=pl.String)
    return frame.with_columns(level=pl.coalesce(level, "level")).select(here.columns)


def _town_of_today() -> pl.Expr:
    """The present name of the town whose code is known: 松陵镇 is 松陵街道."""
    known = pl.col("division_code").replace_strict(
        identity.current_town_names(), default=None, return_dtype=pl.String
    )
    return pl.when(pl.col("town").is_not_null()).then(pl.coalesce(known, "town"))


def _write(places: pl.DataFrame) -> pl.Series:
    """Standard text down to the level of each place."""
    naming = {level: {*DIVISIONS, *parts} for level, parts in _NAMING.items()}
    in_tower = pl.all_horizontal(pl.col(c).is_null() for c in ("road", "lane", "estate", "community"))
    kept = []
    for part in (*DIVISIONS, *COMMUNITIES, "road", "lane", "estate", "poi", "intersection", "remark", *DOORS):
        levels = [level for level, parts in naming.items() if part in parts]
        if part == "poi":
            unnamed = (pl.col("level") == "poi") & pl.col("name").is_null()
            shown = pl.col("level").is_in(DOOR_LEVELS) & in_tower | unnamed
        elif part in ("intersection", "remark"):
            shown = pl.col("level").is_in(levels)
        else:
            shown = pl.col("level").is_in([*levels, *DOOR_LEVELS])
        kept.append(pl.when(shown).then(part).alias(part))
    text = _write_in_script(places.select(kept))
    is_poi = pl.lit(places["level"] == "poi") & pl.lit(places["name"].is_not_null())
    return (
        pl.DataFrame({"text": text, "poi": places["poi"]})
        .select(pl.when(is_poi).then(write_poi(pl.col("text"), pl.col("poi"))).otherwise("text"))
        .to_series()
    )


def _write_in_script(parts: pl.DataFrame) -> pl.Series:
    """Standard text of the parts, in Latin letters where road or estate are."""
    text = write_text(parts)
    latin = is_latin_name(pl.col("road")) | is_latin_name(pl.col("estate"))
    rows = parts.select(latin).to_series().arg_true()
    return replace_rows(text, rows, write_latin(parts[rows])) if len(rows) else text


KIND = Kind(
    "place",
    "地点",
    "Place",
    {name: pl.String() for name in PARTS},
    standardise_place,
    write=write_places,
    most_rows=1 << 18,
)
