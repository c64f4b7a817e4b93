"""mdm and Splink 5 on the same files, one after the other, and what each cost and found.

    python tests/benchmarks/compare_population.py --records 100000 [--style mixed] [--seed 7] [--data DIR]

generates the files if DIR does not hold them yet, runs `mdm run` and Splink each in its own process and
prints times, peak memory, pairwise precision, recall and F1, and the ratios; beside them the floor: the time
to only read, group and write the same files. Needs the packages of the extra `dev`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl
from measured import run_measured
from pair_counts import pairwise

HERE = Path(__file__).parent
# above this Splink needs more memory and patience than a glance is worth: ask for it
SPLINK_ON_REQUEST = 5_000_000


def measure_mdm(data: Path, work: Path, rules: str = "population") -> dict[str, Any]:
    """`mdm run` with the packaged rules and nothing tuned: raw files to golden records and report."""
    sources = [f"{path.stem}={path}" for path in sorted(data.glob("*.parquet")) if path.stem != "truth"]
    out = work / "run"
    command = [sys.executable, "-m", "mdm", "run", "--rules", rules, "--out", str(out), *sources]
    cost = run_measured([*command, "--progress", "none"])
    keys = ["source", "record_id"]
    truth = pl.read_parquet(data / "truth.parquet")
    found = pl.read_parquet(out / "crosswalk.parquet").rename({"entity_id": "found_id"})
    both = truth.join(found, on=keys, how="left")
    if both["found_id"].null_count() or len(found) != len(truth):
        raise SystemExit("The crosswalk of mdm does not hold every record exactly once.")
    stages = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["timings_seconds"]
    return {**asdict(cost), **pairwise(both["found_id"], both["entity_id"]), "stages": stages}


def measure_splink(data: Path, work: Path, script: str = "splink_population.py") -> dict[str, Any]:
    """Splink's child notes its own cost where its clusters stand, before it looks at the truth."""
    out = work / "splink.json"
    run_measured([sys.executable, str(HERE / script), str(data), "--json", str(out)])
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    cost = {k: found[k] for k in ("wall_seconds", "cpu_seconds", "peak_mib")}
    return {**cost, **found["usual"], "best": found["best"]}


def measure_floor(data: Path, work: Path) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "floor_population.py"), str(data), str(work / "floor.parquet")]
    return asdict(run_measured(command))


def compare(data: Path, with_splink: bool) -> dict[str, Any]:
    """Cost and quality of each."""
    with tempfile.TemporaryDirectory(prefix="compare_population_") as name:
        work = Path(name)
        results = {"floor": measure_floor(data, work), "mdm": measure_mdm(data, work)}
        if with_splink:
            results["splink"] = measure_splink(data, work)
    return results


def print_table(results: dict[str, Any]) -> None:
    print(f"{'':24}{'wall s':>9}{'CPU s':>9}{'peak MiB':>10}{'precision':>11}{'recall':>9}{'F1':>9}")
    labels = {"floor": "floor", "mdm": "mdm, whole run", "splink": "Splink, threshold 0.95"}
    for name, found in results.items():
        quality = [f"{found[k]:.5f}" if k in found else "" for k in ("precision", "recall", "f1")]
        cost = f"{found['wall_seconds']:9.1f}{found['cpu_seconds']:9.1f}{found['peak_mib']:10.0f}"
        print(f"{labels[name]:24}{cost}{quality[0]:>11}{quality[1]:>9}{quality[2]:>9}")
    mdm, floor, splink = results["mdm"], results.get("floor"), results.get("splink")
    if splink:
        best = splink["best"]
        figures = f"{best['precision']:>11.5f}{best['recall']:>9.5f}{best['f1']:>9.5f}"
        print(f"{'Splink, best of all':24}{'':28}{figures}   at {best['threshold']}")
        for label, key in (("wall", "wall_seconds"), ("CPU", "cpu_seconds"), ("memory", "peak_mib")):
            print(f"Splink needs {splink[key] / mdm[key]:.2f} times the {label} of mdm.")
        print(f"F1: mdm {mdm['f1']:.5f}, Splink at its best {best['f1']:.5f}: {mdm['f1'] - best['f1']:+.5f}")
    if floor:
        print(f"mdm needs {mdm['cpu_seconds'] / floor['cpu_seconds']:.1f} times the CPU of the floor.")
    stages = (f"{stage} {seconds:.1f}" for stage, seconds in mdm["stages"].items() if seconds >= 0.05)
    print("Seconds of mdm: " + ", ".join(stages))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--style", default="city")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="folder of generated files; kept and used again")
    parser.add_argument("--json", type=Path, help="write all figures there too")
    parser.add_argument(
        "--splink", action=argparse.BooleanOptionalAction, help="run Splink (default up to 5 M)"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="population_") as name:
        data = given.data or Path(name)
        if not (data / "truth.parquet").exists():
            make = [
                sys.executable,
                str(HERE / "generate_population.py"),
                str(data),
                "--records",
                str(given.records),
            ]
            subprocess.run([*make, "--style", given.style, "--seed", str(given.seed)], check=True)
        about = json.loads((data / "rates.json").read_text(encoding="utf-8"))
        print(f"{about['records']:,} records of {about['people']:,} people, style {about['style']}")
        with_splink = given.splink if given.splink is not None else about["records"] <= SPLINK_ON_REQUEST
        results = compare(data, with_splink)
    print_table(results)
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
