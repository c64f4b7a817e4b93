"""Towns: the Ministry's list of today joined with the statistics bureau's lists since 2015.

The two number towns independently (a quarter of the codes differ). `code` is the statistics bureau's
where a town stands in its list of 2023, because that is the number departments write into their
records; `ministry_code` is the Ministry's. A town only the Ministry knows has its number, with an M before
it where the bureau gave that number to another town (69 towns). Names and counties are the Ministry's, also for towns that
the statistics bureau lists beneath a development zone.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from divisions_names import shorten_town

Edition = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Town:
    """A town under one code and name; `now_code` is what it is today, None when nothing tells."""

    code: str
    name: str
    short_name: str | None
    parent_code: str
    ministry_code: str | None
    valid_from: str | None
    valid_to: str | None
    source: str
    now_code: str | None = None


def clean_town_name(name: str) -> str:
    """The statistics bureau writes 街道办事处 and 地区办事处 where the name is 街道 or 地区."""
    name = name.replace("（", "(").replace("）", ")")
    if name in ("街道", "街道办事处"):
        return "街道办事处"  # so it stands in the list, without a name of its own
    if name.endswith("地区办事处"):
        return name.removesuffix("办事处")
    if name.endswith(("街道办事处", "街道办")):
        return re.sub("街道办(事处)?$", "街道", name)
    return re.sub(r"^(.{2,})办事处$", r"\1街道", name)


def parse_edition(rows: list[dict[str, str]]) -> Edition:
    """Rows of one statistics list: town code to (name, code of what it is listed under)."""
    return {row["code"][:9]: (clean_town_name(row["name"]), row["code"][:6]) for row in rows}


def find_towns(
    ministry: list[tuple[int, str, str, str]],
    editions: dict[str, Edition],
    live_codes: set[str],
    get_today: Callable[[str], set[str]],
) -> tuple[list[Town], list[tuple[str, str, str, str]]]:
    """Towns in force and of earlier lists; and (zone code, town code, name, county) of zones' towns.

    `get_today` says which counties of today hold the ground of a county code.
    """
    dates = sorted(editions)
    statistics = editions[dates[-1]]
    current, zone_towns = _join_lists(ministry, statistics, live_codes, get_today, dates[-1])
    past = [
        Town(code, name, shorten_town(name), parent, None, None, after, "statistics")
        for before, after in pairwise(dates)
        for code, (name, parent) in editions[before].items()
        if editions[after].get(code, ("",))[0] != name
    ]
    beside = {after: {(p, n) for n, p in editions[before].values()} for before, after in pairwise(dates)}
    finder = _Finder([town for town in current if town.valid_to is None], beside)
    towns = [
        replace(town, now_code=finder.find(town, get_today, live_codes) if town.valid_to else town.code)
        for town in {*current, *past}
    ]
    return sorted(towns, key=lambda t: (t.code, t.valid_to or "9999", t.name, t.source)), sorted(zone_towns)


def _join_lists(
    ministry: list[tuple[int, str, str, str]],
    statistics: Edition,
    live_codes: set[str],
    get_today: Callable[[str], set[str]],
    last_date: str,
) -> tuple[list[Town], list[tuple[str, str, str, str]]]:
    official = {code: (name, parent) for level, code, parent, name in ministry if level == 4}
    by_place = {(parent, name): code for code, (name, parent) in official.items()}
    by_city: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, (name, parent) in official.items():
        by_city[parent[:4], name].append(code)
    matched: dict[str, str] = {}
    for code, (name, parent) in statistics.items():
        found = by_place.get((parent, name))
        if found:
            matched[found] = code
    for code, (name, parent) in statistics.items():
        if parent in live_codes:
            continue  # beneath a zone, or a county that is gone
        counties = get_today(parent)
        candidates = [by_place[c, name] for c in counties if (c, name) in by_place] or by_city[
            parent[:4], name
        ]
        candidates = [c for c in candidates if c not in matched]
        if len(candidates) == 1:
            matched[candidates[0]] = code
    numbers = {statistics_code: code for code, statistics_code in matched.items()}
    towns = [
        Town(
            matched.get(code) or (f"M{code}" if code in statistics else code), name, shorten_town(name), parent, code, None, None,
            "both" if code in matched else "ministry",
        )
        for code, (name, parent) in official.items()
    ]  # fmt: skip
    zone_towns = []
    for code, (name, parent) in statistics.items():
        is_zone = parent not in live_codes and not get_today(parent)
        county = official[numbers[code]][1] if code in numbers else None
        if is_zone:
            zone_towns.append((parent, code, name, county or ""))
        if code not in numbers:
            above = parent[:4] + "00" if is_zone else parent
            goes_on = is_zone or (code[6] in "45" and parent in live_codes)
            ended = None if goes_on else last_date
            towns.append(Town(code, name, shorten_town(name), above, None, None, ended, "statistics"))
    return towns, zone_towns


class _Finder:
    """What a town of an earlier list is today: the same or the same short name beneath the same ground."""

    def __init__(self, current: list[Town], beside: dict[str, set[tuple[str, str]]]) -> None:
        self.beside = beside  # (county, name) of the towns that stood beside those that ended at a date
        self.by_code = {town.code: town for town in current}
        self.by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
        for town in current:
            self.by_name[town.parent_code, town.name].add(town.code)
            if town.short_name:
                self.by_name[town.parent_code, town.short_name].add(town.code)
        self.by_city: dict[tuple[str, str], set[str]] = defaultdict(set)
        for town in current:
            self.by_city[town.parent_code[:4], town.name].add(town.code)

    def find(self, town: Town, get_today: Callable[[str], set[str]], live_codes: set[str]) -> str | None:
        counties = get_today(town.parent_code) or ({town.parent_code} & live_codes)
        for name in (town.name, town.short_name):
            found = set().union(*(self.by_name[county, name] for county in counties)) if name else set()
            if len(found) == 1:
                return found.pop()
        moved = [
            code
            for code in self.by_city[town.parent_code[:4], town.name]
            if (self.by_code[code].parent_code, town.name) not in self.beside.get(town.valid_to or "", set())
        ]
        return moved[0] if len(moved) == 1 else None
