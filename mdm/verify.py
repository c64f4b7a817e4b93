"""Check that a run folder is whole and as it was written."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from mdm.run_folder import MANIFEST, bases_in, file_checksum, read_manifest


def verify_run(folder: Path) -> list[str]:
    """Return what is wrong with a run folder, nothing when it is whole.

    Every file must have the bytes the manifest names, every record must stand exactly once in the crosswalk,
    and crosswalk and golden records must speak of the same entities; of a profile's folder that holds for each of
    its bases. RunError when it is no run folder.
    """
    bases = bases_in(folder)
    if bases:
        faults = _find_changed(folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        return faults + [f"{base}/{fault}" for base in bases for fault in verify_run(folder / base)]
    manifest = read_manifest(folder)
    faults = _find_changed(folder, manifest)
    key = ["source", "record_id"]
    crosswalk = pl.scan_parquet(folder / "crosswalk.parquet")
    records = pl.scan_parquet(folder / "records.parquet").select(key)
    golden = pl.scan_parquet(folder / "golden.parquet").select("entity_id")
    implied = pl.scan_parquet(folder / "provenance.parquet").filter(rule="implied").select("entity_id")
    checks = {
        "crosswalk.parquet: 记录重复 · records that stand twice": crosswalk.select(key).filter(
            pl.struct(key).is_duplicated()
        ),
        "crosswalk.parquet: 记录缺失 · records missing": records.join(crosswalk, on=key, how="anti"),
        "crosswalk.parquet: 多出的记录 · records nobody delivered": crosswalk.join(
            records, on=key, how="anti"
        ),
        "golden.parquet: 缺少实体 · entities missing": crosswalk.join(golden, on="entity_id", how="anti"),
        "golden.parquet: 多出的实体 · entities without a record": golden.join(
            crosswalk, on="entity_id", how="anti"
        ).join(implied, on="entity_id", how="anti"),
    }
    for fault, frame in checks.items():
        count = frame.select(pl.len()).collect().item()
        if count:
            faults.append(f"{fault}: {count}")
    return faults


def _find_changed(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    return [
        f"{name}: 内容已改 · changed since it was written"
        for name, said in manifest["outputs"].items()
        if not (folder / name).is_file() or file_checksum(folder / name) != said["sha256"]
    ]
