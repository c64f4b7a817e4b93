"""Doors of a made-up city in Suzhou's address grammar, written the ways people write them."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from population_vocabulary import (
    ADDRESS_SLIPS,
    ESTATE_ENDINGS,
    LANE_ENDINGS,
    ROAD_ENDINGS,
    STEMS,
    TOWNS,
    Ints,
    load_traditional,
)
from pypinyin import lazy_pinyin

BLOCK, TOWER, LANE, VILLAGE = 0, 1, 2, 3
DOORS_A_PLACE = 400
DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Care:
    """How carefully a department writes addresses; shares of its records."""

    standard: float  # everything, in the official order
    old_district: float = 0.12
    no_district: float = 0.2
    road_too: float = 0.4
    short_flat: float = 0.35
    no_room: float = 0.03
    slip: float = 0.03
    traditional: float = 0.0
    english: float = 0.0


def make_places(doors: int) -> pl.DataFrame:
    """Estates, lanes and villages, about `DOORS_A_PLACE` doors each."""
    count = max(240, -(-doors // DOORS_A_PLACE))
    at = np.arange(count)
    kind = np.array([BLOCK, TOWER, BLOCK, LANE, BLOCK, BLOCK, VILLAGE, TOWER])[(at * 5 + at // 8) % 8]
    stem, ending = (
        (at * 37 + at // len(STEMS)) % len(STEMS),
        (at // 7 + at // len(STEMS)) % len(ESTATE_ENDINGS),
    )
    again = (at // (len(STEMS) * len(ESTATE_ENDINGS)))[:, None]
    names = []
    for i in range(count):
        more = STEMS[(stem[i] * 7 + i) % len(STEMS)] if again[i, 0] else ""
        lane = STEMS[(stem[i] + 11) % len(STEMS)] + LANE_ENDINGS[i % len(LANE_ENDINGS)]
        endings = {LANE: lane, VILLAGE: STEMS[stem[i]] + more + "村"}
        names.append(endings.get(kind[i], STEMS[stem[i]] + more + ESTATE_ENDINGS[ending[i]]))
    roads = [
        STEMS[(s * 3 + i) % len(STEMS)] + ROAD_ENDINGS[(i * 7) % len(ROAD_ENDINGS)]
        for i, s in enumerate(stem)
    ]
    former = [
        STEMS[(s * 5 + i) % len(STEMS)] + ROAD_ENDINGS[(i * 3) % len(ROAD_ENDINGS)]
        for i, s in enumerate(stem)
    ]
    towns = [TOWNS[(i * 13 + i // 5) % len(TOWNS)] for i in range(count)]
    frame = pl.DataFrame(
        {
            "kind": kind,
            "place": names,
            "road": roads,
            "old_road": [f if i % 16 == 0 else r for i, (f, r) in enumerate(zip(former, roads, strict=True))],
            "gate": (at * 7919 + 31) % 420 + 1,
            "district": [t[0] for t in towns],
            "town": [t[1] for t in towns],
            "old_district": [t[2] for t in towns],
        }
    )
    words = {*names, *roads, *frame["district"]}
    sounds = {word: "".join(lazy_pinyin(word.removesuffix("区"))).title() for word in words}
    return frame.with_columns(
        pl.col(c).replace_strict(sounds).alias(f"{c}_pinyin") for c in ("place", "road", "district")
    )


def write_addresses(doors: Ints, places: pl.DataFrame, care: Care, rng: np.random.Generator) -> pl.Series:
    """One spelling for each door."""
    count = len(doors)
    frame = places[doors % len(places)].with_columns(_inner_numbers(doors // len(places)))

    def chance(share: float) -> pl.Series:
        return pl.Series(rng.random(count) < share)

    standard = rng.random(count) < care.standard
    draws = pl.DataFrame(
        {
            "standard": standard,
            "upper_draw": rng.random(count),
            "form": rng.random(count),
            "is_old": chance(care.old_district),
            "is_bare": chance(care.no_district),
            "has_town": chance(0.3),
            "has_road": chance(care.road_too),
            "is_former_road": chance(0.5),
            "is_short": chance(care.short_flat),
            "no_room": chance(care.no_room),
            "slips": chance(care.slip),
            "is_wide": chance(0.01),
            "is_spaced": chance(0.015),
            "is_traditional": chance(care.traditional),
            "is_english": chance(care.english),
        }
    )
    frame = frame.hstack(draws).with_columns(_upper(), _flat())
    frame = frame.with_columns(_outer())
    frame = frame.with_columns(pl.concat_str("upper", "body").alias("address"))
    return frame.select(_blur()).to_series()


def _inner_numbers(inner: Ints) -> list[pl.Series]:
    """Building, unit and rooms of the n-th door of a place, for each kind of place."""
    columns: dict[str, NDArray[np.int64]] = {
        "block": inner // 36 + 1,
        "unit": inner // 12 % 3 + 1,
        "flat": (inner // 2 % 6 + 1) * 100 + inner % 2 + 1,
        "tower": inner // 96 + 1,
        "tower_flat": (inner // 4 % 24 + 1) * 100 + inner % 4 + 1,
        "lane_gate": inner // 2 * 2 + 1,
        "lane_part": inner % 2,
        "group": inner % 20 + 1,
        "village_gate": inner // 20 + 1,
    }
    return [pl.Series(name, values) for name, values in columns.items()]


def _upper() -> pl.Expr:
    draw, city = pl.col("upper_draw"), pl.lit("苏州市")
    province = pl.lit("江苏省")
    bare = pl.col("is_bare") & (draw > 0.2)
    district = (
        pl.when(pl.col("is_old")).then("old_district").when(bare).then(pl.lit("")).otherwise("district")
    )
    loose = (
        pl.when(draw < 0.3)
        .then(pl.concat_str(province, city, district))
        .when(draw < 0.6)
        .then(pl.concat_str(city, district))
        .when(draw < 0.62)
        .then(pl.concat_str(province, city, province, city, district))
        .when(draw < 0.64)
        .then(pl.concat_str(pl.lit("江苏苏州"), district))
        .otherwise(district)
    )
    town = pl.when("has_town").then("town").otherwise(pl.lit(""))
    full = pl.concat_str(province, city, "district", "town")
    return pl.when("standard").then(full).otherwise(pl.concat_str(loose, town)).alias("upper")


def _flat() -> pl.Expr:
    """The part inside the estate."""
    form, block, unit, flat = pl.col("form"), pl.col("block"), pl.col("unit"), pl.col("flat")
    spelled = (block.cast(pl.String)).replace_strict({str(i): DIGITS[i] for i in range(1, 10)}, default="十")
    spelled = pl.when(block < 11).then(spelled).otherwise(block.cast(pl.String))
    official = pl.format("{}幢{}单元{}室", block, unit, flat)
    short = (
        pl.when(form < 0.45)
        .then(pl.format("{}-{}-{}", block, unit, flat))
        .when(form < 0.6)
        .then(pl.format("{}号楼{}单元{}", block, unit, flat))
        .when(form < 0.7)
        .then(pl.format("{}栋{}单元{}室", block, unit, flat))
        .when(form < 0.8)
        .then(pl.format("{}#{}-{}", block, unit, flat))
        .when(form < 0.86)
        .then(pl.format("{}幢{}单元{}室", spelled, unit, flat))
        .when(form < 0.92)
        .then(pl.format("{}#{}", block, flat))
        .otherwise(pl.format("{}幢{}室", block, flat))
    )
    tower, tower_flat = pl.col("tower"), pl.col("tower_flat")
    in_tower = (
        pl.when(~pl.col("is_short"))
        .then(pl.format("{}幢{}室", tower, tower_flat))
        .when(form < 0.5)
        .then(pl.format("{}-{}", tower, tower_flat))
        .when(form < 0.75)
        .then(pl.format("{}号楼{}", tower, tower_flat))
        .otherwise(pl.format("{}栋{}室", tower, tower_flat))
    )
    in_block = pl.when(pl.col("is_short") & ~pl.col("standard")).then(short).otherwise(official)
    return pl.when(pl.col("kind") == BLOCK).then(in_block).otherwise(in_tower).alias("flat_text")


def _outer() -> pl.Expr:
    kind, loose = pl.col("kind"), ~pl.col("standard")
    road = pl.when(pl.col("is_former_road") & loose).then("old_road").otherwise("road")
    road = pl.when(pl.col("has_road") | ~loose).then(pl.format("{}{}号", road, "gate")).otherwise(pl.lit(""))
    flat = pl.when(pl.col("no_room") & loose).then(pl.lit("")).otherwise("flat_text")
    part = pl.when(pl.col("lane_part") == 0).then(pl.lit("号"))
    part = part.when(loose & pl.col("is_short")).then(pl.lit("号-1")).otherwise(pl.lit("-1号"))
    lane = pl.concat_str("place", pl.col("lane_gate").cast(pl.String), part)
    bracket = loose & pl.col("is_short")
    village = (
        pl.when(bracket)
        .then(pl.format("{}({}){}号", "place", "group", "village_gate"))
        .otherwise(pl.format("{}{}组{}号", "place", "group", "village_gate"))
    )
    return (
        pl.when(kind == LANE)
        .then(lane)
        .when(kind == VILLAGE)
        .then(village)
        .otherwise(pl.concat_str(road, "place", flat))
        .alias("body")
    )


def _blur() -> pl.Expr:
    text = pl.col("address")
    wide = {str(i): chr(ord("０") + i) for i in range(10)}
    english = pl.format(
        "{}, {}, {} District, Suzhou",
        pl.when(pl.col("kind") == BLOCK)
        .then(pl.format("Rm {}, Unit {}, Bldg {}", "flat", "unit", "block"))
        .when(pl.col("kind") == TOWER)
        .then(pl.format("Rm {}, Bldg {}", "tower_flat", "tower"))
        .when(pl.col("kind") == LANE)
        .then(pl.format("No. {}", "lane_gate"))
        .otherwise(pl.format("No. {}, Group {}", "village_gate", "group")),
        "place_pinyin",
        "district_pinyin",
    )
    places = load_traditional("".join(STEMS + ESTATE_ENDINGS + [name for town in TOWNS for name in town]))
    return (
        pl.when("is_english")
        .then(english)
        .when("standard")
        .then(text)
        .when("slips")
        .then(text.str.replace_many(ADDRESS_SLIPS))
        .when("is_wide")
        .then(text.str.replace_many(wide))
        .when("is_spaced")
        .then(text.str.replace_all("(区|号|街道|镇)", "$1 "))
        .when("is_traditional")
        .then(text.str.replace_many(places))
        .otherwise(text)
        .alias("address")
    )
