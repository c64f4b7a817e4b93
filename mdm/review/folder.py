"""Decisions in a run folder: the doubtful pairs it holds, and the decisions brought to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mdm.review.content import hash_pairs
from mdm.review.decisions import PAIR, read_decisions, write_decisions
from mdm.rulepack import RulePack
from mdm.run_folder import DECIDED, RULES, read_manifest


@dataclass(frozen=True)
class Imported:
    """`path` of the decisions file, `total` decisions in it, `added` of them now, `unknown` on records that the
    run does not hold."""

    path: Path
    total: int
    added: int
    unknown: int


def import_decisions(folder: Path, files: Iterable[str | Path]) -> Imported:
    """Add decisions to those of the run in `folder`; each stands there once, in the order it came.

    Raises RunError where there is no run, InputError that lists all faults of the files.
    """
    read_manifest(folder)
    held = folder / DECIDED
    before = read_decisions(held) if held.is_file() else None
    fresh = read_decisions(files)
    both = fresh if before is None else pl.concat([before, fresh])
    merged = both.unique("line", keep="first", maintain_order=True)
    write_decisions(held, merged)
    pairs = merged.filter(pl.col("kind") == "pair").lazy()
    known = pl.scan_parquet(folder / "crosswalk.parquet").select("source", "record_id")
    for side in ("left", "right"):
        keys = [f"{side}_source", f"{side}_record_id"]
        pairs = pairs.join(known, left_on=keys, right_on=["source", "record_id"], how="semi")
    found = int(pairs.select(pl.len()).collect().item())
    unknown = int((merged["kind"] == "pair").sum()) - found
    return Imported(held, len(merged), len(merged) - (0 if before is None else len(before)), unknown)


def list_doubtful(folder: Path) -> pl.DataFrame:
    """Pairs of a run that wait for review, the likeliest first, ready to be decided.

    The keys of both records, `verdict` and `note` to be filled in, `match_weight`, `match_probability` and
    `veto`, each attribute of both sides as delivered (`left_<attribute>`, `right_<attribute>`), and the
    `content_hash` that ties the decision to what was seen.
    """
    read_manifest(folder)
    pack = RulePack.model_validate_json((folder / RULES).read_text(encoding="utf-8"))
    links = pl.scan_parquet(folder / "links.parquet")
    doubtful = links.filter(pl.col("decision") == "review").collect()
    doubtful = doubtful.sort("match_weight", *PAIR, descending=[True, *[False] * 4], nulls_last=True)
    keys = pl.concat(
        [
            doubtful.select(source=f"{side}_source", record_id=f"{side}_record_id")
            for side in ("left", "right")
        ]
    ).unique()
    records = (
        pl.scan_parquet(folder / "records.parquet")
        .select(
            "source", "record_id", pl.col("^.*\\.original$").name.map(lambda n: n.removesuffix(".original"))
        )
        .join(keys.lazy(), on=["source", "record_id"], how="semi")
        .sort("source", "record_id")
        .with_row_index("row")
        .collect()
    )
    pairs = doubtful.select(
        *PAIR, verdict=pl.lit(None, pl.String), note=pl.lit(None, pl.String),
        match_weight="match_weight", match_probability="match_probability", veto="veto",
    )  # fmt: skip
    shown = [name for name in pack.attributes if name in records.columns]
    for side in ("left", "right"):
        sided = records.select(
            pl.col("row").alias(side), pl.col("source").alias(f"{side}_source"),
            pl.col("record_id").alias(f"{side}_record_id"),
            *(pl.col(name).alias(f"{side}_{name}") for name in shown),
        )  # fmt: skip
        pairs = pairs.join(
            sided, on=[f"{side}_source", f"{side}_record_id"], how="left", maintain_order="left"
        )
    hashed = hash_pairs(pairs, records, pack)
    sides = [f"{side}_{name}" for name in shown for side in ("left", "right")]
    return pairs.with_columns(hashed).select(
        *PAIR, "verdict", "note", "match_weight", "match_probability", "veto", *sides, "content_hash"
    )
