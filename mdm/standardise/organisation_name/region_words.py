"""Words for a region in front of a name, how surely each is one, and which may follow which."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.rulepack.reference import read_reference
from mdm.standardise.organisation_name.word_table import Windows, WordTable, to_codes

# With its suffix, a city's or province's short name, a county's, a town's (only behind its county: 慈溪市周巷) or a
# district's that is a plain word too (only behind its city: 嘉兴南湖).
FULL, SHORT, COUNTY, TOWN = 3, 2, 1, 0
LONGEST = 14
NATIONAL = ("中国", "中华", "中华人民共和国", "全国", "国家")
_OPENED = "经济技术开发区"  # each city has one at most, and calls it its 开发区
_SUFFIX = "(?:区|园|城|带|圈|湾|岛|市|县|旗|镇|乡|街道)$"


@dataclass(frozen=True)
class Regions:
    """`first` has the words that may open a name, with the numbers they have in `table`, where towns without 镇 come
    last; `strength` says how surely a word is a region; `short` is what keys hold; `inner`: it may stand behind
    the trade name as well; `national`: it names the country; `_nested` holds which word lies in which region."""

    table: WordTable
    first: WordTable
    strength: NDArray[np.int8]
    short: pl.Series
    inner: NDArray[np.bool_]
    national: NDArray[np.bool_]
    place: NDArray[np.int64]
    nested: NDArray[np.int64]

    def lies_in(self, word: NDArray[np.int32], around: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether each word's region lies in the region of the word in front of it."""
        wanted = word.astype(np.int64) * len(self.short) + self.place[around]
        at = np.minimum(np.searchsorted(self.nested, wanted), len(self.nested) - 1)
        found: NDArray[np.bool_] = self.nested[at] == wanted
        return found | self.national[around]


@cache
def regions() -> Regions:
    """Divisions of any time, development zones and other areas; longer strength wins for equal words."""
    own = read_reference("organisation_regions")
    divisions = _divisions()
    zones, aliases = read_reference("zones"), read_reference("zones_aliases")
    town = _towns()
    folded = zones.select("zone_code", zone=_fold_zone(pl.coalesce("short_name", "name")))
    alias = aliases.join(folded, on="zone_code", how="left").select(
        word="alias",  # 高新区 is many a city's, 临沂高新区 is one zone
        short=pl.when(pl.col("scope_code").is_null()).then("zone").otherwise("alias"),
        strength=_suffixed("alias"),
    )
    never = pl.col("short").is_in(own.filter(pl.col("use") == "never")["word"].implode())
    areas = [
        divisions.select(word="name", short="short", strength=pl.lit(FULL)),
        _without_peoples(divisions),
        divisions.filter(never & (pl.col("short").str.len_chars() > 1) & ~pl.col("is_past")).select(
            word="short", short="short", strength=pl.lit(TOWN)
        ),
        divisions.filter(
            ~never & (pl.col("short").str.len_chars() > 1) & ~(pl.col("is_past") & ~pl.col("is_upper"))
        ).select(word="short", short="short", strength=pl.when("is_upper").then(SHORT).otherwise(COUNTY)),
        zones.join(folded, on="zone_code").select(word="name", short="zone", strength=pl.lit(FULL)),
        zones.filter(pl.col("name").str.ends_with(_OPENED))
        .join(folded, on="zone_code")
        .select(
            word=pl.col("name").str.replace(f"{_OPENED}$", "开发区"), short="zone", strength=pl.lit(FULL)
        ),
        zones.join(folded, on="zone_code").select(
            word="short_name", short="zone", strength=_suffixed("short_name")
        ),
        alias,
        own.filter(pl.col("use") == "area").select(word="word", short="word", strength=pl.lit(FULL)),
        own.filter(pl.col("use") == "prefix").select(word="word", short=pl.lit(""), strength=pl.lit(FULL)),
        town.select(  # 雪乡 and 新镇 are rather trade names
            "word", "short", strength=pl.when(pl.col("word").str.len_chars() > 2).then(FULL).otherwise(TOWN)
        ),
        town.select(word="short", short="short", strength=pl.lit(TOWN)),
        town.filter(pl.col("word").str.ends_with("街道")).select(
            word=pl.col("word") + "办", short="short", strength=pl.lit(FULL)
        ),
    ]
    found = (
        pl.concat([frame.cast({"strength": pl.Int8}) for frame in areas])
        .drop_nulls()
        .filter(pl.col("word").str.len_chars().is_between(2, LONGEST))
        .filter(~(pl.col("word").is_in(own.filter(pl.col("use") == "no_zone")["word"].implode())))
        .sort("word", "strength", "short", descending=[False, True, False])
        .unique("word", keep="first", maintain_order=True)
        .sort(pl.col("strength") == TOWN, maintain_order=True)
    )
    front_only = own.filter(pl.col("use").is_in(["front", "never"]))["word"].implode()
    inner = (pl.col("strength") >= SHORT) & ~pl.col("word").is_in(front_only) & pl.col("word").is_in(
        [*NATIONAL, *divisions.filter("is_upper")["name"], *divisions.filter("is_upper")["short"]]
    )  # fmt: skip
    return Regions(
        table=WordTable(found["word"].to_list()),
        first=WordTable(found.filter(pl.col("strength") != TOWN)["word"].to_list()),
        strength=found["strength"].to_numpy(),
        short=found["short"],
        inner=found.select(inner).to_series().to_numpy(),
        national=found["short"].is_in(NATIONAL).to_numpy() | (found["short"] == "").to_numpy(),
        place=_place(found["short"]),
        nested=_nested(found, divisions, aliases),
    )


