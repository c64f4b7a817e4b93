"""Sample pairs side by side: values masked, differences marked, the evidence of each comparison."""

import math
import re
import unicodedata
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from mdm.report.difference import differing_positions
from mdm.report.masking import DATES, HIDDEN, hidden_positions, hide, shows_birth_date
from mdm.report.wording import Words, title_of, veto_words

KINDS = ("doubtful", "bridge", "vetoed", "linked")

HIDDEN_EQUAL = Words("隐藏部分相同", "hidden part equal")
HIDDEN_DIFFERS = Words("隐藏部分不同", "hidden part differs")
BORROWED = Words("空缺处取自同一号码的其他记录", "gap filled from another record of the same number")
DERIVED = Words(
    "比较的是规范后的值，与所写不同", "compared by its standard value, which is not what is written"
)
EXCHANGED = Words(
    "一方与另一项填反，交叉比较", "filled in the wrong way round on one side: compared crosswise"
)
UNUSED = Words("此处不作证据", "not used as evidence here")

FREE_TEXT = {"address", "person_name", "organisation_name"}

Segment = tuple[str, bool]


def describe_pairs(material: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Cards of the sample pairs by kind: doubtful, bridge, vetoed, linked.

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
    dated = _is_dated(row, titles)
    return {
        "id": f"pair-{number}",
        "heading": [_lead(row, side, titles) for side in ("left", "right")],
        "weight": total,
        "probability": row["match_probability"],
        "match_key": row["match_key"],
        "veto": veto_words(veto, _veto_titles(material)) if veto else None,
        "fields": fields,
        "base": base,
        "waterfall": _waterfall(base, steps, total, material["thresholds"]),
        "records": [
            {
                "source": row[f"{side}_source"],
                "record_id": hide(row[f"{side}_record_id"] or "", "record_id", beside_birth_date=dated),
            }
            for side in ("left", "right")
        ],
    }


def _veto_titles(material: dict[str, Any]) -> dict[str, Words]:
    said = material.get("vetoes", {})
    return {name: Words(rule["title"], rule["title_en"]) for name, rule in said.items()}


def _given(row: dict[str, Any], name: str) -> bool:
    return any(row.get(f"{side}_{name}") is not None for side in ("left", "right"))


def _is_dated(row: dict[str, Any], titles: dict[str, Any]) -> bool:
    """Whether either side shows a birth date: what two records of one person show is put together easily."""
    return any(
        shows_birth_date({name: row.get(f"{side}_{name}") for name in titles}, titles)
        for side in ("left", "right")
    )


def _lead(row: dict[str, Any], side: str, titles: dict[str, Any]) -> str:
    """The first attribute that has a value: with persons and organisations their name."""
    for name, said in titles.items():
        value = row.get(f"{side}_{name}")
        if value:
            return hide(value, name, said.get("kind"), beside_birth_date=_is_dated(row, titles))
    return "–"


def _describe_field(
    row: dict[str, Any], name: str, titles: dict[str, Any], comparison: dict[str, Any] | None = None
) -> dict[str, Any]:
    kind = titles.get(name, {}).get("kind")
    values = [row.get(f"{side}_{name}") for side in ("left", "right")]
    level = row.get(f"level_{name}") if comparison else None
    levels = comparison["levels"] if comparison else ()
    said = next((Words(item["title"], item["title_en"]) for item in levels if item["name"] == level), None)
    dated = _is_dated(row, titles)
    hidden = [hidden_positions(value or "", name, kind, beside_birth_date=dated) for value in values]
    differ = differing_positions(values[0] or "", values[1] or "")
    exchanged = comparison is not None and _is_exchanged(row, name, comparison, level)
    is_marked = _is_marked(level) and None not in values and not exchanged
    marks = differ if is_marked else (set[int](), set[int]())
    return {
        "name": name,
        "words": title_of(name, titles | ({name: comparison} if comparison and name not in titles else {})),
        "sides": [_segments(*side) for side in zip(values, hidden, marks, strict=True)],
        "masked": any(hidden) and kind not in FREE_TEXT,
        "notes": [
            *(_notes(values, level, hidden, differ, {name, kind}) if comparison else []),
            *([EXCHANGED] if exchanged else []),
        ],
        "level": said,
        "missing": level == "missing",
        "weight": row.get(f"weight_{name}") if comparison else None,
    }


def _is_exchanged(row: dict[str, Any], name: str, comparison: dict[str, Any], level: str | None) -> bool:
    """Whether the values agree crosswise rather than straight: 安妮 and 史密斯 beside 史密斯 and 安妮."""
    other = comparison.get("exchanged_with")
    straight = [row.get(f"{side}_{name}") for side in ("left", "right")]
    crossed = [row.get(f"left_{name}"), row.get(f"right_{other}")]
    if None in (*straight, *crossed) or level in (None, "missing"):
        return False
    return _likeness(*crossed) > _likeness(*straight)


def _likeness(left: str | None, right: str | None) -> float:
    return SequenceMatcher(None, (left or "").casefold(), (right or "").casefold(), autojunk=False).ratio()


def _is_marked(level: str | None) -> bool:
    """Differences are marked where they count: in attributes compared, unless only the writing differs."""
    return level not in (None, "exact")


def _notes(
    values: list[str | None],
    level: str | None,
    hidden: list[set[int]],
    differ: tuple[set[int], set[int]],
    names: set[str | None],
) -> list[Words]:
    """What must be said about two values beside their level."""
    notes = []
    if None not in values and any(hidden):
        unequal = any(at & marks for at, marks in zip(hidden, differ, strict=True))
        notes.append(HIDDEN_DIFFERS if unequal else HIDDEN_EQUAL)
    if None in values and level not in (None, "missing"):
        notes.append(BORROWED)
    if None not in values and level == "missing":
        notes.append(UNUSED)
    if None not in values and level == "exact" and names & DATES and len({_day(v or "") for v in values}) > 1:
        notes.append(DERIVED)
    return notes


def _day(text: str) -> tuple[int, ...] | str:
    """Year, month and day as written, to tell 1953/11/9 and 19531109 from another day."""
    found = re.search(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})", unicodedata.normalize("NFKC", text))
    return tuple(int(part) for part in found.groups()) if found else text


def _segments(value: str | None, hidden: set[int], marks: set[int]) -> list[Segment] | None:
    """The value as runs of characters, masked, each run marked as differing or not."""
    if value is None:
        return None
    shown = [(HIDDEN if i in hidden else character, i in marks) for i, character in enumerate(value)]
    return [("".join(c for c, _ in run), marked) for marked, run in groupby(shown, key=itemgetter(1))]


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
