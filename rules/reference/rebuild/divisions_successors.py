"""What became of each division: successors with their shape.

For a period that ended, in this order, the first rule that finds something wins:

1. lines of divisions_decrees.csv (read by hand from decrees; they also add parts that moved);
2. the same full name under a new code in the same province within a year: re-coded;
3. the same stem (吴江县, 吴江市, 吴江区) beginning within a year: one to one;
4. a change event with both codes;
5. the next name under the same code, unless that name came from elsewhere: renamed.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace

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
        for candidates in (self.by_name[period.name], self.by_stem[_stem(period.name)]):
            found = [p for p in candidates if self._begins_when_it_ends(period, p)]
            if found:
                return [min(found, key=lambda p: _distance(period, p))]
        return self._from_events(period) or self._next_name(period)

    def _begins_when_it_ends(self, old: Period, new: Period) -> bool:
        assert old.last
        near = abs(new.first.year - old.last.year) <= 1 and new.code != old.code
        same_rank = (old.code[4:] == "00") == (new.code[4:] == "00")
        return near and same_rank and _same_province(old.code, new.code)

    def _from_events(self, period: Period) -> list[Period]:
        assert period.last
        found: dict[str, Period] = {}
        for event in self.events[period.code]:
            if event["old"]["name"] != period.name or abs(event["year"] - period.last.year) > 1:
                continue
            code = event["new"]["code"][:6]
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
        new = following[0]
        came_from_elsewhere = any(
            p.last
            and p.code != new.code
            and abs(p.last.year - new.first.year) <= 1
            and _same_province(p.code, new.code)
            for p in self.by_name[new.name]
        )
        return [] if came_from_elsewhere else [new]


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
