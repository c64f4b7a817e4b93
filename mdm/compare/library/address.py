"""Compare addresses by their parts: the deepest part both give decides.

From the strongest: both name the same room, unit, building, gate or place and stop there; one goes deeper
inside the same building or gate; the same gate or estate but another door; two gates, estates or groups of
one road or village, which are two places; one names only an area, road or village that holds the other; anything
else is a conflict. Divisions are those of one date, so old and new names are alike. 18号 and 18-1号 are two
gates, and an equal POI alone never makes an equal gate. Against an address in Latin letters roads and
estates are compared by sound.
"""

from collections.abc import Callable

import polars as pl

from mdm.compare.kind import Comparison, Level
from mdm.shared_work import select_shared, with_shared

LEVELS = (
    Level("missing", "缺失", "Missing or not comparable", "missing", None),
    Level("same_room", "同户室", "Same room", "exact", 1.0),
    Level("same_unit", "同单元", "Same unit, no room on either side", "exact", 0.95),
    Level("same_building", "同楼栋", "Same building, nothing deeper on either side", "exact", 0.92),
    Level("same_gate", "同门牌", "Same gate, nothing deeper on either side", "exact", 0.9),
    Level("same_place", "同路名或小区", "Same road, estate, crossing or POI, no numbers", "exact", 0.85),
    Level("same_area", "同区划", "Same division, nothing deeper on either side", "exact", 0.8),
    Level("inside_building", "同楼栋(一方更细)", "Same building, one side deeper", "partial", 0.75),
    Level("inside_gate", "同门牌(一方更细)", "Same gate or estate, one side deeper", "partial", 0.65),
    Level(
        "other_door", "同门牌不同户室", "Same gate or estate, another building, unit or room", "partial", 0.5
    ),
    Level("same_road", "同路不同门牌", "Same road or village, another gate, estate or group", "none", 0.4),
    Level(
        "inside_area",
        "同区划或道路(一方更细)",
        "One side names only an area or road that holds the other",
        "partial",
        0.2,
    ),
    Level("conflict", "不一致", "Different places", "none", 0.0),
)
_INDEX = {level.name: index for index, level in enumerate(LEVELS)}
PARTS = (
    "province", "city", "district", "town", "community", "group", "road", "lane", "gate", "subgate", "estate",
    "building", "unit", "floor", "room", "poi", "intersection", "remark", "road_key", "road_sound",
)  # fmt: skip
_PLACES = ("road", "estate", "poi", "intersection", "community")


def find_level(left: pl.DataFrame, right: pl.DataFrame) -> pl.Series:
    """Find the level of each pair of rows: what the divisions do not settle is compared part by part."""
    pairs = pl.concat(
        [left.select(pl.col(PARTS).name.prefix("l_")), right.select(pl.col(PARTS).name.prefix("r_"))],
        how="horizontal",
    ).with_columns(**_depths(), other_area=_other_area())
    level = pairs.select(_settled().cast(pl.UInt8)).to_series()
    rows = level.is_null().arg_true()
    if rows.is_empty():
        return level.alias("level")
    return level.scatter(rows, _compare_parts(pairs[rows])).alias("level")


def _compare_parts(pairs: pl.DataFrame) -> pl.Series:
    for side in ("l", "r"):
        said = pairs[f"{side}_intersection"]
        rows = said.is_not_null().arg_true()
        if len(rows):
            pairs = pairs.with_columns(said.scatter(rows, _fold_crossings(said.gather(rows))))
    pairs = pairs.with_columns(_phase(pl.col(f"{side}_estate")) for side in ("l", "r"))
    likeness = with_shared(with_shared(pairs, _likeness()), _places())
    return select_shared(likeness, _level().cast(pl.UInt8)).to_series()


_STREET = "[^与和及]{2,}?(?:大街|大道|路|街|道)"


def _fold_crossings(said: pl.Series) -> pl.Series:
    """Crossings in one form: 与, its roads in one order and 口, however it is said; the corner stays behind it."""
    folded = pl.col("said").str.replace("(路|街|道|巷)(?:十字)?路口", "${1}口")
    folded = folded.str.replace("(?:交叉路口|交叉口|交汇处|交汇口|交会处|交界处|交口|十字路口)", "口")
    folded = folded.str.replace(rf"^({_STREET})({_STREET})口", "${1}与${2}口")  # 航海路京广南路口
    parts = pl.col("folded").str.extract_groups("^(?<one>[^与和及]+)[与和及](?<other>.+?)口(?<corner>.*)$")
    frame = said.to_frame("said").select(folded=folded).with_columns(parts.alias("parts")).unnest("parts")
    ordered = pl.concat_str(
        pl.min_horizontal("one", "other"),
        pl.lit("与"),
        pl.max_horizontal("one", "other"),
        pl.lit("口"),
        pl.col("corner"),
    )
    return frame.select(pl.coalesce(ordered, "folded")).to_series()


