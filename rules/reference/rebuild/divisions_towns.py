"""Towns: the Ministry's list of today joined with the statistics bureau's lists since 2015.

The two number towns independently (a quarter of the codes differ). `code` is the statistics bureau's
where a town stands in its list of 2023, because that is the number departments write into their
records; `ministry_code` is the Ministry's. Names are the Ministry's.
"""

import re
from dataclasses import dataclass

from divisions_names import shorten_town


@dataclass(frozen=True, order=True)
class Town:
    """A town under one code and name."""

    code: str
    name: str
    short_name: str | None
    parent_code: str
    ministry_code: str | None
    valid_from: str | None
    valid_to: str | None
    source: str


def clean_town_name(name: str) -> str:
    """The statistics bureau writes 街道办事处 where the name is 街道."""
    name = re.sub(r"街道办事处$", "街道", name.replace("（", "(").replace("）", ")"))
    return re.sub(r"(?<=.)办事处$", "街道", name) if not name.endswith("地区办事处") else name[:-3]


def parse_edition(rows: list[dict[str, str]]) -> dict[str, tuple[str, str]]:
    """Rows of one statistics list: code to (name, county code)."""
    result = {}
    for row in rows:
        code = row["code"][:9]
        result[code] = (clean_town_name(row["name"]), code[:6])
    return result


def find_towns(
    ministry: list[tuple[int, str, str, str]],
    editions: dict[str, dict[str, tuple[str, str]]],
    district_codes: set[str],
) -> list[Town]:
    """Towns in force and towns of earlier lists, sorted by code.

    A town of an earlier list that is gone from the next has the date of the next as its end.
    """
    dates = sorted(editions)
    last = editions[dates[-1]]
    by_place = {(parent, name): code for code, (name, parent) in last.items()}
    towns = []
    taken = set()
    for _, code, parent, name in (row for row in ministry if row[0] == 4):
        statistics = by_place.get((parent, name))
        if statistics:
            taken.add(statistics)
        towns.append(
            Town(
                statistics or code,
                name,
                shorten_town(name),
                parent,
                code,
                None,
                None,
                "both" if statistics else "ministry",
            )
        )
    ministry_parents = {town.parent_code for town in towns}
    for code, (name, parent) in last.items():
        if code in taken:
            continue
        # Farms, parks and other areas like towns (4xx-5xx) the Ministry does not list; towns of zones.
        like_town = code[6] in "45" or parent not in ministry_parents
        ended = None if like_town and parent in district_codes else dates[-1]
        towns.append(Town(code, name, shorten_town(name), parent, None, None, ended, "statistics"))
    for date, following in zip(dates, dates[1:], strict=False):
        for code, (name, parent) in editions[date].items():
            if editions[following].get(code, ("",))[0] != name:
                towns.append(
                    Town(code, name, shorten_town(name), parent, None, None, following, "statistics")
                )
    return sorted(set(towns), key=lambda t: (t.code, t.valid_to or "9999", t.name))
