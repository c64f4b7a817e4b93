"""Standard address text and keys, written from the parts."""

import polars as pl

from mdm.standardise.address.numbers import fold_ordinals
from mdm.standardise.address.rows import replace_rows, spread_rows
from mdm.standardise.address.sounds import sound_of

UPPER = ("province", "city", "district", "zone", "town", "community", "group")

# Brackets with a heading hold what has no place of its own among the parts; they are read back as written.
LABELS = {"poi": "地点", "intersection": "路口", "remark": "备注"}


def write_text(parts: pl.DataFrame) -> pl.Series:
    """The standard text of each row; null where no part is known.

    `estate_leads` says where, without a road, the estate stands before the gate: 大石坞23号, but 23号玉兰苑3幢.
    """
    parts = parts.with_columns(**_conditions(parts))
    dashed, spoken = _subgates(parts["subgate"])
    col = pl.col
    apart = pl.when("_apart").then(pl.lit(" "))
    pieces = [
        *(col(name) for name in UPPER),
        pl.when("_runs_on").then(pl.lit(" ")),
        pl.when(~col("_is_crossing")).then("road"),
        pl.when("_is_crossing").then("intersection"),
        col("lane"),
        pl.when("_hamlet_apart").then(pl.lit(" ")),
        pl.when("_estate_leads").then("estate"),
        pl.when(col("gate").is_not_null() & col("road").str.contains("[0-9A-Z]$")).then(pl.lit(" ")),
        col("gate"),
        pl.lit(dashed),
        _mark("gate", "号"),
        pl.lit(spoken),
        pl.when((col("estate").is_not_null() & ~col("_estate_leads")) | col("_poi_inline")).then(apart),
        pl.when(~col("_estate_leads")).then("estate"),
        pl.when(col("estate").str.contains("[0-9A-Za-z]$")).then(pl.lit(" ")),
        pl.when("_poi_inline").then("poi"),
        col("building"),
        _mark("building", "幢"),
        col("unit"),
        _mark("unit", "单元"),
        col("floor").str.replace("^-", "负"),
        _mark("floor", "层"),
        col("room"),
        pl.when(col("room").str.contains(r"^\p{Han}+$")).then(pl.lit("户")).otherwise(_mark("room", "室")),
        *_labelled("poi", ~col("_poi_inline")),
        *_labelled("intersection", ~col("_is_crossing")),
        *_labelled("remark", pl.lit(True)),
    ]
    text = parts.select(value=pl.concat_str(pieces, ignore_nulls=True).str.strip_chars_end())["value"]
    return text.replace("", None)


def _conditions(parts: pl.DataFrame) -> dict[str, pl.Expr]:
    """What decides between forms, once each: the pieces ask for them again and again."""
    said = pl.col("estate_leads") if "estate_leads" in parts.columns else pl.lit(True)
    estate_leads = said & pl.col("road").is_null() & pl.col("lane").is_null()
    col = pl.col
    alone = pl.all_horizontal(col(part).is_null() for part in ("gate", "lane", "estate", "poi"))
    from_road = _starts_with(col("intersection"), col("road")) | col("road").is_null()
    is_crossing = from_road & alone & col("intersection").is_not_null()
    to_side = pl.any_horizontal(col("road").str.ends_with(side) for side in "东西南北")
    open_road = to_side.fill_null(False) & col("gate").is_null()
    poi_inline = (
        col("poi").str.contains(r"^\p{Han}{2,}(?:[A-Z0-9]{1,2}[区期])?$") & ~col("poi").str.contains("^[路街道巷村镇乡]")
        & col("estate").is_null() & ~open_road
    )  # fmt: skip
    # A blank keeps apart what would read as one name: 科苑北路 科技园, 8号 桥北工业园.
    open_street = (col("road").is_not_null() | col("lane").is_not_null()) & col("gate").is_null()
    after_number = col("gate").is_not_null() & pl.coalesce("estate", "poi").str.contains(_AFTER_NUMBER)
    village = pl.coalesce("group", "community")
    behind_village = village.is_not_null() & col("gate").is_null()
    government = col("town").is_not_null() & pl.coalesce("estate", "poi").str.starts_with("政府")
    apart = open_street | behind_village | (after_number | government).fill_null(False)
    hamlet = behind_village & ~col("estate").str.contains(_SAYS_WHAT_IT_IS)
    return {
        "_estate_leads": estate_leads,
        "_is_crossing": is_crossing.fill_null(False),
        "_poi_inline": poi_inline,
        "_apart": apart,
        "_runs_on": _runs_on(village, col("road")),
        "_hamlet_apart": estate_leads & hamlet,
    }


# An estate whose name ends with one of these is read as one behind a village; a bare hamlet would run on: 天平村|山前.
_SAYS_WHAT_IT_IS = "[苑园村庄墅城邸里区楼厦场坊府湾居轩阁院寓公舍花屯寨组队0-9A-Za-z]$"
_AFTER_NUMBER = "^[桥线码称坑井台渠闸沟坝渔院楼幢栋门厂塔馆库店房]"


def _runs_on(village: pl.Expr, road: pl.Expr) -> pl.Expr:
    """Whether a village and a road would read as one name: 白店村|花园南街, 河村|一街, 诚信村|S306."""
    return village.is_not_null() & road.str.contains(_NO_NAME_OF_ITS_OWN)


