"""Divisions of China by date: provinces, prefectures, counties and towns since 1981.

`tables` reads the reference tables, `resolution` follows a division to what it is at another date,
`paths` names the levels above a code, `names` finds divisions by name.
"""

from mdm.standardise.division.kind import KIND
from mdm.standardise.division.names import find_candidates
from mdm.standardise.division.paths import path_table
from mdm.standardise.division.resolution import divisions_at, resolution_table, resolve_codes
from mdm.standardise.division.tables import (
    aliases,
    divisions,
    successors,
    town_moves,
    towns,
    zone_aliases,
    zone_towns,
    zones,
)

__all__ = [
    "KIND",
    "aliases",
    "divisions",
    "divisions_at",
    "find_candidates",
    "path_table",
    "resolution_table",
    "resolve_codes",
    "successors",
    "town_moves",
    "towns",
    "zone_aliases",
    "zone_towns",
    "zones",
]
