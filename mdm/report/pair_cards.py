"""Sample pairs side by side: values masked, differences marked, the evidence of each comparison."""

import math
from typing import Any

import polars as pl

from mdm.report.difference import differing_positions
from mdm.report.masking import HIDDEN, hidden_positions, hide
from mdm.report.wording import VETOES, Words, title_of

KINDS = ("doubtful", "vetoed", "linked")

Segment = tuple[str, bool]


def describe_pairs(material: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Cards of the sample pairs by kind: doubtful, vetoed, linked.

    Values are compared in the clear, then masked: nothing that must stay hidden leaves this function.
    """
    pairs: pl.DataFrame = material["pairs"]
    cards: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for number, row in enumerate(pairs.to_dicts(), 1):  # a sample, not the records
        cards.setdefault(row["kind"], []).append(_describe_pair(row, number, material))
    return cards


def _describe_pair(row: dict[str, Any], number: int, material: dict[str, Any]) -> dict[str, Any]:
    comparisons = material["comparisons"]
    titles = material["attributes"]
    compared = [comparison["name"] for comparison in comparisons]
    fields = [_describe_field(row, c["name"], titles, c) for c in comparisons]
    others = [name for name in titles if name not in compared]
    fields += [_describe_field(row, name, titles) for name in others if _given(row, name)]
    total = row["match_weight"]
    steps = [field for field in fields if field["weight"] is not None]
    base = total - sum(field["weight"] for field in steps) if total is not None else None
    veto = row["veto"]
    return {
        "id": f"pair-{number}",
        "heading": [_lead(row, side, titles) for side in ("left", "right")],
        "weight": total,
        "probability": row["match_probability"],
        "match_key": row["match_key"],
        "veto": VETOES.get(veto, Words(veto, veto)) if veto else None,
        "fields": fields,
        "base": base,
        "waterfall": _waterfall(base, steps, total, material["thresholds"]),
        "records": [
            {"source": row[f"{side}_source"], "record_id": hide(row[f"{side}_record_id"] or "", "record_id")}
            for side in ("left", "right")
        ],
    }


def _given(row: dict[str, Any], name: str) -> bool:
    return any(row.get(f"{side}_{name}") is not None for side in ("left", "right"))


def _lead(row: dict[str, Any], side: str, titles: dict[str, Any]) -> str:
    """The first attribute that has a value: with persons and organisations their name."""
    for name, said in titles.items():
        value = row.get(f"{side}_{name}")
        if value:
            return hide(value, name, said.get("kind"))
    return "–"


def _describe_field(
    row: dict[str, Any], name: str, titles: dict[str, Any], comparison: dict[str, Any] | None = None
) -> dict[str, Any]:
    values = [row.get(f"{side}_{name}") for side in ("left", "right")]
    level = row.get(f"level_{name}") if comparison else None
    said = (
        next((item for item in comparison["levels"] if item["name"] == level), None) if comparison else None
    )
    left, right, note = _mark(values, name, titles.get(name, {}).get("kind"), compared=comparison is not None)
    borrowed = level not in (None, "missing") and None in values
    return {
        "name": name,
        "words": title_of(name, titles)
        if name in titles or comparison is None
        else Words(comparison["title"], comparison["title_en"]),
        "left": left,
        "right": right,
        "note": note,
        "borrowed": borrowed,
        "level": Words(said["title"], said["title_en"]) if said else None,
        "missing": level == "missing",
        "weight": row.get(f"weight_{name}") if comparison else None,
    }


def _mark(
    values: list[str | None], name: str, kind: str | None, compared: bool
) -> tuple[list[Segment] | None, list[Segment] | None, Words | None]:
    """Both values as runs of characters, masked, each run marked as differing or not.

    Differences are marked only where they count: in attributes that are compared.
    """
    left, right = values
    if left is None or right is None or not compared:
        return _segments(left, name, kind, set()), _segments(right, name, kind, set()), None
    differ = differing_positions(left, right)
    shown = [_segments(value, name, kind, marks) for value, marks in zip((left, right), differ, strict=True)]
    hidden = [hidden_positions(value, name, kind) for value in (left, right)]
    note = None
    if any(hidden):
        unequal = any(at & marks for at, marks in zip(hidden, differ, strict=True))
        note = (
            Words("隐藏部分不同", "hidden part differs")
            if unequal
            else Words("隐藏部分相同", "hidden part equal")
        )
    return shown[0], shown[1], note


def _segments(value: str | None, name: str, kind: str | None, marks: set[int]) -> list[Segment] | None:
    if value is None:
        return None
    hidden = hidden_positions(value, name, kind)
    runs: list[tuple[list[str], bool]] = []
    for position, character in enumerate(value):
        marked = position in marks
        if not runs or runs[-1][1] != marked:
            runs.append(([], marked))
        runs[-1][0].append(HIDDEN if position in hidden else character)
    return [("".join(characters), marked) for characters, marked in runs]


def _waterfall(
    base: float | None, steps: list[dict[str, Any]], total: float | None, thresholds: dict[str, Any]
) -> dict[str, Any] | None:
    """Bars of one pair on a common scale from 0 to 100: where it starts, what each comparison adds."""
    if base is None or total is None:
        return None
    ends: list[float] = [0.0, base]
    for step in steps:
        ends.append(ends[-1] + step["weight"])
    lines = {n: thresholds.get(n) for n in ("review", "link")}
    known = {n: float(at) for n, at in lines.items() if at is not None and math.isfinite(at)}
    low, high = min(*ends, *known.values()), max(*ends, *known.values())
    span = float(high - low) or 1.0

    def place(at: float) -> float:
        return round(100 * (at - low) / span, 2)

    def bar(start: float, end: float) -> dict[str, Any]:
        return {
            "x": place(min(start, end)),
            "width": max(round(place(max(start, end)) - place(min(start, end)), 2), 0.4),
            "sign": "plus" if end > start else "minus" if end < start else "nil",
        }

    bars = {step["name"]: bar(ends[i + 1], ends[i + 2]) for i, step in enumerate(steps)}
    return {
        "zero": place(0.0),
        "lines": {name: place(at) for name, at in known.items()},
        "base": bar(0.0, base),
        "bars": bars,
        "total": bar(0.0, total),
    }