def shorten_regions(texts: pl.Series) -> pl.Series:
    """Short names of the texts that are words for a region, its province in front or not; null for all others.

    >>> shorten_regions(pl.Series(["苏州市", "江苏苏州", "华信"])).to_list()
    ['苏州', '苏州', None]
    """
    asked = texts.fill_null("").unique()
    short = _shorten(asked)
    within = asked.str.extract(rf"^(?:{'|'.join(_provinces())})(.{{2,}})$", 1)
    rows = (short.is_null() & within.is_not_null()).arg_true()
    if len(rows):
        short = short.scatter(rows, _shorten(within.gather(rows)))
    return texts.replace_strict(asked, short, default=None, return_dtype=pl.String)


@cache
def _provinces() -> tuple[str, ...]:
    """Names and short names of provinces, longest first."""
    table = read_reference("divisions").filter(pl.col("level") == "province")
    names = {*table["name"], *table["short_name"].drop_nulls()}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _shorten(asked: pl.Series) -> pl.Series:
    flat, bounds = to_codes(asked)
    windows, sizes = Windows(flat.astype(np.uint64)), np.diff(bounds)
    number = np.full(len(asked), -1, np.int32)
    for size in regions().table.lengths:
        rows = np.flatnonzero(sizes == size)
        number[rows] = regions().table.find(windows, bounds[rows], size)
    return regions().short.gather(pl.Series(number).cast(pl.UInt32, strict=False))


def _without_peoples(divisions: pl.DataFrame) -> pl.DataFrame:
    """Districts and counties that are named after a people, as they are called: 瀍河区, 长阳县."""
    kind = pl.col("name").str.extract(r"族(?:(区)|自治(县))$", 0).str.tail(1)
    bare = pl.col("short").str.replace("(?:回族|达斡尔族)$", "")
    named = divisions.filter(kind.is_not_null() & (bare.str.len_chars() > 1))
    return named.select(word=bare + kind, short="short", strength=pl.lit(FULL)).unique(maintain_order=True)


def _fold_zone(name: pl.Expr) -> pl.Expr:
    """西安高新技术产业开发区 and 西安高新区 are one zone, whose key is the brief form."""
    return name.str.replace("(?:国家)?高新技术产业开发区$", "高新区").str.replace("经济技术开发区$", "经开区")


def _towns() -> pl.DataFrame:
    """`word`, `short` (two characters at least) and `above` of towns and streets."""
    named = read_reference("divisions_towns").select(word="name", above="parent_code").unique()
    return named.filter(pl.col("word").str.contains("(?:镇|乡|街道)$")).with_columns(
        short=pl.col("word").str.replace("^(.{2,})(?:镇|乡|街道)$", "$1")
    )


def _suffixed(column: str) -> pl.Expr:
    return pl.when(pl.col(column).str.contains(_SUFFIX)).then(FULL).otherwise(COUNTY)


def _divisions() -> pl.DataFrame:
    """Divisions with the short name keys hold and whether they are provinces or cities."""
    return read_reference("divisions").select(
        "code",
        "name",
        "province_code",
        "city_code",
        short=pl.coalesce("short_name", pl.col("name").str.replace("(.{2,})[市区县旗]$", "$1")),
        is_upper=pl.col("level").is_in(["province", "city", "prefecture"]),
        is_past=pl.col("valid_to").is_not_null(),
    )


def _place(short: pl.Series) -> NDArray[np.int64]:
    """One number for each region, whatever word names it."""
    number = short.unique().sort().to_frame("short").with_row_index("place")
    placed = short.to_frame("short").join(number, on="short", how="left", maintain_order="left")
    return placed["place"].cast(pl.Int64).to_numpy()


def _nested(found: pl.DataFrame, divisions: pl.DataFrame, aliases: pl.DataFrame) -> NDArray[np.int64]:
    """Sorted codes of word number and region number: the word names something inside the region."""
    names = divisions.select("code", around="short").unique()
    inside = divisions.select("short", above=pl.concat_list("province_code", "city_code")).explode("above")
    zones = aliases.select(short="alias", above="scope_code")
    pairs = pl.concat([inside, zones, _towns().select("short", "above")]).join(
        names, left_on="above", right_on="code"
    )
    numbered = found.with_row_index("number").select(
        "number", "short", place=pl.Series(_place(found["short"]))
    )
    places = numbered.select(around="short", inside_of="place").unique()
    coded = numbered.join(pairs, on="short").join(places, on="around")
    codes = coded.select(pl.col("number").cast(pl.Int64) * len(found) + pl.col("inside_of"))
    return codes.to_series().unique().sort().to_numpy()
