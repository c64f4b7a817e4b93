"""Decisions brought to a run folder."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mdm.errors import UsageError
from mdm.review.decisions import read_decisions, write_decisions
from mdm.run_folder import DECIDED, read_manifest


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


def check_kept(folder: Path, decided: pl.DataFrame | None) -> None:
    """Raise UsageError where the run in `folder` holds decisions that are not among `decided` and would be lost."""
    held = folder / DECIDED
    if not held.is_file():
        return
    lost = read_decisions(held)
    lost = lost if decided is None else lost.join(decided, on="line", how="anti")
    if len(lost):
        raise UsageError(
            f"{folder}: {len(lost):,} reviewers' decisions in it would be lost",
            hint=f"obey them: --decisions {folder}; or move {DECIDED} away, or choose another folder",
        )
