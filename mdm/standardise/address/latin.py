"""Addresses in Latin letters alone: English or pinyin, from the room up or from the province down.

Roads and estates keep their pinyin, `sound_key` is that of the same door written in Chinese; a division is
given where its pinyin, beneath the others named, means one.
"""

from datetime import date
from functools import lru_cache

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.address.latin_words import (
    COUNTRY,
    DIVISIONS,
    ESTATES,
    PATTERNS,
    SIDES,
    STREETS,
    TOWNS,
)
from mdm.standardise.address.sounds import sound_of, spell_digits
from mdm.standardise.division.paths import path_table

_NUMBERS = ("room", "floor", "unit", "building", "lane", "gate")
PLACES = ("province", "city", "district", "town")
_STREET = "|".join(sorted(STREETS, key=lambda word: (-len(word), word)))
_SIDE = "|".join(SIDES)
_MOST_WORDS = 5


def read_latin(values: pl.Series, at: date) -> pl.DataFrame:
    """Read addresses in Latin letters (no nulls): the parts they name, `text_value`, `key`, `road_key`, `sound_key`.

    >>> from datetime import date
    >>> texts = ["Room 501, Unit 2, Building 3, No. 18 East Renmin Road, Gusu District, Suzhou", "Renmin Donglu 18 hao 501 shi"]
    >>> found = read_latin(pl.Series(texts), date(2024, 1, 1))
    >>> found.select("district", "road", "gate", "building", "unit", "room").rows()
    [('姑苏区', 'renmin dong lu', '18', '3', '2', '501'), (None, 'renmin dong lu', '18', None, None, '501')]
    """
    frame = _take_numbers(values)
    pieces = _cut_pieces(frame["text"])
    roads = _choose_first(pieces.filter("is_road"), "road")
    frame = frame.with_row_index("row").join(roads, on="row", how="left", maintain_order="left")
    frame = frame.join(
        _find_divisions(pieces.filter(~pl.col("is_road")), at), on="row", how="left", maintain_order="left"
    )
    placed = frame.select("row", taken="taken").explode("taken", empty_as_null=True).drop_nulls()
    rest = pieces.filter(~pl.col("is_road")).join(
        placed, left_on=["row", "words"], right_on=["row", "taken"], how="anti"
    )
    # 苏州 and 宿州 sound alike: such a name alone tells no division, and is no estate either.
    upper = _named(at).filter(pl.col("level") != "town")["sound"].unique()
    is_estate = ~pl.col("is_division") & ~_spell(pl.col("words")).is_in(upper.implode())
    estates = _choose_first(rest.filter(is_estate), "estate")
    frame = frame.join(estates, on="row", how="left", maintain_order="left")
    return _write(_settle(frame))


def _fold(values: pl.Series) -> pl.Expr:
    text = (
        pl.lit(values)
        .str.normalize("NFKC")
        .str.to_lowercase()
        .str.normalize("NFD")
        .str.replace_all(r"\p{Mn}", "")
    )
    text = (
        text.str.replace_all("[’‘`´]", "'")
        .str.replace_all(COUNTRY, " ")
        .str.replace_all(r"\b[0-9]{6}\b", " ")
    )
    # No. 2 Road and 2nd Road are roads by number, no gates.
    text = text.str.replace_all(rf"\b(?:no\.?\s*)?([0-9]+)(?:st|nd|rd|th)?\s+({_STREET})\b", "${1} ${2}")
    text = text.str.replace_all(r"[;|()\n]+|/([^f])", ",$1").str.replace_all(r"\s+", " ")
    return text.str.replace_all(
        rf"\b({_STREET})((?: (?:{_SIDE}))?) ([0-9]+(?:-[0-9]+)?[a-z]?)(,|$)", "$1$2, no. $3$4"
    )


