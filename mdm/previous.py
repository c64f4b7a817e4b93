"""What an earlier run left, read so that its entity ids live on."""

from pathlib import Path

import polars as pl

from mdm.errors import UsageError
from mdm.golden import Before, first_registry
from mdm.rulepack import RulePack
from mdm.run_folder import ENTITIES, read_manifest


def read_before(folder: Path, pack: RulePack) -> Before:
    """Read crosswalk, golden records and ids of the run in `folder`.

    Raises RunError where there is no run, and UsageError where it is one of another pack.
    """
    manifest = read_manifest(folder)
    name = manifest["rules"]["name"]
    if name != pack.name:
        raise UsageError(
            f"{folder}: a run of the rule pack {name}, while this one is of {pack.name}",
            hint="ids live on within one base",
        )
    crosswalk = pl.read_parquet(folder / "crosswalk.parquet")
    registry = folder / ENTITIES
    return Before(
        str(manifest["run_id"]),
        crosswalk,
        pl.scan_parquet(folder / "golden.parquet"),
        pl.read_parquet(registry) if registry.is_file() else first_registry(crosswalk),
    )
