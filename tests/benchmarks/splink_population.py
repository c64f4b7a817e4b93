"""Splink 5 on DuckDB, configured with care, on the generator's files: raw Parquet to clusters.

    python tests/benchmarks/splink_population.py DIR [--json FILE]

Times end at the clusters of Splink's usual threshold, 0.95; the search for the threshold with the best F1,
which looks at the truth, comes after and is not counted.
"""

import argparse
import json
import resource
import time
import warnings
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from pair_counts import pairwise
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI
from splink_prepare import prepare, read_records

USUAL_THRESHOLD = 0.95
THRESHOLDS = (
    0.2,
    0.5,
    0.8,
    0.9,
    0.95,
    0.98,
    0.99,
    0.995,
    0.998,
    0.999,
    0.9995,
    0.9999,
    0.99995,
    0.99999,
    0.999999,
)
# the cheap tests first: DuckDB works through every pair of the sample
ONE_KEY_OFF = (
    "(left(phone_l, 5) = left(phone_r, 5) or right(phone_l, 5) = right(phone_r, 5)) "
    "and levenshtein(phone_l, phone_r) <= 1"
)


def describe_numbers() -> Any:
    """Citizen numbers: equal, fits a mask, one keystroke from an invalid one, two valid ones that differ."""
    masked = (
        "(id_masked_l is not null or id_masked_r is not null) and id_tail_l = id_tail_r "
        "and left(number_l, 3) = left(number_r, 3)"
    )
    one_off = (
        "(id_other_l is not null or id_other_r is not null) "
        "and (left(number_l, 9) = left(number_r, 9) or right(number_l, 9) = right(number_r, 9)) "
        "and damerau_levenshtein(number_l, number_r) <= 1"
    )
    conflict = "id_l is not null and id_r is not null"
    borrowed = (
        "id_l = id_r and name_l <> name_r and pinyin_l <> pinyin_r and right(name_l, 1) <> right(name_r, 1) "
        "and (birth_l <> birth_r or surname_pinyin_l <> surname_pinyin_r)"
    )
    null = "number_l is null or number_r is null"
    return cl.CustomComparison(
        output_column_name="id",
        comparison_levels=[
            cll.CustomLevel(null, "missing").configure(is_null_level=True),
            cll.CustomLevel(borrowed, "one number, other name and birth date or surname").configure(
                m_probability=0.0005, fix_m_probability=True, u_probability=1e-7, fix_u_probability=True
            ),
            cll.CustomLevel("id_l = id_r", "same valid number").configure(
                u_probability=1e-7, fix_u_probability=True
            ),
            cll.CustomLevel(masked, "fits the mask"),
            cll.CustomLevel(one_off, "one keystroke apart"),
            cll.CustomLevel(conflict, "two valid numbers").configure(
                m_probability=1e-5, fix_m_probability=True
            ),
            cll.ElseLevel(),
        ],
    )


def describe_names() -> Any:
    """Names by characters where DuckDB can (equality, prefixes), by toneless pinyin elsewhere."""
    former = "name_l = former_r or name_r = former_l"
    one_character = (
        "surname_l = surname_r and length(name_l) = length(name_r) and "
        "(right(name_l, 1) = right(name_r, 1) or substr(name_l, 2, 1) = substr(name_r, 2, 1))"
    )
    like = "left(pinyin_l, 2) = left(pinyin_r, 2) and jaro_winkler_similarity(pinyin_l, pinyin_r) >= 0.92"
    return cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.CustomLevel("pinyin_l is null or pinyin_r is null", "missing").configure(is_null_level=True),
            cll.ExactMatchLevel("name").configure(tf_adjustment_column="name"),
            cll.CustomLevel(former, "former name").configure(u_probability=2e-7, fix_u_probability=True),
            cll.ExactMatchLevel("pinyin").configure(tf_adjustment_column="pinyin"),
            cll.CustomLevel(one_character, "one character differs"),
            cll.CustomLevel(like, "pinyin alike"),
            cll.ExactMatchLevel("surname_pinyin").configure(tf_adjustment_column="surname_pinyin"),
            cll.ElseLevel(),
        ],
    )


def describe_births() -> Any:
    """Dates: equal, swapped, the default day, one digit, the lag of the lunar calendar, the same year."""
    swapped = (
        "substr(birth_l, 1, 4) = substr(birth_r, 1, 4) and substr(birth_l, 6, 2) = substr(birth_r, 9, 2) "
        "and substr(birth_l, 9, 2) = substr(birth_r, 6, 2)"
    )
    default_day = "birth_year_l = birth_year_r and (birth_day_l = '-01-01' or birth_day_r = '-01-01')"
    lunar = "abs(birth_number_l - birth_number_r) between 17 and 52"
    same_part = "(birth_year_l = birth_year_r or birth_day_l = birth_day_r)"
    one_digit = f"{same_part} and levenshtein(birth_l, birth_r) <= 1"
    return cl.CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            cll.NullLevel("birth"),
            cll.ExactMatchLevel("birth"),
            cll.CustomLevel(swapped, "day and month swapped"),
            cll.CustomLevel(one_digit, "one digit differs"),
            cll.CustomLevel(default_day, "default day"),
            cll.CustomLevel(lunar, "perhaps lunar"),
            cll.ExactMatchLevel("birth_year"),
            cll.ElseLevel(),
        ],
    )


