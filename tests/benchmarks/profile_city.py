"""Build the bases of a generated city under a profile and hold what references lead to against the truth.

    python tests/benchmarks/profile_city.py --licences 50000
    python tests/benchmarks/profile_city.py --licences 1000000 --data DIR     # files kept for the next time

Prints the precision and recall of references of each kind, the wrong attributions among people and bodies whose
name others bear, the quality of each base, and what the whole run cost: seconds, processor seconds, peak memory.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import polars as pl
from generate_city import BASES, DEPARTMENTS, generate
from measured import run_measured

import mdm

PROFILE = "jiangsu-145"
REGISTERS = ["police", "market_registry", "establishment"]


def write_job(data: Path) -> Path:
    """A job file over the generated sources."""
    lines = [f"profile: {PROFILE}", 'city: "320500"', "as_of: 2026-11-22", "sources:"]
    for source, base in BASES.items():
        said = f", department: {DEPARTMENTS[source]}" if source in DEPARTMENTS else ""
        lines.append(
            f"  - {{name: {source}, base: {base}, path: {source}.parquet, record_id: record_id{said}}}"
        )
    path = data / "job.yml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def judge_references(run: mdm.ProfileRun, data: Path) -> pl.DataFrame:
    """Each reference of the truth with what was found: `found` is the true entity it stands for.

    That is the one whose record in the register it holds, else the one most of whose records it holds.
    """
    truth = pl.read_parquet(data / "truth_entities.parquet")
    owners = pl.concat(
        one.crosswalk.with_columns(base=pl.lit(name)).collect() for name, one in run.bases.items()
    )
    held = owners.join(truth, on=["base", "source", "record_id"])
    held = held.group_by("entity_id", "entity").agg(
        pl.len(), registered=pl.col("source").is_in(REGISTERS).any()
    )
    order = ["registered", "len", "entity"]
    stands = held.sort(order, descending=[True, True, False]).unique(
        "entity_id", keep="first", maintain_order=True
    )
    told = run.references.select(
        "source", "record_id", "reference", "position", "to_entity", "reason"
    ).collect()
    told = told.join(
        stands.select("entity_id", found="entity"), left_on="to_entity", right_on="entity_id", how="left"
    )
    wanted = pl.read_parquet(data / "truth_references.parquet")
    return wanted.join(told, on=["source", "record_id", "reference", "position"], how="left")


def tell_references(judged: pl.DataFrame) -> pl.DataFrame:
    """By reference: how many were found, how many of these are right, how many of those that say enough were found."""
    found, meant = pl.col("to_entity").is_not_null(), pl.col("meant").is_not_null()
    right = found & meant & (pl.col("found") == pl.col("meant"))
    wrong = found & (pl.col("found") != pl.col("meant")).fill_null(True)
    return judged.group_by("reference").agg(
        pl.len().alias("references"), meant.sum().alias("say enough"), found.sum().alias("found"),
        (right.sum() / found.sum()).alias("precision"), (right.sum() / meant.sum()).alias("recall"),
        wrong.sum().alias("wrong"), (wrong & pl.col("homonym")).sum().alias("wrong, name borne by others"),
        pl.col("homonym").sum().alias("name borne by others"),
        (wrong & pl.col("namesake")).sum().alias("wrong, same birthday"), pl.col("namesake").sum().alias("same birthday"),
    ).sort("reference")  # fmt: skip


def tell_bases(run: mdm.ProfileRun, data: Path) -> pl.DataFrame:
    """By base: records, entities, pairwise precision and recall."""
    truth = pl.read_parquet(data / "truth_entities.parquet").rename({"entity": "entity_id"})
    rows = []
    for name, one in run.bases.items():
        known = truth.filter(base=name).select("source", "record_id", "entity_id")
        measured = mdm.evaluate_crosswalk(one.crosswalk.collect(), known)
        seconds = one.manifest["timings_seconds"]
        slowest = ", ".join(
            f"{stage} {spent:.0f}" for stage, spent in sorted(seconds.items(), key=lambda s: -s[1])[1:5]
        )
        counts = one.manifest["counts"]
        rows.append(
            (
                name,
                counts["crosswalk"],
                counts["golden"],
                measured.precision,
                measured.recall,
                seconds["total"],
                slowest,
            )
        )
    heads = ("base", "records", "entities", "precision", "recall", "seconds", "slowest stages")
    return pl.DataFrame(rows, schema=heads, orient="row")


def main() -> None:
    """Generate where there is nothing yet, run in a process of its own, judge and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--licences", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="folder that keeps the files and the run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = given.data or Path(scratch)
        if not (data / "truth_references.parquet").is_file():
            generate(data, given.licences, given.seed)
        out = data / "run"
        command = [sys.executable, "-m", "mdm", "run", str(write_job(data)), "--out", str(out), "--overwrite"]
        cost = run_measured(command)
        run = mdm.open_profile(out)
        judged = judge_references(run, data)
        with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=220, fmt_str_lengths=80, float_precision=5,
                       tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True):  # fmt: skip
            print(tell_bases(run, data))
            print(tell_references(judged))
    print(
        f"whole run: {cost.wall_seconds:.0f} s, processor {cost.cpu_seconds:.0f} s, peak {cost.peak_mib / 1024:.1f} GiB"
    )


if __name__ == "__main__":
    main()
