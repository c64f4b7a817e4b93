"""What blocking cost and reached in a finished run, and which further rules the data suggest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from mdm.cluster import complete_records
from mdm.column_use import LIBRARY, wanted_parts
from mdm.errors import RunError
from mdm.explanation.layout import table
from mdm.explanation.lookup import read_pack
from mdm.linking import Instructions, Suggestion, linkable_columns, prepare, suggest_rules
from mdm.pipeline import find_provisional
from mdm.rulepack import RulePack
from mdm.standardise import Context, compose_attributes, find_kind, standardise_records

MOST_PAIRS = 20.0


@dataclass(frozen=True)
class BlockingStory:
    """The answer of `Run.blocking`.

    `rules`: one row a rule in the order of the pack: `rule`, `pairs` it proposed, `new_pairs` that no rule
    before it proposed and `pairs_so_far`, `blocks`, `largest_block` (records), `refined` blocks, blocks left
    out `over_budget`, `lost_pairs`, and of what identity proved: `reached` and `reached_so_far` hidden
    records, `pair_reach` and `pair_reach_so_far`, shares of proved pairs with their 95 % intervals (`_low`,
    `_high`; null where nothing is proved). `hidden`: number of hidden records. `suggestions`: rules found
    from the data, None where they were not asked for.
    """

    rules: pl.DataFrame
    hidden: int
    suggestions: tuple[Suggestion, ...] | None

    def __str__(self) -> str:
        return "\n".join(_tell(self))

    __repr__ = __str__


def explain_blocking(
    folder: Path, manifest: Mapping[str, Any], suggest: bool = False, most_pairs: float = MOST_PAIRS
) -> BlockingStory:
    """Read the report of a run's blocking, and look for further rules where asked to."""
    if "blocking" not in manifest:
        raise RunError(
            f"{folder}: an earlier version made this run and kept no account of blocking", hint="run again"
        )
    told = pl.DataFrame(manifest["blocking"]["rules"])
    rules = told.with_columns(pairs_so_far=pl.col("new_pairs").cum_sum()) if len(told) else told
    found = tuple(_suggest(folder, manifest, most_pairs)) if suggest else None
    return BlockingStory(rules, manifest["blocking"]["hidden"], found)


def _suggest(folder: Path, manifest: Mapping[str, Any], most_pairs: float) -> list[Suggestion]:
    """Standardise the records again, with every part that could be a key, and hide what was hidden."""
    pack = read_pack(folder)
    raw = (
        pl.scan_parquet(folder / "records.parquet")
        .select("source", "record_id", pl.col("^.*\\.original$").name.replace(r"\.original$", ""))
        .with_row_index("row")
        .collect()
    )
    said = manifest["settings"]
    context = Context(at=date.fromisoformat(said["as_of"]), division=said["city"])
    options = {info["name"]: info["options"] for info in manifest["inputs"] if info["options"]}
    standard = standardise_records(raw, pack, _all_parts(pack), context, options)
    completed = complete_records(standard.records, pack.completions)
    records = compose_attributes(completed.records, pack)
    told = Instructions(duplicate_free=frozenset(said.get("duplicate_free", ())))
    further = linkable_columns(records, pack)
    ready = prepare(
        records, pack, LIBRARY, find_provisional(standard.issues, len(standard.records), pack), told, further
    )
    return suggest_rules(ready, pack, most_pairs)


def _all_parts(pack: RulePack) -> dict[str, set[str]]:
    parts = wanted_parts(pack)
    for rule in pack.comparisons:
        for attribute in rule.attributes:
            if attribute in pack.attributes:
                parts.setdefault(attribute, set()).update(find_kind(pack.attributes[attribute].kind).parts)
    return parts


def _tell(story: BlockingStory) -> Iterable[str]:
    yield "分块 Blocking"
    head = (
        "规则 rule", "对 pairs", "新 new", "累计 so far", "最大块 largest", "细分 refined",
        "漏 lost", "找到 reach", "累计找到 reach so far（95 %）",
    )  # fmt: skip
    yield table([head, *(_row(row) for row in story.rules.to_dicts())])  # a dozen rules
    if story.hidden:
        yield (
            f"“找到”：{story.hidden:,} 条已证实的记录藏起号码后，与同组记录相遇的对所占比例 · reach: share of proved pairs "
            f"found again after the numbers of {story.hidden:,} records were hidden"
        )
    else:
        yield "没有号码证实的记录对，无从估计漏掉多少 · no pair is proved by an identifier: what is missed is not known"
    if story.suggestions is None:
        return
    yield "建议 Suggestions"
    if not story.suggestions:
        yield "  没有值得增加的规则 · no rule is worth adding"
        return
    for suggestion in story.suggestions:
        yield suggestion.line
        yield (
            f"  # 多比 {suggestion.new_pairs:,} 对，多找到 {suggestion.reach:.2%} "
            f"（{suggestion.low:.2%}–{suggestion.high:.2%}） · {suggestion.new_pairs:,} more pairs, "
            f"{suggestion.found:,} of {suggestion.judged:,} hidden records more"
        )
    yield "粘贴到规则包的 blocking.yml 即采纳 · paste lines into blocking.yml of the pack to accept them"


def _row(row: Mapping[str, Any]) -> tuple[str, ...]:
    def share(name: str) -> str:
        return "" if row[name] is None else f"{row[name]:.2%}"

    interval = f" ({share('pair_reach_so_far_low')}–{share('pair_reach_so_far_high')})"
    return (
        row["rule"],
        *(
            f"{row[n]:,}"
            for n in ("pairs", "new_pairs", "pairs_so_far", "largest_block", "refined", "lost_pairs")
        ),
        share("pair_reach"),
        share("pair_reach_so_far") + interval if row["pair_reach_so_far"] is not None else "",
    )
