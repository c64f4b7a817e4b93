"""What a profile's run came to: its bases, and how their references fared."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mdm.explanation.layout import table
from mdm.rulepack import read_reference


def summarise_profile(manifest: Mapping[str, Any], path: Path) -> str:
    """Tell the manifest of a profile's run."""
    return "\n".join(_lines(manifest, path))


def _lines(manifest: Mapping[str, Any], path: Path) -> Iterable[str]:
    profile, bases = manifest["profile"], manifest["bases"]
    yield f"{profile['title']} {profile['title_en']} ({profile['name']})"
    yield "基础库 Bases"
    yield table(
        (
            f"{said['title']} {name}",
            f"{said['counts']['records']:,} 条记录 records",
            f"{said['counts']['golden']:,} 个实体 entities",
            "" if name in profile["bases"] else "清单之外 beside the list",
        )
        for name, said in bases.items()
    )
    yield from _misplaced(manifest["misplaced"])
    yield "指向 References"
    yield table(_references(bases))
    yield f"运行文件夹 Run folder: {path}"
    yield f"报告 Report: {path / 'report.html'}"
    seconds, memory = manifest["timings_seconds"]["total"], manifest["peak_memory_mb"]
    yield f"用时 Elapsed: {seconds:.1f} s   内存 Memory: {memory:,} MB"


def _misplaced(found: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for one in found:
        source, base, columns = one["source"], one["base"], one["columns"]
        better, more = one["better"], one["better_columns"]
        yield f"  注意 {source} 归入 {base} 只认得 {columns} 列，按 {better} 可认得 {more} 列：若归错了库，请改 base"
        yield f"  Note: {base} understands {columns} columns of {source}, {better} {more}: is base: {better} meant?"


def _references(bases: Mapping[str, Any]) -> Iterable[tuple[str, ...]]:
    reasons = read_reference("reference_reasons")
    title = dict(zip(reasons["reason"], reasons["title"], strict=True))
    rows = [
        (f"{name}.{told['reference']}", f"→ {told['to_base']}" if told["to_base"] else "未定 open", told)
        for name, said in bases.items()
        for told in said["references"]
    ]
    for name, where, told in rows:
        yield name, where, f"{told['count']:,}", title.get(told["reason"], told["reason"])
    if not rows:
        yield "–", "", "", ""
