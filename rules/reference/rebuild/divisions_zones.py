"""Functional zones: rows of the statistics list that are no counties, and zones kept by hand."""

import re
from collections import defaultdict
from itertools import pairwise

from divisions_towns import Town

Row = dict[str, str | None]
HIGH_TECH = "(国家)?高新?技术(产业)?(开发区|园区)$"
ECONOMIC = "经济(技术)?开发区$"


def find_zones(
    areas: dict[str, dict[str, str]],
    counties: set[str],
    written: list[dict[str, str]],
    cities: dict[str, str],
) -> tuple[list[Row], list[Row]]:
    """Zones and their aliases, from editions {date: {code: name}} of the statistics list.

    A zone of the last edition takes over the code of an earlier one when the name agrees and the old
    code is gone. `counties` are all county codes ever in force, `cities` names of prefectures by code.
    """
    dates = sorted(areas)
    earlier = _earlier_codes([areas[date] for date in dates], counties)
    by_hand = {line["zone_code"]: line for line in written}
    zones: list[Row] = []
    for code, name in sorted(areas[dates[-1]].items()):
        if code in counties or code in by_hand or name.endswith("群岛") or "岛礁" in name:
            continue
        kind = _find_kind(code, name)
        zones.append(_make_zone(code, name, kind, code[:4] + "00", earlier[code]))
    for code, line in by_hand.items():
        zone = _make_zone(code, line["name"], line["kind"], line["parent_code"], earlier.get(code, set()))
        zone |= {
            key: line[key] or None for key in ("short_name", "registration_prefix", "valid_from", "valid_to")
        }
        zones.append(zone)
    zones.sort(key=lambda zone: str(zone["zone_code"]))
    return zones, _usual_names(zones, cities)


def _find_kind(code: str, name: str) -> str:
    if code[4] != "7":
        return "county_like"  # 加格达奇区, 大柴旦: run like counties, without being any
    return "development_zone" if "开发" in name or "园区" in name else "statistical_area"


def _make_zone(code: str, name: str, kind: str, parent: str, codes: set[str]) -> Row:
    numbers = (
        sorted({code, *codes}) if code.isdigit() and (codes or code[4] == "7" or code[:4] != "6101") else []
    )
    return {
        "zone_code": code,
        "name": name,
        "short_name": name,
        "kind": kind,
        "parent_code": parent,
        "stat_codes": ";".join(numbers) or None,
        "registration_prefix": None,
        "valid_from": None,
        "valid_to": None,
    }


def _earlier_codes(editions: list[dict[str, str]], counties: set[str]) -> dict[str, set[str]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for before, after in pairwise(editions):
        for code, name in after.items():
            old = [c for c, n in before.items() if n == name and c[:4] == code[:4] and c not in after]
            if old and code not in before and code not in counties:
                codes[code] |= {old[0], *codes[old[0]]}
            elif code in before:
                codes[code] |= set()
    return codes


def _usual_names(zones: list[Row], cities: dict[str, str]) -> list[Row]:
    """XX高新区 and XX经开区 anywhere; 高新区 and 经开区 within the place that has one such zone or gave it its name."""
    found: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    namesakes: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for zone in zones:
        name, parent, code = str(zone["name"]), str(zone["parent_code"]), str(zone["zone_code"])
        city = cities.get(parent, "").removesuffix("市")
        for pattern, short in ((HIGH_TECH, "高新区"), (ECONOMIC, "经开区")):
            if re.search(pattern, name):
                before = re.sub(pattern, "", name)
                found[short, parent].add(code)
                found[before + short, None].add(code)
                province = re.sub("(省|市|.*自治区)$", "", cities.get(parent[:2] + "0000", ""))
                own = re.sub("[市区县]$", "", cities.get(parent, ""))
                if before and before in (own, province + own):
                    namesakes[short, parent].add(code)
                if city and before.removesuffix("市").endswith(city):
                    found[city + short, None].add(code)
                    found[city + "市" + short, None].add(code)
    found |= namesakes
    names = {str(zone["name"]) for zone in zones}
    return [
        {"alias": alias, "zone_code": codes.copy().pop(), "scope_code": scope, "remark": None}
        for (alias, scope), codes in sorted(found.items(), key=lambda item: (item[0][0], item[0][1] or ""))
        if len(codes) == 1 and alias not in names
    ]


def join_towns(
    listed: list[tuple[str, str, str, str]],
    written: list[dict[str, str]],
    towns: list[Town],
    zone_codes: set[str],
) -> list[Row]:
    """Towns of zones: those of the statistics list and those kept by hand."""
    rows: list[Row] = [
        {"zone_code": zone, "town_code": code, "town_name": name, "district_code": county or None}
        for zone, code, name, county in listed
        if zone in zone_codes
    ]
    current = {(t.parent_code, t.name): t.code for t in towns if t.valid_to is None}
    for line in written:
        code = current.get((line["district_code"], line["town_name"]))
        if not code:
            print("no such town today:", line)
        rows.append(
            {
                "zone_code": line["zone_code"],
                "town_code": code,
                "town_name": line["town_name"],
                "district_code": line["district_code"],
            }
        )
    return sorted(rows, key=lambda row: (str(row["zone_code"]), str(row["town_code"])))