def _take_numbers(values: pl.Series) -> pl.DataFrame:
    """Take the numbered parts out of the texts; what is left stands in `text`, a comma in each gap."""
    frame = pl.select(text=_fold(values))
    frame = frame.with_columns(pl.lit(None, pl.String).alias(part) for part in _NUMBERS)
    text = pl.col("text")
    for part, pattern in PATTERNS:
        found = pl.when(pl.col(part).is_null()).then(text.str.extract(pattern, 1))
        frame = frame.with_columns(
            pl.coalesce(part, found.str.to_uppercase()).alias(part),
            pl.when(found.is_not_null())
            .then(text.str.replace(pattern, " , "))
            .otherwise("text")
            .alias("text"),
        )
    # A number right before the road is its gate, whatever else is named: Tower B, 500 Zhangyang Road.
    leads = rf"(^|,)\s*([0-9]+(?:-[0-9]+)?[a-z]?)\s+([a-z][a-z' ]*?\s(?:{_STREET})\b)"
    gate = pl.when(pl.col("gate").is_null()).then(text.str.extract(leads, 2))
    frame = frame.with_columns(
        gate=pl.coalesce("gate", gate.str.to_uppercase()),
        text=pl.when(gate.is_not_null()).then(text.str.replace(leads, "$1 $3")).otherwise("text"),
    )
    # A number right before the road, or alone at an end: 18 Renmin Road.
    alone = r"(?:^|,)\s*([0-9]+(?:-[0-9]+)?[a-z]?)\b\s*,?"
    loose = pl.when(pl.col("gate").is_null()).then(text.str.extract(alone, 1))
    in_house = pl.col("room").is_null() & (pl.col("building").is_not_null() | pl.col("unit").is_not_null())
    frame = frame.with_columns(
        gate=pl.coalesce("gate", pl.when(~in_house).then(loose.str.to_uppercase())),
        room=pl.coalesce("room", pl.when(in_house).then(loose.str.to_uppercase())),
        text=pl.when(loose.is_not_null()).then(text.str.replace(alone, " , ")).otherwise("text"),
    )
    long_unit = pl.col("unit").str.contains("[0-9]{3}") & pl.col("room").is_null()
    # No. 3-2-501 is a door, no gate.
    in_gate = pl.col("gate").str.contains("^[0-9A-Z]+-[0-9A-Z]+-[0-9A-Z]+$") & pl.col("room").is_null()
    frame = frame.with_columns(
        room=pl.when(in_gate).then("gate").otherwise("room"),
        gate=pl.when(~in_gate.fill_null(False)).then("gate"),
    )
    door = pl.col("room").str.split("-")
    parted = (
        (door.list.len() > 1)
        & (door.list.len() < 4)
        & pl.col("building").is_null()
        & pl.col("unit").is_null()
    )
    frame = frame.with_columns(
        building=pl.when(parted).then(door.list.first()).otherwise("building"),
        unit=pl.when(parted & (door.list.len() == 3))
        .then(door.list.get(1, null_on_oob=True))
        .otherwise("unit"),
        room=pl.when(parted).then(door.list.last()).otherwise("room"),
    )
    return frame.with_columns(
        room=pl.when(long_unit).then("unit").otherwise("room"),
        unit=pl.when(~long_unit.fill_null(False)).then("unit"),
        subgate=pl.col("gate").str.extract("^[0-9A-Z]+(-[0-9A-Z]+)$"),
        gate=pl.col("gate").str.extract("^([0-9A-Z]+)"),
        lane=pl.col("lane") + "弄",
    )


def _cut_pieces(text: pl.Series) -> pl.DataFrame:
    """The named pieces of each text: `row`, `place`, `words`, `is_road`, `is_division`."""
    kinds = "|".join((*DIVISIONS, *ESTATES))
    ends = rf"\b((?:{_STREET})(?: (?:{_SIDE}))?|(?:{kinds}))\b"
    pieces = (
        text.str.replace_all(r"([a-z])(donglu|xilu|nanlu|beilu|zhonglu)\b", "$1 $2").str.replace_all(
            r"\b(dong|xi|nan|bei|zhong)(lu|jie|dajie|dadao)\b", "$1 $2"
        )
        .to_frame("words").with_row_index("row")
        .with_columns(pl.col("words").str.replace_all(ends, "$1,").str.replace_all(r"[^a-z0-9',\- ]", " ").str.split(","))
        .explode("words")
        .with_columns(pl.col("words").str.replace_all(r"\s+", " ").str.strip_chars(" -'"))
        .filter(pl.col("words").str.contains("[a-z]{2}"))
    )  # fmt: skip
    words = pl.col("words")
    joined = rf"^[a-z0-9]{{3,}}(?:lu|jie|dadao)(?: (?:{_SIDE}))?$"
    pieces = pieces.with_columns(
        place=pl.int_range(pl.len()).over("row"),
        is_road=words.str.contains(rf"(?: |[0-9])(?:{_STREET})(?: (?:{_SIDE}))?$")
        | words.str.contains(joined),
        is_division=words.str.contains(rf"(?:^| )(?:{'|'.join(DIVISIONS)})$"),
    )
    return pieces.filter(words.str.count_matches(" ") < _MOST_WORDS + 2)


