"""What each panel of the report shows, as plain data for the template."""

import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from mdm.report.masking import hide
from mdm.report.wording import SEVERITIES, Words, title_of, verdict
from mdm.rulepack import read_reference

Titles = dict[str, dict[str, str]]


def describe_sources(sources: list[dict[str, Any]], titles: Titles) -> list[dict[str, Any]]:
    """Each source with its mapped and unmapped columns; numbers in headers are masked as in values."""
    return [
        {
            "name": source["name"],
            "path": hide(source.get("path") or "", "record_id"),
            "rows": source.get("rows", 0),
            "encoding": source.get("encoding") or "",
            "columns": [
                (hide(column, "column"), title_of(name, titles))
                for column, name in source.get("columns", {}).items()
            ],
            "unmapped": [hide(column, "column") for column in source.get("unmapped", ())],
        }
        for source in sources
    ]


def describe_issues(
    issues: pl.DataFrame, sources: list[dict[str, Any]], titles: Titles
) -> list[dict[str, Any]]:
    """Issues by source, the most frequent first, with their share of the source's records."""
    listed = read_reference("issue_codes").to_dicts()
    said = {row["code"]: Words(row["title_zh"], row["title_en"]) for row in listed}
    rows = {source["name"]: source.get("rows", 0) for source in sources}
    named = titles
    groups: dict[str, list[dict[str, Any]]] = {}
    for issue in issues.sort(
        "source", "count", "attribute", "rule", descending=[False, True, False, False]
    ).to_dicts():
        total = rows.get(issue["source"]) or 0
        groups.setdefault(issue["source"], []).append(
            {
                "attribute": title_of(issue["attribute"], named),
                "code": issue["rule"],
                "title": said.get(issue["rule"], Words(issue["rule"], issue["rule"])),
                "severity": issue["severity"],
                "severity_title": SEVERITIES.get(
                    issue["severity"], Words(issue["severity"], issue["severity"])
                ),
                "count": issue["count"],
                "share": issue["count"] / total if total else None,
            }
        )
    return [
        {"source": name, "issues": found, "total": sum(i["count"] for i in found)}
        for name, found in groups.items()
    ]


def describe_blocking(blocking: pl.DataFrame) -> list[dict[str, Any]]:
    """Each blocking rule with its cost relative to the dearest, and what the rules up to it proposed."""
    largest = max(blocking["pairs"].to_list(), default=0) or 1
    return [
        row
        | {
            "cost": row["pairs"] / largest,
            "pairs_so_far": so_far,
        }
        for row, so_far in zip(
            blocking.to_dicts(), blocking["new_pairs"].cum_sum(), strict=True
        )  # a dozen rules
    ]


def describe_model(comparisons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each comparison with the strongest evidence for and against, and the scale of its weights."""
    reach = max((abs(level["weight"]) for c in comparisons for level in c["levels"]), default=1.0) or 1.0
    return [_describe_comparison(comparison, reach) for comparison in comparisons]


def _describe_comparison(comparison: dict[str, Any], reach: float) -> dict[str, Any]:
    levels = [
        level
        | {
            "words": Words(level["title"], level["title_en"]),
            "extent": level["weight"] / reach,
            "verdict": verdict(level["weight"]),
        }
        for level in comparison["levels"]
    ]
    spoken = [level for level in levels if level["name"] != "missing"]
    return {
        "words": Words(comparison["title"], comparison["title_en"]),
        "levels": spoken,
        "best": max(spoken, key=lambda level: level["weight"], default=None),
        "worst": min(spoken, key=lambda level: level["weight"], default=None),
    }


SINGLE_SIZES = 12
SIZE_GROUPS = ((13, 20), (21, 50), (51, 100), (101, None))


def describe_sizes(sizes: pl.DataFrame) -> list[dict[str, Any]]:
    """Entities by number of records: sizes up to 12 one by one, larger ones in groups."""
    found = [(int(size), int(n)) for size, n in sizes.select("size", "count").iter_rows()]  # few rows
    counts = {str(size): n for size, n in found if size <= SINGLE_SIZES}
    for low, high in SIZE_GROUPS:
        n = sum(n for size, n in found if size >= low and (high is None or size <= high))
        if n:
            counts[f"{low}–{high}" if high else f"≥ {low}"] = n
    most = max(counts.values(), default=1)
    return [{"label": label, "count": n, "extent": n / most} for label, n in counts.items()]


def describe_estimates(estimates: Mapping[str, float] | None) -> list[dict[str, Any]]:
    """Estimated shares with their 95 % intervals and their places on a common scale."""
    if not estimates:
        return []
    words = {
        "precision": Words("准确率：关联的记录对中正确的比例", "Precision: share of links that are right"),
        "recall": Words("召回率：应关联的记录对中找到的比例", "Recall: share of true links that were found"),
        "blocking_recall": Words(
            "分块召回率：应关联者中进入比较的比例", "Blocking recall: share of true links compared at all"
        ),
    }
    known = [name for name in words if name in estimates]
    low = min((estimates[f"{name}_low"] for name in known), default=0.0)
    start = max(0.0, math.floor(low * 20 - 1e-9) / 20)
    start = start if start < 1 else 0.95

    def place(value: float) -> float:
        return (float(value) - start) / (1 - start)

    return [
        {
            "words": words[name],
            "value": float(estimates[name]),
            "low": float(estimates[f"{name}_low"]),
            "high": float(estimates[f"{name}_high"]),
            "at": place(estimates[name]),
            "from": place(estimates[f"{name}_low"]),
            "to": place(estimates[f"{name}_high"]),
            "start": start,
        }
        for name in known
    ]
