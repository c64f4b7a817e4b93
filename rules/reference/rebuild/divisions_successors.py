"""What became of each division: successors with their shape.

For a period that ended, in this order, the first rule that finds something wins:

1. lines of divisions_decrees.csv (read by hand from decrees; they also add parts that moved);
2. the same full name under a new code in the same province within a year: re-coded;
3. the same stem (吴江县, 吴江市, 吴江区) beginning within a year: one to one;
4. a county beside a city of the same stem (榆次县, 榆次市) went into it;
   a county-level city whose name a prefecture takes over (衡水市 1996): the districts that begin with
   the prefecture and came from nowhere else;
5. a change event with both codes;
6. the next name under the same code, unless that name came from elsewhere: renamed.

Names that end in 区 are followed only within a prefecture (every other city has a 郊区), or into the
prefecture of the same name.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from divisions_names import shorten_division
from divisions_periods import Period

# Provinces cut out of others: Hainan 1988 from Guangdong, Chongqing 1997 from Sichuan
CUT_OUT = {"46": "44", "50": "51"}


@dataclass(frozen=True, order=True)
class Successor:
    """An old code under its name, and what took its place."""

    old_code: str
    old_name: str
    new_code: str
    new_name: str
    date: str
    shape: str


def find_successors(
    periods: list[Period], events: list[dict], decrees: list[dict[str, str]]
) -> list[Successor]:
    """Successors of every period that ended, and parts that moved out of periods that did not."""
    finder = _Finder(periods, events)
    written = defaultdict(list)
    for line in decrees:
        written[line["old_code"], line["old_name"]].append(line)
    links: list[tuple[Period, Period, str]] = []
    for period in periods:
        lines = written.pop((period.code, period.name), [])
        for line in lines:
            for code in line["new_codes"].split(";"):
                links.append((period, finder.get_at(code, int(line["year"])), line["shape"]))
        whole = [line for line in lines if line["shape"] != "part_moved"]
        if period.last and not whole:
            links.extend((period, new, "") for new in finder.follow(period))
    assert not written, f"decrees about unknown divisions: {sorted(written)}"
    return _name_shapes(links)


class _Finder:
    def __init__(self, periods: list[Period], events: list[dict]) -> None:
        self.all = periods
        self.by_code: dict[str, list[Period]] = defaultdict(list)
        self.by_name: dict[str, list[Period]] = defaultdict(list)
        self.by_stem: dict[str, list[Period]] = defaultdict(list)
        for period in periods:
            self.by_code[period.code].append(period)
            self.by_name[period.name].append(period)
            self.by_stem[_stem(period.name)].append(period)
        self.events: dict[str, list[dict]] = defaultdict(list)
        for event in events:
            if event["old"]["code"] and event["new"]["code"] and event["type"] != "码位改派":
                self.events[event["old"]["code"][:6]].append(event)

    def get_at(self, code: str, year: int) -> Period:
        """The period of a code in the year after a change."""
        found = [
            p for p in self.by_code[code] if p.first.year <= year + 1 and (not p.last or p.last.year > year)
        ]
        assert found, f"{code} did not exist in {year}"
        return found[0]

    def follow(self, period: Period) -> list[Period]:
        """Successors of a period that ended."""
        if not period.dated:
            return self._same_name_beside(period)
        for candidates in (self.by_name[period.name], self.by_stem[_stem(period.name)]):
            found = [p for p in candidates if self._begins_when_it_ends(period, p)]
            if period.name.endswith("市"):
                found = [p for p in found if not p.name.endswith("县")]  # 通化市 is not 通化县
            if found:
                return [min(found, key=lambda p: _distance(period, p))]
        return (
            self._city_beside(period)
            or self._districts_of_new_city(period)
            or self._from_events(period)
            or self._next_name(period)
        )

    def _city_beside(self, period: Period) -> list[Period]:
        """榆次县 went into 榆次市, which stood beside it in the prefecture; 唐山地区 into 唐山市."""
        assert period.last
        is_prefecture = period.code[4:] == "00"
        beside = [
            p
            for p in self.by_stem[_stem(period.name)]
            if p.code[: 2 if is_prefecture else 4] == period.code[: 2 if is_prefecture else 4]
            and (p.code[4:] == "00") == is_prefecture
            and p.code != period.code
            and p.first < period.last < (p.last or date.max)
        ]
        return beside[:1]

    def _same_name_beside(self, period: Period) -> list[Period]:
        """A code known from one edition alone leads to the same name of its time, or just after."""
        assert period.last
        found = [
            p
            for p in self.by_name[period.name]
            if p.dated
            and p.first <= period.last
            and (not p.last or p.last > period.first)
            and p.code[:2] == period.code[:2]
            and (p.code[4:] == "00") == (period.code[4:] == "00")
            and self._same_city(period, p)
        ]
        return found[-1:]

    def _begins_when_it_ends(self, old: Period, new: Period) -> bool:
        assert old.last
        near = abs(new.first.year - old.last.year) <= 1 and new.code != old.code and new.dated
        same_rank = (old.code[4:] == "00") == (new.code[4:] == "00")
        return near and same_rank and _same_province(old.code, new.code) and self._same_city(old, new)

    def _same_city(self, old: Period, new: Period) -> bool:
        if not old.name.endswith("区") or old.code[4:] == "00" or old.code[:4] == new.code[:4]:
            return True
        if old.code[:2] != new.code[:2]:
            return old.name == new.name  # Chongqing 1997
        stems = [
            {_stem(p.name) for p in self.by_code[period.code[:4] + "00"] if _overlap(p, period)}
            for period in (old, new)
        ]
        return bool(stems[0] & stems[1])

    def _districts_of_new_city(self, period: Period) -> list[Period]:
        assert period.last
        if not period.name.endswith("市") or period.code[4:] == "00":
            return []
        cities = [
            p
            for p in self.by_name[period.name]
            if p.code.endswith("00")
            and abs(p.first.year - period.last.year) <= 1
            and _same_province(period.code, p.code)
        ]
        if not cities:
            return []
        districts = [
            p
            for p in self.all
            if p.code[:4] == cities[0].code[:4]
            and "02" <= p.code[4:] <= "19"
            and abs(p.first.year - period.last.year) <= 1
            and not self._came_from_elsewhere(p)
        ]
        return districts or cities[:1]  # 中山, 日照: a city without districts

    def _came_from_elsewhere(self, new: Period) -> bool:
        return any(
            p.last and p.code != new.code and self._begins_when_it_ends(p, new)
            for p in self.by_stem[_stem(new.name)]
        )

    def _from_events(self, period: Period) -> list[Period]:
        assert period.last
        found: dict[str, Period] = {}
        for event in self.events[period.code]:
            if event["old"]["name"] != period.name or abs(event["year"] - period.last.year) > 1:
                continue
            code = event["new"]["code"][:6]
            same_name_elsewhere = event["new"]["name"] == period.name and code[:4] != period.code[:4]
            if not _same_province(period.code, code) or (same_name_elsewhere and period.name.endswith("区")):
                continue  # followed by name alone in the source: every other city has a 矿区
            targets = [p for p in self.by_code[code] if not p.last or p.last > period.last]
            if targets and (code, event["new"]["name"]) != (period.code, period.name):
                found[code] = targets[0]
        return list(found.values())

    def _next_name(self, period: Period) -> list[Period]:
        assert period.last
        following = [
            p
            for p in self.by_code[period.code]
            if p.first >= period.last and p.first.year - period.last.year <= 1
        ]
        if not following:
            return []
        return [] if self._came_from_elsewhere(following[0]) else [following[0]]


def _overlap(left: Period, right: Period) -> bool:
    return (not right.last or left.first < right.last) and (not left.last or right.first < left.last)


def _stem(name: str) -> str:
    return shorten_division(name, "district") or re.sub("[县市区]$", "", name)


def _same_province(old: str, new: str) -> bool:
    return old[:2] == new[:2] or CUT_OUT.get(new[:2]) == old[:2]


def _distance(old: Period, new: Period) -> tuple[int, int, str]:
    assert old.last
    return (abs(new.first.year - old.last.year), 0 if new.code[:4] == old.code[:4] else 1, new.code)


def _name_shapes(links: list[tuple[Period, Period, str]]) -> list[Successor]:
    outgoing: dict[tuple[str, str], set[str]] = defaultdict(set)
    incoming: dict[tuple[str, int], set[str]] = defaultdict(set)
    for old, new, shape in links:
        if shape != "part_moved":
            year = old.last.year if old.last else 0
            outgoing[old.code, old.name].add(new.code)
            incoming[new.code, year].add(old.code)
    result = []
    for old, new, shape in links:
        year = old.last.year if old.last else 0
        if not shape:
            if len(outgoing[old.code, old.name]) > 1:
                shape = "split"
            elif len(incoming[new.code, year]) > 1 or (
                old.last and new.first < old.last.replace(year=year - 1)
            ):
                shape = "merged"
            elif old.code == new.code:
                shape = "renamed"
            elif old.name == new.name:
                shape = "recoded"
            else:
                shape = "one_to_one"
        result.append(Successor(old.code, old.name, new.code, new.name, str(old.last or ""), shape))
    return sorted(set(result))


def unresolved(periods: list[Period], successors: list[Successor]) -> list[Period]:
    """Periods that ended and lead nowhere."""
    known = {(s.old_code, s.old_name) for s in successors if s.shape != "part_moved"}
    return [replace(p) for p in periods if p.last and (p.code, p.name) not in known]
