"""What the address parser asks of the division tables, made ready for one date."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import polars as pl

from mdm.rulepack.reference import read_reference
from mdm.standardise.address.prefixes import PrefixIndex
from mdm.standardise.address.zone_names import generic_zones, zone_names
from mdm.standardise.division.names import name_table
from mdm.standardise.division.paths import path_table
from mdm.standardise.division.resolution import resolution_table

# Behind a short name (南京, 中山) these make it part of a road, estate or house of that name.
GUARD = (
    r"^(?:[东西南北中上下内外前后新老直横正]{0,2}[一二三四五六七八九十0-9]{0,3}(?:路|街|大道|大街|道|巷|弄|里|胡同|村|镇|乡|街道|"
    r"门|桥|岛|湾(?:[^仔]|$)|山庄|公路|环路|支路|横路|马路|国道|省道|高速))|"
    r"^(?:新村|小区|花园|家园|苑|花苑|公寓|大厦|大楼|广场|大酒店|酒店|宾馆|饭店|公园|大桥|大学|学院|银行|社区|居委会|"
    r"街道|中心|学院|站|图书馆|博物馆|商城|市场|国际|世纪|名都|城市|商业|人家|印象|春天|之|商务|医院|油田|药店|药房|航空|万达|巴巴|高架|"
    r"石[厂材]|小吃|拉面|火锅|米粉|烤鸭|包子|饺子|小面|新城镇|大悦城|天地|景区|祠(?:[^堂]|$)|寺(?:[路街庙商]|广场|$)|湖(?:公园|路|街|大道|景|隧道|$)|面馆|菜馆|酒家|酒楼|餐|饭|热干面|大盘鸡|啤酒|扒鸡|鸡|毛尖|汽车[^站]|小商品)|^[城洞]$"
)


LEVELS = {"province": 1, "city": 2, "zone": 3, "district": 4}


@dataclass(frozen=True)
class Node:
    """One division of some time, and what it is at the wanted date.

    `above` holds every code that stands above it or is it, then and at the wanted date, `above_then` those
    of its own time; `now` the codes that hold it at the wanted date (several for a split one).
    `is_official` tells a name by decree from a short one or an alias.
    """

    code: str
    level: str
    above: frozenset[str]
    now: tuple[str, ...]
    is_full: bool
    in_force: bool
    scope: str | None
    full_name: str
    above_then: frozenset[str]
    is_official: bool
    rank: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rank", LEVELS[self.level])


@dataclass(frozen=True)
class Gazetteer:
    """Names of divisions and zones, and the paths of the codes in force.

    `lengths` tells by their first two characters how long names are, the longest first; `generic_zones`
    which zone a bare kind (开发区) means in a division, `scoped` which names may count only beneath a code,
    `zoned` which may mean a zone.
    """

    nodes: dict[str, tuple[Node, ...]]
    paths: dict[str, tuple[str | None, str | None, str | None]]
    names: PrefixIndex
    upper_pattern: str
    lengths: dict[str, tuple[int, ...]]
    full_names: frozenset[str]
    plain: pl.DataFrame
    short_names: pl.Series
    counties: pl.DataFrame
    full_pattern: str
    without_counties: frozenset[str]
    generic_zones: dict[tuple[str, str], Node]
    scoped: frozenset[str]
    zoned: frozenset[str]
    at: date
    guard: str = GUARD

    def path(self, code: str | None) -> tuple[str | None, str | None, str | None]:
        """Province, city and district of a six-digit code."""
        return self.paths.get(code or "", (None, None, None))


@lru_cache(maxsize=4)
def gazetteer(at: date) -> Gazetteer:
    """Make the gazetteer for a date (names of all dates, resolved to it)."""
    paths = {
        code: (province, city, district)
        for code, province, city, district in path_table(at)
        .filter(pl.col("level") != "town")
        .select("code", "province", "city", "district")
        .iter_rows()  # the table of divisions, once a process
    }
    uppers = {
        code: frozenset(c for c in (code, province, city) if c)
        for code, province, city in resolution_table(at)
        .unique("code", keep="last", maintain_order=True)
        .select("code", "province_code", "city_code")
        .iter_rows()
    }
    table = (
        pl.concat([name_table(), _usual_names()], how="diagonal")
        .unique(["name", "code", "valid_from"], keep="first", maintain_order=True)
        .join(
            resolution_table(at).select("code", "valid_from", "candidates"),
            on=["code", "valid_from"],
            how="left",
        )
    )
    # 两江新区 was a zone before it was a district: of a time when there is no such district the name means the zone.
    zone_table = zone_names(at)
    of_zones = zone_table["alias"].implode()
    table = table.filter(~(pl.col("valid_from") > at).fill_null(False) | ~pl.col("name").is_in(of_zones))
    nodes: dict[str, list[Node]] = {}
    for row in table.iter_rows(named=True):
        now = tuple(code for code in row["candidates"] or [] if code in paths)
        above = {row["code"], row["province_code"], row["city_code"], row["parent_code"], *now}
        above |= {code for one in now for code in uppers.get(one, ())}
        nodes.setdefault(row["name"], []).append(
            Node(
                row["code"],
                row["level"],
                frozenset(c for c in above if c),
                now,
                _is_full(row["name"], row["by"]),
                next((one for one in reversed(paths.get(row["code"], ())) if one), "") == row["full_name"],
                row["scope_code"],
                row["full_name"],
                frozenset(
                    c for c in (row["code"], row["province_code"], row["city_code"], row["parent_code"]) if c
                ),
                row["by"] == "name",
            )
        )
    zone_nodes: dict[str, Node] = {}
    for row in zone_table.iter_rows(named=True):
        parent = row["parent_code"]
        # 宁波高新区 says its city itself and counts anywhere; 高新区 only beneath its city.
        here = [name[:2] for name in paths.get(parent, ()) if name]
        says_city = row["alias"][:2] in here
        above = {row["zone_code"], *uppers.get(parent, ())}
        node = Node(
            row["zone_code"], "zone", frozenset(above), (parent,) if parent in paths else (),
            row["alias"][-1] in "区园城港岛带", True,
            None if says_city else row["scope_code"], row["name"], frozenset(above), False,
        )  # fmt: skip
        nodes.setdefault(row["alias"], []).append(node)
        zone_nodes.setdefault(row["zone_code"], node)
    for name, node, path in outer_nodes():
        nodes.setdefault(name, []).append(node)
        paths[node.code] = path
    names = sorted(nodes, key=lambda name: (-len(name), name))
    uppers_only = [name for name in names if any(node.level in ("province", "city") for node in nodes[name])]
    every = {name: tuple(found) for name, found in nodes.items()}
    full_names = frozenset(name for name, found in every.items() if any(node.is_full for node in found))
    short_names = pl.Series([name for name in every if name not in full_names])
    return Gazetteer(
        every, paths, PrefixIndex.build(pl.Series(names)), "|".join(uppers_only), _lengths(names), full_names,
        _plain_heads(at, every), short_names,
        _counties(every), "|".join(name for name in names if _is_settled(name, every[name])),
        _without_counties(at),
        {key: zone_nodes[code] for key, code in generic_zones(paths, at).items()},
        frozenset(name for name, found in every.items() if any(node.scope for node in found)),
        frozenset(name for name, found in every.items() if any(node.level == "zone" for node in found)),
        at,
    )  # fmt: skip


def _lengths(names: list[str]) -> dict[str, tuple[int, ...]]:
    """How long the names are that begin with the same two characters, the longest first."""
    found: dict[str, set[int]] = {}
    for name in names:
        found.setdefault(name[:2], set()).add(len(name))
    return {opening: tuple(sorted(lengths, reverse=True)) for opening, lengths in found.items()}


def _without_counties(at: date) -> frozenset[str]:
    """Cities that no district lies beneath."""
    table = path_table(at).filter(pl.col("level") != "town")
    cities = table.filter(level="city")["code"]
    above = table.filter(level="district")["code"].str.head(4).unique() + "00"
    return frozenset(cities.filter(~cities.is_in(above.implode())).to_list())


def _plain_heads(at: date, nodes: dict[str, tuple[Node, ...]]) -> pl.DataFrame:
    """Heads written by the book, with their path, so that they need not be resolved one by one.

    Only those whose last name has one bearer in that province at any time, so that nothing is ambiguous.
    """
    paths = (
        path_table(at).filter(pl.col("level") == "district").select("code", "province", "city", "district")
    )
    paths = paths.filter((pl.col("district").str.len_chars() > 2) | pl.col("district").str.ends_with("县"))
    short = pl.col("province").str.replace("(?:省|市|(?:壮族|回族|维吾尔)?自治区)$", "")
    city, district = pl.col("city").fill_null(""), pl.col("district")
    forms = [pl.col("province") + city + district, short + city + district]
    within = pl.when(pl.col("city").is_not_null()).then(city + district)
    heads = (
        pl.concat([paths.with_columns(head=form) for form in [*forms, within]])
        .drop_nulls("head")
        .unique("head", keep="none", maintain_order=True)
    )
    bearers = {
        (name, province): {code for node in found if province in node.above for code in node.now}
        for name, found in nodes.items()
        for province in {code for node in found for code in node.above if code.endswith("0000")}
    }
    single = [
        bearers.get((name, f"{code[:2]}0000")) == {code}
        for name, code in heads.select("district", "code").iter_rows()
    ]
    alone = [
        name
        for name, found in nodes.items()
        if sum(node.in_force for node in found) == 1
        and all(
            node.level == "district" and node.is_full and len(node.now) == 1
            for node in found
            if node.in_force
        )
    ]
    by_itself = (
        paths.with_columns(head=district).filter(pl.col("head").is_in(alone)).unique("head", keep="none")
    )
    heads = pl.concat([heads.filter(pl.Series(single)), by_itself]).unique(
        "head", keep="first", maintain_order=True
    )
    nowhere = pl.lit(None, pl.String)
    return heads.select(
        "head", "province", "city", "district",
        used=pl.col("head").str.len_chars(), zone=nowhere, division_code="code", zone_code=nowhere,
        candidates=pl.lit([], dtype=pl.List(pl.String)), head_issue=nowhere, old_code="code", 
        last_name=pl.when(pl.col("district").str.len_chars() > 2).then("district"),
        short_from=pl.lit(None, pl.UInt32),
    ).select(
        "head", "used", "province", "city", "district", "zone", "division_code", "zone_code", "candidates",
        "head_issue", "old_code", "last_name", "short_from",
    )  # fmt: skip


def _counties(nodes: dict[str, tuple[Node, ...]]) -> pl.DataFrame:
    """Short names that mean one county or district and nothing else: `name`, `code`, `full_name`."""
    rows = []
    for name, found in nodes.items():
        codes = {code for node in found for code in node.now}
        if len(codes) == 1 and all(node.level == "district" and not node.is_full for node in found):
            here = next((node for node in found if node.in_force), found[0])
            rows.append((name, codes.pop(), here.full_name))
    return pl.DataFrame(rows, schema=["name", "code", "full_name"], orient="row")


def _is_settled(name: str, found: tuple[Node, ...]) -> bool:
    """A full name of three characters or more that is no zone: safe to look for anywhere in a text."""
    return len(name) > 2 and any(node.is_full and node.level != "zone" for node in found)


def _is_full(name: str, by: str) -> bool:
    """Whether a name carries its level. 东区, 城区 and their like are too common as words."""
    ends = "省市区县旗盟州域" if len(name) > 2 else "县"
    return by != "short_name" and name[-1] in ends


def outer_nodes() -> list[tuple[str, Node, tuple[str | None, str | None, str | None]]]:
    """Names of the divisions of Taiwan, Hong Kong and Macau, with their path.

    Beneath their province only, but for the names of cities that nothing else is called.
    """
    table = read_reference("divisions_outer")
    provinces = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}
    cities = dict(table.filter(level="city").select("name", "key").iter_rows())
    found: list[tuple[str, Node, tuple[str | None, str | None, str | None]]] = []
    for row in table.iter_rows(named=True):  # a hundred rows
        province = f"{row['key'][:2]}0000"
        is_city = row["level"] == "city"
        above = frozenset(code for code in (row["key"], province, cities.get(row["city"])) if code)
        path = (
            provinces[row["key"][:2]],
            row["name"] if is_city else row["city"],
            None if is_city else row["name"],
        )
        for name, is_full in ((row["name"], True), (row["short_name"], False)):
            if name:
                scope = None if is_city and (is_full or row["localities"] == "alone") else province
                node = Node(
                    row["key"],
                    row["level"],
                    above,
                    (row["key"],),
                    is_full,
                    True,
                    scope,
                    row["name"],
                    above,
                    is_full,
                )
                found.append((name, node, path))
    return found


def _usual_names() -> pl.DataFrame:
    """Short forms people write for autonomous divisions: 湘西州, 湘西自治州, 酉阳县."""
    table = name_table().filter((pl.col("by") == "name") & pl.col("short_name").is_not_null())
    endings = {"自治州": ("州", "自治州"), "自治县": ("县", "自治县"), "自治旗": ("旗",)}
    usual = [
        table.filter(pl.col("name").str.ends_with(ending)).with_columns(
            name=pl.col("short_name") + short, by=pl.lit("alias")
        )
        for ending, shorts in endings.items()
        for short in shorts
    ]
    # 市中区 and 市南区 run into their city: 济宁|市中区 must not be read as 济宁市|中区.
    cities = name_table().filter((pl.col("by") == "short_name") & (pl.col("level") == "city"))
    inner = name_table().filter((pl.col("by") == "name") & pl.col("name").str.starts_with("市"))
    inner = inner.join(cities.select("city_code", city_short="name").unique(), on="city_code").with_columns(
        name=pl.col("city_short") + pl.col("name"), by=pl.lit("alias")
    )
    return pl.concat([*usual, inner.drop("city_short")])
