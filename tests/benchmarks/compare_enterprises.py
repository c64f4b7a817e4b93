"""mdm and Splink 5 on the same four departments' files of organisations, one after the other.

    python tests/benchmarks/compare_enterprises.py --bodies 360000 [--seed 7] [--data DIR] [--no-splink]

generates the files if DIR does not hold them yet, runs `mdm run` (raw files to golden records and report, packaged
rules, nothing tuned) and Splink (raw files to clusters) each in its own process and prints times, peak memory, pairwise
precision, recall and F1, the clusters that hold a branch together with its host, and the ratios. Needs the packages
of the extra `dev`.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
from compare_population import measure_mdm, measure_splink, print_table
from generate_enterprises import generate
from splink_enterprises import count_merged_branches


def compare(data: Path, with_splink: bool) -> dict[str, Any]:
    """Cost and quality of each."""
    with tempfile.TemporaryDirectory(prefix="compare_enterprises_") as name:
        work = Path(name)
        results = {"mdm": measure_mdm(data, work, "legal_entity")}
        results["mdm"]["merged_branches"] = _merged_branches(data, work / "run" / "crosswalk.parquet")
        if with_splink:
            results["splink"] = measure_splink(data, work, "splink_enterprises.py")
    return results


def _merged_branches(data: Path, crosswalk: Path) -> int:
    unique_id = pl.concat_str("source", pl.lit("|"), "record_id").alias("unique_id")
    found = pl.read_parquet(crosswalk).select(unique_id, cluster_id="entity_id")
    truth = pl.read_parquet(data / "truth.parquet").select(unique_id, "entity_id", "parent_id")
    return count_merged_branches(found, truth)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bodies", type=int, default=13_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="folder of generated files; kept and used again")
    parser.add_argument("--json", type=Path, help="write all figures there too")
    parser.add_argument("--splink", action=argparse.BooleanOptionalAction, default=True)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="enterprises_") as name:
        data = given.data or Path(name)
        if not (data / "truth.parquet").exists():
            generate(data, given.bodies, given.seed)
        about = json.loads((data / "rates.json").read_text(encoding="utf-8"))
        print(f"{about['records']:,} records of {about['bodies']:,} bodies")
        results = compare(data, given.splink)
    print_table(results)
    for who, found in results.items():
        print(f"{who}: {found['merged_branches']} clusters hold a branch together with its host")
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
