"""Splink 5 on one FEBRL set: `python tests/benchmarks/splink_febrl.py DIR OUT.json`."""

import json
import sys
import warnings
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import splink.comparison_library as cl
from pair_counts import pairwise
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

SETTINGS = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        cl.JaroWinklerAtThresholds("suburb", [0.9]),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("soc_sec_id"),
        block_on("date_of_birth"),
        block_on("given_name", "surname"),
        block_on("surname", "postcode"),
        block_on("given_name", "postcode"),
        block_on("given_name", "street_number"),
        block_on("surname", "street_number"),
        block_on("address_1"),
        block_on("suburb", "street_number"),
    ],
)


def read_records(folder: Path) -> pl.DataFrame:
    """All sources below one another, spaces trimmed, empty as null."""
    frames = [
        pl.read_csv(path, infer_schema=False).with_columns(source=pl.lit(path.stem))
        for path in sorted(folder.glob("febrl*.csv"))
    ]
    text = pl.concat(frames).with_columns(pl.all().str.strip_chars().replace("", None))
    return text.with_columns(unique_id=pl.concat_str("source", pl.lit("|"), "record_id"))


def score_pairs(records: pl.DataFrame) -> pl.DataFrame:
    linker = Linker(DuckDBAPI(duckdb.connect()).register(records.to_arrow()), SETTINGS, log_level="ERROR")
    rules = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    expectation = linker.training.estimate_parameters_using_expectation_maximisation
    expectation(block_on("soc_sec_id"))
    expectation(block_on("given_name", "surname"))
    pairs = linker.inference.predict(threshold_match_probability=0.001)
    return pl.DataFrame(pairs.as_duckdbpyrelation().to_arrow_table())


def cluster(pairs: pl.DataFrame, records: pl.DataFrame, weight: float) -> pl.Series:
    rows = records.select("unique_id").with_row_index("row")
    kept = pairs.filter(pl.col("match_weight") >= weight)
    left = kept.join(rows, left_on="unique_id_l", right_on="unique_id", maintain_order="left")[
        "row"
    ].to_numpy()
    right = kept.join(rows, left_on="unique_id_r", right_on="unique_id", maintain_order="left")[
        "row"
    ].to_numpy()
    shape = (len(rows), len(rows))
    _, labels = connected_components(
        coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=shape)
    )
    return pl.Series(labels)


def main() -> None:
    warnings.simplefilter("ignore")
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    records = read_records(folder)
    keys = ["source", "record_id"]
    truth = pl.read_parquet(folder / "truth.parquet")
    entity = records.join(truth, on=keys, how="left", maintain_order="left")["entity_id"]
    pairs = score_pairs(records)
    results = [
        {"weight": weight, **pairwise(cluster(pairs, records, weight), entity)} for weight in range(-8, 26)
    ]
    out.write_text(json.dumps(max(results, key=lambda found: found["f1"])), encoding="utf-8")


if __name__ == "__main__":
    main()