def describe_doors() -> Any:
    """Addresses: same door, same numbers at a like place, same place."""
    like = "numbers_l = numbers_r and numbers_l <> '' and jaro_winkler_similarity(place_l, place_r) > 0.8"
    part = "place_l = place_r and (ends_with(numbers_l, numbers_r) or ends_with(numbers_r, numbers_l))"
    return cl.CustomComparison(
        output_column_name="door",
        comparison_levels=[
            cll.NullLevel("place"),
            cll.ExactMatchLevel("door").configure(tf_adjustment_column="door"),
            cll.CustomLevel(like, "same numbers, like place"),
            cll.CustomLevel(part, "part of the numbers"),
            cll.ExactMatchLevel("place"),
            cll.ElseLevel(),
        ],
    )


SETTINGS = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        describe_numbers(),
        describe_names(),
        describe_births(),
        describe_doors(),
        cl.CustomComparison(
            output_column_name="phone",
            comparison_levels=[
                cll.NullLevel("phone"),
                cll.ExactMatchLevel("phone").configure(tf_adjustment_column="phone"),
                cll.CustomLevel(ONE_KEY_OFF, "one key off"),
                cll.ElseLevel(),
            ],
        ),
        cl.ExactMatch("sex"),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("id"),
        block_on("name", "birth"),
        block_on("pinyin", "birth"),
        block_on("name", "phone"),
        block_on("name", "door"),
        block_on("pinyin", "numbers", "birth_year"),
        block_on("pinyin", "phone"),
        block_on("birth", "phone"),
        block_on("birth", "door"),
        block_on("birth", "id_tail"),
        block_on("name", "birth_year", "place"),
        block_on("id_other"),
    ],
    retain_matching_columns=False,
    retain_intermediate_calculation_columns=False,
)


def link(folder: Path, threads: int | None = None) -> tuple[Linker, Any, Any, pl.DataFrame]:
    """From raw files to scored pairs and clusters at the usual threshold."""
    records = prepare(read_records(folder))
    connection = duckdb.connect()
    if threads:
        connection.execute(f"set threads to {threads}")
    api = DuckDBAPI(connection)
    linker = Linker(api.register(records.to_arrow()), SETTINGS, log_level="ERROR")
    rules = [block_on("id"), "l.name = r.name and l.birth = r.birth and l.phone = r.phone"]
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    # pairs of one number are no household; pairs of one name and birthday train the number itself
    expectation = linker.training.estimate_parameters_using_expectation_maximisation
    expectation(block_on("id"), estimate_without_term_frequencies=True, max_pairs=2e6)
    expectation(block_on("name", "birth"), estimate_without_term_frequencies=True, max_pairs=2e6)
    pairs = linker.inference.predict(threshold_match_probability=0.01)
    cluster = linker.clustering.cluster_pairwise_predictions_at_threshold
    return linker, pairs, cluster(pairs, threshold_match_probability=USUAL_THRESHOLD), records


def read_truth(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "truth.parquet").select(
        pl.concat_str("source", pl.lit("|"), "record_id").alias("unique_id"), "entity_id"
    )


def search_threshold(
    pairs: pl.DataFrame, records: pl.DataFrame, truth: pl.DataFrame
) -> list[dict[str, float]]:
    """Precision, recall and F1 of the clusters at each threshold."""
    rows = (
        records.select("unique_id").with_row_index("row").join(truth, on="unique_id", maintain_order="left")
    )
    at = rows.select("unique_id", "row")
    ends = pairs.join(at, left_on="unique_id_l", right_on="unique_id").join(
        at, left_on="unique_id_r", right_on="unique_id", suffix="_r"
    )
    entity, results = rows["entity_id"], []
    for threshold in THRESHOLDS:
        kept = ends.filter(pl.col("match_probability") >= threshold)
        left, right = kept["row"].to_numpy(), kept["row_r"].to_numpy()
        graph = coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(len(rows), len(rows)))
        _, labels = connected_components(graph, directed=False)
        results.append({"threshold": threshold, **pairwise(pl.Series(labels), entity)})
    return results


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--threads", type=int)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    start = time.perf_counter()
    _, pairs, clusters, records = link(given.folder, given.threads)
    crosswalk = clusters.as_polars_dataframe() if hasattr(clusters, "as_polars_dataframe") else None
    if crosswalk is None:
        crosswalk = pl.from_arrow(clusters.as_duckdbpyrelation().to_arrow_table())
    wall, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    truth = read_truth(given.folder)
    both = crosswalk.select("unique_id", "cluster_id").join(truth, on="unique_id")
    usual = {"threshold": USUAL_THRESHOLD, **pairwise(both["cluster_id"], both["entity_id"])}
    edges = pl.from_arrow(pairs.as_duckdbpyrelation().to_arrow_table())
    sweep = search_threshold(edges, records, truth)
    result = {
        "records": len(records),
        "pairs": len(edges),
        "wall_seconds": wall,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_mib": used.ru_maxrss / 1024,
        "usual": usual,
        "best": max(sweep, key=lambda r: r["f1"]),
        "sweep": sweep,
    }
    text = json.dumps(result, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