def _choose_first(pieces: pl.DataFrame, name: str) -> pl.DataFrame:
    first = pieces.sort("row", "place").unique("row", keep="first", maintain_order=True)
    return first.select("row", pl.col("words").alias(name))


@lru_cache(maxsize=4)
def _named(at: date) -> pl.DataFrame:
    """Divisions in force by sound: `sound`, `code`, `level`, the codes above (`above`)."""
    table = path_table(at).with_columns(name=pl.coalesce("town", "district", "city", "province"))
    table = table.with_columns(sound=sound_of(table["name"]))
    upper = [
        pl.col("code").str.head(2) + "0000",
        pl.col("code").str.head(4) + "00",
        pl.col("code").str.head(6),
    ]
    return table.select("sound", "code", "level", *PLACES, above=pl.concat_list(*upper, "code").list.unique())


_KIND = rf" (?:{'|'.join(DIVISIONS)})$"


def _spell(words: pl.Expr) -> pl.Expr:
    """The name of a division by sound, without its kind."""
    latin = read_reference("place_latin")
    bare = words.str.replace(_KIND, "").replace(latin["written"], latin["pinyin"])
    return bare.str.replace_all("[ '\\-]", "")


def _find_divisions(pieces: pl.DataFrame, at: date) -> pl.DataFrame:
    """The deepest division of each row that all others of its names agree with, and the pieces it explains."""
    words = pl.col("words")
    named = pieces.select("row", "words", sound=_spell(words), told=words.str.contains(_KIND))
    towns = named.filter(words.str.contains(rf" (?:{'|'.join(TOWNS)})$"))
    table = _named(at)
    meanings = pl.concat([
        named.join(table.filter(pl.col("level") != "town"), on="sound"),
        towns.join(table.filter(level="town"), on="sound"),
    ])  # fmt: skip
    pairs = meanings.select("row", "code", "above", "level", "words").join(
        meanings.select("row", other="code", other_words="words", other_level="level"), on="row"
    )
    agrees = pl.col("other").is_in(pl.col("above"))
    support = (
        pairs.filter(agrees & (pl.col("words") != pl.col("other_words")))
        .group_by("row", "code", "words")
        .agg(support=pl.col("other_words").n_unique(), taken=pl.col("other_words").unique().sort())
    )
    depth = pl.col("level").replace_strict(
        {"province": 1, "city": 2, "district": 3, "town": 4}, return_dtype=pl.Int8
    )
    ranked = meanings.join(support, on=["row", "code", "words"], how="left").with_columns(
        pl.col("support").fill_null(0), depth=depth, taken=pl.col("taken").fill_null([])
    )
    # Nothing that only its own sound speaks for may be a town, or a district without its kind.
    ranked = ranked.filter(
        (pl.col("support") > 0) | (pl.col("depth") < 3) | (pl.col("told") & (pl.col("depth") == 3))
    )
    best = ranked.filter(pl.col("support") == pl.col("support").max().over("row"))
    best = best.filter(
        pl.col("depth")
        == pl.when(pl.col("support") > 0)
        .then(pl.col("depth").max().over("row"))
        .otherwise(pl.col("depth").min().over("row"))
    )
    best = best.filter(pl.col("code").n_unique().over("row") == 1).unique(
        "row", keep="first", maintain_order=True
    )
    return best.select(
        "row", *PLACES, division_code="code", taken=pl.concat_list("taken", "words").list.unique()
    )


