"""Splink 5 on DuckDB, configured with care, on the generator's files of organisations: raw Parquet to clusters.

    python tests/benchmarks/splink_enterprises.py DIR [--json FILE]

Codes are validated and bridged by the organisation code inside them, letters typed for digits put right; names are
folded, stripped of remarks, former names and regions, and a branch's designation is a comparison of its own, so that
a branch is not its parent. Times end at the clusters of Splink's usual threshold, 0.95; the search for the threshold
with the best F1, which looks at the truth, comes after and is not counted.
"""

import argparse
import json
import resource
import time
import warnings
from pathlib import Path
from typing import Any

import duckdb
import opencc
import polars as pl
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from pair_counts import pairwise
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI
from splink_population import USUAL_THRESHOLD, read_truth, search_threshold
from splink_prepare import prepare_addresses, read_records

ALPHABET_31, ALPHABET_36 = "0123456789ABCDEFGHJKLMNPQRTUWXY", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
REGIONS = r"^(?:江苏省|江苏)?(?:苏州工业园区|苏州市|苏州|昆山市|昆山|常熟市|常熟|张家港市|张家港|太仓市|太仓|吴江市)?"
COUNTIES = r"^(?:姑苏区|吴中区|虎丘区|相城区|吴江区)?(?:[^\s公司]{2,4}(?:街道|镇))?"
REMARKS = r"[\(（](?:已?注销|已?吊销|吊销[,，]未注销)[\)）]?"
PARTS = r"(?:分公司|分店|营业部|办事处|工会委员会|工会|食堂)"
NAMELESS = r"^\*+$|^无字号$|^个体户"


def prepare(records: pl.DataFrame) -> pl.DataFrame:
    """One row a record: unique_id, cleaned columns and block keys."""
    texts = records.with_columns(
        pl.col("uscc", "org_code", "tax_number").str.to_uppercase().str.replace_all(r"[\s-]", "")
    )
    frame = texts.select(
        pl.concat_str("source", pl.lit("|"), "record_id").alias("unique_id"),
        _credit_code().alias("uscc"),
        "org_code", "tax_number", "registration_no", "name", "former_name",
        pl.col("legal_representative").alias("person"),
        pl.col("phone").str.replace_all(r"\D", "").alias("phone"),
        "address",
        _day().alias("founded"),
        raw_code=pl.col("uscc"),
    )  # fmt: skip
    frame = frame.with_columns(code=_organisation_code())
    names = prepare_names(pl.concat([frame["name"], frame["former_name"]]).drop_nulls().unique())
    addresses = prepare_addresses(frame["address"].unique())
    frame = frame.join(names, on="name", how="left").join(addresses, on="address", how="left")
    earlier = names.select(former_name="name", told="whole")
    frame = frame.join(earlier, on="former_name", how="left")
    return frame.select(
        "unique_id", "code", "raw_code", "registration_no", "whole", "core", "branch", "person", "phone", "founded",
        "place", "numbers", "door", former=pl.coalesce("told", "bracketed"),
        wrong_code=pl.when(pl.col("code").is_null()).then("raw_code"),
    )  # fmt: skip