def _phase(estate: pl.Expr) -> pl.Expr:
    """A numbered phase or quarter in one form: 牛街东里一区 and 牛街东里1区."""
    return estate.str.replace_many(
        [f"{han}{ending}" for ending in _PHASES for han in "一二三四五六七八九"],
        [f"{digit}{ending}" for ending in _PHASES for digit in "123456789"],
    ).alias(estate.meta.output_name())


_PHASES = ("期", "区", "小区", "组团", "村", "街坊")


def _l(part: str) -> pl.Expr:
    return pl.col(f"l_{part}")


def _r(part: str) -> pl.Expr:
    return pl.col(f"r_{part}")


def _equal(part: str) -> pl.Expr:
    return (_l(part) == _r(part)).fill_null(False)


def _differ(part: str) -> pl.Expr:
    return (_l(part) != _r(part)).fill_null(False)


def _either(part: str) -> pl.Expr:
    return _l(part).is_not_null() | _r(part).is_not_null()


def _alike(part: str) -> pl.Expr:
    """Equal names, or one the other with something before or behind it."""
    return (
        _equal(part)
        | _l(part).str.contains(_r(part), literal=True)
        | _r(part).str.contains(_l(part), literal=True)
    ).fill_null(False)


def _other_area() -> pl.Expr:
    """Divisions or towns that differ."""
    towns = [side("town").str.replace("(?:街道|镇|乡|苏木)$", "") for side in (_l, _r)]
    other_town = (towns[0] != towns[1]).fill_null(False)
    return pl.any_horizontal(*(_differ(part) for part in ("province", "city", "district")), other_town)


def _settled() -> pl.Expr:
    """The level of pairs of which one side says nothing or the divisions differ; null where parts decide."""
    nothing = pl.min_horizontal("left_depth", "right_depth") == 0
    return pl.when(nothing).then(_INDEX["missing"]).when("other_area").then(_INDEX["conflict"])


def _likeness() -> list[pl.Expr]:
    gate = _equal("gate") & _l("subgate").eq_missing(_r("subgate"))
    rooms = [side("room").str.strip_chars_start("0") for side in (_l, _r)]
    run_together = _run_together(_l, _r) | _run_together(_r, _l)
    rooms_equal = (rooms[0] == rooms[1]).fill_null(False) | run_together
    by_sound = (_is_latin(_l) != _is_latin(_r)).fill_null(False) & _equal("road_sound")
    no_road = _l("road").is_null() & _r("road").is_null()
    open_village = _l("community").is_null() | _r("community").is_null()  # 王村|西大街 against 西大街
    street = _equal("road") & _l("lane").eq_missing(_r("lane")) & open_village
    road = _equal("road_key") | by_sound | street | _ends_with(_l, _r) | _ends_with(_r, _l)
    return [
        (_county_against_city(_l, _r) | _county_against_city(_r, _l)).alias("county_unsaid"),
        road.alias("road_alike"),
        (_differ("road_key") & _differ("road") & ~road).alias("road_differs"),
        (_alike("estate") | (by_sound & no_road)).alias("estate_alike"),
        (_differ("estate") & ~_alike("estate") & ~by_sound).alias("estate_differs"),
        _alike("poi").alias("poi_alike"),
        (_differ("poi") & ~_alike("poi")).alias("poi_differs"),
        _equal("intersection").alias("crossing_same"),
        _alike("intersection").alias("crossing_alike"),
        (_differ("intersection") & ~_alike("intersection")).alias("crossing_differs"),
        (_l("intersection").is_null() != _r("intersection").is_null()).alias("crossing_once"),
        (_offset(_l)).ne_missing(_offset(_r)).alias("beside"),
        (_kinds_differ(_l, _r) | _kinds_differ(_r, _l)).alias("house_differs"),
        (_either("poi") & (_l("poi").is_null() | _r("poi").is_null())).alias("poi_once"),
        (_equal("community") & _l("group").eq_missing(_r("group"))).alias("village_alike"),
        (_equal("community") & (_l("group").is_null() != _r("group").is_null())).alias("village_holds"),
        _equal("community").alias("village_same"),
        (_l("community").is_not_null() & _differ("community")).alias("village_differs"),
        gate.alias("gate_equal"),
        (_l("gate").is_not_null() & _r("gate").is_not_null() & ~gate).alias("gate_differs"),
        _equal("building").alias("building_equal"),
        rooms_equal.alias("room_equal"),
        ((rooms[0] != rooms[1]).fill_null(False) & ~run_together).alias("room_differs"),
        (_differ("building") | _differ("unit") | (_differ("floor") & ~rooms_equal)).alias("door_differs"),
        _l("floor").eq_missing(_r("floor")).alias("same_floor"),
        (
            (_l("building").eq_missing(_r("building")) & _l("unit").eq_missing(_r("unit"))) | run_together
        ).alias("same_stairs"),
    ]