def _settle(frame: pl.DataFrame) -> pl.DataFrame:
    """Write roads and estates in one form: the side behind the name, the kind of street in pinyin."""
    road = pl.col("road")
    kind = road.str.extract(rf"({_STREET})(?: (?:{_SIDE}))?$")
    body = road.str.replace(rf" ?({_STREET})(?: ({_SIDE}))?$", "")
    sides = [
        road.str.extract(rf"(?:{_STREET}) ({_SIDE})$"),
        body.str.extract(rf"^({_SIDE}) .*"),
        body.str.extract(rf" ({_SIDE})$"),
    ]
    side = pl.coalesce(sides).replace_strict(SIDES, default=None, return_dtype=pl.String)
    stem = (
        pl.when(sides[0].is_not_null())
        .then(body)
        .when(sides[1].is_not_null())
        .then(body.str.replace(rf"^(?:{_SIDE}) ", ""))
        .otherwise(body.str.replace(rf" (?:{_SIDE})$", ""))
    )
    kind = kind.replace_strict(STREETS, default=None, return_dtype=pl.String)
    frame = frame.with_columns(
        road=pl.concat_str(stem, side, kind, separator=" ", ignore_nulls=True).str.strip_chars(),
        road_sound=pl.concat_str(stem, side, separator=" ", ignore_nulls=True),
    )
    estate_kind = rf" (?:{'|'.join(ESTATES)})$"
    bare = pl.col("estate").str.replace(estate_kind, "")
    sound = pl.coalesce(pl.when(road.is_not_null() & (road != "")).then("road_sound"), bare).str.replace_all(
        "[ '\\-]", ""
    )
    sound = spell_digits(sound)
    return frame.with_columns(
        road=pl.when(pl.col("road") != "").then("road"), place_sound=pl.when(sound != "").then(sound)
    )


def write_latin(parts: pl.DataFrame) -> pl.Series:
    """Standard text in Latin letters, from the room up: of parts whose road or estate is in Latin letters."""
    col = pl.col
    sounds = [pl.lit(sound_of(parts[place])) + _kind_of(place) for place in reversed(PLACES)]
    gate = "no. " + pl.concat_str("gate", "subgate", ignore_nulls=True)
    pieces = [
        "room " + col("room"), "floor " + col("floor"), "unit " + col("unit"), "building " + col("building"), col("estate"),
        pl.when(col("gate").is_not_null()).then(gate), "lane " + col("lane").str.strip_suffix("弄"), col("road"), *sounds,
    ]  # fmt: skip
    text = pl.concat_str(pieces, separator=", ", ignore_nulls=True).str.replace("(no. [0-9A-Z-]+), ", "$1 ")
    return parts.select(text=text)["text"]


def is_latin_name(name: pl.Expr) -> pl.Expr:
    """Whether a road or estate is written in Latin letters, as this grammar writes them."""
    return name.str.contains("^[a-z0-9][a-z0-9' -]*[a-z][a-z' -]*$").fill_null(False)


def _write(frame: pl.DataFrame) -> pl.DataFrame:
    """Standard text in Latin letters, and the keys."""
    col = pl.col
    lane = col("lane").str.strip_suffix("弄")
    text = pl.lit(write_latin(frame))
    numbered = pl.any_horizontal(col(name).is_not_null() for name in ("gate", "building", "room"))
    in_house = pl.any_horizontal(col(name).is_not_null() for name in ("room", "unit", "building"))
    named = (
        col("road").is_not_null()
        | col("division_code").is_not_null()
        | (col("estate").is_not_null() & in_house)
    )
    numbers = [pl.concat_str(pl.lit("|"), col(name), ignore_nulls=True) for name in _DOOR]
    place = pl.coalesce("road", "estate")
    sound = pl.concat_str("place_sound", lane, ignore_nulls=True)
    is_placed = numbered & place.is_not_null()
    return frame.with_columns(
        *(pl.when(named).then(name).alias(name) for name in _NUMBERS),
        text_value=pl.when(named).then(text),
        estate=pl.when(named).then("estate"),
        road_key=pl.when(named).then(pl.concat_str(place, "lane", ignore_nulls=True)),
        key=pl.when(named & is_placed).then(pl.concat_str(place, *numbers, ignore_nulls=True)),
        road_sound=pl.when(named & col("place_sound").is_not_null()).then(sound),
        sound_key=pl.when(named & is_placed).then(pl.concat_str(sound, *numbers, ignore_nulls=True)),
    )


_DOOR = ("gate", "subgate", "building", "unit", "room")
_KINDS = {
    "省": " sheng",
    "市": " shi",
    "区": " qu",
    "县": " xian",
    "旗": " qi",
    "州": " zhou",
    "镇": " zhen",
    "乡": " xiang",
}


def _kind_of(place: str) -> pl.Expr:
    """The kind of a division behind its name, as its last character says it."""
    if place == "town":
        office = pl.col(place).str.ends_with("街道")
        return pl.when(office).then(pl.lit(" jiedao")).otherwise(_kind_by_end(place))
    return _kind_by_end(place)


def _kind_by_end(place: str) -> pl.Expr:
    return pl.col(place).str.tail(1).replace_strict(_KINDS, default="", return_dtype=pl.String)
