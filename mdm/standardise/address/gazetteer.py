"""What the address parser asks of the division tables, made ready for one date."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from mdm.standardise.division.names import name_table
from mdm.standardise.division.paths import path_table
from mdm.standardise.division.resolution import resolution_table
from mdm.standardise.division.tables import zone_aliases, zones


@dataclass(frozen=True)
class Node:
    """One division of some time, and what it is at the wanted date.

    `above` holds every code that stands above it or is it, then and at the wanted date; `now` the codes
    that hold it at the wanted date (several for a split one).
    """

    code: str
    level: str
    above: frozenset[str]
    now: tuple[str, ...]
    is_full: bool
    in_force: bool
    scope: str | None
    full_name: str


@dataclass(frozen=True)
class Gazetteer:
    """Names of divisions and zones, and the paths of the codes in force."""

    nodes: dict[str, tuple[Node, ...]]
    paths: dict[str, tuple[str | None, str | None, str | None]]
    pattern: str

    def path(self, code: str | None) -> tuple[str | None, str | None, str | None]:
        """Province, city and district of a six-digit code."""
        return self.paths.get(code or "", (None, None, None))


LEVELS = {"province": 1, "city": 2, "zone": 3, "district": 4}


@lru_cache(maxsize=4)
def gazetteer(at: date) -> Gazetteer:
    """Make the gazetteer for a date (names of all dates, resolved to it)."""
    paths = {
        code: (province, city, district)
        for code, province, city, district in path_table(at)
        .filter(pl.col("level") != "town")
        .select("code", "province", "city", "district")
        .iter_rows()
    }
    uppers = {
        code: frozenset(c for c in (code, province, city) if c)
        for code, province, city in resolution_table(at)
        .unique("code", keep="last", maintain_order=True)
        .select("code", "province_code", "city_code")
        .iter_rows()
    }
    table = name_table().join(
        resolution_table(at).select("code", "valid_from", "candidates"), on=["code", "valid_from"], how="left"
    )
    nodes: dict[str, list[Node]] = {}
    for row in table.iter_rows(named=True):
        now = tuple(code for code in row["candidates"] or [] if code in paths)
        above = {row["code"], row["province_code"], row["city_code"], row["parent_code"], *now}
        above |= {code for one in now for code in uppers.get(one, ())}
        nodes.setdefault(row["name"], []).append(
            Node(
                row["code"], row["level"], frozenset(c for c in above if c), now,
                row["by"] == "name" or row["name"][-1] in "省市区县旗盟州", row["code"] in now, row["scope_code"], row["full_name"],
            )  # fmt: skip
        )
    for row in _zone_names().iter_rows(named=True):
        parent = row["parent_code"]
        above = {row["zone_code"], *uppers.get(parent, ())}
        nodes.setdefault(row["alias"], []).append(
            Node(row["zone_code"], "zone", frozenset(above), (parent,) if parent in paths else (), True, True,
                 row["scope_code"], row["name"])
        )  # fmt: skip
    names = sorted(nodes, key=lambda name: (-len(name), name))
    pattern = "|".join(names)
    return Gazetteer({name: tuple(found) for name, found in nodes.items()}, paths, pattern)


def _zone_names() -> pl.DataFrame:
    """Every name of a zone with the code beneath which it counts (null: anywhere)."""
    table = zones().select("zone_code", "name", "parent_code")
    nowhere = pl.lit(None, pl.String)
    own = zones().select("zone_code", alias="name", scope_code=nowhere)
    short = zones().select("zone_code", alias="short_name", scope_code="parent_code")
    listed = zone_aliases().select("zone_code", "alias", "scope_code")
    every = pl.concat([own, short, listed]).drop_nulls("alias").unique(["zone_code", "alias"], maintain_order=True)
    return every.join(table, on="zone_code", maintain_order="left").filter(pl.col("alias").str.len_chars() > 1)