# Not the place itself but one beside it: 路口向东100米, 126号对面.
_BESIDE = "[0-9]+米|旁|对面|斜对|对过|隔壁|附近|[往向以][东西南北]|[东西南北][侧边]"


def _offset(side: Callable[[str], pl.Expr]) -> pl.Expr:
    """How far and where from the named place, null at the place itself."""
    found = side("remark").str.extract_all(_BESIDE).list.sort().list.join("")
    return pl.when(found != "").then(found)


def _run_together(one: Callable[[str], pl.Expr], other: Callable[[str], pl.Expr]) -> pl.Expr:
    """B座0810 against B0810: the room that begins with its building's letter."""
    lettered = one("building").str.contains("^[A-Z]$") & other("building").is_null()
    joined = pl.concat_str(one("building"), one("room"))
    return (lettered & (joined == other("room").str.replace("-", "", literal=True))).fill_null(False)


def _kinds_differ(one: Callable[[str], pl.Expr], other: Callable[[str], pl.Expr]) -> pl.Expr:
    """An estate on one side, a POI of another name on the other: 柏庄小区 and 华都大厦."""
    estate, poi = one("estate"), other("poi")
    alike = estate.str.contains(poi, literal=True) | poi.str.contains(estate, literal=True)
    return (~alike).fill_null(False) & one("poi").is_null() & other("estate").is_null()


def _is_latin(side: Callable[[str], pl.Expr]) -> pl.Expr:
    """Whether the road or estate of a side is written in Latin letters; null where it has none."""
    return ~side("road_key").str.contains(r"\p{Han}")


def _ends_with(longer: Callable[[str], pl.Expr], shorter: Callable[[str], pl.Expr]) -> pl.Expr:
    """上地信息路 and 信息路: a road with the name of its quarter before it."""
    road, end = longer("road"), shorter("road")
    lengths = road.str.len_chars().cast(pl.Int32) - end.str.len_chars().cast(pl.Int32)
    same_lane = longer("lane").eq_missing(shorter("lane"))
    return (road.str.ends_with(end) & (lengths >= 2) & (end.str.len_chars() >= 3) & same_lane).fill_null(
        False
    )


def _county_against_city(one: Callable[[str], pl.Expr], other: Callable[[str], pl.Expr]) -> pl.Expr:
    """昆山市人民路 against 苏州市人民路: a city alone seldom means its county-level towns."""
    county = one("district").str.contains("[市县旗]$").fill_null(False)
    return county & other("district").is_null() & other("city").is_not_null() & other("town").is_null()


def _depths() -> dict[str, pl.Expr]:
    """How deep each side goes: 0 nothing, 1 division, 2 place, 3 gate, 4 building, 5 unit, 6 room."""

    def depth(prefix: str) -> pl.Expr:
        def has(*parts: str) -> pl.Expr:
            return pl.any_horizontal(pl.col(f"{prefix}_{part}").is_not_null() for part in parts)

        return (
            pl.when(has("room")).then(6).when(has("unit")).then(5).when(has("building")).then(4)
            .when(has("gate")).then(3).when(has(*_PLACES)).then(2)
            .when(has("province", "city", "district", "town")).then(1).otherwise(0)
        )  # fmt: skip

    return {"left_depth": depth("l"), "right_depth": depth("r")}