_SIDE = "[东西南北中上下前后内外横直正一二三四五六七八九十]"
_NO_NAME_OF_ITS_OWN = (
    rf"^{_SIDE}{{1,2}}(?:街|路|巷|弄|里|道)|^[0-9A-Z]|"
    rf"(?:园|村|城|场|站|院|区|社|厂|校|馆|桥|寺|庙|塔|宫|庄){_SIDE}?(?:大街|街|大道|道|路|巷)"
)


def _starts_with(text: pl.Expr, start: pl.Expr) -> pl.Expr:
    return text.str.starts_with(start)


def _mark(part: str, word: str) -> pl.Expr:
    """The word behind a part, null where there is none; cheaper than to write it to every value first."""
    return pl.when(pl.col(part).is_not_null()).then(pl.lit(word))


def _subgates(subgate: pl.Series) -> tuple[pl.Series, pl.Series]:
    """What stands before and behind 号: 18-1号, 18号附1号, 18号甲."""
    rows = subgate.is_not_null().arg_true()
    given = pl.col("subgate")
    is_dashed = given.str.starts_with("-")
    ending = pl.when(given.str.contains("[0-9A-Za-z]$")).then(pl.lit("号")).otherwise(pl.lit(""))
    some = pl.DataFrame({"subgate": subgate.gather(rows)}).select(
        dashed=pl.when(is_dashed).then(given), spoken=pl.when(~is_dashed).then(given + ending)
    )
    return spread_rows(some["dashed"], rows, len(subgate)), spread_rows(some["spoken"], rows, len(subgate))


def _labelled(part: str, is_wanted: pl.Expr) -> list[pl.Expr]:
    given = pl.when(is_wanted).then(part)
    return [
        pl.when(given.is_not_null()).then(pl.lit(f"({LABELS[part]}:")),
        given,
        pl.when(given.is_not_null()).then(pl.lit(")")),
    ]


def read_labels(text: pl.Expr) -> dict[str, pl.Expr]:
    """Parts that stand in brackets with a heading: `given_poi`, `given_intersection`, `given_remark`."""
    return {f"given_{part}": text.str.extract(rf"\({label}:([^()]*)\)") for part, label in LABELS.items()}


def drop_labels(text: pl.Expr) -> pl.Expr:
    """The text without brackets that have a heading."""
    return text.str.replace_all(rf"\((?:{'|'.join(LABELS.values())}):[^()]*\)", "")


def write_keys(parts: pl.DataFrame) -> pl.DataFrame:
    """`key` (the door) and `road_key` (road or estate with its lane), alike whatever the division is called.

    `sound_key` and `road_sound` are the same by sound, which addresses in Latin letters have as well.
    """
    col = pl.col
    parts = parts.select("community", "group", "road", "lane", "estate", "poi", *_DOOR).with_columns(
        _own_road(parts)
    )
    road = pl.when(col("road").is_not_null()).then(pl.concat_str("road", "lane", ignore_nulls=True))
    village = pl.when(col("community").is_not_null()).then(
        pl.concat_str("community", "group", ignore_nulls=True)
    )
    estate = pl.when(col("road").is_not_null() & col("gate").is_null()).then(col("estate"))
    folded = parts.select(
        "gate",
        "subgate",
        "building",
        "unit",
        "room",
        place=pl.coalesce(road, "estate", "lane", village, "poi"),
        estate=estate,
        side_lane=pl.when(col("road").is_not_null()).then(col("lane").str.strip_suffix("弄")),
        name=pl.coalesce("road", "estate", "lane", village, "poi"),
    ).with_columns(room=col("room").str.strip_chars_start("0"))
    folded = folded.with_columns(fold_ordinals(folded["place"]), fold_ordinals(folded["estate"]))
    sound = sound_of(folded["name"])
    numbers = [piece for name in _DOOR for piece in (pl.lit("|"), col(name))]
    has_number = pl.any_horizontal(col(name).is_not_null() for name in ("gate", "building", "room"))
    key = pl.concat_str("place", "estate", *numbers, ignore_nulls=True)
    return (
        folded.with_columns(sound=sound)
        .with_columns(
            sound=pl.when(col("sound").is_not_null()).then(
                pl.concat_str("sound", "side_lane", ignore_nulls=True)
            )
        )
        .select(
            key=pl.when(col("place").is_not_null() & has_number).then(key),
            road_key="place",
            sound_key=pl.when(col("sound").is_not_null() & has_number).then(
                pl.concat_str("sound", *numbers, ignore_nulls=True)
            ),
            road_sound="sound",
        )
    )


_DOOR = ("gate", "subgate", "building", "unit", "room")
_COUNT = "[一二三四五六七八九]|十[一二三四五六七八九]?|[0-9]{1,2}"  # but not 八一路
_STREET_OF_ANY_VILLAGE = (
    rf"^(?:[东西南北中上下前后内外横直正]{{1,2}}(?:{_COUNT})?|(?:{_COUNT})横?|中心|主|大)"
    "(?:大街|街|大道|路|巷|胡同|道)$"
)


def _own_road(parts: pl.DataFrame) -> pl.Series:
    """Roads, with the village before a name that every village has: 时码村|中心街."""
    road, village = parts["road"], parts["community"]
    rows = (road.is_not_null() & village.is_not_null()).arg_true()
    if rows.is_empty():
        return road
    some = pl.DataFrame({"road": road.gather(rows), "village": village.gather(rows)})
    bare = pl.col("road").str.contains(_STREET_OF_ANY_VILLAGE)
    named = pl.when(bare).then(pl.concat_str("village", "road")).otherwise("road")
    return replace_rows(road, rows, some.select(named).to_series())
