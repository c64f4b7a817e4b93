"""Which town of a split county lies in which county today.

A town name that exists today beneath exactly one of the counties that hold the old one's ground decides.
Towns of the lists since 2015 are followed one by one, so that parts that left a county which goes on
are found as well; of those that kept their number, the number says whence they came.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from divisions_periods import Period
from divisions_successors import Successor
from divisions_towns import Town


@dataclass(frozen=True, order=True)
class TownMove:
    """A town of an old county and where it is now."""

    old_code: str
    town_name: str
    new_code: str
    new_town_code: str
    new_town_name: str


class Ground:
    """Counties of today that hold the ground of a code."""

    def __init__(self, periods: list[Period], successors: list[Successor]) -> None:
        self.live = {p.code for p in periods if p.last is None}
        self._names = defaultdict(list)
        self._next = defaultdict(set)
        self._current = {(p.code, p.name) for p in periods if p.last is None}
        for p in periods:
            self._names[p.code].append(p.name)
        for s in successors:
            if s.shape != "part_moved":
                self._next[s.old_code, s.old_name].add((s.new_code, s.new_name))

    def of_period(self, code: str, name: str, seen: tuple[tuple[str, str], ...] = ()) -> set[str]:
        """Codes of today for a code under one name."""
        key = (code, name)
        if key in self._current:
            return {code}
        if key in seen:
            return set()
        return set().union(*(self.of_period(*new, seen=(*seen, key)) for new in self._next[key]))

    def of_code(self, code: str) -> set[str]:
        """Codes of today for a code under its last name."""
        return self.of_period(code, self._names[code][-1]) if code in self._names else set()


def find_moves(periods: list[Period], towns: list[Town], ground: Ground) -> list[TownMove]:
    """Moves of all counties whose ground lies in several today, and of towns that changed county."""
    current = {town.code: town for town in towns if town.valid_to is None}
    by_county: dict[str, list[Town]] = defaultdict(list)
    for town in current.values():
        by_county[town.parent_code].append(town)
    moves = set()
    for period in periods:
        holders = ground.of_period(period.code, period.name) if period.last else set()
        if len(holders) > 1:
            named: dict[str, list[Town]] = defaultdict(list)
            for holder in holders:
                for town in by_county[holder]:
                    named[town.name].append(town)
            for name, found in named.items():
                if len(found) == 1:
                    moves.add(TownMove(period.code, name, found[0].parent_code, found[0].code, found[0].name))
    known = {(m.old_code, m.town_name) for m in moves}
    for town in towns:
        new = current.get(town.now_code or "")
        if town.valid_to and new and new.parent_code != town.parent_code and town.parent_code[4:] != "00":
            follows = ground.of_code(town.parent_code) == {new.parent_code}
            if not follows and (town.parent_code, town.name) not in known:
                moves.add(TownMove(town.parent_code, town.name, new.parent_code, new.code, new.name))
    moves |= _towns_that_became_counties(periods, towns)
    known = {(m.old_code, m.town_name) for m in moves}
    for town in current.values():  # the bureau's number says beneath which county the town stood in 2023
        county = town.code[:6]
        stays = not county.isdigit() or ground.of_code(county) in (set(), {town.parent_code})
        if not stays and (county, town.name) not in known:
            moves.add(TownMove(county, town.name, town.parent_code, town.code, town.name))
    return sorted(moves)


def _towns_that_became_counties(periods: list[Period], towns: list[Town]) -> set[TownMove]:
    """Towns that ended in the year in which a county-level city of their name began in the same prefecture: 龙港镇."""
    cities = {(p.code[:4], p.name): p for p in periods if p.last is None and p.name.endswith("市")}
    moves = set()
    for town in towns:
        city = cities.get((town.parent_code[:4], re.sub("(?:街道|镇|乡)$", "市", town.name)))
        if town.valid_to and not town.now_code and city and town.valid_to[:4] == str(city.first.year):
            moves.add(TownMove(town.parent_code, town.name, city.code, "", ""))
    return moves