def _places() -> list[pl.Expr]:
    col = pl.col
    no_road = _l("road").is_null() & _r("road").is_null()
    village_gate = no_road & col("village_alike") & ~(_l("estate").is_not_null() & _differ("estate"))
    bare_gate = col("gate_equal") & (col("road_alike") | village_gate)
    in_estate = col("estate_alike") & ~col("gate_differs") & ~col("road_differs")
    in_poi = col("poi_alike") & ~col("gate_differs") & ~col("road_differs") & ~col("estate_alike")
    in_lane = col("road_alike") & _equal("lane") & ~col("gate_differs")
    bare = pl.all_horizontal(side(part).is_null() for side in (_l, _r) for part in ("gate", "estate", "poi"))
    on_street = col("road_alike") & bare & col("building_equal")  # 十全街3幢501 on both sides
    poi_door = in_poi & (pl.min_horizontal("left_depth", "right_depth") >= 4)
    village = no_road & (col("village_alike") | col("village_holds"))
    return [
        (bare_gate | in_estate | in_lane | poi_door | on_street).alias("anchored"),
        (
            col("road_alike") | col("estate_alike") | col("crossing_alike") | in_poi | village
            | (no_road & col("village_same"))
        ).alias("place_alike"),
        in_poi.alias("in_poi"),
        (col("village_same") & ~col("village_alike") & ~col("village_holds")).alias("group_differs"),
        (no_road & col("village_holds")).alias("group_holds"),
    ]  # fmt: skip


def _level() -> pl.Expr:
    col = pl.col
    depth = pl.min_horizontal("left_depth", "right_depth")
    equal_depth = col("left_depth") == col("right_depth")

    def level(name: str) -> pl.Expr:
        return pl.lit(_INDEX[name])

    at_place = pl.when(col("beside")).then(level("inside_area")).otherwise(level("same_place"))
    storey = equal_depth & col("same_stairs") & col("same_floor")
    within = (
        pl.when(col("door_differs") | col("room_differs")).then(level("other_door"))
        .when(col("room_equal") & col("same_stairs")).then(level("same_room"))
        .when(storey & (depth == 5)).then(level("same_unit"))
        .when(storey & (depth == 4)).then(level("same_building"))
        .when(storey & (depth == 3)).then(pl.when(col("beside")).then(level("inside_gate")).otherwise(level("same_gate")))
        .when(equal_depth & (depth == 2) & col("same_floor")).then(at_place)
        .when(col("building_equal")).then(level("inside_building"))
        .otherwise(level("inside_gate"))
    )  # fmt: skip
    on_road = col("crossing_once") & equal_depth & (depth == 2) & col("road_alike")
    held = on_road | (col("crossing_alike") & (~col("crossing_same") | col("poi_once")))
    apart = col("gate_differs") | (
        (col("estate_differs") | col("poi_differs") | col("house_differs") | col("crossing_differs"))
        & ~(col("gate_equal") & (_either("road") | ~col("estate_differs")))
        & ~col("in_poi")
        & ~col("estate_alike")
    )
    beside = (
        pl.when(held).then(level("inside_area"))
        .when(apart).then(level("same_road"))
        .when(equal_depth & (depth <= 2) & ~col("group_holds")).then(at_place)
        .when(col("in_poi") & (pl.max_horizontal("left_depth", "right_depth") <= 3)).then(at_place)
        .otherwise(level("inside_area"))
    )  # fmt: skip
    return (
        pl.when(col("county_unsaid") & (depth > 1) & col("road_alike")).then(level("same_road"))
        .when(col("group_differs")).then(level("same_road"))
        .when(col("anchored")).then(within)
        .when(col("place_alike")).then(beside)
        .when(equal_depth & (depth == 1)).then(level("same_area"))
        .when(depth == 1).then(level("inside_area"))
        .when(_nothing_shared()).then(level("missing"))
        .when(_bare_door()).then(level("inside_area"))
        .otherwise(level("conflict"))
    )  # fmt: skip


def _bare_door() -> pl.Expr:
    """One number in one group of one town, whose road or village neither side names: 庙前镇华阳组8号 says little."""
    placed = pl.any_horizontal(_either(part) for part in _PLACES)
    return ~placed & pl.col("gate_equal") & _equal("town") & _l("group").eq_missing(_r("group"))


def _nothing_shared() -> pl.Expr:
    """Neither side's kind of place is given by the other, and no division tells them apart."""
    both = [(_l(part).is_not_null() & _r(part).is_not_null()) for part in (*_PLACES, "district", "town")]
    return ~pl.any_horizontal(both)


COMPARISON = Comparison("address", LEVELS, PARTS, find_level, {"same_room": "key"})
