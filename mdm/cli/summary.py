"""What a run came to, in a screenful of Chinese and English."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mdm.explanation.layout import table

MOST_ISSUES = 12


def summarise_run(manifest: Mapping[str, Any], path: Path) -> str:
    """Tell a run's manifest."""
    return "\n".join(_lines(manifest, path))


def _lines(manifest: Mapping[str, Any], path: Path) -> Iterable[str]:
    counts, summary = manifest["counts"], manifest["summary"]
    yield "来源 Sources"
    yield table(_source_rows(manifest["inputs"]))
    for info in manifest["inputs"]:
        yield f"  {info['name']}: {_columns(info)}"
        if info["unmapped"]:
            yield f"    未用的列 left aside: {', '.join(info['unmapped'])}"
    yield from _issues(summary["issues"])
    yield "结果 Result"
    yield table(
        [
            ("记录 records", f"{counts['records']:,}"),
            ("实体 entities", f"{counts['golden']:,}"),
            ("关联 links", f"{summary['links']:,}"),
            ("待复核 for review", f"{summary['review']:,}"),
            ("被否决 vetoed", f"{summary['vetoed']:,}"),
            ("弱连接 weak bridges", f"{summary['weak_bridges']:,}"),
            *_estimates(summary["estimates"]),
        ]
    )
    reused = manifest["parameters"].get("reused_from")
    if reused:
        yield f"参数沿用运行 {reused} · parameters reused from run {reused}"
    if "classifier" in manifest["parameters"]:
        seen = sum(manifest["parameters"]["classifier"]["trained_on"].values())
        yield f"部分记录对由分类器判定，学自 {seen:,} 条人工判定 · some pairs judged by a classifier trained on {seen:,} decisions"
    yield from _decisions(summary.get("decisions", {}))
    yield f"运行文件夹 Run folder: {path}"
    yield f"报告 Report: {path / 'report.html'}"
    seconds, memory = manifest["timings_seconds"]["total"], manifest["peak_memory_mb"]
    stages = sorted(manifest["timings_seconds"].items(), key=lambda item: -item[1])
    longest = [f"{stage} {took:.1f} s" for stage, took in stages if stage != "total"][:3]
    yield f"用时 Elapsed: {seconds:.1f} s（{', '.join(longest)}）  内存 Memory: {memory:,} MB"


def _source_rows(inputs: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, ...]]:
    for info in inputs:
        yield (
            info["name"],
            f"{info['rows']:,} 条 records",
            " ".join(word for word in (info["format"], info["encoding"]) if word),
            info["path"] or "",
        )


def _columns(info: Mapping[str, Any]) -> str:
    pairs = [f"{info['record_id']}→record_id", *(f"{c}→{a}" for c, a in info["columns"].items())]
    return "  ".join(pairs)


def _issues(issues: list[Mapping[str, Any]]) -> Iterable[str]:
    if not issues:
        return
    words = _issue_words()
    yield "质量问题 Issues"
    yield table(
        (issue["attribute"], issue["rule"], f"{issue['count']:,}", words.get(issue["rule"], ""))
        for issue in issues[:MOST_ISSUES]
    )
    if len(issues) > MOST_ISSUES:
        more = len(issues) - MOST_ISSUES
        yield f"  … 另有 {more} 种，见报告 · {more} more in the report"


def _decisions(counts: Mapping[str, int]) -> Iterable[str]:
    titles = {
        "same": "相同 same",
        "different": "不同 different",
        "unsure": "不确定 unsure",
        "out_of_date": "已过时，再次提出 out of date, raised again",
        "set_aside": "互相矛盾或违反否决 contradictory or against a veto",
        "unknown_records": "记录已不存在 of records that are gone",
        "not_on_pairs": "非记录对 not on pairs",
    }
    told = [(title, f"{counts[name]:,}") for name, title in titles.items() if counts.get(name)]
    if told:
        yield "人工判定 Reviewers' decisions"
        yield table(told)


def _issue_words() -> dict[str, str]:
    """What each issue code means, in Chinese and English."""
    from mdm.rulepack import read_reference

    codes = read_reference("issue_codes")
    said = (f"{zh} · {en}" for zh, en in zip(codes["title_zh"], codes["title_en"], strict=True))
    return dict(zip(codes["code"], said, strict=True))


def _estimates(estimates: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    titles = {"precision": "估计准确率 estimated precision", "recall": "估计召回率 estimated recall"}
    for name, title in titles.items():
        said = estimates.get(name)
        if said is not None and said["value"] is not None:
            yield (
                title,
                f"{said['value']:.4f}  ({said['low']:.4f}–{said['high']:.4f})  凭证据 by evidence alone",
            )
