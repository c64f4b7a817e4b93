"""Which management grid each point lies in: exactly one, without gap or double along shared borders."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mdm.errors import UsageError

_NUMBER = r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_CORNER = re.compile(rf"({_NUMBER})\s+({_NUMBER})(?:\s+{_NUMBER})*")
# Degrees are counted in steps of a millimetre, so that which side of a border a point lies on is exact.
_STEPS = 100_000_000
_WIDEST = 20 * _STEPS
_AT_ONCE = 4_000_000  # pairs of point and edge

Whole = NDArray[np.int64]


def assign_grids(
    lon: pl.Series | Iterable[float | None], lat: pl.Series | Iterable[float | None], grids: pl.DataFrame
) -> pl.DataFrame:
    """Find the grid of each point: `grid`, `issue` and `candidates`, a row per point.

    `grids` has `grid` (its code) and `outline`, a POLYGON or MULTIPOLYGON in WKT whose inner rings are holes, in the
    frame of the points; for grids of one day, pass those valid on it. A point on a border shared by two grids
    belongs to one of them, always the same. `issue` is null, `outside_grids`, or `several_grids` where outlines overlap:
    `candidates` then lists them and `grid` is null, since nothing decides. A point without longitude or latitude has
    neither grid nor issue. Raises UsageError for missing columns, an outline that cannot be read, and a code given twice.

    >>> grids = pl.DataFrame(
    ...     {"grid": ["东", "西"], "outline": ["POLYGON((1 0, 2 0, 2 1, 1 1))", "POLYGON((0 0, 1 0, 1 1, 0 1))"]}
    ... )
    >>> assign_grids([0.5, 1.0, 3.0], [0.5, 0.5, 0.5], grids)["grid"].to_list()
    ['西', '东', None]
    """
    points = pl.DataFrame(
        {"lon": pl.Series(lon, dtype=pl.Float64), "lat": pl.Series(lat, dtype=pl.Float64)}
    ).with_row_index("point")
    known = points.drop_nulls().filter(pl.col("lon").is_finite() & pl.col("lat").is_finite())
    known = known.sort("lon")
    x, y = (_in_steps(known[name].to_numpy()) for name in ("lon", "lat"))
    number = known["point"].to_numpy()
    held = [pl.DataFrame(schema={"point": pl.UInt32, "candidates": pl.String})]
    for outline in _read_outlines(grids):  # grids are thousands where points are millions
        inside = number[_find_inside(x, y, outline)]
        code = pl.repeat(outline.grid, len(inside), dtype=pl.String, eager=True)
        held.append(pl.DataFrame({"point": inside.astype(np.uint32), "candidates": code}))
    found = pl.concat(held).group_by("point").agg(pl.col("candidates").sort())
    count = pl.col("candidates").list.len()
    is_known = pl.col("point").is_in(known["point"].implode())
    return (
        points.join(found, on="point", how="left", maintain_order="left")
        .with_columns(pl.col("candidates").fill_null([]))
        .select(
            grid=pl.when(count == 1).then(pl.col("candidates").list.first()),
            issue=pl.when(is_known & (count == 0)).then(pl.lit("outside_grids"))
            .when(count > 1).then(pl.lit("several_grids")),
            candidates=pl.when(count > 1).then("candidates").otherwise([]),
        )
    )  # fmt: skip


@dataclass(frozen=True)
class _Outline:
    """The edges of one grid, each from its lower end to its upper; level ones bound nothing."""

    grid: str
    x0: Whole
    y0: Whole
    x1: Whole
    y1: Whole


def _read_outlines(grids: pl.DataFrame) -> Iterator[_Outline]:
    missing = [name for name in ("grid", "outline") if name not in grids.columns]
    if missing:
        raise UsageError(
            f"the grids have no column {missing[0]!r}", hint="give each grid its code and its outline in WKT"
        )
    codes = grids["grid"].cast(pl.String)
    if codes.null_count() or codes.is_duplicated().any():
        twice = codes.filter(codes.is_null() | codes.is_duplicated()).to_list()[0]
        raise UsageError(
            f"grid {twice!r} stands twice" if twice else "a grid has no code", hint="one row for each grid"
        )
    for code, text in zip(codes, grids["outline"].cast(pl.String), strict=True):
        yield _read_outline(code, text)


def _read_outline(code: str, text: str | None) -> _Outline:
    rings = [_CORNER.findall(ring) for ring in re.findall(r"\(([^()]+)\)", text or "")]
    if not rings or any(len(set(ring)) < 3 for ring in rings):
        raise UsageError(
            f"the outline of grid {code!r} cannot be read",
            hint="POLYGON((lon lat, lon lat, …)) with three corners or more",
        )
    starts, ends = [], []
    for ring in rings:
        corners = _in_steps(np.array(ring, dtype=np.float64))
        starts.append(corners)
        ends.append(np.roll(corners, -1, axis=0))
    one, other = np.concatenate(starts), np.concatenate(ends)
    if np.ptp(one, axis=0).max() > _WIDEST:
        raise UsageError(
            f"grid {code!r} is wider than 20 degrees", hint="are longitude and latitude in this order?"
        )
    rises = one[:, 1] < other[:, 1]
    low = np.where(rises[:, None], one, other)
    high = np.where(rises[:, None], other, one)
    bounds = low[:, 1] < high[:, 1]
    return _Outline(code, low[bounds, 0], low[bounds, 1], high[bounds, 0], high[bounds, 1])


def _in_steps(degrees: NDArray[np.float64]) -> Whole:
    return np.rint(degrees * _STEPS).astype(np.int64)


def _find_inside(x: Whole, y: Whole, outline: _Outline) -> NDArray[np.intp]:
    """Which of the points, sorted by `x`, lie inside: an odd number of edges is to the right of them.

    An edge holds its lower end and not its upper, and a point on it lies to its right, so that of two
    outlines that share the edge one holds the point.
    """
    if not len(outline.x0):
        return np.empty(0, dtype=np.intp)
    left, right = min(outline.x0.min(), outline.x1.min()), max(outline.x0.max(), outline.x1.max())
    first, last = np.searchsorted(x, left, "left"), np.searchsorted(x, right, "right")
    near = first + np.flatnonzero((y[first:last] >= outline.y0.min()) & (y[first:last] < outline.y1.max()))
    size = max(_AT_ONCE // len(outline.x0), 1)
    pieces = (near[start : start + size] for start in range(0, len(near), size))
    held = [piece[_is_inside(x[piece], y[piece], outline)] for piece in pieces]
    return np.concatenate([near[:0], *held])


def _is_inside(x: Whole, y: Whole, outline: _Outline) -> NDArray[np.bool_]:
    spans = (outline.y0 <= y[:, None]) & (y[:, None] < outline.y1)
    side = (outline.x1 - outline.x0) * (y[:, None] - outline.y0) - (x[:, None] - outline.x0) * (
        outline.y1 - outline.y0
    )
    inside: NDArray[np.bool_] = (spans & (side > 0)).sum(axis=1) % 2 == 1
    return inside
