"""The names addresses write for zones, and the division beneath which each counts."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import polars as pl

from mdm.standardise.division.tables import zone_aliases, zones

# What a zone of each kind is called by those who live beside it: 昆山市|开发区.
_KINDS = (
    (re.compile("经济(?:技术)?开发区$"), ("经济技术开发区", "经济开发区", "技术开发区", "经开区", "开发区")),
    (
        re.compile("高新?技术(?:产业)?(?:开发区|园区)$"),
        (
            "高新技术产业开发区",
            "高新技术开发区",
            "高新技术产业园区",
            "高新技术产业区",
            "高新开发区",
            "高新区",
        ),
    ),
    (re.compile("(?:综合)?保税区$"), ("综合保税区", "保税区")),
)
_LEVEL = "(?:市|区|县|地区|盟|自治州)$"


def _zones_at(at: date) -> pl.DataFrame:
    """Zones that have not ended at a date; those of a later time are known by their names before."""
    return zones().filter((pl.col("valid_to").str.to_date() > at).fill_null(True))


def zone_names(at: date) -> pl.DataFrame:
    """Every name of a zone with the code beneath which it counts (null: anywhere)."""
    table = _zones_at(at).select("zone_code", "name", "parent_code")
    nowhere = pl.lit(None, pl.String)
    own = _zones_at(at).select("zone_code", alias="name", scope_code=nowhere)
    short = (
        _zones_at(at)
        .filter(pl.col("short_name").str.contains("[区园城港]$"))
        .select("zone_code", alias="short_name", scope_code="parent_code")
    )
    listed = zone_aliases().select("zone_code", "alias", "scope_code")
    every = (
        pl.concat([own, short, listed])
        .drop_nulls("alias")
        .unique(["zone_code", "alias"], maintain_order=True)
    )
    return every.join(table, on="zone_code", maintain_order="left").filter(
        pl.col("name").is_not_null(), pl.col("alias").str.len_chars() > 1
    )


def generic_zones(
    paths: Mapping[str, tuple[str | None, str | None, str | None]],
    at: date,
) -> dict[tuple[str, str], str]:
    """The zone that a bare kind means in a division: `开发区` in 320583 is 昆山经济技术开发区.

    Of several of one kind it is the one that bears the division's own name, or none. `paths` are province,
    city and district by code.

    >>> generic_zones({"320583": ("江苏省", "苏州市", "昆山市")}, date(2024, 1, 1))["开发区", "320583"]
    'Z320506'
    """
    known: dict[tuple[int, str], set[str]] = defaultdict(set)
    namesakes: dict[tuple[int, str], set[str]] = defaultdict(set)
    for code, name, parent in (
        _zones_at(at).select("zone_code", "name", "parent_code").iter_rows()
    ):  # some hundreds
        for kind, (pattern, _) in enumerate(_KINDS):
            found = pattern.search(name)
            if found is None:
                continue
            before = name[: found.start()]
            known[kind, parent].add(code)
            for place in {parent, f"{parent[:4]}00", f"{parent[:2]}0000"} & paths.keys():
                own = next((level for level in reversed(paths[place]) if level), "")
                if before and before.endswith(re.sub(_LEVEL, "", own)):
                    namesakes[kind, place].add(code)
            break
    return {
        (alias, place): next(iter(codes))
        for (kind, place), codes in {**known, **namesakes}.items()
        if len(codes) == 1
        for alias in _KINDS[kind][1]
    }
