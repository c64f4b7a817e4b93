"""Resolve the run of division names an address opens with to one path at the wanted date.

Every name may mean several divisions of several times; the deepest one that most other names support
wins, and the path is what it is at the wanted date.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import polars as pl
from polars._typing import PolarsDataType

from mdm.standardise.address.gazetteer import LEVELS, Gazetteer, Node, gazetteer

# Divisions of the corps in Xinjiang own farms in several counties.
_DIVISIONS = "一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四".split()
COUNTRY = ("中国", "中华人民共和国")
# Words between division names that say nothing about the path. Literals only: an alternation without
# character classes is compiled into one trie, with them it is hundreds of times slower.
_FILLERS = (
    *COUNTRY, "省直辖县级行政区划", "省直辖县级行政单位", "自治区直辖县级行政区划", "自治区直辖县级行政单位",
    "生产建设兵团", *(f"{corps}{number}师" for corps in ("兵团第", "兵团农", "第", "农") for number in _DIVISIONS),
    "市辖区", "县辖区", "主城区", "城区以外", "城区", "全区", "全境", "县城内", "境内", "其他区",
    *(f"{ring}环以{side}" for ring in "二三四五六内外" for side in "内外"),
    *(f"{inner}环到{outer}环{end}" for inner, outer in ("二三", "三四", "四五", "五六") for end in ("之间", "")),
    *(f"{inner}环{outer}环之间" for inner, outer in ("内中", "中外", "外郊")),
)  # fmt: skip
FILLERS = "|".join(_FILLERS)
HEAD_SCHEMA: Mapping[str, PolarsDataType] = {
    "head": pl.String(), "used": pl.UInt32(), "province": pl.String(), "city": pl.String(), "district": pl.String(),
    "zone": pl.String(), "division_code": pl.String(), "zone_code": pl.String(), "candidates": pl.List(pl.String),
    "head_issue": pl.String(), "old_code": pl.String(), "last_name": pl.String(),
    "short_from": pl.UInt32(),
}  # fmt: skip


# Behind a head whose last name tells the place but belongs to what follows: 浙江省义乌(国际商贸城).
NAMESAKE = "\x1f"


class Name(NamedTuple):
    """One division name in a head, with what it may mean."""

    text: str
    start: int
    end: int
    nodes: tuple[Node, ...]
    is_full: bool


def find_short_ending(head: str, known: Gazetteer) -> int | None:
    """Where the last name of a head starts, if that name is short and ends the head."""
    names = _names(head, known)
    if not names or names[-1].end < len(head) or (names[-1].is_full and len(names[-1].text) > 2):
        return None  # 冠县|路 is guarded like a short name
    return names[-1].start


def resolve_heads(heads: pl.Series, known: Gazetteer, context_code: str | None) -> pl.DataFrame:
    """Resolve distinct heads: how much of each is used, and the path it names."""
    rows = [_resolve_head(head, known.at, context_code) for head in heads.to_list()]
    return pl.DataFrame(rows, schema=dict(HEAD_SCHEMA), orient="row")


@lru_cache(1 << 16)  # heads repeat from column to column
def _resolve_head(head: str, at: date, context_code: str | None) -> tuple[object, ...]:
    known = gazetteer(at)
    names = _names(head.rstrip(NAMESAKE), known)
    kept, choice = _used_names(names, _context_codes(context_code, known), known)
    row = _resolve(head, kept, choice, known, context_code)
    if head.endswith(NAMESAKE):
        before = _resolve_head(head[: names[-1].start], at, context_code)
        place = row if _lies_beneath(row, before) else before
        return (head, before[1], *place[2:11], *before[11:])
    return (*row, _last_name(kept) if row[1] else None, _short_from(kept))


_DISTRICT, _ZONE, _CODE, _ISSUE = 4, 5, 6, 9  # columns of a row


def _lies_beneath(row: tuple[object, ...], upper: tuple[object, ...]) -> bool:
    """Whether a path goes on to a city or county where another ends, with nothing in doubt.

    Short names of urban districts are words of their own: 广州白云国际, 杭州西湖国际.
    """
    if str(row[_DISTRICT] or "").endswith("区"):
        return False
    code, above = str(row[_CODE] or ""), str(upper[_CODE] or "")
    settled = row[_ISSUE] is None and upper[_ISSUE] is None and row[_ZONE] == upper[_ZONE]
    return settled and above.endswith("00") and code.startswith(re.sub("(?:00){1,2}$", "", above))


def _short_from(names: list[Name]) -> int | None:
    """Where the last name that a head uses starts, if that name is short."""
    return names[-1].start if names and (not names[-1].is_full or len(names[-1].text) == 2) else None


def _last_name(names: list[Name]) -> str | None:
    """The last name of a head that is long enough to be looked for again behind it."""
    found = [name.text for name in names if len(name.text) > 2]
    return found[-1] if found else None


def _names(head: str, known: Gazetteer) -> list[Name]:
    """Cut a head into its division names, the longest first."""
    return list(_cut_names(head, known.at))


@lru_cache(1 << 16)  # asked twice of each head
def _cut_names(head: str, at: date) -> tuple[Name, ...]:
    known = gazetteer(at)
    lengths, meanings = known.lengths, known.nodes
    names: list[Name] = []
    place = 0
    while place < len(head):
        for length in lengths.get(head[place : place + 2], ()):
            text = head[place : place + length]
            nodes = meanings.get(text)
            if nodes and len(text) == length:
                names.append(Name(text, place, place + length, nodes, text in known.full_names))
                place += length
                break
        else:
            place += 1
    return tuple(names)


Row = tuple[
    str, int, str | None, str | None, str | None, str | None, str | None, str | None, list[str], str | None,
    str | None,
]  # fmt: skip


def _resolve(
    head: str, names: list[Name], choice: list[Node], known: Gazetteer, context_code: str | None
) -> Row:
    context = _context_codes(context_code, known)
    if not names:
        path = known.path(context_code) if context_code else (None, None, None)
        return (head, 0, *path, None, context_code if any(path) else None, None, [], None, None)
    return _describe(head, names, choice, known, context)


def _used_names(
    names: list[Name], context: frozenset[str], known: Gazetteer
) -> tuple[list[Name], list[Node]]:
    """The names of a head that belong together, and the best meanings of the deepest."""
    choice: list[Node] = []
    is_scoped = any(name.text in known.scoped for name in names)
    if is_scoped:
        names = _in_scope_names(names, context)
    if is_scoped and len(names) > 1:  # 成都|经开区: a zone of other cities says nothing here
        names = [
            name
            for name in names
            if any(not node.scope or _in_scope(node, names, context) for node in name.nodes)
        ]
    while names:
        choice = _choose(names, context, known)
        kept = _drop_trailing(names, choice, known)
        if len(kept) == len(names):
            break
        names = kept
    return names, choice


def _in_scope_names(names: list[Name], context: frozenset[str]) -> list[Name]:
    """Names without the meanings that count only beneath a code nobody names: 高新区 in a city that has none."""
    kept = []
    for name in names:
        nodes = tuple(node for node in name.nodes if not node.scope or _in_scope(node, names, context))
        if nodes:
            kept.append(name._replace(nodes=nodes, is_full=any(node.is_full for node in nodes)))
    return kept


def _context_codes(code: str | None, known: Gazetteer) -> frozenset[str]:
    if not code:
        return frozenset()
    return frozenset((code, code[:2] + "0000", code[:4] + "00"))


_ZONE_RANK, _DISTRICT_RANK = LEVELS["zone"], LEVELS["district"]


def _fits(upper: Node, lower: Node) -> bool:
    if upper.rank != _ZONE_RANK != lower.rank:
        if upper.rank > lower.rank:
            return False
        if upper.rank == lower.rank == _DISTRICT_RANK:
            return upper.code == lower.code or (len(upper.now) == 1 and upper.now == lower.now)
    return upper.code in lower.above or not lower.above.isdisjoint(upper.now)


def _choose(names: list[Name], context: frozenset[str], known: Gazetteer) -> list[Node]:
    """The best meanings of the deepest name, more than one where nothing tells them apart."""
    texts = {name.text: name for name in names}
    most = -1.0
    supported: list[tuple[Name, Node]] = []
    for name in texts.values():
        others = [other for other in texts.values() if other is not name]
        supports = [_supports(other, name, known) for other in others]
        for place, node in enumerate(name.nodes):
            if node.scope and not _in_scope(node, names, context):
                continue
            near = 0.9 if context and not context.isdisjoint(node.above) else 0.0
            total = 0.0
            for of_nodes in supports:
                total += of_nodes[place]
            if not name.is_full and not total and not near:
                if others:  # 东莞|东城: a short name that none of the others holds
                    continue
                if not context and node.rank == _DISTRICT_RANK:
                    continue
            total += near
            if total > most:
                most, supported = total, []
            if total == most:
                supported.append((name, node))
    return _best_of(supported, most)


def _best_of(supported: list[tuple[Name, Node]], total: float) -> list[Node]:
    """Of meanings that the other names support alike, the best."""
    if len(supported) == 1:
        return [supported[0][1]]
    best: list[Node] = []
    best_name = ""
    best_score: tuple[float, ...] = ()
    for name, node in supported:
        depth = LEVELS[node.level] if node.level != "zone" else 2.5
        first = 0.0 if total else -float(name.start)  # of names that contradict one another the first counts
        score = (
            float(node.is_full), first, float(node.is_official), float(node.in_force), depth,
            float(len(node.now) == 1),
        )  # fmt: skip
        if score > best_score or (score == best_score and name.text != best_name):
            best, best_score, best_name = [node], score, name.text
        elif score == best_score and not any(node.code == known.code for known in best):
            best.append(node)
    return best


def _supports(upper: Name, lower: Name, known: Gazetteer) -> tuple[float, ...]:
    """How well one name stands above each meaning of another."""
    is_whole = upper.nodes is known.nodes[upper.text] and lower.nodes is known.nodes[lower.text]
    if is_whole:  # the same names stand together in many heads
        return _supports_by_text(upper.text, lower.text, known.at)
    return _strongest(upper.nodes, lower.nodes)


@lru_cache(1 << 16)
def _supports_by_text(upper: str, lower: str, at: date) -> tuple[float, ...]:
    nodes = gazetteer(at).nodes
    return _strongest(nodes[upper], nodes[lower])


def _strongest(uppers: tuple[Node, ...], lowers: tuple[Node, ...]) -> tuple[float, ...]:
    return tuple(max(_support(upper, lower) for upper in uppers) for lower in lowers)


def _support(upper: Node, lower: Node) -> float:
    """How well one name stands above another: of the same time most, an equal level (廊坊地区廊坊市) least."""
    if not _fits(upper, lower):
        return 0.0
    if upper.level == lower.level:
        return 0.8
    return 1.0 if upper.code in lower.above_then else 0.9


def _in_scope(node: Node, names: list[Name], context: frozenset[str]) -> bool:
    if node.scope in context or any(node.scope in (c[:2] + "0000", c[:4] + "00") for c in context):
        return True
    for other in names:
        for upper in other.nodes:
            if (
                upper.scope is None
                and upper.code != node.code
                and (node.scope in upper.above or node.scope in upper.now)
            ):
                return True
    return False


def _drop_trailing(names: list[Name], choice: list[Node], known: Gazetteer) -> list[Name]:
    """Leave off trailing short names that the chosen division does not support or need.

    A short name right behind the full one of the same place begins something else: 吴兴区|吴兴科技园.
    """
    if not choice:
        return names[:-1] if not names[-1].is_full or len(names) == 1 else names
    last = names[-1]
    if len(names) == 1:
        return names
    if last.is_full:
        whole = next((name for name in names[:-1] if _without_counties(name, known)), None)
        if whole and not any(_fits(upper, node) for upper in whole.nodes for node in last.nodes):
            return names[:-1]  # 东莞|南城区: a street office, whatever is called so elsewhere
        return names
    before = names[-2]
    if before.is_full and before.end == last.start and before.text.startswith(last.text):
        return names[:-1]
    return names if any(_fits(node, chosen) for node in last.nodes for chosen in choice) else names[:-1]


def _without_counties(name: Name, known: Gazetteer) -> bool:
    """Whether a name means a city that has towns and no districts, such as 东莞."""
    return any(not known.without_counties.isdisjoint(node.now) for node in name.nodes)


def _describe(
    head: str, names: list[Name], choice: list[Node], known: Gazetteer, context: frozenset[str]
) -> Row:
    used = names[-1].end
    behind = re.compile(f"(?:{FILLERS})+").match(head, used)  # 生产建设兵团|第八师
    used = behind.end() if behind else used
    while used < len(head) and head[used] in " ,-":
        used += 1
    if not choice:
        return (head, 0, None, None, None, None, None, None, [], None, None)
    issue = _conflict(names, choice)
    node = _only_place(choice)
    zone = next((one for one in choice if one.level == "zone"), None)
    zone = zone or _supported_zone(names, node or choice[0], context, known)
    if node is None:
        return _ambiguous(head, used, names, choice, known)
    if len(node.now) == 1:
        code = node.now[0]
        province, city, district = known.path(code)
        return (
            head, used, province, city, district, zone.full_name if zone else None, code,
            zone.code if zone else None, [], issue, node.code,
        )  # fmt: skip
    shared = _shared_path(node.now, known)
    status = issue or ("split_division" if node.now else "retired_division")
    if not node.now:
        uppers = [code for code in node.above if code in known.paths and code != node.code]
        upper = max(uppers, key=lambda c: (c[2:] != "0000", c), default=None)
        province, city, _ = known.path(upper)
        return (head, used, province, city, None, None, upper, None, [], status, node.code)
    return (head, used, *shared[:3], None, shared[3], None, list(node.now), status, node.code)


def _only_place(choice: list[Node]) -> Node | None:
    """The one meaning, or of several that are one place at the wanted date the one whose code is nearest to its own."""
    places = {code for node in choice for code in node.now}
    if len(choice) == 1:
        return choice[0]
    if len(places) != 1 or any(len(node.now) != 1 for node in choice):
        return None
    place = places.pop()
    return next((node for node in choice if node.code[:4] == place[:4]), choice[0])


def _shared_path(
    codes: tuple[str, ...], known: Gazetteer
) -> tuple[str | None, str | None, str | None, str | None]:
    """The levels that all codes have in common, and the code of the lowest of them."""
    paths = [known.path(code) for code in codes]
    province = paths[0][0] if len({path[0] for path in paths}) == 1 else None
    city = paths[0][1] if province and len({path[1] for path in paths}) == 1 else None
    code = codes[0][:4] + "00" if city else codes[0][:2] + "0000" if province else None
    return province, city, None, code


def _supported_zone(
    names: list[Name], chosen: Node, context: frozenset[str], known: Gazetteer
) -> Node | None:
    for name in names:
        if name.text not in known.zoned:
            continue
        for node in name.nodes:
            near = _fits(node, chosen) or bool(node.above & (chosen.above - {chosen.code[:2] + "0000"}))
            counts = not node.scope or _in_scope(node, names, context)
            if node.level == "zone" and near and counts and not _in_other_cities(node, chosen):
                return node
    return None


def _in_other_cities(zone: Node, chosen: Node) -> bool:
    """友谊县 was once of 佳木斯, whose 高新区 says nothing of it now."""
    here = {code[:4] for code in chosen.now}
    cities = {code[:4] for code in zone.now if not code.endswith("0000")}
    return bool(cities) and bool(here) and not cities & here and not any(city.endswith("00") for city in here)


def _conflict(names: list[Name], choice: list[Node]) -> str | None:
    """A full name that the chosen division does not lie beneath (nor contain) is a conflict."""
    for name in names:
        if not name.is_full:
            continue
        related = any(
            _fits(node, chosen) or _fits(chosen, node) or _same_city(node, chosen)
            for node in name.nodes
            for chosen in choice
        )
        if not related:
            return "division_conflict"
    return None


def _same_city(zone: Node, chosen: Node) -> bool:
    """A zone and a district of one city may lie in one another, whoever lists what."""
    cities = {code for code in zone.above | chosen.above if code.endswith("00") and not code.endswith("0000")}
    return "zone" in (zone.level, chosen.level) and bool(cities & zone.above & chosen.above)


def _ambiguous(head: str, used: int, names: list[Name], choice: list[Node], known: Gazetteer) -> Row:
    """Several divisions of one name: the levels they share, and the name itself where it is a district."""
    codes = tuple(sorted({code for node in choice for code in node.now}))
    if not codes:
        return (head, used, None, None, None, None, None, None, [], "retired_division", None)
    province, city, _, code = _shared_path(codes, known)
    if not any(node.in_force for node in choice):
        return (head, used, province, city, None, None, code, None, list(codes), "split_division", None)
    districts = {node.full_name for node in choice if node.level == "district"}
    district = (
        districts.pop()
        if len(districts) == 1 and len(choice) == sum(n.level == "district" for n in choice)
        else None
    )
    return (head, used, province, city, district, None, code, None, list(codes), "ambiguous_division", None)
