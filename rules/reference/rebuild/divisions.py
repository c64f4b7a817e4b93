"""Rebuild the division tables: `python rules/reference/rebuild/divisions.py [folder for packages]`.

Packages are downloaded into the folder when missing. Writes divisions.csv, divisions_successors.csv,
divisions_towns.parquet, divisions_town_moves.csv; zones come from divisions_zones.py.
"""

import csv
import sys
import tempfile
from datetime import date
from pathlib import Path

import divisions_packages as packages
import polars as pl
from divisions_moves import Ground, find_moves
from divisions_names import shorten_division
from divisions_periods import Period, find_periods, sharpen_dates
from divisions_successors import find_successors, unresolved
from divisions_towns import find_towns, parse_edition
from divisions_zones import find_zones, join_towns

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parent


def read_written(name: str) -> list[dict[str, str]]:
    """Lines of a table kept by hand beside this script."""
    path = HERE / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def write(name: str, rows: list[dict[str, str | None]]) -> None:
    """Write a table; empty text is null."""
    frame = pl.DataFrame(rows, infer_schema_length=None)
    frame.with_columns(pl.all().cast(pl.String).replace("", None)).write_csv(REFERENCE / name)


def place(
    period: Period, ministry_parents: dict[str, str], known: dict[str, list[Period]]
) -> dict[str, object]:
    """One row of divisions.csv: level and parents of a period."""
    code = period.code
    province = code[:2] + "0000"
    prefecture = code[:4] + "00"
    if code.endswith("0000"):
        level, parent, city = "province", None, None
    elif code.endswith("00"):
        level, parent, city = "city", province, code
    else:
        level = "district"
        if code in ministry_parents and period.last is None:
            parent = ministry_parents[code]
        else:
            parent = prefecture if _exists_with(known.get(prefecture, []), period) else province
        city = parent if parent != province else None
    return {
        "code": code,
        "name": period.name,
        "short_name": shorten_division(period.name, level),
        "level": level,
        "parent_code": parent,
        "province_code": province,
        "city_code": city,
        "valid_from": period.first.isoformat(),
        "valid_to": period.last.isoformat() if period.last else None,
        "precision": period.precision,
        "attested": "list" if period.dated else "edition",
    }


def _exists_with(parents: list[Period], period: Period) -> bool:
    end = period.last or date.max
    return any(p.first < end and period.first < (p.last or date.max) for p in parents)


def main() -> None:
    """Build every table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    packages.fetch_packages(folder)
    ministry, events = packages.read_ministry(folder), packages.read_events(folder)
    snapshots = packages.read_snapshots(folder)
    periods = find_periods(
        snapshots,
        ministry,
        packages.read_years(folder),
        packages.read_timelines(folder),
        events,
        read_written("divisions_corrections.csv"),
    )
    known_dates = {
        (line["code"], line["side"]): date.fromisoformat(line["date"])
        for line in read_written("divisions_dates.csv")
    }
    dated = sharpen_dates(periods, snapshots, known_dates)
    known: dict[str, list[Period]] = {}
    for period in dated:
        known.setdefault(period.code, []).append(period)
    parents = {code: parent for level, code, parent, _ in ministry if level == 3}
    rows = [place(period, parents, known) for period in dated]
    pl.DataFrame(rows, infer_schema_length=None).write_csv(REFERENCE / "divisions.csv")
    successors = find_successors(periods, events, read_written("divisions_decrees.csv"))
    pl.DataFrame(successors).write_csv(REFERENCE / "divisions_successors.csv")
    editions = {
        day: parse_edition(packages.read_statistics(folder, version, "streets"))
        for version, day in packages.STATISTICS_EDITIONS.items()
    }
    ground = Ground(periods, successors)
    towns, zone_towns = find_towns(ministry, editions, ground.live, ground.of_code)
    pl.DataFrame(towns, infer_schema_length=None).with_columns(
        pl.col("valid_from", "valid_to").cast(pl.String).str.to_date("%Y-%m-%d")
    ).write_parquet(REFERENCE / "divisions_towns.parquet", compression="zstd", compression_level=19)
    moves = find_moves(periods, towns, ground)
    pl.DataFrame(moves).write_csv(REFERENCE / "divisions_town_moves.csv")
    areas = {
        day: {row["code"][:6]: row["name"] for row in packages.read_statistics(folder, version, "areas")}
        for version, day in packages.STATISTICS_EDITIONS.items()
    }
    cities = {period.code: period.name for period in periods if period.last is None}
    counties = {period.code for period in periods} | {"620201"}  # 嘉峪关市, a collective row
    zones, usual_names = find_zones(areas, counties, read_written("zones_written.csv"), cities)
    write("zones.csv", zones)
    aliases = read_written("zones_aliases_written.csv")
    taken = {(line["alias"], line["scope_code"]) for line in aliases}
    usual_names = [row for row in usual_names if (row["alias"], row["scope_code"] or "") not in taken]
    write("zones_aliases.csv", [*aliases, *usual_names])
    zone_codes = {str(zone["zone_code"]) for zone in zones}
    write(
        "zones_towns.csv", join_towns(zone_towns, read_written("zones_towns_written.csv"), towns, zone_codes)
    )
    print(f"{len(rows)} periods, {len(successors)} successors, {len(towns)} towns, {len(moves)} town moves")
    print(f"{len(unresolved(periods, successors))} periods without successor")


if __name__ == "__main__":
    main()
