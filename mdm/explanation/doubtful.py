"""The pairs of a finished run that a person should look at, ready to be decided."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from mdm.cluster import find_weak_bridges
from mdm.explanation.lookup import read_pack
from mdm.linking import weak_line
from mdm.review import PAIR, hash_pairs
from mdm.run_folder import read_manifest

REVIEW, BRIDGE = "review", "weak_bridge"
SIDES = ("left", "right")


def list_doubtful(folder: Path) -> pl.DataFrame:
    """Pairs of a run that wait for review and weak bridges, the likeliest first.

    The keys of both records, `verdict` and `note` to be filled in, `reason` (`review`, or `weak_bridge` for a
    link without which its entity would fall apart), `match_weight`, `match_probability` and `veto`, each
    attribute of both sides as delivered (`left_<attribute>`, `right_<attribute>`), and the `content_hash`
    that ties the decision to what was seen. Raises RunError where there is no run.
    """
    manifest = read_manifest(folder)
    waiting = pl.scan_parquet(folder / "links.parquet").filter(pl.col("decision") == "review").collect()
    shown = [*PAIR, "match_weight", "match_probability", "veto"]
    doubtful = pl.concat(
        [
            waiting.select(*shown, reason=pl.lit(REVIEW)),
            find_bridges(folder, manifest).select(*shown, reason=pl.lit(BRIDGE)),
        ]
    ).sort("match_weight", *PAIR, descending=[True, *[False] * 4], nulls_last=True)
    pack = read_pack(folder)
    records = _records_of(folder, doubtful)
    pairs = doubtful.with_columns(verdict=pl.lit(None, pl.String), note=pl.lit(None, pl.String))
    attributes = [name for name in pack.attributes if name in records.columns]
    for side in SIDES:
        keys = (pl.col(name).alias(f"{side}_{name}") for name in ("source", "record_id", *attributes))
        sided = records.select(pl.col("row").alias(side), *keys)
        on = [f"{side}_source", f"{side}_record_id"]
        pairs = pairs.join(sided, on=on, how="left", maintain_order="left")
    values = [f"{side}_{name}" for name in attributes for side in SIDES]
    scores = ("reason", "match_weight", "match_probability", "veto")
    return pairs.with_columns(hash_pairs(pairs, records, pack)).select(
        *PAIR, "verdict", "note", *scores, *values, "content_hash"
    )


def find_bridges(folder: Path, manifest: Mapping[str, Any]) -> pl.DataFrame:
    """Rows of `links` that are the one weak connection between two parts of their entity."""
    links = pl.scan_parquet(folder / "links.parquet").filter(pl.col("decision") == "link").collect()
    keys = pl.concat(
        [links.select(source=f"{side}_source", record_id=f"{side}_record_id") for side in SIDES]
    ).unique()
    nodes = keys.sort("source", "record_id").with_row_index("node")
    ends = []
    for side in SIDES:
        on = [f"{side}_source", f"{side}_record_id"]
        found = links.select(on).join(
            nodes, left_on=on, right_on=["source", "record_id"], how="left", maintain_order="left"
        )
        ends.append(found["node"].to_numpy())
    line = weak_line(float(manifest["parameters"]["thresholds"]["link"]))
    weak = (links["match_weight"].is_not_null() & (links["match_probability"] < line)).to_numpy()
    return links.filter(pl.Series(find_weak_bridges(ends[0], ends[1], weak, len(nodes))))


def _records_of(folder: Path, pairs: pl.DataFrame) -> pl.DataFrame:
    """The records of some pairs as delivered, numbered by `row`."""
    keys = pl.concat(
        [pairs.select(source=f"{side}_source", record_id=f"{side}_record_id") for side in SIDES]
    ).unique()
    originals = pl.col(r"^.*\.original$").name.replace(r"\.original$", "")
    return (
        pl.scan_parquet(folder / "records.parquet")
        .select("source", "record_id", originals)
        .join(keys.lazy(), on=["source", "record_id"], how="semi")
        .sort("source", "record_id")
        .with_row_index("row")
        .collect()
    )