def _day() -> pl.Expr:
    text = pl.col("established_on")
    forms = [text.str.to_date(form, strict=False) for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")]
    return pl.coalesce(forms).dt.to_string("%Y-%m-%d")


def _credit_code() -> pl.Expr:
    repaired = pl.col("uscc").str.replace_many({"O": "0", "I": "1", "Z": "2", "S": "5"})
    total = pl.sum_horizontal(
        repaired.str.slice(i, 1).replace_strict(
            {c: v for v, c in enumerate(ALPHABET_31)}, default=None, return_dtype=pl.Int32
        )
        * pow(3, i, 31)
        for i in range(17)
    )
    check = (
        ((31 - total % 31) % 31)
        .cast(pl.String)
        .replace_strict({str(v): c for v, c in enumerate(ALPHABET_31)}, default=None)
    )
    return pl.when((repaired.str.len_chars() == 18) & (repaired.str.slice(17) == check)).then(repaired)


def _is_organisation_code(code: pl.Expr) -> pl.Expr:
    total = pl.sum_horizontal(
        code.str.slice(i, 1).replace_strict(
            {c: v for v, c in enumerate(ALPHABET_36)}, default=None, return_dtype=pl.Int32
        )
        * w
        for i, w in enumerate((3, 7, 9, 10, 5, 8, 4, 2))
    )
    check = (11 - total % 11).cast(pl.String).replace({"10": "X", "11": "0"})
    return (code.str.len_chars() == 9) & (code.str.slice(8) == check)


def _organisation_code() -> pl.Expr:
    """The bridge: inside the credit code, itself, the end of the tax number; a census unit's parent."""
    inside = pl.col("uscc").str.slice(8, 9)
    own, tax = (
        pl.col("org_code"),
        pl.coalesce("tax_number", pl.when(pl.col("uscc").is_null()).then("raw_code")).str.slice(6, 9),
    )
    return pl.coalesce(
        inside, pl.when(_is_organisation_code(own)).then(own), pl.when(_is_organisation_code(tax)).then(tax)
    )


def prepare_names(names: pl.Series) -> pl.DataFrame:
    """Distinct names: folded whole, without region, the branch's designation, a former name in brackets."""
    frame = names.alias("name").to_frame()
    simplify = opencc.OpenCC("t2s")
    characters = frame.select(pl.col("name").str.split("").explode().unique()).to_series().to_list()
    simple = {c: simplify.convert(c) for c in characters if c and "一" <= c <= "龥"}
    simple = {a: b for a, b in simple.items() if a != b} or {"國": "国"}
    text = pl.col("name").str.replace_many(simple).str.replace_all(r"^\*", "").str.replace_all(REMARKS, "")
    frame = frame.with_columns(text=text).with_columns(
        bracketed=pl.col("text").str.extract(r"[\(（]原(.+?)[\)）]?$", 1),
        text=pl.col("text")
        .str.replace(r"[\(（]原.+$", "")
        .str.replace(r"^(.{6,}?公司) .*(?:路|街|道).*$", "$1"),
    )
    frame = frame.with_columns(
        text=pl.when(~pl.col("text").str.contains(NAMELESS) & (pl.col("text").str.len_chars() > 3)).then(
            pl.col("text").str.replace_all(r"[\s()（）]", "")
        ),
        bracketed=pl.col("bracketed").str.replace_all(r"[\s()（）]", ""),
    )
    full = pl.col("text").str.replace(r"^(苏州|昆山|常熟|太仓|张家港)市", "$1")
    return frame.with_columns(whole=full).select(
        "name", "whole", "bracketed",
        branch=pl.col("whole").str.extract(rf"(?:公司|院|校|学|园|所|站|馆)((?:[^公司]{{0,4}}){PARTS})$", 1),
        core=pl.col("whole").str.replace(REGIONS, "").str.replace(COUNTIES, ""),
    )  # fmt: skip


def describe_codes() -> Any:
    """Organisation codes: equal, equal but another part of the organisation, a digit off an invalid one, two."""
    other_part = "code_l = code_r and coalesce(branch_l, '') <> coalesce(branch_r, '')"
    other_name = "code_l = code_r and whole_l <> whole_r and coalesce(person_l, '') <> coalesce(person_r, '') and founded_l <> founded_r"
    one_off = (
        "(wrong_code_l is not null or wrong_code_r is not null) and levenshtein(raw_code_l, raw_code_r) <= 1"
    )
    missing = "(code_l is null or code_r is null) and (raw_code_l is null or raw_code_r is null)"
    return cl.CustomComparison(
        output_column_name="code",
        comparison_levels=[
            cll.CustomLevel(missing, "missing").configure(is_null_level=True),
            cll.CustomLevel(other_part, "one code, another part").configure(
                m_probability=1e-5, fix_m_probability=True, u_probability=1e-6, fix_u_probability=True
            ),
            cll.CustomLevel(other_name, "one code, another name, person and day").configure(
                m_probability=1e-7, fix_m_probability=True, u_probability=1e-7, fix_u_probability=True
            ),
            cll.CustomLevel("code_l = code_r", "same code").configure(
                u_probability=1e-7, fix_u_probability=True
            ),
            cll.CustomLevel(one_off, "one character off").configure(
                u_probability=1e-7, fix_u_probability=True
            ),
            cll.CustomLevel("code_l <> code_r", "two valid codes").configure(
                m_probability=1e-7, fix_m_probability=True
            ),
            cll.ElseLevel(),
        ],
    )


def describe_names() -> Any:
    """Names: a part and its whole or another part never; equal, former, without region, alike."""
    other_part = "coalesce(branch_l, '') <> coalesce(branch_r, '')"
    like = "left(core_l, 2) = left(core_r, 2) and jaro_winkler_similarity(core_l, core_r) >= 0.95"
    return cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("whole"),
            cll.CustomLevel(other_part, "a branch or another branch").configure(
                m_probability=1e-9, fix_m_probability=True
            ),
            cll.ExactMatchLevel("whole").configure(tf_adjustment_column="whole"),
            cll.CustomLevel("whole_l = former_r or whole_r = former_l", "former name").configure(
                u_probability=1e-7, fix_u_probability=True
            ),
            cll.ExactMatchLevel("core").configure(tf_adjustment_column="core"),
            cll.CustomLevel(like, "alike"),
            # the firms of one owner share person, seat and telephone: other names have to weigh against all three
            cll.CustomLevel("left(core_l, 2) = left(core_r, 2)", "same beginning").configure(
                m_probability=1e-10, fix_m_probability=True
            ),
            cll.ElseLevel().configure(m_probability=1e-10, fix_m_probability=True),
        ],
    )


