"""Do the points of each source lie in the frame it declared? Told by places that several sources have a point of.

A single point does not tell; a file does. Points that are called CGCS2000 and are GCJ-02 lie half a kilometre off all in
one direction, and a file put together from two frames shows two clouds. What is found speaks of the file: its points
reach no golden record, and nothing is repaired by guessing.
"""

from dataclasses import dataclass

import polars as pl

from mdm.frames import ISSUES
from mdm.golden import rank_sources
from mdm.rulepack import RulePack, read_reference
from mdm.standardise import find_kind
from mdm.standardise.coordinate_frames import convert_frame
from mdm.standardise.frame_faults import describe_frame_fault, find_frames

FEWEST = 12  # places in common from which a verdict on a file may follow
MOST = 20_000
PARTS = ("lon", "lat", "frame")


@dataclass(frozen=True)
class PointFaults:
    """`issues`: one row a fault of a source; `records`: without the points of sources that have one."""

    issues: pl.DataFrame
    records: pl.DataFrame


def point_attributes(pack: RulePack) -> list[str]:
    """Attributes of a pack that hold points."""
    kinds = {name: find_kind(attribute.kind) for name, attribute in pack.attributes.items()}
    return [name for name, kind in kinds.items() if "frame" in kind.must_declare]


def check_points(records: pl.DataFrame, clusters: pl.DataFrame, pack: RulePack) -> PointFaults:
    """Compare each source's points with those of the others. `records` are sorted by row, as `clusters` are.

    Works on everything: one answer a source.
    """
    found = []
    for attribute in point_attributes(pack):
        if f"{attribute}.lon" not in records.columns:
            continue
        faults = _find_faults(records, clusters, pack, attribute)
        found += [_describe(fault, attribute) for fault in faults]
        faulty = [source for source, _, _ in faults]
        if faulty:
            records = _without_points(records, attribute, faulty, pack)
    issues = pl.DataFrame(found, schema=ISSUES) if found else pl.DataFrame(schema=ISSUES)
    return PointFaults(issues, records)


def _find_faults(
    records: pl.DataFrame, clusters: pl.DataFrame, pack: RulePack, attribute: str
) -> list[tuple[str, str, str]]:
    """`source`, `rule`, and what was found, for each faulty source.

    A source is held against those that rank above it for points, or else against its equals.
    """
    points = records.select(
        "source", cluster=clusters["cluster"], **{part: pl.col(f"{attribute}.{part}") for part in PARTS}
    ).drop_nulls()
    first = points.unique(["cluster", "source"], keep="first", maintain_order=True)
    shared = first.filter(pl.len().over("cluster") > 1)
    sources = shared["source"].unique().sort().to_list()
    if len(sources) < 2:
        return []
    rank = dict(zip(sources, rank_sources(pl.Series(sources, dtype=pl.String), pack, attribute), strict=True))
    faults = []
    for source in sources:  # tables of a run: a few dozen at most
        others = [other for other in sources if other != source and rank[other] <= rank[source]]
        told = {other: _compare(shared, source, other) for other in others}
        verdicts = [(rank[other], verdict) for other, verdict in told.items() if verdict is not None]
        best = min((at for at, _ in verdicts), default=0)
        among = [verdict for at, verdict in verdicts if at == best]
        against = [verdict for verdict in among if verdict[0]]
        if 2 * len(against) > len(among):  # of equals the majority is believed
            faults.append((source, *against[0]))
    return faults


def _compare(points: pl.DataFrame, source: str, other: str) -> tuple[str, str] | None:
    """The fault that shows when the points of `source` are held against those of `other`, empty where none does;
    None where they have too few places in common."""
    reference = points.filter(source=other).select("cluster", reference_lon="lon", reference_lat="lat")
    both = points.filter(source=source).join(reference, on="cluster").sort("cluster").head(MOST)
    verdict = None
    for (declared,), rows in sorted(both.group_by("frame")):
        if len(rows) < FEWEST:
            continue
        lon, lat = convert_frame(rows["lon"], rows["lat"], "cgcs2000", str(declared))
        given = rows.with_columns(lon=pl.Series(lon), lat=pl.Series(lat))
        rule = describe_frame_fault(given, declared=str(declared))
        if rule is None:
            verdict = verdict or ("", "")
            continue
        frames = find_frames(given, declared=str(declared)).filter(pl.col("points") > 0).drop_nulls("frame")
        counts = ", ".join(f"{frame} {count}" for frame, count in frames.select("frame", "points").rows())
        told = f"{declared} declared; of {len(rows)} points known to {other} as well lie in: {counts}"
        verdict = (rule, told)
    return verdict


def _describe(fault: tuple[str, str, str], attribute: str) -> dict[str, str | None]:
    source, rule, told = fault
    titles = read_reference("issue_codes").filter(code=rule)
    message = f"{titles['title_zh'][0]} · {titles['title_en'][0]}: {told}"
    return {
        "source": source, "record_id": None, "attribute": attribute, "rule": rule,
        "severity": titles["severity"][0], "original": None, "message": message,
    }  # fmt: skip


def _without_points(records: pl.DataFrame, attribute: str, faulty: list[str], pack: RulePack) -> pl.DataFrame:
    own = [attribute, *(t for t in pack.attributes[attribute].derive if t in records.columns)]
    own += [column for column in records.columns if column.startswith(f"{attribute}.")]
    kept = ~pl.col("source").is_in(faulty)
    return records.with_columns(pl.when(kept).then(pl.col(name)).alias(name) for name in own)
