"""The town a text goes on with behind its division path, found among the towns that lie beneath that path.

The gazetteer tells what the shape of a text cannot: 古镇镇, 壶镇镇 and 平安镇 hold an ending inside their
name, 奓山街 is a street office and no street, 容桂 and 花桥 are written without their ending.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.address.prefixes import PrefixIndex, code_units, row_starts
from mdm.standardise.address.rows import spread_rows
from mdm.standardise.address.towns import towns_at
from mdm.standardise.division.tables import towns

_OFFICE = ("街道办事处", "街道办", "街办事处", "街办", "办事处", "办")
_WHOLE = r"(?:街道|镇|乡|苏木|办事处|[农林牧渔茶]场)$"
# A stem that this many counties share is a common word first (人民, 新华) and a town second.
_COMMON = 20
_ALWAYS = ("城关", "城郊")
_NO_STEM = r"[路街道巷里村区]$"
_LONGEST = 10
_WEAK = 3  # the form from which on a name counts only before a place of its own
_FEW = 100  # divisions; beyond them one table of all towns serves every column
# Behind a town without its ending must stand a place of its own, not the rest of one name: 容桂|文华路, 平江|路.
_PLACE = (
    r"^(?:\p{Han}{2,6}?[东西南北中]?[一二三四五六七八九十0-9]{0,3}(?:路|街|大道|公路|村|社区|居委|工业园|工业区|花园|新村|"
    r"公寓|家园)|\p{Han}{2,4}道(?:[东西南北中]|[0-9]))"
)
_BUILT = r"^\p{Han}{2,8}(?:小区|苑|城|园|社区|大厦|广场)"
# A street and no office of one: 圣城街|与渤海路, 哈达街|中段.
_GOES_ON = "^(?:[与和及]|[东西南北中上下]?[一二三四五六七八九十]?段)"
_ONE_NAME = (
    r"^(?:[东西南北中上下内外前后新老]{0,2}第?[一二三四五六七八九十0-9]{0,3}号?[东西南北中]?(?:路|街|大街|大道|道|巷|弄|胡同|村|镇|乡)|里|门|桥|"
    r"步行街|商业街|新村|小区|花园|家园|公寓|公园|广场|医院|车站|火车站|汽车站|站|大桥|学校|中学|小学|大学|市场|商场|商业|体育|文化|工业|产业|中心|社区|居委|"
    r"水库|机场|新城|新区|开发区|高新|园区|片区|区|国际|科技|岛|镇|乡|街道)"
)


@dataclass(frozen=True)
class _Towns:
    """Names of towns in every form they are written in, and what each means."""

    index: PrefixIndex
    table: pl.DataFrame


@lru_cache(maxsize=4)
def _towns(at: date, beneath: tuple[str, ...] | None) -> _Towns:
    """Forms of the towns beneath some divisions (null: all): `name`, `group`, `town`, `town_code`, `parent`, `form`."""
    groups = pl.Series("group", _every_group(at) if beneath is None else beneath, dtype=pl.String)
    known = towns_at(at).filter(pl.col("name").str.contains(_WHOLE))
    # Beneath a city or province the name must be that of one town.
    codes = pl.col("parent")
    listed = known.filter(codes.is_in(groups.implode())).with_columns(group="parent")
    wider = [
        known.with_columns(group=codes.str.head(digits) + "0" * (6 - digits))
        .filter(pl.col("group").is_in(groups.implode()) & (pl.col("group") != codes))
        .filter(pl.len().over("group", "name") == 1)
        for digits in (4, 2)
    ]
    named = pl.concat([listed, *wider]).select("group", "parent", "town_code", "stem", town="name")
    past = (
        towns()
        .filter(
            pl.col("now_code").is_not_null() & pl.col("valid_to").is_not_null() & (pl.col("valid_to") <= at)
        )
        .filter(pl.col("name").str.contains(_WHOLE))
        .select(now="now_code", old="name")
        .join(named, left_on="now", right_on="town_code", how="inner")
        .select("group", "parent", "stem", town_code="now", town="old", name="old", form=pl.lit(2))
    )
    common = known.group_by("stem").agg(count=pl.col("parent").n_unique()).filter(pl.col("count") >= _COMMON)
    no_counties = pl.col("parent").str.ends_with("00")
    usual = pl.col("stem").is_in(_ALWAYS) | no_counties
    stems = named.filter(
        (pl.col("stem").str.len_chars() >= 2)
        & (usual | ~pl.col("stem").is_in(common["stem"].implode()))
        & ~pl.col("stem").str.contains(_NO_STEM)
    )
    street = pl.col("town").str.ends_with("街道")
    office = named.filter(street)
    forms = [
        named.with_columns(name="town", form=pl.lit(0)),
        *(office.with_columns(name=pl.col("stem") + ending, form=pl.lit(1)) for ending in _OFFICE),
        named.filter(pl.col("town").str.contains("[镇乡]$")).with_columns(
            name=pl.col("stem") + "街道", form=pl.lit(2)
        ),
        named.filter(pl.col("town").str.contains("[镇乡]$")).with_columns(
            name=pl.col("stem") + "街道办事处", form=pl.lit(2)
        ),
        named.filter(~pl.col("town").str.ends_with("镇")).with_columns(
            name=pl.col("stem") + "镇", form=pl.lit(2)
        ),
        named.filter(~pl.col("town").str.ends_with("乡")).with_columns(
            name=pl.col("stem") + "乡", form=pl.lit(2)
        ),
        office.with_columns(name=pl.col("stem") + "街", form=pl.lit(3)),
        # 良乡镇 of Beijing is run by 良乡地区办事处.
        *(
            named.filter(pl.col("parent").str.starts_with("11")).with_columns(
                name=pl.col("stem") + ending, form=pl.lit(1)
            )
            for ending in ("地区", "地区办事处")
        ),
        named.filter(pl.col("stem").str.contains("[镇乡]$")).with_columns(name="stem", form=pl.lit(2)),
        office.filter(no_counties).with_columns(name=pl.col("stem") + "区", form=pl.lit(1)),
        stems.with_columns(name="stem", form=pl.lit(4)),
    ]
    columns = ["group", "name", "form", "town", "town_code", "parent"]
    forms.append(_localities().filter(pl.col("group").is_in(groups.implode())))
    every = pl.concat([past.select(columns), *(form.select(columns) for form in forms)])
    table = every.filter(pl.col("name").str.len_chars() <= _LONGEST).sort(
        "group", "name", "form", "town_code"
    )
    table = table.filter(pl.col("form") == pl.col("form").min().over("group", "name"))
    table = table.filter(pl.col("town_code").n_unique().over("group", "name") == 1)
    table = table.unique(["group", "name"], keep="first", maintain_order=True)
    return _Towns(PrefixIndex.build(table["name"], table["group"].cast(pl.Int64).to_numpy()), table)


def _every_group(at: date) -> list[str]:
    """Codes of all divisions that have towns beneath them, and of the quarters of Hong Kong and Macau."""
    codes = pl.concat([towns_at(at)["parent"], _localities()["group"]])
    wider = [codes.str.head(digits).str.pad_end(6, "0") for digits in (2, 4, 6)]
    return pl.concat(wider).unique().sort().to_list()


def _localities() -> pl.DataFrame:
    """Quarters of Hong Kong and Macau, which people name in the place of a district: 香港|中环|皇后大道中."""
    named = read_reference("divisions_outer").filter(level="district").drop_nulls("localities")
    named = named.with_columns(name=pl.col("localities").str.split(";")).explode("name")
    above = [pl.col("key"), pl.col("key").str.head(2) + "0000"]
    return pl.concat(
        named.select("name", group=code, town="name", town_code="key", parent="key", form=pl.lit(0))
        for code in above
    )


def find_opening_towns(rest: pl.Series, division_code: pl.Series, at: date) -> pl.DataFrame:
    """The town each text begins with: `opening_town`, `opening_code`, `opening_parent`, `opening_used`.

    `division_code` is the division named before; without one no town is looked for.

    >>> from datetime import date
    >>> find_opening_towns(pl.Series(["容桂文华路60号"]), pl.Series(["440606"]), date(2024, 1, 1)).row(0)[:2]
    ('容桂街道', '440606006')
    """
    county = division_code.str.head(6)
    beneath = tuple(county.drop_nulls().unique().sort().to_list())
    known = _towns(at, beneath if len(beneath) <= _FEW else None)
    codes = code_units(rest.str.head(_LONGEST))
    groups = county.fill_null("0").cast(pl.Int64).to_numpy()
    ids, lengths = known.index.find(codes, row_starts(codes), groups)
    rows = pl.Series(np.flatnonzero(ids >= 0).astype(np.uint32))
    found = known.table[pl.Series(ids[rows.to_numpy()].astype(np.uint32))].with_columns(
        behind=pl.DataFrame({"text": rest.gather(rows), "used": lengths[rows.to_numpy()]})
        .select(pl.col("text").str.slice(pl.col("used")))
        .to_series()
    )
    weak = (found["form"] >= _WEAK).arg_true()
    strong = (found["form"] < _WEAK).arg_true()
    kept = pl.concat(
        [
            weak.filter(found[weak].select(_stands_apart()).to_series()),
            strong.filter(found[strong].select(_stands_whole()).to_series()),
        ]
    ).sort()
    rows, found = rows.gather(kept), found[kept]
    written = (
        pl.when(pl.col("form").is_in([1, 3, 4]))
        .then("town")
        .otherwise(pl.col("name").str.replace("街道办事处$", "街道"))
    )
    named = found.select(
        opening_town=written,
        opening_code="town_code",
        opening_parent="parent",
        opening_used=pl.col("name").str.len_chars(),
    )
    return pl.DataFrame([spread_rows(column, rows, len(rest)) for column in named])


def _stands_whole() -> pl.Expr:
    """Whole names count as they stand, unless a longer name goes on."""
    behind, is_street = pl.col("behind"), pl.col("name").str.ends_with("街道")
    office = pl.col("name").str.ends_with("办") & behind.str.contains("^(?:公|事|学)")
    goes_on = pl.when(is_street).then(behind.str.contains("^(?:村|社区)"))
    return ~office & ~goes_on.otherwise(behind.str.contains("^(?:村|社区|路|街|巷|大街|大道)"))


def _stands_apart() -> pl.Expr:
    """Names without their ending count before a place of their own."""
    behind, is_street = pl.col("behind"), pl.col("form") == _WEAK
    placed = behind.str.contains(_PLACE) | (is_street & behind.str.contains(_BUILT))
    apart = ~behind.str.contains(_ONE_NAME) | (is_street & ~behind.str.contains("^(?:镇|乡|村|社区|办事处)"))
    return placed & apart & ~behind.str.contains(_GOES_ON)