def describe_seats() -> Any:
    """Seats: same door, same numbers at a like place, same place."""
    like = "numbers_l = numbers_r and numbers_l <> '' and jaro_winkler_similarity(place_l, place_r) > 0.8"
    return cl.CustomComparison(
        output_column_name="door",
        comparison_levels=[
            cll.NullLevel("place"),
            cll.ExactMatchLevel("door").configure(tf_adjustment_column="door"),
            cll.CustomLevel(like, "same numbers, like place"),
            cll.ExactMatchLevel("place"),
            cll.ElseLevel(),
        ],
    )


def describe_days() -> Any:
    return cl.CustomComparison(
        output_column_name="founded",
        comparison_levels=[
            cll.NullLevel("founded"),
            cll.ExactMatchLevel("founded"),
            cll.CustomLevel("left(founded_l, 4) = left(founded_r, 4)", "same year"),
            cll.ElseLevel(),
        ],
    )


SETTINGS = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        describe_codes(),
        describe_names(),
        cl.ExactMatch("person").configure(term_frequency_adjustments=True),
        describe_seats(),
        cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
        describe_days(),
        cl.ExactMatch("registration_no"),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("code"),
        block_on("registration_no"),
        block_on("whole", "founded"),
        block_on("whole", "person"),
        block_on("whole", "phone"),
        block_on("whole", "door"),
        block_on("core", "person"),
        block_on("core", "founded"),
        block_on("person", "phone"),
        block_on("person", "founded"),
        block_on("founded", "phone"),
        block_on("founded", "door"),
    ],
    retain_matching_columns=False,
    retain_intermediate_calculation_columns=False,
)


def link(folder: Path, threads: int | None = None) -> tuple[Any, Any, pl.DataFrame]:
    """From raw files to scored pairs and clusters at the usual threshold."""
    records = prepare(read_records(folder))
    connection = duckdb.connect()
    if threads:
        connection.execute(f"set threads to {threads}")
    linker = Linker(DuckDBAPI(connection).register(records.to_arrow()), SETTINGS, log_level="ERROR")
    rules = [block_on("code"), "l.whole = r.whole and l.person = r.person and l.phone = r.phone"]
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    expectation = linker.training.estimate_parameters_using_expectation_maximisation
    expectation(block_on("code"), estimate_without_term_frequencies=True, max_pairs=2e6)
    expectation(block_on("whole", "founded"), estimate_without_term_frequencies=True, max_pairs=2e6)
    pairs = linker.inference.predict(threshold_match_probability=0.01)
    cluster = linker.clustering.cluster_pairwise_predictions_at_threshold
    return pairs, cluster(pairs, threshold_match_probability=USUAL_THRESHOLD), records


def count_merged_branches(crosswalk: pl.DataFrame, truth: pl.DataFrame) -> int:
    """Clusters that hold a branch, union or canteen together with its host."""
    both = crosswalk.join(truth, on="unique_id").select("cluster_id", "entity_id", "parent_id").unique()
    hosts = both.join(both, left_on=["cluster_id", "entity_id"], right_on=["cluster_id", "parent_id"])
    return hosts["cluster_id"].n_unique()


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
    pairs, clusters, records = link(given.folder, given.threads)
    crosswalk = pl.from_arrow(clusters.as_duckdbpyrelation().to_arrow_table())
    wall, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    truth = read_truth(given.folder)
    both = crosswalk.select("unique_id", "cluster_id").join(truth, on="unique_id")
    usual = {"threshold": USUAL_THRESHOLD, **pairwise(both["cluster_id"], both["entity_id"])}
    hosts = pl.read_parquet(given.folder / "truth.parquet").select(
        pl.concat_str("source", pl.lit("|"), "record_id").alias("unique_id"), "entity_id", "parent_id"
    )
    usual["merged_branches"] = count_merged_branches(crosswalk.select("unique_id", "cluster_id"), hosts)
    edges = pl.from_arrow(pairs.as_duckdbpyrelation().to_arrow_table())
    sweep = search_threshold(edges, records, truth)
    result = {
        "records": len(records), "pairs": len(edges), "wall_seconds": wall,
        "cpu_seconds": used.ru_utime + used.ru_stime, "peak_mib": used.ru_maxrss / 1024,
        "usual": usual, "best": max(sweep, key=lambda r: r["f1"]), "sweep": sweep,
    }  # fmt: skip
    text = json.dumps(result, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
