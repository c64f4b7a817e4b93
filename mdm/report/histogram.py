"""The histogram of pairs by match weight, as places on a drawing."""

import math
from typing import Any

import polars as pl

WIDTH, HEIGHT, BASE, LEFT = 920, 260, 225, 56  # the drawing, its ground line and its first column
ORDER = ("non_link", "review", "link")


def draw_histogram(weights: pl.DataFrame, thresholds: dict[str, Any]) -> dict[str, Any] | None:
    """Bars, thresholds and ticks; None where no pair was scored.

    Heights follow the square root of the count, so that a column of five pairs is still seen beside one
    of five thousand; the parts of a column share its height by their counts.
    """
    if weights.is_empty():
        return None
    counts: dict[int, dict[str, int]] = {}
    for row in weights.to_dicts():
        counts.setdefault(int(row["bin"]), {})[row["decision"]] = int(row["count"])
    lines = {name: thresholds.get(name) for name in ("review", "link")}
    known = {name: at for name, at in lines.items() if at is not None and math.isfinite(at)}
    first = min(min(counts), *(math.floor(at) for at in known.values())) if known else min(counts)
    last = max(max(counts) + 1, *(math.ceil(at) for at in known.values())) if known else max(counts) + 1
    step = (WIDTH - LEFT - 10) / (last - first)
    most = max(sum(parts.values()) for parts in counts.values())

    def across(at: float) -> float:
        return round(LEFT + (at - first) * step, 2)

    def height(n: float) -> float:
        return round((BASE - 25) * math.sqrt(n / most), 2)

    bars = []
    for at, parts in sorted(counts.items()):
        total, below = sum(parts.values()), 0.0
        for decision in ORDER:
            if decision in parts:
                tall = round(height(total) * parts[decision] / total, 2)
                below += tall
                bars.append(
                    {
                        "x": across(at),
                        "width": round(max(step - 1, 0.5), 2),
                        "y": round(BASE - below, 2),
                        "height": tall,
                        "decision": decision,
                        "bin": at,
                        "count": parts[decision],
                    }
                )
    return {
        "shown": {d: any(d in parts for parts in counts.values()) for d in ORDER},
        "width": WIDTH,
        "height": HEIGHT,
        "base": BASE,
        "left": LEFT,
        "bars": bars,
        "lines": {name: across(at) for name, at in known.items()},
        "ticks": [
            {"x": across(at), "at": at} for at in range(first, last + 1) if at % _spacing(last - first) == 0
        ],
        "counts": [{"y": round(BASE - height(n), 2), "count": n} for n in _round_counts(most)],
        "rows": [{"bin": at, **{d: parts.get(d, 0) for d in ORDER}} for at, parts in sorted(counts.items())],
    }


def _spacing(bits: int) -> int:
    return next((s for s in (1, 2, 5, 10, 20, 50) if bits / s <= 20), 100)


def _round_counts(most: int) -> list[int]:
    """A few round counts up to the largest, spread over the height."""
    round_numbers = [b * 10**e for e in range(12) for b in (1, 2, 5)]
    kept: list[int] = []
    for number in reversed([n for n in round_numbers if n <= most]):
        if not kept or math.sqrt(kept[-1] / most) - math.sqrt(number / most) > 0.13:
            kept.append(number)
    return kept[::-1]
