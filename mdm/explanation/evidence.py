"""Compare two records of a finished run anew, by the rules and parameters of that run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from mdm.column_use import LIBRARY, wanted_parts
from mdm.compare import compare_one, level_names
from mdm.explanation.layout import Key
from mdm.explanation.lookup import read_pack, read_records
from mdm.linking import let_stand_in
from mdm.rulepack import BlockingRule, RulePack
from mdm.score import LinkModel
from mdm.standardise import Context, standardise_records


@dataclass(frozen=True)
class ComparisonLine:
    """One comparison of a pair: both values, as understood and as delivered, the level, its weight in bits.

    `weight` is 0 where a side is missing. `best_of_group` says that the level was found on other records
    of the two sides' groups, which know more than these two. `exchanged` says that one record was compared
    as filled in the wrong way round, surname for given name.
    """

    name: str
    title: str
    title_en: str
    left: object
    right: object
    left_original: str | None
    right_original: str | None
    level: str
    level_title: str
    level_title_en: str
    weight: float
    best_of_group: bool = False
    exchanged: bool = False


@dataclass(frozen=True)
class FreshEvidence:
    """What a comparison of two records finds, whether or not the run compared them."""

    lines: tuple[ComparisonLine, ...]
    proposed_by: tuple[str, ...]
    different_identifiers: tuple[str, ...]
    prior: float


def compare_records(
    folder: Path, manifest: Mapping[str, Any], pair: tuple[Key, Key], link: Mapping[str, Any] | None
) -> FreshEvidence:
    """Standardise the two records' originals again and compare them; `link` holds the levels of the run."""
    pack = read_pack(folder)
    records, originals = (let_stand_in(said, pack) for said in _standardise(folder, manifest, pair, pack))
    model = LinkModel.from_dict(manifest["parameters"]["model"])
    both = pl.DataFrame({"left": [0], "right": [1]}, schema={"left": pl.UInt32, "right": pl.UInt32})
    lines = []
    for rule in pack.comparisons:
        names = level_names(rule, LIBRARY[rule.kind])
        fresh = names[compare_one(both, records, rule, LIBRARY[rule.kind])[0]]
        straight = rule.model_copy(update={"exchanged_with": None})
        exchanged = fresh != names[compare_one(both, records, straight, LIBRARY[rule.kind])[0]]
        level = (link or {}).get(f"level_{rule.name}") or fresh
        told = {level.name: level for level in LIBRARY[rule.kind].levels}[level]
        shown = next((a for a in rule.attributes if a in records.columns), rule.attributes[0])
        lines.append(
            ComparisonLine(
                rule.name, rule.title, rule.title_en,
                *_sides(records, shown), *_sides(originals, shown),
                level, told.title, told.title_en,
                _weight(model, rule.name, level, link), level != fresh, exchanged,
            )
        )  # fmt: skip
    vetoing = [i.attribute for i in pack.identifiers if i.vetoes]
    differ = tuple(a for a in vetoing if None not in (sides := _sides(records, a)) and sides[0] != sides[1])
    proposing = tuple(rule.name for rule in pack.blocking if _agree(records, rule))
    return FreshEvidence(tuple(lines), proposing, differ, model.prior_weight)


def _standardise(
    folder: Path, manifest: Mapping[str, Any], pair: tuple[Key, Key], pack: RulePack
) -> tuple[pl.DataFrame, pl.DataFrame]:
    given = list(pack.attributes)
    found = read_records(folder, pair)
    originals = found.select(
        "source",
        "record_id",
        *(pl.col(f"{n}.original").alias(n) for n in given if f"{n}.original" in found.columns),
    )
    raw = originals.with_row_index("row")
    said = manifest["settings"]
    context = Context(at=date.fromisoformat(said["as_of"]), division=said["city"])
    options = {info["name"]: info["options"] for info in manifest["inputs"] if info["options"]}
    return standardise_records(raw, pack, wanted_parts(pack), context, options).records, originals


def _sides(records: pl.DataFrame, attribute: str) -> tuple[Any, Any]:
    if attribute not in records.columns:
        return None, None
    return records[attribute][0], records[attribute][1]


def _agree(records: pl.DataFrame, rule: BlockingRule) -> bool:
    """Whether both records have equal values in all keys of a rule, in each of which one speaks for itself."""
    agreed = True
    for key in rule.keys:
        own = _sides(records, key)
        other = _sides(records, rule.or_else[key]) if key in rule.or_else else own
        left, right = (mine if mine is not None else yours for mine, yours in zip(own, other, strict=True))
        agreed = agreed and left is not None and left == right and own != (None, None)
    return agreed


def _weight(model: LinkModel, comparison: str, level: str, link: Mapping[str, Any] | None) -> float:
    """The weight the run gave, where it is written; else that of the level for a value of average rarity."""
    written = (link or {}).get(f"weight_{comparison}")
    if written is not None:
        return float(written)
    parameters = model.comparisons[comparison]
    index = parameters.levels.index(level)
    return float(parameters.table("m")[index] - parameters.table("u")[index])
